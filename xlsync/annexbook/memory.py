"""What a workbook remembers of the schema that it was built from, beside its base in the sheet `_xlsync`.

A schema changes; workbooks are out by then. One that remembers another schema than that of today is read as
it was built: by its own headings, formulas and columns. What came since is not missing there, it is to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from udfs.errors import Text
from udfs.parameters import EnteredVersion
from xlsync.annexbook import names
from xlsync.annexbook.hidden import (
    BASE_HEADINGS,
    BASE_SHEET,
    BEFORE_COLUMN,
    BEFORE_HEADING,
    MEMORY_COLUMN,
    MEMORY_HEADINGS,
)
from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import Places
from xlsync.annexes import Band, Blocks, Column, FieldGroup, Invariant, Schema, Sheet, Table
from xlsync.annexes.formulas import read
from xlsync.annexes.pieces import Piece, fingerprint, pieces
from xlsync.recalc.carried import HEADINGS, carried, row_of
from xlsync.recalc.view import VERSIONS_COLUMN
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value

_OF_TABLES = ("table", "total_label", "band", "column", "total", "fiche", "block", "fixed")

PAST = "passé"
"""What generates a column that the schema no longer has, or that was typed: nobody."""

_WORD = re.compile(r"[a-z_][a-z_0-9]*(?:\.[a-z_0-9]+)?")
_WORDS = ("sum", "min", "max", "count")
"""What the language of invariants calls by a name."""


def is_of_today(book: Workbook, declared: Schema) -> bool:
    """The workbook was built from that schema, or brought to it; without properties, its memory says it."""
    held = book.custom_properties.get(names.FINGERPRINT)
    return read_memory(book) == pieces(declared) if held is None else held == fingerprint(declared)


def version_of(book: Workbook, declared: Schema) -> int | None:
    """Version of the schema that a workbook says it follows."""
    kind, _, version = str(book.custom_properties.get(names.SCHEMA, "")).partition(" ")
    return int(version) if kind == declared.kind and version.isdecimal() else None


def read_memory(book: Workbook) -> list[Piece]:
    """The pieces that a workbook remembers, in its order; none when it remembers nothing."""
    if all(entry.name != BASE_SHEET for entry in book.sheets):
        return []
    held = book.sheet(BASE_SHEET).values
    rows = sorted(row for row, at in held if at == MEMORY_COLUMN and row > 1)
    return [
        Piece(*(_text(held.get((row, MEMORY_COLUMN + at))) for at in range(len(Piece._fields))))
        for row in rows
    ]


def write_hidden(
    book: Workbook,
    base: Iterable[Sequence[str]],
    memory: Iterable[Piece],
    versions: Iterable[EnteredVersion],
) -> None:
    """Writes the lists into the sheet of the base, side by side.

    Args:
        book: The workbook.
        base: Rows of the base, with what the model held before.
        memory: What the workbook remembers of its schema.
        versions: The versions of parameters that it carries.

    Raises:
        MissingInWorkbook: the workbook has no such sheet.
    """
    handed = [row_of(version) for version in versions]
    base = list(base)
    headings = [*BASE_HEADINGS, BEFORE_HEADING] if any(row[-1] for row in base) else BASE_HEADINGS
    rows = [
        [*_padded(left, MEMORY_COLUMN - 1), *_padded(right, VERSIONS_COLUMN - MEMORY_COLUMN), *(beside or ())]
        for left, right, beside in zip_longest(
            [headings, *base], [MEMORY_HEADINGS, *memory], [HEADINGS, *handed] if handed else []
        )
    ]
    book.set_sheet_data(BASE_SHEET, rows)


def _padded(texts: Sequence[str] | None, width: int) -> list[str | None]:
    """The texts of a row of one list, and the blank columns up to the next list."""
    held = [text or None for text in texts or ()]
    return [*held, *[None] * (width - len(held))]


def carry(book: Workbook, versions: Iterable[EnteredVersion]) -> None:
    """Writes the versions of parameters that a workbook is to be computed under, in place of those it has.

    Raises:
        MissingInWorkbook: the workbook has no sheet `_xlsync`.
    """
    write_hidden(book, _held_base(book), read_memory(book), versions)


def remember(book: Workbook, declared: Schema) -> None:
    """Says of a workbook that it follows a schema.

    Raises:
        MissingInWorkbook: the workbook lacks its properties, or the sheet of its base.
    """
    version = f"{declared.kind} {declared.version}"
    book.set_custom_properties({names.SCHEMA: version, names.FINGERPRINT: fingerprint(declared)})
    write_hidden(book, _held_base(book), pieces(declared), carried(book))


def _held_base(book: Workbook) -> list[list[str]]:
    """The rows of the base that a workbook carries."""
    held = book.sheet(BASE_SHEET).values
    last = max((row for row, at in held if at == 1), default=1)
    return [[_text(held.get((row, at))) for at in range(1, BEFORE_COLUMN + 1)] for row in range(2, last + 1)]


def still_there(declared: Schema, book: Workbook, memory: Sequence[Piece]) -> list[Piece]:
    """What a workbook remembers, without what people took away since."""
    places = locate(as_built(declared, memory), book)
    return [piece for piece in memory if _stands(piece, places)]


def _stands(piece: Piece, places: Places) -> bool:
    """A piece of a schema is where `places` says, if it is of those that have a place."""
    kind, _, rest = piece.path.partition("/")
    name, _, column = rest.partition("/")
    if kind == "field":
        return name in places.fields
    place = places.tables.get(name)
    if kind in ("column", "total"):
        return place is not None and place.has(column)
    return place is not None or kind not in _OF_TABLES


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def memory_of(book: Workbook, declared: Schema) -> list[Piece]:
    """What a workbook remembers; what is recognised in one that remembers nothing."""
    return read_memory(book) or _recognised(declared, book)


def _recognised(declared: Schema, book: Workbook) -> list[Piece]:
    """What a workbook has of a schema, under the headings that it has."""
    places = locate(declared, book)
    found = []
    for piece in pieces(declared):
        if not _stands(piece, places):
            continue
        kind, name, column = (*piece.path.split("/"), "", "")[:3]
        place = places.tables.get(name)
        if kind == "column" and place is not None and place.table.layout == "rows":
            heading = book.find_table(place.table.excel).columns[place.column_of(column) - place.left].name
            piece = piece._replace(text=heading)
        found.append(piece)
    return found


# --- a schema as a workbook remembers it


def as_built(declared: Schema, memory: Sequence[Piece], version: int | None = None) -> Schema:
    """The schema of today with only what a workbook has of it, under the names and formulas of its time.

    Args:
        declared: The schema of today.
        memory: What the workbook remembers.
        version: Version of the schema of its time.
    """
    known = {piece.path: piece for piece in memory}
    past = replace(
        declared,
        version=version if version is not None else declared.version,
        groups=tuple(filter(lambda group: group.fields, (_group(group, known) for group in declared.groups))),
        tables=tuple(_table(table, known) for table in declared.tables if f"table/{table.name}" in known),
        deadlines=tuple(one for one in declared.deadlines if f"deadline/{one.code}" in known),
    )
    past = replace(past, sheets=tuple(_sheet(sheet, past) for sheet in declared.sheets))
    past = _readable(past)
    return replace(past, invariants=tuple(one for one in declared.invariants if _holds(one, past)))


def _group(group: FieldGroup, known: Mapping[str, Piece]) -> FieldGroup:
    fields = (_column(field, known.get(f"field/{field.name}")) for field in group.fields)
    return replace(group, fields=tuple(filter(None, fields)))


def _table(table: Table, known: Mapping[str, Piece]) -> Table:
    excel, _, layout = known[f"table/{table.name}"].form.rpartition(" ")
    blocks = table.blocks
    if blocks is not None:
        fiche = _columns(f"fiche/{table.name}/", blocks.fiche, known)
        columns = _columns(f"block/{table.name}/", blocks.columns, known)
        blocks = Blocks(blocks.table, blocks.key, blocks.header, fiche, columns)
    columns = _columns(f"column/{table.name}/", table.columns, known)
    total = f"total/{table.name}/"
    columns = tuple(
        replace(one, total=known[total + one.name].formula if total + one.name in known else "")
        for one in columns
    )
    return replace(
        table, excel=excel, layout=layout, columns=columns, blocks=blocks, bands=_bands(table.name, known)
    )


def _bands(table: str, known: Mapping[str, Piece]) -> tuple[Band, ...]:
    path = f"band/{table}/"
    held = (piece for piece in known.values() if piece.path.startswith(path))
    return tuple(Band(Text(one.text, one.text), one.path.removeprefix(path), one.form) for one in held)


def _columns(path: str, now: tuple[Column, ...], known: Mapping[str, Piece]) -> tuple[Column, ...]:
    """The columns of that time, in its order; one that is gone since keeps its place."""
    declared = {column.name: column for column in now}
    found = []
    for piece in known.values():
        if piece.path.startswith(path):
            name = piece.path.removeprefix(path)
            gone = Column(name, Text(piece.text, piece.text), "text", generated=PAST)
            found.append(_column(declared[name], piece) if name in declared else gone)
    return tuple(one for one in found if one is not None)


def _column(column: Column, piece: Piece | None) -> Column | None:
    if piece is None:
        return None
    label = Text(piece.text, column.label.en)
    if piece.formula:
        return replace(column, label=label, formula=piece.formula, generated="")
    if column.formula:
        return replace(column, label=label, formula="", generated=PAST)
    return replace(column, label=label)


def _sheet(sheet: Sheet, past: Schema) -> Sheet:
    groups, tables = {group.name for group in past.groups}, {table.name for table in past.tables}
    items = [one for one in sheet.items if one.fields in groups or one.table in tables or one.chart]
    return replace(sheet, items=tuple(items))


def _readable(past: Schema) -> Schema:
    """Without the formulas that name what is gone: nothing is expected of their cells."""
    columns = {table.name: {one.name for one in _all(table)} for table in past.tables}

    def judged(column: Column, own: str) -> Column:
        if _names_all(column.formula, own, columns):
            return column
        return replace(column, formula="", generated=PAST)

    def judged_all(given: tuple[Column, ...], own: str = "") -> tuple[Column, ...]:
        return tuple(judged(column, own) for column in given)

    tables = []
    for table in past.tables:
        table = replace(table, columns=tuple(_with_total(one, table.name, columns) for one in table.columns))
        blocks = table.blocks
        if blocks is not None:
            fiche, inside = (judged_all(given, table.name) for given in (blocks.fiche, blocks.columns))
            blocks = replace(blocks, fiche=fiche, columns=inside)
        tables.append(replace(table, columns=judged_all(table.columns, table.name), blocks=blocks))
    groups = [replace(group, fields=judged_all(group.fields)) for group in past.groups]
    return replace(past, groups=tuple(groups), tables=tuple(tables))


def _names_all(formula: str, own: str, columns: Mapping[str, set[str]]) -> bool:
    """Every table and column that a formula names is there."""
    if not formula.startswith("="):
        return True
    found = read(formula)
    named = [*((own, name) for name in found.own), *found.columns]
    for special in found.specials:
        table, _, line = special.rpartition("fiche.")
        if "fiche." in special:
            named.append((table.removesuffix(".") or own, line))
        elif "." in special and special.partition(".")[0] not in columns:
            return False
    return all(column in columns.get(table, set()) for table, column in named)


def _with_total(column: Column, own: str, columns: Mapping[str, set[str]]) -> Column:
    return column if _names_all(column.total, own, columns) else replace(column, total="")


def _all(table: Table) -> tuple[Column, ...]:
    blocks = table.blocks
    return (*table.columns, *((*blocks.fiche, *blocks.columns) if blocks else ()))


def _holds(invariant: Invariant, past: Schema) -> bool:
    """Every name of an invariant is there."""
    columns = {table.name: {one.name for one in _all(table)} for table in past.tables}
    if invariant.table and invariant.table not in columns:
        return False
    own = columns.get(invariant.table, set()) | past.fields.keys()
    for word in _WORD.findall(f"{invariant.left} {invariant.right}"):
        table, _, name = word.rpartition(".")
        if word not in _WORDS and name not in (columns.get(table, set()) if table else own):
            return False
    return True
