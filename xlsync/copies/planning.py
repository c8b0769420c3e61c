"""What becomes of each formula of a workbook in a native copy: kept, said natively, or left a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from udfs import money
from udfs.errors import Text
from xlsync.copies.native.asked import Beyond
from xlsync.copies.native.rewriting import Rewriter, calls_in, lookup_of
from xlsync.copies.native.templates import HOLIDAYS
from xlsync.copies.reach import Reach
from xlsync.recalc import Evaluation, evaluate
from xlsync.recalc.cached import same
from xlsync.recalc.syntax import MARK
from xlsync.recalc.values import kind
from xlsync.recalc.view import Book, CellView, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address, ErrorValue

NO_NAME: Final = ErrorValue("#NAME?")

ARRAY = Text("formule matricielle", "array formula")
UNKNOWN = Text(
    "valeur inconnue : rien ici ne calcule cette formule", "unknown value: nothing here computes this formula"
)
NOT_COMPUTED = Text(
    "la formule ordinaire n’a pas pu être vérifiée", "the ordinary formula could not be verified"
)
CENT = Text(
    "la formule ordinaire donne un autre montant au centime", "the ordinary formula gives other cents"
)


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that keeps its value.

    Attributes:
        cell: The cell.
        function: The function of ours that stands in the way, or nothing.
        reason: Why.
    """

    cell: Address
    function: str
    reason: Text


@dataclass(slots=True)
class Plan:
    """What becomes of the formulas.

    Attributes:
        kept: Those that stay as they are.
        rewritten: The native formula of the others.
        left: Cells that keep their value.
    """

    kept: list[Address] = field(default_factory=list)
    rewritten: dict[Address, str] = field(default_factory=dict)
    left: dict[Address, Left] = field(default_factory=dict)

    @property
    def needs_holidays(self) -> bool:
        """Whether a formula reads the list of holidays."""
        return any(HOLIDAYS in formula for formula in self.rewritten.values())

    def leave(self, cell: Address, function: str, reason: Text) -> None:
        """Leaves a cell its value."""
        self.rewritten.pop(cell, None)
        self.left[cell] = Left(cell, function, reason)


def planned(book: Workbook, ours: Evaluation, gone: Collection[str], holidays: Mapping[str, Any]) -> Plan:
    """What becomes of each formula of a native copy.

    Args:
        book: The workbook, its values refreshed.
        ours: Its evaluation.
        gone: Sheets that leave.
        holidays: The sheet of holidays as `holidays.view_of` has it: what the formulas may read.

    Returns:
        A plan whose formulas give, by the project's engine, the values that ours give.
    """
    view = book_of(book)
    plan, reach, rewriter = Plan(), Reach(book, gone), Rewriter(view, lookup_of(book))
    for cell, formula in view.formulas().items():
        if cell.sheet not in gone:
            _sort(plan, view, cell, formula, reach, rewriter)
    _judge(plan, view, ours, gone, holidays)
    return plan


def _sort(plan: Plan, view: Book, cell: Address, formula: str, reach: Reach, rewriter: Rewriter) -> None:
    calls = calls_in(formula, cell) if MARK not in formula else []
    function = calls[0] if calls else ""
    refused = UNKNOWN if view.cell(cell).value == NO_NAME else reach.refuses(formula)
    if refused is not None:
        plan.leave(cell, function, refused)
    elif not calls:
        plan.kept.append(cell)
    elif view.cell(cell).array is not None:
        plan.leave(cell, function, ARRAY)
    else:
        try:
            plan.rewritten[cell] = rewriter.formula(cell, formula)
        except Beyond as beyond:
            plan.leave(cell, beyond.function or function, beyond.text)


# --- the judgement


def _judge(
    plan: Plan, view: Book, ours: Evaluation, gone: Collection[str], holidays: Mapping[str, Any]
) -> None:
    """Leaves their values to the cells whose native formula gives something else, until none does."""
    calls = {cell: calls_in(view.cell(cell).formula or "", cell) for cell in plan.rewritten}
    for cell in [cell for cell in plan.rewritten if cell in ours.kept]:
        plan.leave(cell, calls[cell][0], NOT_COMPUTED)
    while True:
        found = evaluate(_as_copied(view, plan, gone, holidays))
        wrong = {cell: reason for cell in plan.rewritten if (reason := _differs(cell, ours, found))}
        if not wrong:
            wrong = {cell: reason for cell in plan.kept if (reason := _differs(cell, ours, found))}
        if not wrong:
            return
        for cell, reason in wrong.items():
            plan.leave(cell, next(iter(calls.get(cell, ())), ""), reason)
        plan.kept = [cell for cell in plan.kept if cell not in wrong]


def _as_copied(view: Book, plan: Plan, gone: Collection[str], holidays: Mapping[str, Any]) -> Book:
    """The workbook as the copy will have it."""
    sheets = {name: dict(cells) for name, cells in view.sheets.items()}
    for cell, formula in plan.rewritten.items():
        sheets[cell.sheet][cell.row, cell.column] = CellView(view.cell(cell).value, formula)
    for cell in plan.left:
        area = view.cell(cell).array
        for one in area.cells() if area else [cell]:
            sheets[one.sheet][one.row, one.column] = CellView(view.cell(one).value)
    for name in gone:
        frozen = {place: CellView(one.value) for place, one in view.sheets.get(name, {}).items()}
        sheets |= {name: frozen} if name in sheets else {}
    return replace(view, sheets={**sheets, **holidays["sheets"]}, names={**view.names, **holidays["names"]})


def _differs(cell: Address, ours: Evaluation, found: Evaluation) -> Text | None:
    """Why the value of a cell is not ours, if it is not."""
    if cell in ours.kept:
        return None
    if cell in found.kept:
        return NOT_COMPUTED
    before, after = ours.values[cell], found.values[cell]
    if not same(before, after):
        return Text(
            f"la formule ordinaire donne {shown(after)} au lieu de {shown(before)}",
            f"the ordinary formula gives {shown(after)} instead of {shown(before)}",
        )
    return None if same_cents(before, after) else CENT


def same_cents(before: Any, after: Any) -> bool:
    """Whether an amount in whole cents stays the same once it is rounded to the cent.

    Examples:
        >>> same_cents(0.3, 0.1 + 0.2), same_cents(0.005, 0.004), same_cents(1e7 + 0.01, 1e7 + 0.004)
        (True, True, False)
    """
    if kind(before) != "number" or kind(after) != "number":
        return True
    cents = 100 * money.decimal15(float(before))
    return cents.denominator != 1 or money.half_up(100 * money.decimal15(float(after))) == cents


def shown(value: Any) -> str:
    """A value in a sentence."""
    if value in (None, ""):
        return "« »"
    return f"{value:.15g}" if kind(value) == "number" else str(value)
