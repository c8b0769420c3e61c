"""The cells that a text names: `Sheet!B2`, `Sheet!B2:B9`, a defined name, `Table[Column]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from udfs.errors import Text
from xlsync.annexbook.identify import identify
from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import Places
from xlsync.errors import MissingInWorkbook, UnknownKind, WrongScenario, listed
from xlsync.recalc import Address, Area, Book, TableView, book_of
from xlsync.recalc.references import parse_area
from xlsync.recalc.values import is_number
from xlsync.workbook import Workbook
from xlsync.workbook.values import split_address

MAX_CELLS = 10_000
YEARS = (1900, 2200)
_COLUMN = re.compile(r"(?P<table>[^\[\]!']+)\[(?P<column>.+)\]", re.DOTALL)
_ESCAPED = re.compile(r"'([\[\]#'])")
_APART = re.compile(r"'(?:[^']|'')*'|\[(?:'.|[^\]'])*\]|(?P<mark>[=&])")


@dataclass(frozen=True, slots=True)
class Target:
    """Cells that someone named.

    Attributes:
        name: As it was written.
        cells: The cells, in order.
        label: What the workbook prints over or beside them: a heading, a label; else the name.
        years: The year of each cell, where the table or the lines beside it give one; else nothing.
    """

    name: str
    cells: tuple[Address, ...]
    label: Text
    years: tuple[int, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The year of each cell, else its address."""
        return tuple(map(str, self.years or self.cells))


class Targets:
    """The cells of a workbook, found by what a person calls them.

    Args:
        workbook: The workbook; of an annex, the tables and the columns of its schema are known too.
    """

    def __init__(self, workbook: Workbook | Book) -> None:
        self.book = book_of(workbook)
        self.places = _places(workbook) if isinstance(workbook, Workbook) else None

    def find(self, text: str) -> Target:
        """The cells that a text names.

        Raises:
            MissingInWorkbook: there is no such sheet, table, column or name.
            WrongScenario: it names something else than cells.

        Examples:
            >>> from xlsync.recalc import CellView
            >>> cells = {(row, 1): CellView(2024.0 + row) for row in (1, 2)}
            >>> book = Book({"F": cells}, names={(None, "taux"): "F!$B$1"})
            >>> Targets(book).find("taux").cells
            (Address(sheet='F', row=1, column=2),)
            >>> Targets(book).find("F!B1:B2").years
            (2025, 2026)
        """
        written = text.strip()
        area = self._area(written)
        if area.size > MAX_CELLS:
            raise WrongScenario(
                f"« {written} » : plus de {MAX_CELLS} cellules", f"“{written}”: more than {MAX_CELLS} cells"
            )
        cells = tuple(_cells(area))
        return Target(written, cells, self._label(written), self._years(area) if len(cells) > 1 else ())

    def _area(self, text: str) -> Area:
        if found := _COLUMN.fullmatch(text):
            return self._column(found["table"].strip(), _ESCAPED.sub(r"\1", found["column"]).strip(), text)
        if "!" in text:
            return self._cells(text, text)
        named = self.book.names.get((None, text.casefold()))
        if named is None:
            known = listed(text, (name for scope, name in self.book.names if scope is None))
            raise MissingInWorkbook(
                f"« {text} » n’est pas un nom du classeur ; noms : {known} ; une cellule s’écrit Feuille!B2",
                f"“{text}” is not a name of the workbook; names: {known}; a cell is written Sheet!B2",
                name=text,
            )
        return self._cells(named.removeprefix("="), text)

    def _cells(self, reference: str, text: str) -> Area:
        name, local = split_address(reference)
        sheet = self.book.sheet_named(name)
        area = None if sheet is None else parse_area(local, sheet)
        if sheet is None and name:
            known = listed(name, self.book.sheets)
            raise MissingInWorkbook(
                f"« {text} » : pas de feuille « {name} » ; feuilles : {known}",
                f"“{text}”: no sheet “{name}”; sheets: {known}",
                name=text,
            )
        if area is None:
            raise WrongScenario(f"« {text} » n’est pas des cellules", f"“{text}” is no cells")
        return area

    def _column(self, name: str, heading: str, text: str) -> Area:
        table = self.book.tables.get(name.casefold())
        if table is None and self.places is not None and name in self.places.tables:
            return self._declared(self.places, name, heading)
        if table is None:
            declared = self.places.tables if self.places else ()
            known = listed(name, [*(one.name for one in self.book.tables.values()), *declared])
            raise MissingInWorkbook(
                f"« {text} » : pas de tableau « {name} » ; tableaux : {known}",
                f"“{text}”: no table “{name}”; tables: {known}",
                name=text,
            )
        rank = table.column_index(heading)
        if rank is None:
            raise _no_column(text, heading, table.columns)
        return table.data.part(0, rank + 1)

    def _declared(self, places: Places, name: str, column: str) -> Area:
        """The cells of a column of the schema, laid out by rows or by columns."""
        place = places.tables[name]
        known = [one.name for one in place.table.columns if place.has(one.name)]
        if column not in known:
            raise _no_column(f"{name}[{column}]", column, known)
        first, last = place.cell(column, 0), place.cell(column, max(place.count, 1) - 1)
        return Area(place.sheet, *first, *last)

    def _label(self, text: str) -> Text:
        """What the workbook prints for a name that was found."""
        found = _COLUMN.fullmatch(text)
        if found is None:
            field = self.places.schema.fields.get(text) if self.places else None
            return field.label if field else Text(text, text)
        name, column = found["table"].strip(), found["column"].strip()
        if name.casefold() in self.book.tables or self.places is None:
            heading = " ".join(_ESCAPED.sub(r"\1", column).split())
            return Text(heading, heading)
        return self.places.tables[name].table.column(column).label

    def _years(self, area: Area) -> tuple[int, ...]:
        """The years in the nearest line of numbers beside an area of one row or one column."""
        table = next((one for one in self.book.tables.values() if one.data.holds(area.first)), None)
        upright = area.left == area.right
        if not upright and area.top != area.bottom:
            return ()
        for line in _beside(area, upright, table):
            values = [self.book.cell(cell).value for cell in _cells(line)]
            years = [int(one) for one in values if is_number(one) and one == int(one)]
            if len(years) == len(values) and all(YEARS[0] <= one <= YEARS[1] for one in years):
                return tuple(years) if all(after > before for before, after in pairwise(years)) else ()
        return ()


def apart(text: str, mark: str) -> list[str]:
    """The parts of a text between marks, `=` or `&`, that stand in no heading and no quoted sheet.

    Examples:
        >>> apart("'R&D'!B2&T[a&b]=normal(1;2)", "&")
        ["'R&D'!B2", 'T[a&b]=normal(1;2)']
    """
    cuts = [found.start() for found in _APART.finditer(text) if found["mark"] == mark]
    ends = zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(text)], strict=True)
    return [text[start:end] for start, end in ends]


def _beside(area: Area, upright: bool, table: TableView | None) -> Iterator[Area]:
    """The lines before an area, nearest first; in a table those of the table."""
    if upright:
        first = table.area.left if table else 1
        yield from (area._replace(left=one, right=one) for one in range(area.left - 1, first - 1, -1))
    else:
        yield from (area._replace(top=one, bottom=one) for one in range(area.top - 1, 0, -1))


def _cells(area: Area) -> Iterator[Address]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield Address(area.sheet, row, column)


def _no_column(text: str, column: str, known: Sequence[str]) -> MissingInWorkbook:
    columns = listed(column, known)
    return MissingInWorkbook(
        f"« {text} » : pas de colonne « {column} » ; colonnes : {columns}",
        f"“{text}”: no column “{column}”; columns: {columns}",
        name=text,
    )


def _places(workbook: Workbook) -> Places | None:
    try:
        return locate(identify(workbook).schema, workbook)
    except UnknownKind:
        return None
