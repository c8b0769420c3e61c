"""What of a schema a workbook shows, piece by piece, and remembers of the schema that it was built from.

A piece is a field, a column, a total, a title… with the text that is printed, its formula, and what else
makes it another one. Two schemas with the same pieces make the same workbook: their fingerprint is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from xlsync.annexes.schema import Column, Schema, Table
from xlsync.annexes.sheets import Sheet


class Piece(NamedTuple):
    """One thing that a workbook shows.

    Attributes:
        path: What it is: `column/tarifs/montant`.
        text: As printed: a label, a heading, a title.
        formula: Canonical formula; "" for none.
        form: Its type, bounds, decimals, choices and help; of a table, its Excel name and layout.
    """

    path: str
    text: str = ""
    formula: str = ""
    form: str = ""

    @property
    def is_key(self) -> bool:
        """A column of a key."""
        return self.form.startswith("key ")


def pieces(declared: Schema) -> list[Piece]:
    """The pieces of a schema, in the order in which they are drawn."""
    found = [Piece(f"version/{declared.kind}", str(declared.version))]
    for group in declared.groups:
        found.append(Piece(f"group/{group.name}", group.title.fr))
        found += [_of_column("field", column) for column in group.fields]
    for table in declared.tables:
        found += _of_table(table)
    for deadline in declared.deadlines:
        form = " ".join([deadline.article, deadline.nature, deadline.adjust])
        found.append(Piece(f"deadline/{deadline.code}", deadline.label.fr, "", form))
    for sheet in declared.sheets:
        found += _of_sheet(sheet)
    return found


def _of_column(path: str, column: Column) -> Piece:
    bounds = [column.minimum, column.maximum, column.decimals, column.displayed]
    known = ["" if one is None else f"{one:g}" for one in bounds]
    words = ["key" if column.key else "", column.type, column.generated, column.pattern]
    form = " ".join([*filter(None, words), *known])
    said = [one.fr for one in (column.expected, column.help) if one is not None]
    whole = "|".join([form, *column.choices, *said])
    return Piece(f"{path}/{column.name}", column.label.fr, column.formula, whole)


def _of_table(table: Table) -> Iterator[Piece]:
    header = table.blocks.header if table.blocks else table.header
    yield Piece(f"table/{table.name}", table.title.fr, header, f"{table.excel} {table.layout}")
    if table.total_label:
        yield Piece(f"total_label/{table.name}", table.total_label.fr)
    for band in table.bands:
        yield Piece(f"band/{table.name}/{band.first}", band.text.fr, "", band.last)
    for column in table.columns:
        yield _of_column(f"column/{table.name}", column)
    yield from _totals(table, table.columns)
    if table.blocks:
        yield from (_of_column(f"fiche/{table.name}", line) for line in table.blocks.fiche)
        yield from (_of_column(f"block/{table.name}", column) for column in table.blocks.columns)
    keys = [column.name for column in table.columns if column.key]
    for record in table.rows.fixed:
        key = ";".join(str(record[name]) for name in keys)
        for name, value in record.items():
            yield Piece(f"fixed/{table.name}/{name}/{key}", str(value))


def _totals(table: Table, columns: Iterable[Column]) -> Iterator[Piece]:
    return (
        Piece(f"total/{table.name}/{column.name}", "", column.total) for column in columns if column.total
    )


def _of_sheet(sheet: Sheet) -> Iterator[Piece]:
    yield Piece(f"sheet/{sheet.name}", sheet.title.fr)
    if sheet.note:
        yield Piece(f"note/{sheet.name}", sheet.note.fr)
    for item in sheet.items:
        if item.chart:
            references = [item.chart.categories, *(series.values for series in item.chart.series)]
            yield Piece(f"chart/{sheet.name}/{item.chart.title.fr}", "", ";".join(references))


@cache
def fingerprint(declared: Schema) -> str:
    """What tells the workbooks of a schema from those of one before or after it."""
    text = "\x1e".join("\x1f".join(piece) for piece in pieces(declared))
    return hashlib.sha256(text.encode()).hexdigest()
