"""Gives every table of a workbook the records that it is to hold: those typed, then those generated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from xlsync.annexbook.cells import Reader
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.locating import locate
from xlsync.annexbook.oddities import is_torn
from xlsync.annexbook.places import TablePlace
from xlsync.annexbook.stamp import full_records, resize_table, stamp_blocks
from xlsync.annexes import Column, Table
from xlsync.conventions.keys import key_text
from xlsync.model import ConventionData, Value, block_keys, record_keys, to_text
from xlsync.sync.rearranging import Sources, rearrange_rows, refuse_moved
from xlsync.workbook import Workbook

Renamed = Mapping[tuple[str, str], str]
"""New key of the records that only change their key, by table and old key."""

BLANK = ""
"""The key of a line that holds nothing; None is the key of one that is unclear."""


def restructure(
    book: Workbook, data: ConventionData, renamed: Renamed, held_back: Collection[tuple[str, str]]
) -> set[str]:
    """Adds, moves and removes records, in memory; one that comes has its key and nothing else yet.

    Args:
        book: The workbook.
        data: The convention as the workbook is to hold it; records in their order.
        renamed: Records whose key changes in place.
        held_back: Typed records of the data that stand in the workbook under an unclear key, if at all.

    Returns:
        The tables that changed.

    Raises:
        CannotResize: something stands in the way.
    """
    changed = set()
    for table in data.schema.tables:
        place = locate(data.schema, book).tables.get(table.name)
        if place is None or is_torn(book, place):
            continue
        if _arrange(book, place, data, renamed, held_back):
            changed.add(table.name)
    return changed


def _arrange(
    book: Workbook,
    place: TablePlace,
    data: ConventionData,
    renamed: Renamed,
    held_back: Collection[tuple[str, str]],
) -> bool:
    table = place.table
    old = _present(book, place, data)
    present = [key and renamed.get((table.name, key), key) for key in old]
    wanted = [_identity(table, key) for key in record_keys(data.schema, table, data)]
    if table.rows.source == "input":
        wanted = [key for key in wanted if (table.name, key) not in held_back]
    if table.layout != "rows":
        return _arrange_side_by_side(book, place, data, (present, wanted))
    if None in present and table.rows.source != "input":
        return False
    sources = _sources(table, present, wanted)
    same = list(sources) == list(range(place.count))
    if same and old == present and set(wanted) <= set(present) and not _follows(table):
        return False
    if not same:
        rearrange_rows(book, place, sources)
    final = _final(present, wanted, sources)
    kept = {key for key, source in zip(final, sources, strict=True) if source is not None and key in old}
    _write_keys(book, locate(data.schema, book).tables[table.name], data, final, kept)
    return True


def _follows(table: Table) -> bool:
    """What stands beside the keys of a table is written again each time: only the program says it."""
    return table.rows.source in ("amendments", "conventions", "deadlines")


def _sources(table: Table, present: Sequence[str | None], wanted: Sequence[str]) -> Sources:
    """The rows to be: those that stay where people put them, then those that come.

    Generated rows come in their own order when people left them in it. A row whose key is unclear stays; a
    blank one takes a record that comes.
    """
    coming = [key for key in wanted if key not in present]
    if table.rows.source == "input":
        stay = [rank for rank, key in enumerate(present) if key is None or key == BLANK or key in wanted]
        blank = sum(1 for rank in stay if present[rank] == BLANK)
        return [*stay, *[None] * max(0, len(coming) - blank)] or [None]
    kept = [key for key in present if key in wanted]
    left_alone = kept == [key for key in wanted if key in present]
    order = list(wanted) if left_alone else [*kept, *coming]
    if not order:
        return [0] if present[0] == BLANK else [None]
    return [present.index(key) if key in present else None for key in order]


def _final(present: Sequence[str | None], wanted: Sequence[str], sources: Sources) -> list[str | None]:
    """The key of each row to be, None for one whose key stays as it is."""
    coming = iter([key for key in wanted if key not in present])
    return [
        next(coming, None) if source is None or present[source] == BLANK else present[source]
        for source in sources
    ]


def _arrange_side_by_side(
    book: Workbook, place: TablePlace, data: ConventionData, keys: tuple[Sequence[str | None], Sequence[str]]
) -> bool:
    """Records that are columns, or blocks."""
    present, wanted = keys
    table = place.table
    blocks = [_text(key) for key in block_keys(data.schema, table, data)]
    found = _present_blocks(book, place) if table.blocks else []
    nothing = list(present) == [BLANK] and not wanted
    if (list(present) == list(wanted) or nothing) and (found == blocks or not blocks):
        return False
    if None in present:
        return False
    if list(present) != list(wanted[: len(present)]) or found != blocks[: len(found)]:
        _refuse_moved(book, place)
    resize_table(book, table, data)
    after = locate(data.schema, book).tables[table.name]
    if table.blocks:
        stamp_blocks(book, after, data)
    _write_keys(book, after, data, list(wanted), set(present))
    return True


def _refuse_moved(book: Workbook, place: TablePlace) -> None:
    """Refuses to move a formula that someone typed, or a value typed over a formula."""
    cells = book.sheet(place.sheet).cells
    for record in range(place.count):
        for column in filter(lambda column: place.has(column.name), place.table.columns):
            at = place.cell(column.name, record)
            cell = cells.get(at)
            if cell is None or cell.value in (None, ""):
                continue
            if (cell.formula is None) == bool(column.formula):
                raise refuse_moved(place.sheet, at)


def _write_keys(
    book: Workbook,
    place: TablePlace,
    data: ConventionData,
    keys: Sequence[str | None],
    kept: Collection[str | None],
) -> None:
    """Writes the keys where they are not there yet, and the texts printed beside those that come.

    The texts beside the kept ones stay: someone may have changed them.
    """
    sheet = book.sheet(place.sheet)
    records = {_identity(place.table, record): record for record in full_records(data, place.table)}
    columns = [column for column in place.table.columns if column.key or column.generated]
    for rank, key in enumerate(keys):
        for column in columns if key in records else ():
            if key in kept and not column.key and not _follows(place.table):
                continue
            at = place.cell(column.name, rank)
            in_header = column.key and place.table.layout == "columns" and place.key_in_header
            value = records[str(key)].get(column.name)
            if not in_header and _content(book, place, at, column) != to_text(value, column):
                sheet.set_value(at, value, over_formula=True)


def _content(book: Workbook, place: TablePlace, at: tuple[int, int], column: Column) -> str | None:
    cell = book.sheet(place.sheet).cells.get(at)
    return read_input(cell.value if cell else None, column, book.date1904).text


def _present(book: Workbook, place: TablePlace, data: ConventionData) -> list[str | None]:
    """Key of each record of a table as it stands."""
    reader = Reader(book, locate(data.schema, book))
    found = [
        BLANK if reader.is_blank(place, record) else _read_key(book, reader, place, record)
        for record in range(place.count)
    ]
    return [key if key == BLANK or found.count(key) == 1 else None for key in found]


def _read_key(book: Workbook, reader: Reader, place: TablePlace, record: int) -> str | None:
    held = reader.key(place, record)
    parts: dict[str, str] = {}
    for name, value in held.items():
        text = read_input(value, place.table.column(name), book.date1904).text
        if text is None:
            return None
        parts[name] = text
    return key_text(parts)


def _present_blocks(book: Workbook, place: TablePlace) -> list[str]:
    assert place.table.blocks is not None
    cells = book.sheet(place.sheet).cells
    row = place.fiche_row(place.table.blocks.key)
    held = [cells.get((row, place.block_left(block) + 1)) for block in range(place.blocks)]
    return [_text(cell.value) for cell in held if cell is not None and cell.value is not None]


def _identity(table: Table, record: Mapping[str, Value]) -> str:
    keys = [column for column in table.columns if column.key]
    return key_text({column.name: to_text(record.get(column.name), column) or "" for column in keys})


def _text(value: object) -> str:
    """A key of a block: 1, 1.0 and "1" are the same."""
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)
