"""Structured references: `Table[[#This Row],[column]]` becomes the cells it means.

Inside brackets an apostrophe takes the next sign as it is: `Prêts[Taux '[%']]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlsync.recalc.references import Area
from xlsync.recalc.values import REF, VALUE, Unsupported
from xlsync.recalc.view import Book, TableView
from xlsync.workbook.references import RESERVED
from xlsync.workbook.values import Address, ErrorValue

FIRST_PRIVATE = 0xE000
ESCAPES = {f"'{sign}": chr(FIRST_PRIVATE + rank) for rank, sign in enumerate(RESERVED)}
UNESCAPES = {ord(mark): pair[1] for pair, mark in ESCAPES.items()}
QUOTED = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")


def mask_escapes(formula: str) -> str:
    """The formula with each escaped sign inside brackets replaced by a private character.

    Brackets balance afterwards, whatever the names of the columns hold.
    """
    depth, position, parts = 0, 0, []
    while position < len(formula):
        piece = _piece(formula, position, depth)
        if piece in "[]":
            depth += 1 if piece == "[" else -1
        parts.append(ESCAPES.get(piece, piece) if depth > 0 else piece)
        position += len(piece)
    return "".join(parts)


def _piece(formula: str, position: int, depth: int) -> str:
    """One sign; a whole quoted text or sheet outside brackets; an escaped pair inside."""
    if depth > 0:
        pair = formula[position : position + 2]
        return pair if pair in ESCAPES else formula[position]
    if formula[position] in "\"'":
        match = QUOTED.match(formula, position)
        return match[0] if match else formula[position]
    return formula[position]


def unmask(text: str) -> str:
    """The column name that a masked text stands for."""
    return text.translate(UNESCAPES)


@dataclass(frozen=True, slots=True)
class Specifier:
    """What stands between the brackets: special items, then a first and a last column."""

    items: tuple[str, ...]
    first: str | None
    last: str | None


SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}
PART = re.compile(r"\s*(?:\[([^\[\]]*)\]|([^\[\],:]+))\s*:?\s*,?")


def parse_specifier(inside: str) -> Specifier:
    """Reads the masked text between the outer brackets.

    Raises:
        ValueError: it is none of the forms that Excel writes.
    """
    inside = inside.strip()
    items: list[str] = []
    if inside.startswith("@"):
        items, inside = ["#this row"], inside[1:].strip()
    if not inside.startswith("["):
        if inside.casefold() in SPECIAL:
            return Specifier((inside.casefold(),), None, None)
        return Specifier(tuple(items), unmask(inside) or None, unmask(inside) or None)
    columns: list[str] = []
    position = 0
    while position < len(inside):
        match = PART.match(inside, position)
        if match is None:
            raise ValueError(inside)
        part = match[1] if match[1] is not None else match[2].strip()
        if part.casefold() in SPECIAL:
            items.append(part.casefold())
        else:
            columns.append(unmask(part))
        position = match.end()
    if len(columns) > 2:
        raise ValueError(inside)
    return Specifier(tuple(items), columns[0] if columns else None, columns[-1] if columns else None)


def is_this_row(reference: str) -> bool:
    """Whether a masked structured reference means the row of the formula."""
    try:
        return "#this row" in parse_specifier(reference.partition("[")[2][:-1]).items
    except ValueError:
        return False


def resolve(book: Book, reference: str, cell: Address) -> Area | ErrorValue:
    """The cells that a masked structured reference means, seen from `cell`.

    Args:
        book: Where the tables are.
        reference: `Table[…]`, or `[…]` inside a table.
        cell: The cell whose formula it stands in.

    Returns:
        An area; #REF! where the table has no such row, #VALUE! for "this row" outside of its rows.

    Raises:
        Unsupported: no such table, no such column, or a form that Excel does not write.
    """
    name, _, rest = reference.partition("[")
    table = _table(book, name.strip(), cell)
    if table is None or not rest.endswith("]"):
        raise Unsupported(unmask(reference))
    try:
        specifier = parse_specifier(rest[:-1])
    except ValueError:
        raise Unsupported(unmask(reference)) from None
    rows = _rows(table, specifier.items, cell)
    if isinstance(rows, ErrorValue):
        return rows
    positions = [
        table.column_index(column) for column in (specifier.first, specifier.last) if column is not None
    ]
    if None in positions:
        raise Unsupported(unmask(reference))
    left, right = (min(positions), max(positions)) if positions else (0, len(table.columns) - 1)  # type: ignore[type-var]
    return rows._replace(left=table.area.left + left, right=table.area.left + right)  # type: ignore[operator]


def _table(book: Book, name: str, cell: Address) -> TableView | None:
    if name:
        return book.tables.get(name.casefold())
    return next((table for table in book.tables.values() if table.area.holds(cell)), None)


def _rows(table: TableView, items: tuple[str, ...], cell: Address) -> Area | ErrorValue:
    area, data = table.area, table.data
    if "#this row" in items:
        inside = cell.sheet == area.sheet and data.top <= cell.row <= data.bottom
        return data._replace(top=cell.row, bottom=cell.row) if inside else VALUE
    if "#all" in items:
        return area
    parts = {
        "#headers": area._replace(bottom=data.top - 1),
        "#data": data,
        "#totals": area._replace(top=data.bottom + 1),
    }
    chosen = [parts[item] for item in items] or [data]
    if any(part.bottom < part.top for part in chosen):
        return REF
    return area._replace(top=min(p.top for p in chosen), bottom=max(p.bottom for p in chosen))
