"""What hosts are known to do to the cells of a call before our functions see them.

A difference from `udfs.call` counts as explained only when it is exactly what `udfs.call` gives for the cells
that the host is said to hand over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.parity.calls import OMITTED, Call, flat
from tests.parity.outcomes import NA, Outcome, called, same
from udfs.coerce import CellError
from udfs.registry import FUNCTIONS, Argument, Function, Kind

Handed = Callable[[Function, list[Any]], list[Any]]


@dataclass(frozen=True, slots=True)
class Habit:
    """One thing that a host does.

    Attributes:
        reason: What it does, as a reader of the table is told.
        handed: The cells that the host hands over for those of a call.
        spreads: Ranks of the ranges that the host takes apart, a call a cell.
        shown: What the host shows of the result.
    """

    reason: str
    handed: Handed = lambda function, cells: cells
    spreads: Callable[[Function, Sequence[Any]], list[int]] = lambda function, cells: []
    shown: Callable[[Call, Outcome], Outcome] = lambda call, found: found


def predicted(call: Call, habits: Sequence[Habit]) -> Outcome:
    """What the call comes to under those habits."""
    function, cells = FUNCTIONS[call.function], list(call.cells)
    for habit in habits:
        cells = habit.handed(function, cells)
    apart = [rank for habit in habits for rank in habit.spreads(function, cells)]
    found = _spread(call.function, cells, apart) if apart else called(call.function, cells)
    for habit in habits:
        found = habit.shown(call, found)
    return found


def reasons(call: Call, habits: Sequence[Habit], found: Outcome) -> list[str] | None:
    """Why the host gives what it gives; None where its habits do not explain it."""
    if not same(found, predicted(call, habits)):
        return None
    plain = predicted(call, ())
    alone = [habit.reason for habit in habits if not same(predicted(call, (habit,)), plain)]
    return alone or [habit.reason for habit in habits]


def taken_apart(cells: Sequence[Any], ranks: Sequence[int]) -> list[list[list[Any] | None]]:
    """The cells of each call that ranges make, in rows.

    A single row or column is repeated; beyond the end of a longer one there is no call but None.
    """
    high = max((len(cells[rank]) for rank in ranks), default=1)
    wide = max((len(cells[rank][0]) for rank in ranks), default=1)
    return [[_picked(cells, ranks, row, column) for column in range(wide)] for row in range(high)]


def _picked(cells: Sequence[Any], ranks: Sequence[int], row: int, column: int) -> list[Any] | None:
    taken = list(cells)
    for rank in ranks:
        grid = cells[rank]
        down, along = row if len(grid) > 1 else 0, column if len(grid[0]) > 1 else 0
        if down >= len(grid) or along >= len(grid[0]):
            return None
        taken[rank] = grid[down][along]
    return taken


def _spread(function: str, cells: list[Any], ranks: list[int]) -> Outcome:
    grid = taken_apart(cells, ranks)
    return [[NA if taken is None else called(function, taken) for taken in row] for row in grid]


# --- the habits


def _each(change: Callable[[Argument, Any], Any], inside: bool = True) -> Handed:
    """A change of every single cell, those of ranges included or not."""

    def handed(function: Function, cells: list[Any]) -> list[Any]:
        further = function.arguments[-1:] * len(cells)
        declared = (*function.arguments, *further)
        return [
            _changed(argument, cell, change, inside) for argument, cell in zip(declared, cells, strict=False)
        ]

    return handed


def _changed(argument: Argument, cell: Any, change: Callable[[Argument, Any], Any], inside: bool) -> Any:
    if not isinstance(cell, list):
        return change(argument, cell)
    return [[change(argument, part) for part in row] for row in cell] if inside else cell


def _blank_to_zero(argument: Argument, cell: Any) -> Any:
    return 0 if cell is None else cell


def _omitted_to_zero(argument: Argument, cell: Any) -> Any:
    """A flag whose default is VRAI is refused rather than guessed."""
    if cell is not OMITTED:
        return cell
    return CellError("#VALUE!") if argument.kind is Kind.FLAG and argument.default is True else 0


def _boolean_to_number(argument: Argument, cell: Any) -> Any:
    return int(cell) if isinstance(cell, bool) else cell


def _not_called(function: Function, cells: list[Any]) -> list[Any]:
    return [
        CellError("Err:504") if isinstance(cell, list) and _errors(flat(cell)) else cell for cell in cells
    ]


def _last_first(function: Function, cells: list[Any]) -> list[Any]:
    found = _errors(cells)
    return [found[-1] if isinstance(cell, CellError) else cell for cell in cells]


def _errors(cells: Sequence[Any]) -> list[CellError]:
    return [cell for cell in cells if isinstance(cell, CellError)]


def _where_one_is_due(function: Function, cells: Sequence[Any]) -> list[int]:
    return [rank for rank, cell in enumerate(cells) if _is_many(cell) and not function.takes_range(rank)]


def _before_a_fiche(function: Function, cells: Sequence[Any]) -> list[int]:
    """Where one cell is due, or one cell or a fiche; after a fiche, a range is that of events."""
    ranks = []
    for rank, (argument, cell) in enumerate(zip(function.arguments, cells, strict=False)):
        is_line = _is_many(cell) and 1 in (len(cell), len(cell[0]))
        if is_line if argument.takes_fiche else _is_many(cell) and not argument.takes_range:
            ranks.append(rank)
        elif argument.takes_fiche and isinstance(cell, list):
            break
    return ranks


def _is_many(cell: Any) -> bool:
    return isinstance(cell, list) and len(cell) * len(cell[0]) > 1


def _cut(call: Call, found: Outcome) -> Outcome:
    ranges = [cell for cell in call.cells[2:] if isinstance(cell, list)]
    if call.function != "CONVENTION.EXPLIQUER" or not ranges or not isinstance(found, list):
        return found
    high, wide = max(len(cell) for cell in ranges), max(len(cell[0]) for cell in ranges)
    return [
        [NA if 1 < high <= row or 1 < wide <= at else part for at, part in enumerate(line)]
        for row, line in enumerate(found)
    ]


BLANK_IS_ZERO: Final = Habit(
    "a reference to a blank cell is handed over as 0", _each(_blank_to_zero, inside=False)
)
BLANKS_ARE_ZEROS: Final = Habit(
    "a reference to a blank cell is handed over as 0, and so are the blank cells of a range",
    _each(_blank_to_zero),
)
OMITTED_IS_ZERO: Final = Habit(
    "an argument left out is handed over as 0, like a 0 typed in the formula",
    _each(_omitted_to_zero, inside=False),
)
BOOLEANS_ARE_NUMBERS: Final = Habit("VRAI and FAUX are handed over as 1 and 0", _each(_boolean_to_number))
ERROR_IN_RANGE: Final = Habit(
    "an error inside a range gives Err:504, and the function is not called", _not_called
)
LAST_ERROR: Final = Habit(
    "of several errors the last one comes out, and the function is not called", _last_first
)
SPREADS: Final = Habit("a range where one cell is due makes a call a cell", spreads=_where_one_is_due)
SPREADS_LINES: Final = Habit(
    "a range where one cell is due makes a call a cell, and a single row or column is no fiche",
    spreads=_before_a_fiche,
)
CUT_TO_RANGE: Final = Habit(
    "in an array formula, CONVENTION.EXPLIQUER is cut to the size of a range among the arguments that it "
    "explains; INDEX gives every cell",
    shown=_cut,
)
