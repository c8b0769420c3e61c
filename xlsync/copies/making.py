"""A copy of a workbook for someone who has no add-in: values alone, or ordinary formulas."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, Literal

from udfs.errors import Text
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET
from xlsync.copies.holidays import SHEET as HOLIDAY_SHEET
from xlsync.copies.holidays import view_of, with_holidays
from xlsync.copies.native.asked import Beyond
from xlsync.copies.native.rewriting import Rewriter, calls_in, lookup_of
from xlsync.copies.personal import clean_package
from xlsync.copies.planning import NO_NAME, UNKNOWN, Left, Plan, planned
from xlsync.copies.reach import Reach
from xlsync.copies.readme import native_note, rewrite_readme, values_note
from xlsync.copies.removed import Removed
from xlsync.copies.strings import empty_unused_strings
from xlsync.copies.surroundings import clean_names, clean_sheets
from xlsync.copies.tables import respell_tables
from xlsync.errors import UnsupportedWorkbook
from xlsync.recalc import Evaluation, evaluate, refresh
from xlsync.recalc.carried import is_annex, under_carried
from xlsync.recalc.values import NA
from xlsync.recalc.view import book_of
from xlsync.workbook import Workbook
from xlsync.workbook.constants import freeze
from xlsync.workbook.sheets import refresh_titles, without_sheets
from xlsync.workbook.values import Address, cell_name

Mode = Literal["values", "native"]
MODES: Final[tuple[Mode, ...]] = ("values", "native")
EMPTY_TEXT: Final = '""'
ASKED: Final = Text("copie en valeurs", "copy of values")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy.

    Attributes:
        content: The bytes of the file.
        native: Formulas that stay as they are.
        rewritten: Formulas said natively.
        values: Cells that hold a value in the place of a formula, in the order of the workbook.
        removed: What the copy leaves out.
    """

    content: bytes
    native: int
    rewritten: int
    values: tuple[Left, ...]
    removed: tuple[Removed, ...]

    @property
    def unknown(self) -> tuple[Left, ...]:
        """Cells whose value nobody knows: #N/A stands there."""
        return tuple(one for one in self.values if one.reason == UNKNOWN)


def make(book: Workbook, mode: Mode) -> Copy:
    """A copy of an open workbook, which is changed in memory and not saved.

    Args:
        book: The workbook.
        mode: "values", or "native": formulas wherever a formula says what ours do.

    Raises:
        UnsupportedWorkbook: signed, or so made that nothing of it would stay.
        XlsyncError: a part that cannot be read.
    """
    evaluation = evaluate(book)
    refresh(book, evaluation)
    book.set_full_calculation(False)
    gone = [
        one.name for one in book.sheets if one.state != "visible" or (is_annex(book) and _is_own(one.name))
    ]
    if len(gone) == len(book.sheets):
        raise UnsupportedWorkbook("aucune feuille visible à copier", "no visible sheet to copy")
    with under_carried(book):
        plan = _plan(book, mode, evaluation, gone)
        removed = _respell(book, mode, plan, gone)
    note = values_note() if mode == "values" else native_note(plan)
    removed += rewrite_readme(book, note, gone)
    removed += clean_names(book, Reach(book, gone), unread=mode == "values")
    removed += [Removed("sheet", name) for name in gone]
    if plan.needs_holidays:
        book = with_holidays(book)
    book, _ = without_sheets(book, gone)
    book, more = clean_package(book)
    more += empty_unused_strings(book)
    refresh_titles(book)
    kept = [cell for cell in plan.kept if cell.sheet not in gone]
    left = tuple(plan.left.values())
    return Copy(book.to_bytes(), len(kept), len(plan.rewritten), left, (*removed, *more))


def _is_own(name: str) -> bool:
    return name in (BASE_SHEET, CONFLICT_SHEET)


def _plan(book: Workbook, mode: Mode, evaluation: Evaluation, gone: Collection[str]) -> Plan:
    if mode == "native":
        _refuse_taken(book)
        return planned(book, evaluation, gone, view_of())
    plan = Plan()
    view = book_of(book)
    for cell, formula in view.formulas().items():
        if cell.sheet not in gone:
            reason = UNKNOWN if view.cell(cell).value == NO_NAME else ASKED
            plan.leave(cell, next(iter(calls_in(formula, cell)), ""), reason)
    return plan


def _refuse_taken(book: Workbook) -> None:
    """The sheet of holidays has one name."""
    if HOLIDAY_SHEET in [one.name for one in book.sheets] and is_annex(book):
        raise UnsupportedWorkbook(
            f"le classeur a déjà une feuille « {HOLIDAY_SHEET} » : renommez-la",
            f"the workbook has a sheet “{HOLIDAY_SHEET}” already: rename it",
        )


def _respell(book: Workbook, mode: Mode, plan: Plan, gone: Collection[str]) -> list[Removed]:
    """The cells, the tables, and what surrounds them, as the copy has them."""
    for cell, formula in plan.rewritten.items():
        book.sheet(cell.sheet).set_formula_text(cell_name(cell.row, cell.column), formula)
    places: dict[str, list[tuple[int, int]]] = {}
    view = book_of(book)
    for cell in plan.left:
        held = view.cell(cell)
        if mode == "native" and held.value == "" and held.array is None:
            # Where spreadsheets take an empty text for a blank, what reads the cell would change.
            book.sheet(cell.sheet).set_formula_text((cell.row, cell.column), EMPTY_TEXT)
            continue
        places.setdefault(cell.sheet, []).append((cell.row, cell.column))
        if plan.left[cell].reason == UNKNOWN:
            book.sheet(cell.sheet).set_cached((cell.row, cell.column), NA)
    for sheet in book.worksheets():
        if sheet.name not in gone and sheet.name in places:
            freeze(sheet, None if mode == "values" else places[sheet.name])
    reach = Reach(book, gone)
    respell_tables(book, _said(book, mode, reach), plan.left.keys())
    return clean_sheets(book, reach)


def _said(book: Workbook, mode: Mode, reach: Reach) -> Callable[[Address, str], str | None]:
    """What a formula of a table becomes."""
    rewriter = Rewriter(book_of(book), lookup_of(book))

    def said(cell: Address, formula: str) -> str | None:
        if mode == "values" or reach.refuses(formula) is not None:
            return None
        if not calls_in(formula, cell):
            return formula
        try:
            return rewriter.formula(cell, formula)
        except Beyond:
            return None

    return said
