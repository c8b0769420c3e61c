"""One call of one of our functions, as a native formula is to say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from udfs.coerce import coerce, to_cell
from udfs.declaration import Argument, Function, Kind
from udfs.errors import Text, UdfError
from xlsync.copies.native.spelling import spelt
from xlsync.recalc import Area
from xlsync.recalc.linking import prepare
from xlsync.recalc.syntax import EXACT, Call, Const, Name, Node, Op, Ref, Structured
from xlsync.recalc.values import Unsupported
from xlsync.recalc.view import Book, CellView
from xlsync.workbook.values import Address


class Beyond(Exception):
    """A call that no native formula says: why, in French and English.

    Attributes:
        text: The reason.
        function: Identity of the function, once it is known.
    """

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr)
        self.text = Text(fr, en)
        self.function = ""


class _Varies:
    """What an argument is that depends on cells."""


VARIES: Final = _Varies()
BLANK: Final = Const("")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of the workbook whose rows give the value of a parameter by its code.

    Attributes:
        table: Its name.
        code: Heading of the column of codes.
        value: Heading of that of values.
        date: The date at which it asks them.
        codes: The codes that it holds.
    """

    table: str
    code: str
    value: str
    date: Node
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """The formula that a call stands in.

    Attributes:
        book: The workbook, its values refreshed.
        cell: The cell of the formula.
        tested: What the formula compares with a blank or asks the kind of, so that it is handed over filled.
        lookup: The table of the parameters, where the workbook has one.
    """

    book: Book
    cell: Address
    tested: frozenset[Node] = frozenset()
    lookup: Lookup | None = None

    def area(self, node: Node) -> Area | None:
        """The cells that a reference means; None for another node."""
        if isinstance(node, Ref):
            return node.area(*self.cell)
        if not isinstance(node, Name | Structured):
            return None
        try:
            linked = prepare(self.book, spelt(node, self.cell), self.cell).linked.tree
        except Unsupported:
            return None
        return linked.area(*self.cell) if isinstance(linked, Ref) else None

    def held(self, node: Node) -> CellView | None:
        """The one cell that a reference means."""
        area = self.area(node)
        if area is None or not area.is_cell:
            return None
        return self.book.cell(area.first)


@dataclass(frozen=True, slots=True)
class Asked:
    """A call, its arguments already native.

    Attributes:
        function: The function.
        nodes: Arguments by their French name; those left out are not there.
        setting: The formula around it.
    """

    function: Function
    nodes: Mapping[str, Node]
    setting: Setting
    arguments: Mapping[str, Argument] = field(default_factory=dict)

    def node(self, name: str) -> Node:
        """What a template puts for an argument: blanks and defaults as the declaration says."""
        argument = self.arguments[name]
        given = self.nodes.get(name, BLANK)
        if isinstance(given, Const):
            return _constant(argument, given.value)
        if argument.takes_range or argument.kind in (Kind.OPTION, Kind.TEXT, Kind.KEY) or argument.words:
            return given
        instead = 0 if argument.blank_is_zero else None if argument.required else argument.default
        if instead is None or is_filled(given):
            return given
        test = Op("=", (given, BLANK)) if instead == 0 else is_blank(argument, given)
        return Call("IF", (test, Const(instead), given))

    def constant(self, name: str) -> Any:
        """The value of an argument that no cell changes, as its rule takes it; else `VARIES`."""
        given = self.nodes.get(name, BLANK)
        if not isinstance(given, Const):
            return VARIES
        return _read(self.arguments[name], given.value)

    def left_out(self, name: str) -> bool:
        """Whether the call leaves an argument out."""
        return self.nodes.get(name, BLANK) in (BLANK, Const(None))

    def may_lack(self, name: str, given: Node) -> bool:
        """Whether what is given for a required argument may be a blank that the formula does not look for."""
        argument = self.arguments[name]
        if not argument.required or argument.blank_is_zero or argument.many:
            return False
        if argument.kind is Kind.OPTION or given in self.setting.tested:
            return False
        return not is_filled(given)


def is_blank(argument: Argument, given: Node) -> Node:
    """The test of an argument that is left out, a 0 included where it means so."""
    if isinstance(given, Const):
        return Const(given in (BLANK, Const(None)))
    test = Op("=", (given, BLANK))
    return Call("OR", (test, Op("=", (given, Const(0))))) if argument.zero_is_blank else test


def _constant(argument: Argument, value: Any) -> Const:
    found = _read(argument, value)
    if isinstance(found, tuple):
        return Const(value)  # a bracket, as it is printed
    if found is None:
        return Const(0) if argument.many else BLANK
    return Const(found if isinstance(found, bool | str) else _whole(to_cell(found)))


def _whole(value: Any) -> Any:
    """A whole number without its decimal point."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT else value


def _read(argument: Argument, value: Any) -> Any:
    try:
        return coerce(argument, value)
    except UdfError as error:
        raise Beyond(error.text.fr, error.text.en) from error


_MAY_BE_BLANK = frozenset(
    {
        "INDEX",
        "CHOOSE",
        "OFFSET",
        "INDIRECT",
        "IFERROR",
        "IFNA",
        "VLOOKUP",
        "HLOOKUP",
        "LOOKUP",
        "XLOOKUP",
        "T",
    }
)


def is_filled(node: Node) -> bool:
    """Whether what a node gives is never a blank: a figure that it computes.

    Examples:
        >>> is_filled(Op("*", (Name("", "a"), Const(2)))), is_filled(Name("", "a"))
        (True, False)
    """
    if isinstance(node, Const):
        return node.value not in (None, "")
    if isinstance(node, Op):
        return node.sign not in (":", " ", ",", "@", "#", "&")
    if isinstance(node, Call):
        if node.name == "IF":
            return len(node.arguments) == 3 and all(map(is_filled, node.arguments[1:]))
        return node.name not in _MAY_BE_BLANK
    return False


def tested_in(tree: Node) -> Iterator[Node]:
    """What a formula compares with a blank or with 0, or asks the kind of."""
    if isinstance(tree, Op):
        left, right = tree.operands[0], tree.operands[-1]
        if tree.sign in ("=", "<>") and BLANK in (left, right):
            yield left if right == BLANK else right
        if tree.sign == ">" and right == Const(0):
            yield left
    if isinstance(tree, Call) and tree.name == "ISNUMBER":
        yield tree.arguments[0]
    for under in tree.arguments if isinstance(tree, Call) else tree.operands if isinstance(tree, Op) else ():
        yield from tested_in(under)
