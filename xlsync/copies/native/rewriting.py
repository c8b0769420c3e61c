"""The formula of a cell, its calls of our functions said natively."""

from __future__ import annotations

from typing import Final

from udfs.declaration import Argument, Function
from udfs.registry import FUNCTIONS
from udfs.registry.names import canonical_among
from xlsync.copies.native.asked import BLANK, Asked, Beyond, Lookup, Setting, tested_in
from xlsync.copies.native.spelling import prefixes_of, spelt
from xlsync.copies.native.writers import native
from xlsync.recalc.linking import nodes
from xlsync.recalc.structured import is_this_row
from xlsync.recalc.syntax import Call, Const, Node, Op, Structured, form_of, parse
from xlsync.recalc.values import Unsupported
from xlsync.recalc.view import Book
from xlsync.workbook import Workbook
from xlsync.workbook.references import column_items
from xlsync.workbook.values import Address

LONGEST: Final = 8000
"""Characters of a formula; a cell takes 8 192."""
DEEPEST: Final = 60
"""Functions in one another; a cell takes 64."""
PARAMETER: Final = "CONVENTION.PARAMETRE"


class Rewriter:
    """Says the formulas of a workbook natively.

    Args:
        view: The workbook, its values refreshed.
        lookup: Its table of the parameters, as `lookup_of` finds it.
    """

    def __init__(self, view: Book, lookup: Lookup | None = None) -> None:
        self.view = view
        self.lookup = lookup

    def formula(self, cell: Address, formula: str) -> str:
        """The native formula of a cell.

        Raises:
            Beyond: a call that no formula says.
        """
        try:
            tree = parse(form_of(formula, cell.row, cell.column))
            setting = Setting(self.view, cell, frozenset(tested_in(tree)), self.lookup)
            found = self._native(tree, setting)
            text = spelt(found, cell, prefixes_of(formula))
        except Unsupported as error:
            raise Beyond("formule illisible", "unreadable formula") from error
        if len(text) > LONGEST or _depth(found) > DEEPEST:
            raise _named(Beyond("la formule serait trop longue", "the formula would be too long"), tree)
        return text

    def _native(self, tree: Node, setting: Setting) -> Node:
        if isinstance(tree, Op):
            return Op(tree.sign, tuple(self._native(one, setting) for one in tree.operands))
        if not isinstance(tree, Call):
            return tree
        arguments = tuple(self._native(one, setting) for one in tree.arguments)
        name = ours(tree.name)
        if name is None:
            return Call(tree.name, arguments)
        function = FUNCTIONS[name]
        given = _given(function, arguments, setting)
        about = {one.name: one for one in function.arguments}
        return native(Asked(function, given, setting, about))


def ours(name: str) -> str | None:
    """The identity of one of our functions, from its name in a formula."""
    return canonical_among(name, FUNCTIONS)


def calls_in(formula: str, cell: Address) -> list[str]:
    """Our functions that a formula calls, each once.

    Examples:
        >>> calls_in("_xldudf_CEE_VOLUME(A1,2)+SUM(B1)", Address("F", 1, 3))
        ['CEE.VOLUME']
    """
    try:
        tree = parse(form_of(formula, cell.row, cell.column))
    except Unsupported:
        return []
    found = (ours(node.name) for node in nodes(tree) if isinstance(node, Call))
    return list(dict.fromkeys(one for one in found if one))


def _named(beyond: Beyond, tree: Node) -> Beyond:
    beyond.function = next(
        (ours(node.name) or "" for node in nodes(tree) if isinstance(node, Call) and ours(node.name)), ""
    )
    return beyond


def _depth(tree: Node) -> int:
    under = tree.arguments if isinstance(tree, Call) else tree.operands if isinstance(tree, Op) else ()
    return isinstance(tree, Call) + max(map(_depth, under), default=0)


def _given(function: Function, arguments: tuple[Node, ...], setting: Setting) -> dict[str, Node]:
    """Each argument under its name; a fiche stands for those of a loan."""
    slots = _slots(function, arguments, setting)
    if len(arguments) > len(slots):
        raise _of(function, Beyond("trop d’arguments", "too many arguments"))
    return {
        slot.name: BLANK if node == Const(None) else node
        for slot, node in zip(slots, arguments, strict=False)
    }


def _slots(function: Function, arguments: tuple[Node, ...], setting: Setting) -> tuple[Argument, ...]:
    for slot, node in zip(function.arguments, arguments, strict=False):
        area = setting.area(node) if slot.takes_fiche else None
        if area is not None and not area.is_cell:
            return function.with_fiche
    return function.arguments


def _of(function: Function, beyond: Beyond) -> Beyond:
    beyond.function = function.name
    return beyond


# --- the table of the parameters


def lookup_of(book: Workbook) -> Lookup | None:
    """The table whose rows ask the value of a parameter by the code of the row, if the workbook has one."""
    for table in book.tables.values():
        for column in table.columns:
            asked = _parameter_call(column.formula) if column.formula else None
            if asked is None:
                continue
            code, date = asked
            items = column_items(code.text[code.text.index("[") :])
            heading = next((one.name for one in table.columns if [one.name.lower()] == items), None)
            if heading is not None:
                held = frozenset(str(row[heading].value) for row in book.rows(table))
                return Lookup(table.display_name, heading, column.name, date, held)
    return None


def _parameter_call(formula: str) -> tuple[Structured, Node] | None:
    """The code and the date of the parameter that a calculated column asks for each row."""
    try:
        tree = parse(form_of(formula, 2, 1))
    except Unsupported:
        return None
    if isinstance(tree, Call) and tree.name == "IF":
        tree = tree.arguments[-1]
    if not isinstance(tree, Call) or ours(tree.name) != PARAMETER or len(tree.arguments) != 2:
        return None
    code, date = tree.arguments
    return (code, date) if isinstance(code, Structured) and is_this_row(code.text) else None
