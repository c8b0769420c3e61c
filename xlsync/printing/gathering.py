"""From the computed annex workbook of a convention to what is printed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from udfs.errors import Text
from xlsync.annexbook.cells import ReadCell, Reader, plain
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexes import Column, Sheet, Table
from xlsync.annexes.sheets import PrintItem
from xlsync.errors import CannotIssue, spaced
from xlsync.printing.choosing import (
    FILLED,
    annexes_of,
    is_within,
    number_of,
    printed_columns,
    printed_fiche,
    printed_fields,
    when_printed,
)
from xlsync.printing.content import Annex, Fields, Grid, Head, Item, Over, Sentence, Shown
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

NOTHING = "néant"
"""The line of a table that has no record."""
OF_WHICH = "dont "


class Gatherer:
    """Reads one computed annex workbook."""

    def __init__(self, book: Workbook, places: Places) -> None:
        self.book, self.places = book, places
        self.reader = Reader(book, places)
        self._found = {cell.home: cell for cell in self.reader.cells()}

    def annexes(self) -> list[Annex]:
        """The annexes to print, in the order of the document.

        Raises:
            CannotIssue: a figure that would be printed shows an error.
        """
        return [
            self._annex(sheet)
            for sheet in annexes_of(self.places.schema)
            if when_printed(sheet) != FILLED or self._is_filled(sheet)
        ]

    def heading(self, row: int) -> str:
        """Title (row 1) or parties (row 2) of the first sheet of the convention."""
        return self._text(self.places.schema.sheets[0].name, row)

    def value(self, name: str) -> str:
        """What a single field holds, as a text."""
        place = self.places.fields[name]
        return plain(self._found[Address(place.sheet, place.row, place.value_column)].value)

    def shown(self, name: str) -> Shown:
        """What a single field shows."""
        return self._field(self.places.schema.fields[name])

    def _annex(self, sheet: Sheet) -> Annex:
        title = self._text(sheet.name, 1)
        items = tuple(one for item in sheet.printed_items for one in self._item(item, title))
        note = spaced(sheet.note.fr) if sheet.note else ""
        return Annex(title, number_of(sheet)[0], note, items)

    def _item(self, item: PrintItem, title: str) -> Iterator[Item]:
        """What stands in an annex for an item, nothing where it is left out."""
        if item.text:
            yield Sentence(item.text.fr.format_map(_Fields(self)))
        elif item.table:
            yield from self._of_table(item, title)
        else:
            group = self.places.schema.group(item.fields) if item.fields else None
            columns = (
                [self.places.schema.fields[name] for name in item.lines] if group is None else group.fields
            )
            caption = item.title or (group.title if group else Text("", ""))
            found = self._fields(caption.fr, tuple(columns))
            if found.lines and not (item.filled and all(shown.value is None for _, shown in found.lines)):
                yield found

    def _of_table(self, item: PrintItem, title: str) -> Iterator[Item]:
        place = self.places.tables[item.table]
        if item.filled and not self._records(place):
            return
        if item.running:
            for row in self._by_rows(place, item.rows).rows:
                yield Sentence(" ".join(shown.text for shown in row if shown.text))
            return
        grid = self._grid(place, title, item.rows)
        yield replace(grid, caption=item.title.fr) if item.title else grid

    def _text(self, sheet: str, row: int) -> str:
        cell = self.book.sheet(sheet).cells.get((row, 1))
        return "" if cell is None else plain(cell.value)

    def _is_filled(self, sheet: Sheet) -> bool:
        """A figure stands in a table of the sheet, or in its fields where it has no table."""
        tables = [self.places.tables[item.table] for item in sheet.items if item.table]
        if not tables:
            groups = [self.places.schema.group(item.fields) for item in sheet.items if item.fields]
            return any(self._field(column).is_number for group in groups for column in group.fields)
        return any(
            shown.is_number and not (shown.column and shown.column.key)
            for place in tables
            for row in self._rows(place)
            for shown in row
        )

    # --- single fields

    def _fields(self, caption: str, columns: tuple[Column, ...]) -> Fields:
        chosen = printed_fields(columns)
        return Fields(caption, tuple((column.label.fr, self._field(column)) for column in chosen))

    def _field(self, column: Column) -> Shown:
        place = self.places.fields[column.name]
        return self._shown(Address(place.sheet, place.row, place.value_column), column)

    def _shown(self, at: Address, column: Column) -> Shown:
        cell = self._found.get(at)
        if cell is None:
            return Shown(None, column)
        if cell.is_failed:
            label, shows = column.label, f"{cell.value} ({cell.address})"
            raise CannotIssue(
                f"« {label.fr} » affiche {shows} : corriger les saisies dont elle dépend",
                f"“{label.en}” shows {shows}: correct the inputs that it depends on",
            )
        value = None if cell.value == "" else cell.value
        return Shown(value, column, within=is_within(column) and value is not None)

    # --- tables

    def _grid(self, place: TablePlace, title: str, rows: tuple[str, ...] = ()) -> Grid:
        caption = place.table.title.fr
        made = {"columns": self._by_columns, "blocks": self._by_blocks}.get(place.table.layout)
        grid = self._by_rows(place, rows) if made is None else made(place)
        return replace(grid, caption="" if caption in title else caption)

    def _records(self, place: TablePlace) -> list[int]:
        return [record for record in range(place.count) if not self.reader.is_blank(place, record)]

    def _rows(self, place: TablePlace) -> Iterator[tuple[Shown, ...]]:
        """The lines of a table as they stand in the workbook, printed columns only."""
        for record in self._records(place):
            yield tuple(self._cell(place, column, record) for column in printed_columns(place.table))
            for block in range(place.blocks):
                for column in place.table.blocks.columns if place.table.blocks else ():
                    yield (self._cell(place, column, record, block),)

    def _cell(self, place: TablePlace, column: Column, record: int, block: int = 0) -> Shown:
        if not place.has(column.name):
            return Shown(None, column)
        return self._shown(Address(place.sheet, *place.cell(column.name, record, block)), column)

    def _total(self, place: TablePlace, column: Column) -> Shown:
        if not column.total:
            return Shown(None, column)
        return self._shown(Address(place.sheet, *place.total_cell(column.name)), column)

    def _by_rows(self, place: TablePlace, rows: tuple[str, ...] = ()) -> Grid:
        """A line a record; of some of them, the columns where one holds something."""
        table, columns = place.table, printed_columns(place.table)
        ordered = self._ordered(place)
        if rows:
            by_key = {
                plain(self.reader.key(place, record)[table.columns[0].name]): record for record, _ in ordered
            }
            ordered = [(by_key[key], False) for key in rows if key in by_key]
            held = [[self._cell(place, one, record).value for record, _ in ordered] for one in columns]
            columns = tuple(
                one for one, values in zip(columns, held, strict=True) if any(v is not None for v in values)
            )
        key = next((column for column in columns if column.key), columns[0])
        heads = tuple(
            Head(column.label.fr, rank, column is key, _is_text(column))
            for rank, column in enumerate(columns)
        )
        lines = []
        for record, within in ordered:
            cells = [self._cell(place, column, record) for column in columns]
            lines.append(tuple(_part(cell, within=within) for cell in cells))
        total: tuple[Shown, ...] = ()
        if table.has_totals and lines:
            label = table.total_label.fr if table.total_label else "Total"
            total = (Shown(label), *(self._total(place, column) for column in columns[1:]))
        return Grid("", heads, tuple(lines) or _nothing(len(heads)), total, _over(table, columns))

    def _ordered(self, place: TablePlace) -> list[tuple[int, bool]]:
        """The records, each « dont » after the one that holds it."""
        records, within = self._records(place), place.table.within
        if not within:
            return [(record, False) for record in records]
        key = next(column for column in place.table.columns if column.key)
        owner = place.table.column(within)
        of = {record: self._cell(place, owner, record).text for record in records}
        names = {self._cell(place, key, record).text for record in records}
        found: list[tuple[int, bool]] = []
        for record in records:
            if of[record] in names and of[record]:
                continue
            found.append((record, bool(of[record])))
            name = self._cell(place, key, record).text
            found += [(one, True) for one in records if name and of[one] == name and one != record]
        return found

    def _by_columns(self, place: TablePlace) -> Grid:
        table, records = place.table, self._records(place)
        key, lines = table.columns[0], [one for one in printed_columns(table) if one is not table.columns[0]]
        titles = [self._record_title(place, record) for record in records]
        totals = bool(place.total_column)
        heads = [Head(key.label.fr, 0, repeated=True, is_text=True)]
        heads += [Head(title, rank) for rank, title in enumerate(titles, start=1)]
        if totals:
            label = table.total_label.fr if table.total_label else "Total"
            heads.append(Head(label, len(heads)))
        rows = []
        for line in lines:
            cells = [self._cell(place, line, record) for record in records]
            total = [self._total(place, line)] if totals else []
            rows.append((Shown(line.label.fr), *cells, *total))
        return Grid("", tuple(heads), tuple(rows))

    def _record_title(self, place: TablePlace, record: int) -> str:
        key = place.table.columns[0]
        value = plain(self.reader.key(place, record)[key.name])
        if place.key_in_header:
            cell = self.book.sheet(place.sheet).cells.get(place.cell(key.name, record))
            value = plain(cell.value) if cell else value
        return place.table.header.format(**{key.name: value})

    def _by_blocks(self, place: TablePlace) -> Grid:
        blocks = place.table.blocks
        assert blocks is not None
        own, columns = printed_columns(place.table), printed_fields(blocks.columns)
        heads = [Head(column.label.fr, 0, repeated=True) for column in own]
        chosen = printed_fiche(blocks)
        over, fiche = [], [dict[int, tuple[Shown, Shown]]() for _ in chosen]
        for block in range(place.blocks):
            number, first = block + 1, len(heads)
            heads += [Head(column.label.fr, number, is_text=_is_text(column)) for column in columns]
            over.append(Over(self._block_title(place, block), first, len(heads) - 1))
            for held, line in zip(fiche, chosen, strict=True):
                at = Address(place.sheet, place.fiche_row(line.name), place.block_left(block) + 1)
                held[number] = (Shown(line.label.fr), self._shown(at, line))
        rows = [
            (
                *(self._cell(place, column, record) for column in own),
                *(
                    self._cell(place, column, record, block)
                    for block in range(place.blocks)
                    for column in columns
                ),
            )
            for record in self._records(place)
        ]
        return Grid("", tuple(heads), tuple(rows), (), tuple(over), tuple(fiche))

    def _block_title(self, place: TablePlace, block: int) -> str:
        assert place.table.blocks is not None
        key = place.table.blocks.key
        cell: ReadCell = self._found[Address(place.sheet, place.fiche_row(key), place.block_left(block) + 1)]
        return place.table.blocks.header.format(**{key: plain(cell.value)})


class _Fields(dict[str, str]):
    """The single fields of a convention, as a sentence shows them."""

    def __init__(self, gatherer: Gatherer) -> None:
        self._gatherer = gatherer

    def __missing__(self, name: str) -> str:
        return self._gatherer.shown(name).text


def _is_text(column: Column) -> bool:
    return column.type in ("text", "choice")


def _part(cell: Shown, *, within: bool) -> Shown:
    """A cell of a « dont »: amounts in parentheses, a name that says so."""
    if not within or cell.column is None or cell.value is None:
        return cell
    if cell.column.key and cell.column.type == "text":
        text = str(cell.value)
        said = text if text.lower().startswith(OF_WHICH) else OF_WHICH + text
        return replace(cell, value=said[0].lower() + said[1:])
    return replace(cell, within=cell.column.type == "amount")


def _nothing(columns: int) -> tuple[tuple[Shown, ...], ...]:
    return ((Shown(NOTHING), *(Shown() for _ in range(columns - 1))),)


def _over(table: Table, columns: tuple[Column, ...]) -> tuple[Over, ...]:
    """The bands of a table over the columns that are left of them."""
    names = [column.name for column in table.columns]
    found = []
    for band in table.bands:
        under = names[names.index(band.first) : names.index(band.last) + 1]
        ranks = [rank for rank, column in enumerate(columns) if column.name in under]
        if ranks:
            found.append(Over(band.text.fr, ranks[0], ranks[-1]))
    return tuple(found)
