"""Formulas of one form being computed, for all their cells and members at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlsync.recalc.faults import error_of
from xlsync.recalc.functions import NATIVE, Native
from xlsync.recalc.functions.declare import WHOLE
from xlsync.recalc.functions.logic import truths
from xlsync.recalc.functions.operators import BINARY, UNARY
from xlsync.recalc.functions.rounding import floored
from xlsync.recalc.linking import Linked
from xlsync.recalc.ours import called, identity
from xlsync.recalc.places import Places
from xlsync.recalc.state import Setting, State
from xlsync.recalc.syntax import Bound, Call, Const, First, Node, Op, Ref, Table
from xlsync.recalc.values import NA, VALUE, Unsupported
from xlsync.recalc.vectors import (
    BLANK,
    ERROR,
    NUMBER,
    Apart,
    Bools,
    Checks,
    Tags,
    Vector,
    checking,
    chosen,
    errors,
    numbers,
    padded,
    tag_of,
    with_errors,
)
from xlsync.workbook.cells import MAX_CELLS
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address

NEVER = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "INDIRECT", "OFFSET", "CELL", "INFO"})
"""Functions whose result no file tells: never computed, said by name."""
CLOCK = frozenset({"TODAY", "NOW"})
LAZY = frozenset({"IF", "IFERROR", "IFNA", "CHOOSE"})
"""Functions that compute only the arguments that they need; the only ones that are not in `NATIVE`."""
PLACES = frozenset({"ROW", "COLUMN"})
FALSE = Const(False)
VALUE_TAG, NA_TAG = tag_of(VALUE), tag_of(NA)
HIDES = 100
"""Above it, the number of a SUBTOTAL leaves out the rows that do not show."""


class Frame:
    """Cells whose formulas have one form.

    Args:
        state: Values known so far.
        linked: The formula.
        cells: Those of the formulas, a sheet after the other.
        in_array: It is an array formula.
        places: What its references mean, where it is known.
    """

    def __init__(
        self,
        state: State,
        linked: Linked,
        cells: Sequence[Address],
        *,
        in_array: bool = False,
        places: Places | None = None,
    ) -> None:
        self.state, self.linked, self.cells, self.in_array = state, linked, cells, in_array
        self.places = Places(state, cells) if places is None else places
        self.pool = state.pool
        self.active: Bools | None = None
        self._constants: dict[int, Vector] = {}

    def found(self) -> Vector:
        """The results: two axes, or four for an array formula."""
        value = self.value(self.linked.tree, whole=self.in_array, array=self.in_array)
        return value if self.in_array or not value.is_area else self._first(value)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row of each formula."""
        return self.places.rows

    @property
    def columns(self) -> NDArray[np.int64]:
        """The column of each formula."""
        return self.places.columns

    @property
    def setting(self) -> Setting:
        """What functions may need to know beside their arguments."""
        return self.state.setting

    @property
    def sheet(self) -> str:
        """The sheet of the formulas, or of the first of them."""
        return self.cells[0].sheet

    def halve(self) -> None:
        """These cells, or members, are better computed apart, if there are several."""
        if len(self.cells) > 1 or self.state.members > 1:
            raise Apart

    # --- trees

    def value(self, node: Node, *, whole: bool = False, array: bool = False) -> Vector:
        """The values of a tree.

        Args:
            node: The tree.
            whole: A range is handed over whole, else one of its cells.
            array: Operators and functions of single values work on every element of ranges.
        """
        if isinstance(node, Ref):
            if isinstance(node, First) and not whole:
                return self.cell(node.cell)
            if whole or array:
                return self.area(node)
            return self.cell(node) if node.is_cell else self._intersected(node)
        if isinstance(node, Const):
            found = self._constants.get(id(node))
            if found is None:
                found = self._constants[id(node)] = self.pool.const(node.value)
            return found
        if isinstance(node, Op):
            return self._operation(node, array)
        if isinstance(node, Call):
            found = self._call(node, whole, array)
            if whole or not found.is_area:
                return found
            if node.name == "INDEX" and isinstance(node.arguments[0], First):
                return self._first(found)
            if array:
                return found
            if node.name == "INDEX" and isinstance(node.arguments[0], Ref):
                return self._met(node.arguments[0], found)
            return self._first(found)
        if isinstance(node, Table):
            values = [one for row in node.rows for one in row]
            return self.pool.shaped(values, (len(node.rows), len(node.rows[0]), 1, 1))
        raise Unsupported(getattr(node, "name", ""))

    def _first(self, value: Vector) -> Vector:
        return value[0, 0]

    def _met(self, ref: Ref, found: Vector) -> Vector:
        """Of a row or a column of a range, the cell on the column or the row of the formula."""
        height, width = found.shape[:2]
        if min(height, width) > 1:
            return self.pool.const(VALUE)
        tops, _, lefts, _ = self.places.sides(ref)
        offset = self.rows - tops if height > 1 else self.columns - lefts
        inside = (offset >= 0) & (offset < max(height, width))
        if len(self.cells) > 1 and not (offset == offset[0]).all():
            raise Apart
        if not inside[0]:
            return self.pool.const(VALUE)
        place = int(offset[0])
        return found[place, 0] if height > 1 else found[0, place]

    def _operation(self, node: Op, array: bool) -> Vector:
        if node.sign in UNARY:
            return self._safely(
                node.sign, UNARY[node.sign], self.value(node.operands[0], array=array), self.pool
            )
        if node.sign in BINARY and len(node.operands) == 2:
            left, right = self.value(node.operands[0], array=array), self.value(node.operands[1], array=array)
            if left.is_area and right.is_area:
                left, right = padded([left, right])
            return self._safely(node.sign, BINARY[node.sign], left, right, self.pool)
        if node.sign == "@":
            return self.value(node.operands[0])
        raise Unsupported(node.sign)

    # --- references

    def cell(self, ref: Ref) -> Vector:
        """One cell a formula."""
        return self.state.take(self.places.one(ref))

    def area(self, ref: Ref) -> Vector:
        """The cells of a range: four axes."""
        return self.state.take(self.places.area(ref))

    def _intersected(self, ref: Ref) -> Vector:
        """The cell of a range on the row or the column of the formula."""
        tops, bottoms, lefts, rights = self.places.sides(ref)
        if (lefts == rights).all():
            rows, columns = self.rows, lefts
            inside = (tops <= rows) & (rows <= bottoms)
        elif (tops == bottoms).all():
            rows, columns = tops, self.columns
            inside = (lefts <= columns) & (columns <= rights)
        else:
            return with_errors(np.zeros((1, 1)), None, np.full((1, 1), VALUE_TAG, np.uint8))
        found = self.state.take(self.places.numbers(ref, *np.broadcast_arrays(rows, columns)))
        if inside.all():
            return found
        outside = np.where(np.broadcast_to(inside, found.shape[:1]), 0, VALUE_TAG).astype(np.uint8)
        return with_errors(found.num, found.tag, np.broadcast_to(outside[:, None], found.shape))

    # --- calls

    def _call(self, node: Call, whole: bool, array: bool) -> Vector:
        name = node.name
        if name in NEVER or (name in CLOCK and self.setting.today is None):
            raise Unsupported(name)
        if name in LAZY:
            return self._lazy(node, whole, array)
        if name in PLACES:
            return self._place(node)
        if name in ("ROWS", "COLUMNS") and len(node.arguments) == 1 and isinstance(node.arguments[0], Ref):
            tops, bottoms, lefts, rights = self.places.sides(node.arguments[0])
            first, last = (tops, bottoms) if name == "ROWS" else (lefts, rights)
            return Vector((last - first + 1).astype(np.float64)[:, None])
        native = NATIVE.get(name)
        if native is not None:
            return self._native(native, node, array)
        own = identity(name, self.state.functions)
        if own is None:
            raise Unsupported(name)
        arguments = [
            None if one == Const(None) else self.value(one, whole=True, array=True) for one in node.arguments
        ]
        return called(self, own, arguments)

    def _native(self, native: Native, node: Call, array: bool) -> Vector:
        if not native.accepts(len(node.arguments)):
            raise Unsupported(native.name)
        running = self._running(native, node)
        if running is not None:
            return running
        arguments: list[Vector] = []
        for position, one in enumerate(node.arguments):
            kind = native.kind(position)
            if kind in WHOLE and isinstance(one, Op) and one.sign == ",":
                if not native.repeat:
                    raise Unsupported(",")
                arguments += [self.value(part, whole=True, array=array) for part in one.operands]
            elif native.toolpak and isinstance(one, Ref) and not one.is_cell:
                arguments.append(self.pool.const(VALUE))
            else:
                arguments.append(self.value(one, whole=kind in WHOLE, array=array or kind == "array"))
        if native.name == "SUBTOTAL":
            hides = bool((numbers(arguments[0], self.pool)[0] > HIDES).any())
            arguments[1:] = [self._without(one, hidden=hides) for one in node.arguments[1:]]
        areas = [rank for rank, one in enumerate(arguments) if one.is_area]
        if len(areas) > 1:
            single = [rank for rank in areas if native.kind(rank) not in WHOLE]
            for rank, vector in zip(single, padded([arguments[rank] for rank in single]), strict=True):
                arguments[rank] = vector
        found = self._safely(native.name, native, self, arguments)
        return self._counted_beyond(native, node, arguments, found) if native.blanks else found

    def _safely(self, name: str, function: Callable[..., Vector], *arguments: Any) -> Vector:
        """What a function gives; a fault of the program is the error of one formula."""
        try:
            return function(*arguments)
        except (Apart, Unsupported, RecursionError):
            raise
        except FloatingPointError:
            if Checks.on:
                raise
            with checking():
                return self._safely(name, function, *arguments)
        except Exception as error:
            self.halve()
            return self.pool.const(error_of(error, name))

    def _counted_beyond(
        self, native: Native, node: Call, arguments: Sequence[Vector], found: Vector
    ) -> Vector:
        """A count of whole columns or rows: the blank cells where the workbook stops count too."""
        ranges = [one for rank, one in enumerate(node.arguments) if native.kind(rank) in WHOLE]
        if not all(isinstance(one, Ref) for one in ranges) or found.tag is not None:
            return found
        sides = [self.places.sides(one) for one in ranges if isinstance(one, Ref)]
        tall = all((bottoms == MAX_ROW).all() for _, bottoms, _, _ in sides)
        if not tall and not all((rights == MAX_COLUMN).all() for _, _, _, rights in sides):
            return found
        blanks = []
        for rank, one in enumerate(arguments):
            if native.kind(rank) in WHOLE:
                shape = (1, one.shape[1], 1, 1) if tall else (one.shape[0], 1, 1, 1)
                one = Vector(np.zeros(shape), np.full(shape, BLANK, np.uint8))
            blanks.append(one)
        tops, _, lefts, _ = sides[0]
        left = (
            MAX_ROW - np.maximum(tops, self.state.last_row)
            if tall
            else MAX_COLUMN - np.maximum(lefts, self.state.last_column)
        )
        each = self._safely(native.name, native, self, blanks)
        return Vector(found.num + each.num * left[:, None])

    def _running(self, native: Native, node: Call) -> Vector | None:
        """SUM over an area that starts at one cell and grows with the row: each term is added once."""
        if native.name != "SUM" or len(node.arguments) != 1 or len(self.cells) < 2:
            return None
        ref = node.arguments[0]
        if not isinstance(ref, Ref) or ref.top.relative or not ref.bottom.relative or ref.is_cell:
            return None
        if not ref.sheet and self.cells[0].sheet != self.cells[-1].sheet:
            return None
        tops, bottoms, lefts, rights = self.places.sides(ref)
        if len(set(tops.tolist())) > 1 or len(set(lefts.tolist())) > 1 or len(set(rights.tolist())) > 1:
            return None
        top, left, right = int(tops[0]), int(lefts[0]), int(rights[0])
        last = int(bottoms.max())
        if (last - top + 1) * (right - left + 1) > MAX_CELLS:
            return None
        fixed = Ref(ref.sheet, Bound(False, top), Bound(False, left), Bound(False, last), Bound(False, right))
        flat = self.area(fixed).flat_area()
        counted = None if flat.tag is None else flat.tag == NUMBER
        if flat.tag is not None and (flat.tag >= ERROR).any():
            return None
        nums = flat.num if counted is None else np.where(counted, flat.num, 0.0)
        with np.errstate(all="ignore"):
            totals = np.add.accumulate(nums[:, 0], axis=0)
        if not np.isfinite(totals).all():
            return None
        return Vector(totals[(bottoms - top + 1) * (right - left + 1) - 1])

    def _without(self, node: Node, *, hidden: bool, subtotals: bool = True) -> Vector:
        """A range whose cells with a subtotal, filtered out or hidden, are blank."""
        if not isinstance(node, Ref):
            return self.pool.const(VALUE)
        ids, state = self.places.area(node), self.state
        found, left_out = state.take(ids), state.filtered[ids]
        if subtotals:
            left_out = left_out | state.subtotals[ids]
        if hidden:
            left_out = left_out | state.hidden[ids]
        if not left_out.any():
            return found
        where = left_out.reshape(*found.shape[:-1], 1)
        return Vector(found.num, np.where(where, BLANK, found.tags).astype(np.uint8))

    def _place(self, node: Call) -> Vector:
        by_row = node.name == "ROW"
        if not node.arguments:
            own = self.rows if by_row else self.columns
            return Vector(own.astype(np.float64)[:, None])
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Ref):
            raise Unsupported(node.name)
        tops, bottoms, lefts, rights = self.places.sides(node.arguments[0])
        first, last = (tops, bottoms) if by_row else (lefts, rights)
        count = int((last - first).flat[0]) + 1
        if (last - first + 1 != count).any():
            raise Apart
        if count > MAX_CELLS:
            raise Unsupported(node.name)
        if count == 1:
            return Vector(first.astype(np.float64)[:, None])
        steps = (first[None] + np.arange(count)[:, None]).astype(np.float64)
        return Vector(steps[:, None, :, None] if by_row else steps[None, :, :, None])

    # --- what is computed only where it is needed

    def _lazy(self, node: Call, whole: bool, array: bool) -> Vector:
        name, arguments = node.name, node.arguments
        if name == "CHOOSE":
            return self._choose(arguments, whole, array)
        if name == "IF":
            if not 2 <= len(arguments) <= 3:
                raise Unsupported(name)
            return self._if(arguments, whole, array)
        if len(arguments) != 2:
            raise Unsupported(name)
        value = self.value(arguments[0], array=array)
        if value.tag is None:
            return value
        wrong = value.tag == NA_TAG if name == "IFNA" else value.tag >= ERROR
        if not np.count_nonzero(wrong):
            return value
        return self._either(wrong, self._only(wrong, arguments[1], array=array), value)

    def _if(self, arguments: tuple[Node, ...], whole: bool, array: bool) -> Vector:
        truth, failed = truths(self, self.value(arguments[0], array=array))
        otherwise: Node = arguments[2] if len(arguments) > 2 else FALSE
        active = None if truth.ndim > 2 else self.active
        single = _is_single(truth)
        if single and failed is None:
            always = truth if active is None else truth | ~active
            if np.count_nonzero(always) == always.size:
                return self.value(arguments[1], whole=whole, array=array)
            if not np.count_nonzero(truth if active is None else truth & active):
                return self.value(otherwise, whole=whole, array=array)
        whole = (whole and not array) or not single
        yes = (
            self._only(truth, arguments[1], whole=whole, array=array) if truth.any() else self.pool.const(0.0)
        )
        no_where = ~truth if failed is None else ~truth & (failed == 0)
        no = (
            self._only(no_where, otherwise, whole=whole, array=array)
            if no_where.any()
            else self.pool.const(0.0)
        )
        if (yes.is_area or no.is_area) and not (truth.ndim > 2 or array):
            self.halve()
            if failed is None:
                raise Unsupported("IF")
        return self._either(truth, yes, no, failed)

    def _choose(self, arguments: tuple[Node, ...], whole: bool, array: bool) -> Vector:
        if len(arguments) < 2:
            raise Unsupported("CHOOSE")
        rank, failed = numbers(self.value(arguments[0], array=array), self.pool)
        asked = np.trunc(floored(rank) if (rank >= 0).all() else rank)
        single = _is_single(asked)
        first = int(asked.flat[0])
        if single and failed is None and (asked == first).all() and 1 <= first <= len(arguments) - 1:
            return self.value(arguments[first], whole=whole, array=array)
        if single and (whole or array):
            self.halve()
        found = Vector(np.zeros(asked.shape), np.full(asked.shape, VALUE_TAG, np.uint8))
        for place, node in enumerate(arguments[1:], 1):
            here = asked == place
            if here.any():
                value = self._only(here, node, whole=not single, array=array)
                found = self._either(here, value, found)
        if failed is None:
            return found
        return self._either(failed == 0, found, self.pool.const(VALUE), failed)

    def _only(self, where: Bools, node: Node, *, whole: bool = False, array: bool = False) -> Vector:
        """The values of a tree where they matter; elsewhere, whatever they are."""
        before = self.active
        if where.ndim == 2:
            self.active = where if before is None else where & before
        try:
            return self.value(node, whole=whole, array=array)
        finally:
            self.active = before

    def _either(self, condition: Bools, yes: Vector, no: Vector, failed: Tags | None = None) -> Vector:
        """One value or the other, for each formula and member; arrays are brought to one size.

        Args:
            condition: Which one.
            yes: Where it holds.
            no: Elsewhere.
            failed: Tags of the errors of the condition.

        Raises:
            Apart: some would have an array of another size than they have alone.
        """
        if _is_single(condition) and yes.shape[:-2] != no.shape[:-2]:
            self.halve()
        if failed is None and not (condition.ndim > 2 or yes.is_area or no.is_area):
            return chosen(condition, yes, no)
        tested = with_errors(condition.astype(np.float64), None, failed)
        tested, yes, no = padded([tested, yes, no])
        found = chosen(tested.num != 0, yes, no)
        return with_errors(found.num, found.tag, errors(tested))


def _is_single(values: NDArray[Any]) -> bool:
    """One value for each formula and member, no array."""
    return values.ndim == 2 or all(size == 1 for size in values.shape[:-2])
