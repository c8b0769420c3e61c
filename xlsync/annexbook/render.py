"""From a canonical formula of a schema (see `xlsync.annexes.formulas`) to the formula of one cell.

Tables laid out by rows give structured references; tables laid out by columns, defined names
(`versements_montant`) and cells; blocks, cells whose columns are relative, so that a block can be cloned.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from udfs.hosts.names import Host, rewrite
from xlsync.annexbook.places import CAPACITY, Places, TablePlace
from xlsync.annexes import Table
from xlsync.annexes.formulas import STRING, TOKEN
from xlsync.workbook.references import escape_heading
from xlsync.workbook.values import column_letters

PARTS = {"data": "[]", "headings": "[[#Headers]]"}
"""What of a table of blocks a formula may name whole, as Excel and LibreOffice both read it."""


def heading(place: TablePlace, name: str, block_title: str = "") -> str:
    """Heading of a column in its Excel table; in a block, the block's title follows it.

    Raises:
        KeyError: no such column.
    """
    label = place.table.column(name).label.fr
    return f"{label} {block_title}".strip()


def render(
    formula: str,
    places: Places,
    place: TablePlace | None,
    record: int = 0,
    block: int = 0,
    *,
    host: Host = "office",
) -> str:
    """The formula of one cell, without its equals sign.

    Args:
        formula: Canonical formula, with or without the equals sign.
        places: Where everything stands.
        place: The table of the cell, None for a single field.
        record: Record of the cell, from 0.
        block: Block of the cell, from 0.
        host: Spelling of our functions: "office", "excel" or "calc".
    """
    parts = STRING.split(formula.removeprefix("="))
    replace = _replacer(places, place, record, block)
    text = "".join(part if index % 2 else TOKEN.sub(replace, part) for index, part in enumerate(parts))
    return rewrite(text, host)


def _replacer(
    places: Places, place: TablePlace | None, record: int, block: int
) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        if match["special"]:
            other, _, line = match["special"].partition(".fiche.")
            if line:
                return _line_of_blocks(places.tables.get(other), line)
            other, _, part = match["special"].partition(".")
            if part in PARTS:
                return f"{places.schema.table(other).excel}{PARTS[part]}"
            assert place is not None
            return _special(place, match["special"], record, block)
        if match["table"]:
            table = places.schema.table(match["table"])
            return whole_column(table, match["column"], match["last"] or "")
        assert place is not None
        return _same_record(place, match["column"], record, block)

    return replace


def whole_column(table: Table, name: str, last: str = "") -> str:
    """Reference to all the values of a column of a table, or of several from one to another."""
    if table.layout == "columns":
        return f"{table.name}_{name}"
    if last:
        ends = (escape_heading(table.column(one).label.fr) for one in (name, last))
        return f"{table.excel}[{':'.join(f'[{end}]' for end in ends)}]"
    return f"{table.excel}[{escape_heading(table.column(name).label.fr)}]"


def _same_record(place: TablePlace, name: str, record: int, block: int) -> str:
    if place.table.layout == "rows":
        return f"{place.table.excel}[[#This Row],[{escape_heading(place.table.column(name).label.fr)}]]"
    if not place.has(name):
        return "#REF!"
    row, column = place.cell(name, record, block)
    if place.table.layout == "columns":
        return f"{column_letters(column)}${row}"
    own = name in [item.name for item in place.table.columns]
    return f"{'$' if own else ''}{column_letters(column)}{row}"


def _special(place: TablePlace, name: str, record: int, block: int) -> str:
    if name == "heads":
        return _across(place, f"${place.header}")
    if name == "cells":
        return _across(place, str(place.first + record))
    label, value = (column_letters(place.block_left(block) + offset) for offset in (0, 1))
    if name == "fiche":
        first, last = place.fiche_rows
        return f"{label}${first}:{value}${last}"
    return f"{value}${place.fiche_row(name.removeprefix('fiche.'))}"


def _line_of_blocks(place: TablePlace | None, line: str) -> str:
    """A header line of all the blocks of a table, from another sheet; #REF! for a table that is gone."""
    if place is None:
        return "#REF!"
    sheet = place.sheet.replace("'", "''")
    first, _, last = _across(place, f"${place.fiche_row(line)}").partition(":")
    return f"'{sheet}'!{first}:{last}"


def _across(place: TablePlace, row: str) -> str:
    first, last = column_letters(place.first_block), column_letters(place.first_block + CAPACITY - 1)
    return f"${first}{row}:${last}{row}"


def total_formula(place: TablePlace, name: str, places: Places, host: Host = "office") -> str:
    """The formula of the total of a column."""
    column = place.table.column(name)
    if column.total != "sum":
        return render(column.total, places, place, host=host)
    cells = whole_column(place.table, name)
    return f'IF(COUNT({cells})=0,"",SUM({cells}))' if place.table.layout == "columns" else f"SUM({cells})"
