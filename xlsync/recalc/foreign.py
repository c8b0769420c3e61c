"""Formulas that the batch engine lacks something for.

A frame of this module computes what the batch engine does, names and lambdas besides, and has the general
engine compute each call of a function of `borrowed`. That one is handed values only: whatever a workbook is
made of (sheets, whole columns, languages, implicit intersection, arrays given where one value is due) is the
business of this side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from xlsync.recalc.borrowed import BORROWED, SPOKEN, STRICT, Borrowed
from xlsync.recalc.frame import CLOCK, HIDES, LAZY, NEVER, PLACES, Frame
from xlsync.recalc.functions import NATIVE, Native
from xlsync.recalc.functions.declare import WHOLE as SEVERAL
from xlsync.recalc.general_calls import WHOLE, Calls
from xlsync.recalc.linking import ETA, Linked
from xlsync.recalc.ours import identity
from xlsync.recalc.references import Area
from xlsync.recalc.state import State
from xlsync.recalc.syntax import Bound, Call, Const, Held, Name, Node, Op, Ref, function_name
from xlsync.recalc.values import NA, REF, VALUE, Unsupported
from xlsync.recalc.vectors import BLANK, ERROR, Vector, padded
from xlsync.workbook.cells import MAX_CELLS
from xlsync.workbook.values import Address

PARAMETER = "_xlpm."
MOST_TURNS = 100_000
"""Elements to which a lambda is applied, for one formula."""
ZERO, ONE, NOTHING = Const(0), Const(1), Const(NA)


@dataclass(frozen=True)
class Lambda:
    """A function that a formula makes.

    Attributes:
        parameters: Casefolded names.
        body: What it computes.
        known: Values of names where it was made.
        function: A function of that name instead.
    """

    parameters: tuple[str, ...]
    body: Node
    known: dict[str, Any]
    function: str = ""


class Foreign:
    """The general engine on the values of a computation.

    Args:
        state: The values known so far.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def found(self, frame: Frame) -> Vector:
        """The results of formulas of one form, for every member: two axes, four for an array formula.

        Raises:
            Apart: they must be computed one by one.
            Unsupported: the general engine lacks something too, by name.
        """
        for name in frame.linked.functions:
            if not _is_known(name, self._state):
                raise Unsupported(name.removeprefix(PARAMETER.upper()))
        return _Frame(self._state, frame.linked, frame.cells, in_array=frame.in_array).found()


def _is_known(name: str, state: State) -> bool:
    if name in NEVER or (name in CLOCK and state.setting.today is None):
        return False
    if name in NATIVE or name in LAZY or name in PLACES or name in SPECIAL or name == "LAMBDA":
        return True
    return (
        name in BORROWED or name.startswith(PARAMETER.upper()) or identity(name, state.functions) is not None
    )


class _Frame(Frame):
    """A frame that has what the batch engine lacks computed by the general one."""

    def __init__(self, state: State, linked: Linked, cells: Any, *, in_array: bool) -> None:
        super().__init__(state, linked, cells, in_array=in_array)
        self._names: dict[str, Any] = {}

    # --- trees

    def value(self, node: Node, *, whole: bool = False, array: bool = False) -> Vector:
        """The values of a tree; those of names and of nodes already computed too."""
        if isinstance(node, Name):
            found = self._named(node)
        elif isinstance(node, Held):
            found = node.value
        elif isinstance(node, Op) and node.sign == "#":
            found = self._spilled(node.operands[0])
        else:
            return super().value(node, whole=whole, array=array)
        return found if whole or array or not found.is_area else self._first(found)

    def _named(self, node: Name) -> Vector:
        found = self._names.get(node.name.casefold())
        if not isinstance(found, Vector):
            raise Unsupported(node.name.removeprefix(PARAMETER))
        return found

    def _spilled(self, node: Node) -> Vector:
        """The cells that a dynamic array fills, as the file has them."""
        if not isinstance(node, Ref) or not node.is_cell:
            raise Unsupported("#")
        first = node.area(*self.cells[0])
        area = self.state.book.cell(first.first).array
        if area is None:
            return self.pool.const(REF)
        if len(self.cells) > 1 and (node.top.relative or node.left.relative):
            self.halve()
        return self.area(_fixed(area))

    def _call(self, node: Call, whole: bool, array: bool) -> Vector:
        special = SPECIAL.get(node.name)
        if special is not None:
            return special(self, node, array)
        made = self._names.get(node.name.casefold())
        if isinstance(made, Lambda):
            return self._applied(made, [self.value(one, whole=True, array=array) for one in node.arguments])
        borrowed = BORROWED.get(node.name)
        if borrowed is None:
            return super()._call(node, whole, array)
        if node.name in NATIVE:
            try:
                return super()._call(node, whole, array)
            except Unsupported:
                pass
        return self._borrowed(borrowed, node, array)

    def _native(self, native: Native, node: Call, array: bool) -> Vector:
        """A native function; one that takes no array where one value is due, for each element of it."""
        try:
            return super()._native(native, node, array)
        except Unsupported:
            kinds = [native.kind(rank) or "" for rank in range(len(node.arguments))]
            if not array or native.name in BORROWED:
                raise
        held: list[Any] = []
        for kind, one in zip(kinds, node.arguments, strict=True):
            whole = kind in SEVERAL
            held.append(one if one == Const(None) else self.value(one, whole=whole, array=True))
        single = [
            rank
            for rank, one in enumerate(held)
            if isinstance(one, Vector) and one.is_area and kinds[rank] not in SEVERAL
        ]
        if not single:
            raise Unsupported(native.name)
        for rank, vector in zip(single, padded([held[rank] for rank in single]), strict=True):
            held[rank] = vector
        height, width = (max(held[rank].shape[axis] for rank in single) for axis in (0, 1))

        if (height, width) == (1, 1):
            held = [one[0, 0] if rank in single else one for rank, one in enumerate(held)]
            nodes = tuple(Held(one) if isinstance(one, Vector) else one for one in held)
            return super()._native(native, Call(native.name, nodes), True)

        def called(row: int, column: int) -> Vector:
            given = [_element(one, row, column) if rank in single else one for rank, one in enumerate(held)]
            nodes = tuple(Held(one) if isinstance(one, Vector) else one for one in given)
            found = super(_Frame, self)._native(native, Call(native.name, nodes), True)
            return found[0, 0] if found.is_area else found

        return self._assembled(
            native.name, [[called(row, column) for column in range(width)] for row in range(height)]
        )

    # --- the general engine

    def _borrowed(self, function: Borrowed, node: Call, array: bool) -> Vector:
        name = function.name
        if name in SPOKEN and self.setting.language != "en":
            raise Unsupported(name)
        arguments: list[Vector | None] = []
        kinds: list[str] = []
        for position, one in enumerate(node.arguments):
            kind = function.kind(position)
            if one == Const(None):
                arguments.append(None)
                kinds.append(kind)
            elif kind in WHOLE:
                parts = one.operands if isinstance(one, Op) and one.sign == "," else (one,)
                if len(parts) > 1 and not function.repeats:
                    raise Unsupported(",")
                arguments += [self.value(part, whole=True, array=array or kind == "a") for part in parts]
                kinds += [kind] * len(parts)
            else:
                strict = name in STRICT and isinstance(one, Ref) and not one.is_cell
                arguments.append(self.pool.const(VALUE) if strict else self.value(one, array=array))
                kinds.append(kind)
        single = {
            rank: one for rank, one in enumerate(arguments) if one is not None and kinds[rank] not in WHOLE
        }
        for rank, vector in zip(single, padded([*single.values()]), strict=True):
            arguments[rank] = vector
        return Calls(self, function, kinds, arguments).found()

    # --- names and lambdas

    def _let(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) < 3 or not len(node.arguments) % 2:
            raise Unsupported(node.name)
        *given, body = node.arguments
        before = self._names
        self._names = dict(before)
        try:
            for name, one in zip(given[::2], given[1::2], strict=True):
                if not isinstance(name, Name):
                    raise Unsupported(node.name)
                self._names[name.name.casefold()] = self._bound(one)
            return self.value(body, whole=True, array=array)
        finally:
            self._names = before

    def _bound(self, node: Node) -> Any:
        """What a name or a parameter stands for: values, or a function."""
        made = self._lambda(node)
        return self.value(node, whole=True, array=True) if made is None else made

    def _lambda(self, node: Node) -> Lambda | None:
        if isinstance(node, Name):
            found = self._names.get(node.name.casefold())
            if isinstance(found, Lambda):
                return found
            if not node.name.lower().startswith(ETA):
                return None
            return Lambda((), node, {}, function_name(node.name[len(ETA) :]))
        if not isinstance(node, Call) or node.name != "LAMBDA" or not node.arguments:
            return None
        *parameters, body = node.arguments
        names = tuple(one.name.casefold() for one in parameters if isinstance(one, Name))
        if len(names) < len(parameters):
            raise Unsupported(node.name)
        return Lambda(names, body, self._names)

    def _applied(self, function: Lambda, arguments: Sequence[Vector]) -> Vector:
        if function.function:
            if not _is_known(function.function, self.state):
                raise Unsupported(function.function)
            call = Call(function.function, tuple(Held(one) for one in arguments))
            return self.value(call, whole=True, array=True)
        if len(arguments) != len(function.parameters):
            raise Unsupported("LAMBDA")
        before = self._names
        self._names = {**function.known, **dict(zip(function.parameters, arguments, strict=True))}
        try:
            return self.value(function.body, whole=True, array=True)
        finally:
            self._names = before

    def _turns(self, node: Call, least: int) -> tuple[list[Vector], Lambda]:
        """The arrays given to MAP and the like, and the function."""
        if len(node.arguments) < least:
            raise Unsupported(node.name)
        function = self._lambda(node.arguments[-1])
        if function is None:
            raise Unsupported(node.name)
        arrays = [_as_area(self.value(one, whole=True, array=True)) for one in node.arguments[:-1]]
        if any(one.shape[0] * one.shape[1] > MOST_TURNS for one in arrays):
            raise Unsupported(node.name)
        return arrays, function

    def _map(self, node: Call, array: bool) -> Vector:
        arrays, function = self._turns(node, 2)
        arrays = padded(arrays)
        height, width = (max(one.shape[axis] for one in arrays) for axis in (0, 1))
        return self._assembled(
            node.name,
            [
                [
                    self._applied(function, [_element(one, row, column) for one in arrays])
                    for column in range(width)
                ]
                for row in range(height)
            ],
        )

    def _by_line(self, node: Call, array: bool) -> Vector:
        (given, *more), function = self._turns(node, 2)
        if more:
            raise Unsupported(node.name)
        if node.name == "BYROW":
            return self._assembled(
                node.name,
                [[self._applied(function, [given[row : row + 1]])] for row in range(given.shape[0])],
            )
        columns = range(given.shape[1])
        return self._assembled(
            node.name, [[self._applied(function, [given[:, one : one + 1]]) for one in columns]]
        )

    def _fold(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) != 3:
            raise Unsupported(node.name)
        (start, given), function = self._turns(node, 3)
        last: Vector = start if start.shape[:2] != (1, 1) else start[0, 0]
        if node.arguments[0] == Const(None):
            last = given[0, 0]
        steps = []
        for row, column in product(range(given.shape[0]), range(given.shape[1])):
            if row or column or node.arguments[0] != Const(None):
                last = self._applied(function, [last, given[row, column]])
            steps.append(last)
        if node.name == "REDUCE":
            return last
        width = given.shape[1]
        return self._assembled(
            node.name, [steps[first : first + width] for first in range(0, len(steps), width)]
        )

    def _made_array(self, node: Call, array: bool) -> Vector:
        (rows, columns), function = self._turns(node, 3)
        height, width = (self._count(node.name, one) for one in (rows, columns))
        return self._assembled(
            node.name,
            [
                [
                    self._applied(function, [self.pool.const(row + 1.0), self.pool.const(column + 1.0)])
                    for column in range(width)
                ]
                for row in range(height)
            ],
        )

    def _count(self, name: str, value: Vector) -> int:
        if value.tag is not None or (value.num.size > 1 and (value.num != value.num.flat[0]).any()):
            self.halve()
            raise Unsupported(name)
        count = int(value.num.flat[0])
        if not 0 < count <= MOST_TURNS:
            raise Unsupported(name)
        return count

    def _assembled(self, name: str, rows: list[list[Vector]]) -> Vector:
        """Single values as an area."""
        flat = [one[0, 0] if one.is_area and one.shape[:2] == (1, 1) else one for row in rows for one in row]
        if any(one.is_area for one in flat):
            raise Unsupported(name)
        tail = np.broadcast_shapes(*(one.shape for one in flat))
        shape = (len(rows), len(rows[0]), *tail)
        num = np.stack([np.broadcast_to(one.num, tail) for one in flat]).reshape(shape)
        if all(one.tag is None for one in flat):
            return Vector(num)
        return Vector(num, np.stack([np.broadcast_to(one.tags, tail) for one in flat]).reshape(shape))

    # --- what is looked at, not computed

    def _areas_of(self, node: Node) -> list[Ref]:
        parts = node.operands if isinstance(node, Op) and node.sign == "," else (node,)
        return (
            [one for one in parts if isinstance(one, Ref)] if all(isinstance(o, Ref) for o in parts) else []
        )

    def _areas(self, node: Call, array: bool) -> Vector:
        found = self._areas_of(node.arguments[0]) if len(node.arguments) == 1 else []
        if not found:
            raise Unsupported(node.name)
        return self.pool.const(float(len(found)))

    def _is_reference(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) != 1:
            raise Unsupported(node.name)
        one = node.arguments[0]
        if isinstance(one, Ref) or self._areas_of(one):
            return self.pool.const(True)
        if isinstance(one, Const) or (isinstance(one, Op) and one.sign not in ": #,"):
            return self.pool.const(False)
        if isinstance(one, Call) and (one.name in BORROWED and one.name != "XLOOKUP"):
            return self.pool.const(False)
        raise Unsupported(node.name)

    def _sheet(self, node: Call, array: bool) -> Vector:
        sheets = [*self.state.book.sheets]
        if node.name == "SHEETS" and not node.arguments:
            return self.pool.const(float(len(sheets)))
        if node.name == "SHEETS" or len(node.arguments) > 1:
            raise Unsupported(node.name)
        if not node.arguments:
            return self.pool.const(sheets.index(self.sheet) + 1.0)
        one = node.arguments[0]
        if isinstance(one, Ref):
            return self.pool.const(sheets.index(one.sheet or self.sheet) + 1.0)
        if isinstance(one, Const) and isinstance(one.value, str):
            sheet = self.state.book.sheet_named(one.value)
            return self.pool.const(NA if sheet is None else sheets.index(sheet) + 1.0)
        raise Unsupported(node.name)

    def _formula(self, node: Call, array: bool) -> Vector:
        """ISFORMULA and FORMULATEXT."""
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Ref):
            raise Unsupported(node.name)
        ref = node.arguments[0]
        areas = [ref.area(*cell) for cell in self.cells]
        first = areas[0]
        height, width = (1, 1) if not array else (first.bottom - first.top + 1, first.right - first.left + 1)
        if height * width > MAX_CELLS or height * width * len(areas) > MAX_CELLS:
            raise Unsupported(node.name)
        found = [
            self._told(node.name, Address(area.sheet, area.top + down, area.left + across))
            for down in range(height)
            for across in range(width)
            for area in areas
        ]
        if (height, width) == (1, 1):
            return self.pool.shaped(found, (len(areas), 1))
        return self.pool.shaped(found, (height, width, len(areas), 1))

    def _told(self, name: str, cell: Address) -> Any:
        formula = self._shown(cell)
        if name == "ISFORMULA":
            return formula is not None
        return NA if formula is None else formula

    def _shown(self, cell: Address) -> str | None:
        """The formula of a cell as Excel shows it."""
        view = self.state.book.cell(cell)
        if view.formula is None:
            return None
        text = re.sub(r"_xl(?:fn|ws|pm|eta)\.", "", view.formula, flags=re.IGNORECASE)
        return f"={text}"

    # --- written with others

    def _single(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) != 1:
            raise Unsupported(node.name)
        return self.value(node.arguments[0])

    def _anchor(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) != 1:
            raise Unsupported(node.name)
        return self._spilled(node.arguments[0])

    def _ifs(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) % 2 or not node.arguments:
            raise Unsupported(node.name)
        tree: Node = NOTHING
        for test, value in reversed([*zip(node.arguments[::2], node.arguments[1::2], strict=True)]):
            tree = Call("IF", (test, value, tree))
        return self.value(tree, whole=True, array=array)

    def _switch(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) < 3:
            raise Unsupported(node.name)
        asked, *rest = node.arguments
        held: Any = Held(self.value(asked, array=array))
        tree: Node = rest.pop() if len(rest) % 2 else NOTHING
        for case, value in reversed([*zip(rest[::2], rest[1::2], strict=True)]):
            tree = Call("IF", (Op("=", (held, case)), value, tree))
        return self.value(tree, whole=True, array=array)

    def _subtotal(self, node: Call, array: bool) -> Vector:
        """SUBTOTAL of the functions that the batch engine has not."""
        try:
            return super()._call(node, whole=True, array=array)
        except Unsupported:
            if len(node.arguments) < 2:
                raise
            which = self._count(node.name, self.value(node.arguments[0]))
            options = Const(1) if which > HIDES else Const(0)
            held = tuple(Held(self.pool.const(value)) for value in (which % HIDES, options.value))
            return self._aggregate(Call(node.name, (*held, *node.arguments[1:])), array)

    def _lookup(self, node: Call, array: bool) -> Vector:
        """LOOKUP: the last value that is not above, in ascending values."""
        if not 2 <= len(node.arguments) <= 3:
            raise Unsupported(node.name)
        table, *more = (_as_area(self.value(one, whole=True, array=True)) for one in node.arguments[1:])
        height, width = table.shape[:2]
        given = more[0] if more else table
        if more and (min(given.shape[:2]) > 1 or min(height, width) > 1):
            raise Unsupported(node.name)
        if more:
            looked = table
        elif width > height:
            looked, given = table[:1], given[height - 1 :]
        else:
            looked, given = table[:, :1], given[:, width - 1 :]
        place = Call("MATCH", (node.arguments[0], Held(looked), ONE))
        return self.value(Call("INDEX", (Held(given), place)), whole=True, array=array)

    def _xlookup(self, node: Call, array: bool) -> Vector:
        """XLOOKUP: a value, a row or a column at the place of what is looked up."""
        if not 3 <= len(node.arguments) <= 6:
            raise Unsupported(node.name)
        wanted, _, _, *more = node.arguments
        looked, given = (_as_area(self.value(one, whole=True, array=True)) for one in node.arguments[1:3])
        upright = looked.shape[1] == 1
        if min(looked.shape[:2]) > 1 or looked.shape[0 if upright else 1] != given.shape[0 if upright else 1]:
            return self.pool.const(VALUE)
        search = Call("XMATCH", (wanted, Held(looked), *more[1:]))
        try:
            place: Any = Held(self.value(search, whole=True, array=array))
        except Unsupported as unsupported:
            raise Unsupported(unsupported.function.replace(search.name, node.name)) from None
        held: Any = Held(given)
        found = Call("INDEX", (held, place, ZERO) if upright else (held, ZERO, place))
        if not more or more[0] == Const(None):
            return self.value(found, whole=True, array=array)
        return self.value(Call("IF", (Call("ISNA", (place,)), more[0], found)), whole=True, array=array)

    def _aggregate(self, node: Call, array: bool) -> Vector:
        if len(node.arguments) < 3:
            raise Unsupported(node.name)
        which, options = (self._count(node.name, self.value(_plus(one))) - 1 for one in node.arguments[:2])
        function = _AGGREGATES.get(which)
        if function is None or not 0 <= options <= 7:
            return self.pool.const(VALUE)
        rest = [*node.arguments[2:]]
        last = [rest.pop()] if which >= 14 else []
        if which >= 14 and len(rest) != 1:
            return self.pool.const(VALUE)
        kept = []
        for one in rest:
            for part in one.operands if isinstance(one, Op) and one.sign == "," else (one,):
                if which < 14 and not isinstance(part, Ref):
                    raise Unsupported(node.name)
                value = (
                    self._without(part, hidden=options % 2 == 1, subtotals=options <= 3)
                    if isinstance(part, Ref)
                    else self.value(part, whole=True, array=array or which >= 14)
                )
                if options in (2, 3, 6, 7) and value.tag is not None:
                    value = Vector(value.num, np.where(value.tag >= ERROR, BLANK, value.tag).astype(np.uint8))
                kept.append(Held(value))
        return self.value(Call(function, (*kept, *last)), whole=True, array=array)


def _plus(node: Node) -> Node:
    return Op("+", (node, ONE))


def _fixed(area: Area) -> Ref:
    top, left, bottom, right = (Bound(False, at) for at in area[1:])
    return Ref(area.sheet, top, left, bottom, right)


def _as_area(value: Vector) -> Vector:
    return value if value.is_area else value.reshape(1, 1, *value.shape)


def _element(area: Vector, row: int, column: int) -> Vector:
    return area[0 if area.shape[0] == 1 else row, 0 if area.shape[1] == 1 else column]


_AGGREGATES = dict(
    enumerate(
        [
            "AVERAGE",
            "COUNT",
            "COUNTA",
            "MAX",
            "MIN",
            "PRODUCT",
            "STDEV.S",
            "STDEV.P",
            "SUM",
            "VAR.S",
            "VAR.P",
            "MEDIAN",
            "MODE.SNGL",
            "LARGE",
            "SMALL",
            "PERCENTILE.INC",
            "QUARTILE.INC",
            "PERCENTILE.EXC",
            "QUARTILE.EXC",
        ],
        1,
    )
)
SPECIAL: dict[str, Callable[[_Frame, Call, bool], Vector]] = {
    "AGGREGATE": _Frame._aggregate,
    "ANCHORARRAY": _Frame._anchor,
    "AREAS": _Frame._areas,
    "BYCOL": _Frame._by_line,
    "BYROW": _Frame._by_line,
    "FORMULATEXT": _Frame._formula,
    "IFS": _Frame._ifs,
    "ISFORMULA": _Frame._formula,
    "ISREF": _Frame._is_reference,
    "LET": _Frame._let,
    "LOOKUP": _Frame._lookup,
    "MAKEARRAY": _Frame._made_array,
    "MAP": _Frame._map,
    "REDUCE": _Frame._fold,
    "SCAN": _Frame._fold,
    "SHEET": _Frame._sheet,
    "SHEETS": _Frame._sheet,
    "SINGLE": _Frame._single,
    "SUBTOTAL": _Frame._subtotal,
    "SWITCH": _Frame._switch,
    "XLOOKUP": _Frame._xlookup,
}
