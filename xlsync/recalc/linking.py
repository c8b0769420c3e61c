"""A formula's tree with names, structured references and sheets replaced by the cells that they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from xlsync.recalc.faults import note
from xlsync.recalc.references import Area
from xlsync.recalc.structured import is_this_row, resolve, unmask
from xlsync.recalc.syntax import (
    UNREADABLE,
    Bound,
    Call,
    Const,
    First,
    Name,
    Node,
    Op,
    Ref,
    Structured,
    form_of,
    parse,
    spelled,
)
from xlsync.recalc.values import REF, Unsupported
from xlsync.recalc.view import Book, TableView
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address, ErrorValue

POSITIONS = frozenset({"ROW", "COLUMN", "ROWS", "COLUMNS"})
"""Functions that read the place of a reference, not what its cells hold."""
LOCAL = frozenset({"LET", "LAMBDA"})
"""Functions that give names of their own."""
RESIZED = frozenset({"AVERAGEIF", "SUMIF"})
"""Functions whose third range only says where it starts: its shape is that of the first."""
FIRST = frozenset({"N", "T"})
"""Functions that see the first cell of a range, and each value of an array."""
GIVING = {"IF": range(1, 3), "CHOOSE": range(1, MAX_COLUMN), "INDEX": range(1)}
"""Functions that give a reference where these of their arguments are references."""
ETA = "_xleta."
"""What stands before the name of a function that is handed over as a lambda."""
MAX_NAMES = 32
MAX_NODES = 20_000
"""Signs and operands of a formula once names are put in their place: names of names may double each time."""


@dataclass(frozen=True)
class Linked:
    """What every formula of one form says.

    Attributes:
        tree: No name is left but those that the formula gives itself; a reference without a sheet is to that
            of the formula.
    """

    tree: Node

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """The references whose cells are read, each once."""
        return tuple(dict.fromkeys(_read(self.tree)))

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions called, in the order met."""
        return tuple(node.name for node in nodes(self.tree) if isinstance(node, Call))


class Prepared(NamedTuple):
    """The formula of one cell, its references replaced by cells."""

    linked: Linked
    cell: Address

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of its functions."""
        return self.linked.functions

    @property
    def reads(self) -> tuple[Area, ...]:
        """The areas whose values it needs."""
        return tuple(ref.area(*self.cell) for ref in self.linked.refs)

    @property
    def plain(self) -> str:
        """The formula with plain absolute references."""
        return spelled(self.linked.tree, lambda ref: str(ref.area(*self.cell)))


def prepare(book: Book, formula: str, cell: Address) -> Prepared:
    """Resolves every reference of a formula, seen from its cell.

    Args:
        book: Tables, names and sheets.
        formula: Text without the "=" sign.
        cell: Where the formula stands.

    Raises:
        Unsupported: a reference or an operator that this project does not compute, by name.

    Examples:
        >>> book = Book({"Feuille": {}}, names={(None, "taux"): "Feuille!$B$3"})
        >>> prepare(book, "ROUND(A2*Taux,2)", Address("Feuille", 2, 4)).plain
        "ROUND('Feuille'!$A$2*'Feuille'!$B$3,2)"
    """
    return Linker(book).prepared(formula, cell)


class Linker:
    """Links the formulas of a workbook, each form once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[str, str, str], Linked | Unsupported] = {}
        self._tables: dict[str, list[TableView]] = defaultdict(list)
        for table in book.tables.values():
            self._tables[table.area.sheet].append(table)
        self._scoped = _scoped(book)
        self._everywhere: dict[str, Linked | Unsupported] = {}

    def prepared(self, formula: str, cell: Address) -> Prepared:
        """The formula of a cell.

        Raises:
            Unsupported: as `prepare`.
        """
        try:
            form = form_of(formula, cell.row, cell.column)
            found = self._everywhere.get(form)
            if found is None:
                found = self._there(form, cell)
        except Unsupported:
            raise
        except RecursionError:
            raise Unsupported(UNREADABLE) from None
        except Exception as error:
            note(error, "a formula", f"that of {cell} is kept as it is")
            raise Unsupported(UNREADABLE) from error
        if isinstance(found, Unsupported):
            raise found
        return Prepared(found, cell)

    def _there(self, form: str, cell: Address) -> Linked | Unsupported:
        """What a form that was not met, or may mean something else elsewhere, means in a cell."""
        key = (cell.sheet, form, self._row_of_table(cell) if "[" in form else "")
        found = self._known.get(key)
        if found is None:
            found = self._linked(form, cell)
            if self._is_same_everywhere(form):
                self._everywhere[form] = found
            else:
                self._known[key] = found
        return found

    def _is_same_everywhere(self, form: str) -> bool:
        if not self._scoped and "[" not in form:
            return True
        return not any(
            isinstance(node, Structured) or (isinstance(node, Name) and node.name.casefold() in self._scoped)
            for node in nodes(parse(form))
        )

    def _row_of_table(self, cell: Address) -> str:
        """What "this row" and a reference without a table mean there."""
        sheet, row, column = cell
        found = ""
        for table in self._tables.get(sheet, ()):
            _, top, left, bottom, right = table.area
            inside = top <= row <= bottom and left <= column <= right
            data = top + table.headings <= row <= bottom - table.totals
            found += f"{inside:d}{data:d}"
        return found

    def _linked(self, form: str, cell: Address) -> Linked | Unsupported:
        try:
            return Linked(_Walk(self._book, cell).linked(parse(form), 0, frozenset()))
        except Unsupported as unsupported:
            return unsupported
        except RecursionError:
            return Unsupported(UNREADABLE)


def _scoped(book: Book) -> frozenset[str]:
    """The names that may mean something else on another sheet: limited to one, or made of such names."""
    found = {name for scope, name in book.names if scope is not None}
    uses: dict[str, set[str]] = {}
    for (_, name), text in book.names.items() if found else ():
        with suppress(Exception):  # a name that cannot be read is that of no formula that is computed
            tree = parse(form_of(text.removeprefix("="), 1, 1))
            uses[name] = {node.name.casefold() for node in nodes(tree) if isinstance(node, Name)}
    more = set(found)
    while more:
        more = {name for name, used in uses.items() if name not in found and used & found}
        found |= more
    return frozenset(found)


class _Walk:
    def __init__(self, book: Book, cell: Address) -> None:
        self._book, self._cell, self._count = book, cell, 0

    def linked(self, node: Node, depth: int, local: frozenset[str]) -> Node:
        self._count += 1
        if self._count > MAX_NODES:
            raise Unsupported(UNREADABLE)
        if isinstance(node, Ref):
            return self._ref(node)
        if isinstance(node, Name):
            return self._name(node, depth, local)
        if isinstance(node, Structured):
            return self._structured(node.text)
        if isinstance(node, Call):
            if node.name in LOCAL:
                local = local | _given(node)
            found = Call(node.name, tuple(self.linked(one, depth, local) for one in node.arguments))
            return (
                _resized(found) if node.name in RESIZED else _narrowed(found) if node.name in FIRST else found
            )
        if isinstance(node, Op):
            return _joined(Op(node.sign, tuple(self.linked(one, depth, local) for one in node.operands)))
        return node

    def _ref(self, ref: Ref) -> Node:
        if not ref.sheet:
            return ref
        sheet = self._book.sheet_named(ref.sheet)
        if sheet is not None:
            return ref._replace(sheet=sheet)
        first, colon, last = ref.sheet.partition(":")
        ends = [self._book.sheet_named(one) for one in (first, last)] if colon else [None]
        if None in ends:
            local = ref.area(ref.sheet, self._cell.row, self._cell.column).local.replace("$", "")
            raise Unsupported(f"{ref.sheet}!{local}")
        order = [*self._book.sheets]
        start, end = sorted(order.index(one) for one in ends if one is not None)
        return Op(",", tuple(ref._replace(sheet=one) for one in order[start : end + 1]))

    def _name(self, node: Name, depth: int, local: frozenset[str]) -> Node:
        if not node.sheet and (node.name.casefold() in local or node.name.lower().startswith(ETA)):
            return node
        scope = (self._book.sheet_named(node.sheet) or node.sheet) if node.sheet else self._cell.sheet
        expression = self._book.name(node.name, scope)
        if expression is None and not node.sheet and node.name.casefold() in self._book.tables:
            return self._structured(f"{node.name}[]")
        if expression is None or depth >= MAX_NAMES:
            raise Unsupported(f"{node.sheet}!{node.name}" if node.sheet else node.name)
        tree = parse(form_of(expression.removeprefix("="), 1, 1))
        return self.linked(tree, depth + 1, frozenset())

    def _structured(self, text: str) -> Node:
        area = resolve(self._book, text, self._cell)
        if isinstance(area, ErrorValue):
            return Const(area)
        row = (
            (Bound(True, 0),) * 2
            if is_this_row(text)
            else (Bound(False, area.top), Bound(False, area.bottom))
        )
        return Ref(area.sheet, row[0], Bound(False, area.left), row[1], Bound(False, area.right))


def _joined(node: Op) -> Node:
    """`first:last` of two linked references as one; an intersection as the cells that both hold."""
    if node.sign not in (":", " ") or not all(isinstance(one, Ref) for one in node.operands):
        if node.sign == ":" and any(one == Const(REF) for one in node.operands):
            return Const(REF)
        return node
    first, last = (one for one in node.operands if isinstance(one, Ref))
    if first.sheet != last.sheet:
        return Const(REF)
    if node.sign == " ":
        return _shared(first, last) or node
    sides = [
        _side((a, c), (b, d))
        for a, b, c, d in (
            (first.top, first.bottom, last.top, last.bottom),
            (first.left, first.right, last.left, last.right),
        )
    ]
    if None in sides:
        return node
    (top, bottom), (left, right) = (side for side in sides if side is not None)
    return Ref(first.sheet, top, left, bottom, right)


def _side(starts: tuple[Bound, Bound], ends: tuple[Bound, Bound]) -> tuple[Bound, Bound] | None:
    """The outermost bounds; None where it depends on the cell of the formula."""
    bounds = {*starts, *ends}
    if len({one.relative for one in bounds}) == 1:
        return min(bounds), max(bounds)
    return (starts[0], ends[1]) if starts[0] == ends[0] and starts[1] == ends[1] else None


def _shared(first: Ref, last: Ref) -> Node | None:
    """The cells of two areas, where the bounds compare without the cell of the formula."""
    found: list[Bound] = []
    for tops, bottoms, least, most in (
        ((first.top, last.top), (first.bottom, last.bottom), 1, MAX_ROW),
        ((first.left, last.left), (first.right, last.right), 1, MAX_COLUMN),
    ):
        whole = [
            rank
            for rank in (0, 1)
            if (tops[rank].at, bottoms[rank].at) == (least, most) and not tops[rank].relative
        ]
        if whole:
            other = 1 - whole[0]
            found += [tops[other], bottoms[other]]
        elif len({one.relative for one in (*tops, *bottoms)}) == 1:
            if max(tops) > min(bottoms):
                return Const(ErrorValue("#NULL!"))
            found += [max(tops), min(bottoms)]
        else:
            return None
    return Ref(first.sheet, found[0], found[2], found[1], found[3])


def _resized(node: Call) -> Call:
    """The call with a third range of the shape of the first, where both can be told without the cell."""
    if len(node.arguments) != 3:
        return node
    area, _, target = node.arguments
    if not (isinstance(area, Ref) and isinstance(target, Ref)):
        return node
    ends = []
    for first, last, start, most in (
        (area.top, area.bottom, target.top, MAX_ROW),
        (area.left, area.right, target.left, MAX_COLUMN),
    ):
        length = last.at - first.at
        end = start._replace(at=start.at + length)
        told = first.relative == last.relative and length >= 0
        if not told or (length > most // 2 if end.relative else end.at > most):
            return node  # what goes beyond the sheet would come round to its other side
        ends.append(end)
    sized = target._replace(bottom=ends[0], right=ends[1])
    return Call(node.name, (area, node.arguments[1], sized))


def _narrowed(node: Call) -> Call:
    """The call with the first cell of each range, and of those that functions of references may give."""
    return Call(
        node.name, tuple(First(*one).cell if isinstance(one, Ref) else _first(one) for one in node.arguments)
    )


def _first(node: Node) -> Node:
    if isinstance(node, Ref):
        return First(*node)
    if isinstance(node, Call) and node.name in GIVING:
        given = GIVING[node.name]
        return Call(
            node.name,
            tuple(_first(one) if rank in given else one for rank, one in enumerate(node.arguments)),
        )
    return node


def _given(node: Call) -> frozenset[str]:
    """The names that LET or LAMBDA gives."""
    named = node.arguments[:-1] if node.name == "LAMBDA" else node.arguments[:-1:2]
    return frozenset(one.name.casefold() for one in named if isinstance(one, Name))


def nodes(tree: Node) -> Iterator[Node]:
    """Every node of a tree, from the left, a node before those under it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Call):
            waiting += node.arguments[::-1]
        elif isinstance(node, Op):
            waiting += node.operands[::-1]


def _read(tree: Node) -> Iterator[Ref]:
    if isinstance(tree, Ref):
        yield tree
    elif isinstance(tree, Call):
        for node in tree.arguments:
            if not (tree.name in POSITIONS and isinstance(node, Ref)):
                yield from _read(node)
    elif isinstance(tree, Op):
        for node in tree.operands:
            yield from _read(node)


__all__ = ["Linked", "Linker", "Prepared", "nodes", "prepare", "unmask"]
