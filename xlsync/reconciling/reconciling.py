"""The table of a lender against that of the model: read, aligned, compared, explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from udfs.errors import Text
from udfs.figures import english, french
from xlsync.errors import Notice, sentence
from xlsync.model.loans import Loan
from xlsync.reconciling.comparing import Comparison, compared
from xlsync.reconciling.headings import DATES, DUE, PAID_ON
from xlsync.reconciling.lender import LenderTable
from xlsync.reconciling.reading import read_lender
from xlsync.reconciling.searching import Reason, reasons
from xlsync.reconciling.variants import Row, Variant, rows_of

DEFINITIVE, THEORETICAL = Text("définitif", "definitive"), Text("théorique", "theoretical")
BY_DAY_OF_PAYMENT = {PAID_ON: DUE}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both tables, and why they differ.

    Attributes:
        loan: Ours.
        sort: Which table of ours it is.
        rows: Ours.
        found: Both side by side.
        reasons: Why they differ, the smallest first; none where they agree, or where nothing explains it.
        notices: What is worth saying.
    """

    loan: Loan
    sort: Text
    rows: Sequence[Row]
    found: Comparison
    reasons: Sequence[Reason]
    notices: Sequence[Notice]


def reconciled(loan: Loan, path: Path) -> Reconciliation:
    """The table of a file against that of a loan.

    The definitive table, to the cent, when the value date or the first payment is known, else the theoretical
    one; the events of the loan are in it.

    Raises:
        UdfError: something that a loan cannot be.
        TablesRefused: no amortization table in the file.
        XlsyncError: a file that cannot be read.

    Source:
        Intracting, article 6.2 for the definitive table, annexe 2-E for the theoretical one.
    """
    variant = _ours(loan)
    table = read_lender(path, loan.key)
    variant = replace(variant, indemnities=not table.without_fees)
    rows = rows_of(variant)
    table = _by_day(rows, table)
    found = compared(rows, table)
    return Reconciliation(
        loan,
        DEFINITIVE if loan.dated else THEORETICAL,
        rows,
        found,
        reasons(variant, rows, table, found),
        [*table.notices, *_not_compared(path, table, found), *_paid_out(path, table, variant)],
    )


def _ours(loan: Loan) -> Variant:
    mode = "centime" if loan.dated else "theorique"
    return Variant(loan.conditions(mode), rounding=mode, year=loan.year)


def _by_day(rows: Sequence[Row], table: LenderTable) -> LenderTable:
    """A single column of days of payment may hold due dates: as what agrees best."""
    if PAID_ON not in table.columns or DUE in table.columns:
        return table
    as_due = replace(
        table,
        columns=tuple(BY_DAY_OF_PAYMENT.get(name, name) for name in table.columns),
        lines=tuple(
            replace(
                line,
                dates={BY_DAY_OF_PAYMENT[name]: day for name, day in line.dates.items()},
                unread={BY_DAY_OF_PAYMENT.get(name, name): text for name, text in line.unread.items()},
            )
            for line in table.lines
        ),
    )
    return min(table, as_due, key=lambda one: compared(rows, one).cells)


def _not_compared(path: Path, table: LenderTable, found: Comparison) -> Iterator[Notice]:
    if any(column in DATES and column not in found.columns for column in table.columns):
        said = sentence(
            "dates non comparées : le modèle n’a ni date de valeur ni première échéance",
            "dates not compared: the model has neither a value date nor a first payment",
        )
        yield Notice(path.name, said)


def _paid_out(path: Path, table: LenderTable, variant: Variant) -> Iterator[Notice]:
    """A line of payment out on another day than ours, whatever the payments say."""
    theirs, ours = table.paid_out, variant.conditions.date_valeur.item()
    if theirs is not None and ours is not None and theirs != ours:
        said = sentence(
            f"la ligne du versement est au {french(theirs)}, et notre date de valeur est au {french(ours)}",
            f"the line of payment out is of {english(theirs)}, and our value date is {english(ours)}",
        )
        yield Notice(path.name, said)
