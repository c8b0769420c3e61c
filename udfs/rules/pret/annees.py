"""The amortization table gathered by calendar year, as Annexe 2-E prints it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, money
from udfs.rules.colonnes import check_colonne
from udfs.rules.pret.cellules import DATES
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.situation import dated_table, plain
from udfs.rules.pret.tableau import Tableau, payment_date

COLONNES: Final = (*DATES, "crd", "interets", "amortissement", "echeance", "anticipe")


def annee(colonne: str, annee: ArrayLike, conditions: Conditions) -> Any:
    """One cell of the amortization table gathered by year: every row of the year together.

    Args:
        colonne: One of `COLONNES`. "date" and "date_paiement" are those of the last payment due in the year,
            early repayments left out; "crd" is the balance before its first row; "interets", "amortissement"
            and "echeance" are the sums of the year, early repayments included; "anticipe" is what of
            "echeance" is paid with early repayments, indemnities included.
        annee: Calendar year of nominal due dates. Scalar; (N,) for a batch, or for one loan over N years.
        conditions: Of one loan or of N; their dates are needed. The cells of one loan share its table.

    Returns:
        EUR or datetime64[D]. NaN or NaT in a year without row, but for the balance: that still owed between
        two rows, and 0 in the year that follows the last one.

    Raises:
        WrongValue: Unknown column; a loan without dates.
        OutOfRange: As `table_of`.

    Source:
        Intracting, annexe 2-E, a row a year; article 6.2 for the day of payment; article 6.3 for early
        repayments.

    Examples:
        >>> loan = Conditions.of(170000, 0.02, 13, 1, "2024-12-02", "2025-06-30")
        >>> annee("interets", 2025, loan), annee("echeance", 2025, loan)
        (1964.44, 13544.56)
    """
    check_colonne(colonne, COLONNES)
    table = dated_table(conditions)
    years = np.asarray(annee, np.int64)
    years = np.broadcast_to(years, np.broadcast_shapes(years.shape, conditions.shape))
    within = rows_within(table, years)
    if colonne in DATES:
        return _day(colonne, table, within)
    if colonne == "crd":
        return plain(_balance(table, years, within))
    early = within & table.anticipe
    amounts, rows = (table.echeance, early) if colonne == "anticipe" else (getattr(table, colonne), within)
    total = np.where(rows, amounts, 0.0).sum(axis=-1)
    in_cents = np.asarray(conditions.arrondi) == "centime"
    total = np.where(in_cents, money.round_half_up(total), total)
    return plain(np.where(rows.any(axis=-1), total, np.nan))


def rows_within(table: Tableau, years: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The rows of a table in each year, rows last."""
    return np.asarray((_years(table.date) == years[..., None]) & ~np.isnat(table.date))


def _years(dates: Any) -> NDArray[np.int64]:
    return np.asarray(dates.astype("datetime64[Y]").astype(np.int64) + 1970)


def _day(colonne: str, table: Tableau, within: NDArray[np.bool_]) -> Any:
    """The last payment due in each year."""
    never = np.datetime64("NaT", "D")
    rows = within & ~table.anticipe
    days = np.where(rows, table.date, np.datetime64("0001-01-01", "D")).max(axis=-1)
    due = np.where(rows.any(axis=-1), days, never)[()]
    due = calendar.readable(due, "annee")
    return due if colonne == "date" else payment_date(due)


def _balance(table: Tableau, years: NDArray[np.int64], within: NDArray[np.bool_]) -> Any:
    """The balance before the first row of each year, or that which no row of the year lowers."""
    due, known = _years(table.date), ~np.isnat(table.date)
    before = ((due < years[..., None]) & known).sum(axis=-1)
    nombre = np.asarray(table.nombre)
    place = np.minimum(before, nombre - 1)
    crd = table.crd[place] if table.crd.ndim == 1 else table.crd[np.arange(len(table.crd)), place]
    ends = np.where(known, due, np.iinfo(np.int64).min).max(axis=-1)
    owed = within.any(axis=-1) | ((years > _years(table.debut[..., 0])) & (years < ends))
    return np.where(owed, crd, np.where(years == ends + 1, 0.0, np.nan))
