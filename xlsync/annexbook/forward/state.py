"""A workbook on its way to the schema of today: what it has by now, where the rest comes from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from udfs.errors import Text
from udfs.hosts.names import Host
from xlsync.annexbook.cells import Reader
from xlsync.annexbook.locating import cells_of_names, locate
from xlsync.annexbook.memory import as_built
from xlsync.annexbook.names import repeated_name
from xlsync.annexbook.places import FieldPlace, Places, TablePlace
from xlsync.annexes import Column, Schema, Sheet, Table
from xlsync.annexes.pieces import Piece, pieces
from xlsync.errors import UnsupportedWorkbook, sentence
from xlsync.workbook import Workbook
from xlsync.workbook.styles import Styles
from xlsync.workbook.values import Address

At = tuple[int, int]


@dataclass
class State:
    """A workbook being brought forward.

    Attributes:
        book: The workbook, changed in memory.
        source: A workbook that follows the schema of today, without records: what comes is carried from it.
        wanted: The schema of today.
        memory: The pieces of it that the workbook has by now, as it has them, in its order.
        host: Spelling of its functions.
        strict: The workbook is a template: it has nobody's work to keep where its schema says something.
        done: What was done, for a reader.
        inputs: Cells of the source that people type: nothing of what they hold is carried.
    """

    book: Workbook
    source: Workbook
    wanted: Schema
    memory: list[Piece]
    host: Host
    strict: bool = False
    done: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._past: tuple[list[Piece], Schema] | None = None
        self.there = locate(self.wanted, self.source)
        self.order = [piece.path for piece in pieces(self.wanted)]
        self.pieces = {piece.path: piece for piece in pieces(self.wanted)}
        self.before = {piece.path: piece for piece in self.memory}
        self.inputs = {cell.home for cell in Reader(self.source, self.there).cells() if cell.is_input}
        self.open(self.book)

    def open(self, book: Workbook) -> None:
        """Goes on with a workbook that was read again."""
        self.book, self.styles = book, Styles(self.source, book)
        self.looks = Looks(self)

    # --- what the workbook has

    @property
    def past(self) -> Schema:
        """The schema that the workbook follows by now."""
        if self._past is None or self._past[0] != self.memory:
            self._past = (list(self.memory), as_built(self.wanted, self.memory))
        return self._past[1]

    @property
    def places(self) -> Places:
        """Where everything stands in the workbook by now."""
        return locate(self.past, self.book)

    def has(self, path: str) -> bool:
        """The workbook has a piece, or had it before people took it away."""
        return any(piece.path == path for piece in self.memory)

    def add(self, path: str) -> None:
        """The workbook has a piece from now on."""
        if not self.has(path):
            held = [piece.path for piece in self.memory]
            earlier = self.order[: self.order.index(path)]
            known = (held.index(one) + 1 for one in reversed(earlier) if one in held)
            self.memory.insert(next(known, 0), self.pieces[path])

    def add_all(self, name: str, kinds: Iterable[str]) -> None:
        """The workbook has a table, a group or a sheet with all that belongs to it."""
        for path in self.order:
            kind, _, rest = path.partition("/")
            if kind in kinds and rest.partition("/")[0] == name:
                self.add(path)

    def arrive(self) -> None:
        """The workbook has every piece as the schema of today declares it, and no other."""
        for path in self.order:
            self.add(path)
        self.memory = [self.pieces[piece.path] for piece in self.memory if piece.path in self.pieces]

    def changed(self, path: str) -> bool:
        """A piece that the workbook had, and that is another one now."""
        return path in self.before and path in self.pieces and self.before[path] != self.pieces[path]

    def say(self, fr: str, en: str) -> None:
        """Notes what was done."""
        self.done.append(sentence(fr, en))

    # --- where things are

    @property
    def readme(self) -> str | None:
        """The sheet « Lisez-moi », known by the cells that say where the workbook comes from."""
        named = cells_of_names(self.book).items()
        return next((at[0] for name, at in named if name.startswith(repeated_name(""))), None)

    def home(self, sheet: Sheet) -> str | None:
        """The sheet of the workbook that holds what the schema puts on one; None when there is none."""
        places = self.places
        for item in sheet.items:
            if item.table in places.tables:
                return places.tables[item.table].sheet
            names = [one.name for one in self.wanted.group(item.fields).fields] if item.fields else []
            for name in names:
                if name in places.fields:
                    return places.fields[name].sheet
        return sheet.name if any(entry.name == sheet.name for entry in self.book.sheets) else None


def label_cell(book: Workbook, place: FieldPlace) -> At | None:
    """The cell that holds the label of a single field: the nearest text on its left."""
    cells = book.sheet(place.sheet).cells
    for column in range(place.value_column - 1, 0, -1):
        cell = cells.get((place.row, column))
        if cell is not None and cell.formula is None and isinstance(cell.value, str) and cell.value.strip():
            return place.row, column
    return None


def refuse(fr: str, en: str) -> UnsupportedWorkbook:
    """The refusal of a change of a schema that no surgery makes."""
    return UnsupportedWorkbook(fr, en)


class Looks:
    """Formats of the source as the workbook has them, where people may have improved them.

    A cell that comes looks like those that the source draws alike: what most of them look like in the
    workbook, on the same sheet if there are some; else it looks as drawn.
    """

    def __init__(self, state: State) -> None:
        self._styles = state.styles
        self._here: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self._anywhere: dict[int, Counter[int]] = defaultdict(Counter)
        for there, here in _pairs(state):
            drawn, held = (
                book.sheet(at.sheet).cells.get((at.row, at.column))
                for book, at in ((state.source, there), (state.book, here))
            )
            if drawn is not None and held is not None:
                self._here[here.sheet, drawn.style][held.style] += 1
                self._anywhere[drawn.style][held.style] += 1

    def of(self, style: int, sheet: str) -> int:
        """Format of a cell that comes onto a sheet of the workbook."""
        known = self._here.get((sheet, style)) or self._anywhere.get(style)
        return known.most_common(1)[0][0] if known else self._styles.cell(style)


def _pairs(state: State) -> Iterator[tuple[Address, Address]]:
    """Cells of the source, each with the one that says the same in the workbook."""
    there, here = state.there, state.places
    for name in there.fields.keys() & here.fields.keys():
        old, new = there.fields[name], here.fields[name]
        labels = (label_cell(state.source, old), label_cell(state.book, new))
        if labels[0] and labels[1]:
            yield Address(old.sheet, *labels[0]), Address(new.sheet, *labels[1])
        for offset in (0, 1):
            yield (
                Address(old.sheet, old.row, old.value_column + offset),
                Address(new.sheet, new.row, new.value_column + offset),
            )
    for name in there.tables.keys() & here.tables.keys():
        yield from _pairs_of(there.tables[name], here.tables[name])


def _pairs_of(old: TablePlace, new: TablePlace) -> Iterator[tuple[Address, Address]]:
    for column in own_columns(old.table):
        if _stands(old, column.name) and _stands(new, column.name):
            first = old.cell(column.name, 0)
            places = [(first, new.cell(column.name, record)) for record in range(new.count)]
            if old.table.layout == "columns":
                places.append(((old.line_row(column.name), old.left), (new.line_row(column.name), new.left)))
            else:
                at = old.cell(column.name, 0)[1], new.cell(column.name, 0)[1]
                places.append(((old.header, at[0]), (new.header, at[1])))
            if column.total and new.table.column(column.name).total:
                places.append((old.total_cell(column.name), new.total_cell(column.name)))
            yield from ((Address(old.sheet, *one), Address(new.sheet, *other)) for one, other in places)
    lines = old.table.blocks.fiche if old.table.blocks and new.table.blocks else ()
    known = [line.name for line in new.table.blocks.fiche] if new.table.blocks else []
    for line in (line for line in lines if line.name in known):
        for offset in (0, 1):
            yield (
                Address(old.sheet, old.fiche_row(line.name), old.first_block + offset),
                Address(new.sheet, new.fiche_row(line.name), new.first_block + offset),
            )


def _stands(place: TablePlace, name: str) -> bool:
    return place.has(name) and name in [column.name for column in own_columns(place.table)]


def own_columns(table: Table) -> tuple[Column, ...]:
    """Columns of a table, and of its blocks."""
    return (*table.columns, *(table.blocks.columns if table.blocks else ()))
