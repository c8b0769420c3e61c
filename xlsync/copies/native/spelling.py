"""A tree as the formula of one cell: names and structured references as people wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlsync.recalc.structured import unmask
from xlsync.recalc.syntax import Bound, Call, Name, Node, Ref, Structured, function_name, spelled
from xlsync.recalc.values import Unsupported
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address, column_letters

_PREFIXED = re.compile(r"((?:_xlfn\.|_xlws\.)+[\w.]+)\(", re.IGNORECASE)


def prefixes_of(formula: str) -> dict[str, str]:
    """How a file spells the functions that came after the first ones, by their name.

    Examples:
        >>> prefixes_of("_xlfn.IFNA(A1,_xlfn._xlws.SORT(B:B))")
        {'IFNA': '_xlfn.IFNA', 'SORT': '_xlfn._xlws.SORT'}
    """
    return {function_name(found): found for found in _PREFIXED.findall(formula)}


def spelt(tree: Node, cell: Address, prefixes: Mapping[str, str] | None = None) -> str:
    """The formula of a cell.

    Args:
        tree: As `recalc.syntax` parses it, seen from that cell.
        cell: The cell.
        prefixes: As `prefixes_of` gives them.

    Raises:
        Unsupported: a node that no file writes.

    Examples:
        >>> from xlsync.recalc.syntax import form_of, parse
        >>> spelt(parse(form_of("$A2*taux+SUM(t[[#This Row],[Prix]])", 2, 3)), Address("F", 2, 3))
        '$A2*taux+SUM(t[[#This Row],[Prix]])'
    """
    known = prefixes or {}

    def named(node: Node) -> str:
        if isinstance(node, Structured):
            return unmask(node.text)
        if isinstance(node, Name):
            return f"{_sheet(node.sheet)}{node.name}"
        raise Unsupported(type(node).__name__)

    def call(node: Call) -> str:
        inside = ",".join(one(under) for under in node.arguments)
        return f"{known.get(node.name, node.name)}({inside})"

    def one(node: Node) -> str:
        return spelled(node, lambda ref: _reference(ref, cell), call, named)

    return one(tree)


def _sheet(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!" if name else ""


def _reference(ref: Ref, cell: Address) -> str:
    if _is_all(ref.top, ref.bottom, MAX_ROW):
        ends = f"{_column(ref.left, cell)}:{_column(ref.right, cell)}"
    elif _is_all(ref.left, ref.right, MAX_COLUMN):
        ends = f"{_row(ref.top, cell)}:{_row(ref.bottom, cell)}"
    else:
        ends = f"{_column(ref.left, cell)}{_row(ref.top, cell)}"
        if not ref.is_cell:
            ends += f":{_column(ref.right, cell)}{_row(ref.bottom, cell)}"
    return _sheet(ref.sheet) + ends


def _is_all(first: Bound, last: Bound, most: int) -> bool:
    return first == Bound(False, 1) and last == Bound(False, most)


def _column(bound: Bound, cell: Address) -> str:
    return ("" if bound.relative else "$") + column_letters(bound.of(cell.column, MAX_COLUMN))


def _row(bound: Bound, cell: Address) -> str:
    return ("" if bound.relative else "$") + str(bound.of(cell.row, MAX_ROW))
