"""What is owed at a date: balance (CRD), and interest accrued and not yet due (ICNE)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import WrongValue
from udfs.rules.pret.cellules import shared_table
from udfs.rules.pret.conditions import Conditions, Dates, Floats
from udfs.rules.pret.interets_courus import Periode, courus
from udfs.rules.pret.tableau import Tableau

BORNES = ("exclue", "incluse")


class Situation(NamedTuple):
    """Loans at a date, shape of the date and of the loans broadcast together.

    Attributes:
        date: The date.
        crd: Balance after the payments due up to and including it, EUR; 0 before the value date.
        payees: Payments made by then, early repayments left out.
        periode: The period in course; any where nothing is owed.
    """

    date: Dates
    crd: Floats
    payees: NDArray[np.int64]
    periode: Periode


def dated_table(conditions: Conditions) -> Tableau:
    """The table of loans whose dates are needed.

    Raises:
        WrongValue: Neither value date nor first payment date.
    """
    if bool((np.isnat(conditions.date_valeur) & np.isnat(conditions.premiere)).any()):
        raise WrongValue(
            "date_valeur : il faut la date de valeur ou celle de la première échéance",
            "date_valeur (value_date): the value date or the first payment date is needed",
            argument="date_valeur",
        )
    return shared_table(conditions)


def situation(conditions: Conditions, table: Tableau, date: ArrayLike) -> Situation:
    """Balance and period in course at a date.

    Args:
        conditions: Of one loan or of N, dated.
        table: Theirs.
        date: Scalar or (N,); any shape (D,) for one loan.
    """
    day = np.asarray(date, "datetime64[D]")
    day = np.broadcast_to(day, np.broadcast_shapes(day.shape, conditions.shape))
    made = table.fin <= day[..., None]
    rows = made.sum(axis=-1)
    place = np.minimum(rows, np.asarray(table.nombre) - 1)
    crd = table.crd[place] if table.crd.ndim == 1 else table.crd[np.arange(len(table.crd)), place]
    owed = (rows < table.nombre) & (day >= conditions.debut)
    paid = np.asarray((made & ~table.anticipe).sum(axis=-1))
    rank = np.where(owed, paid + 1, np.maximum(paid, 1))
    return Situation(day, np.where(owed, crd, 0.0), paid, Periode.of(conditions, rank))


def accrued(conditions: Conditions, found: Situation, borne: str) -> Any:
    """ICNE of loans at a date, EUR.

    Raises:
        WrongValue: Unknown `borne`.
    """
    return courus(conditions, found.crd, found.periode, last_day(found, borne))


def last_day(found: Situation, borne: str) -> Dates:
    """The first day that is not counted, in the period in course."""
    if borne not in BORNES:
        raise WrongValue(
            f"borne : « {borne} » est inconnue ; choix : {', '.join(BORNES)}",
            f"borne (bound): “{borne}” is unknown; choices: {', '.join(BORNES)}",
            argument="borne",
            value=borne,
        )
    return np.maximum(found.date + (borne == "incluse"), found.periode.debut)


def crd(date: ArrayLike, conditions: Conditions) -> Any:
    """The balance of a loan after the payments due up to and including a date.

    Args:
        date: Scalar; (N,) for a batch, or for one loan at N dates.
        conditions: Of one loan or of N; their dates are needed.

    Returns:
        EUR, float or float64 (N,); 0 before the value date and after the last payment. With interest between
        "dates_paiement", a payment lowers the balance on the working day that it is paid.

    Raises:
        WrongValue: A loan without dates.
        OutOfRange: As `table_of`.

    Source:
        Intracting, article 6.2 and annexe 2-E.

    Examples:
        >>> day = np.datetime64("2026-06-30")
        >>> crd(day, Conditions.of(170000, 0.02, 13, date_valeur=np.datetime64("2024-12-13")))
        158419.88
    """
    return plain(situation(conditions, dated_table(conditions), date).crd)


def icne(date: ArrayLike, conditions: Conditions, borne: str = "exclue") -> Any:
    """Interest accrued and not yet due (intérêts courus non échus) at a date.

    Args:
        date: Scalar; (N,) for a batch, or for one loan at N dates.
        conditions: Of one loan or of N; their dates are needed.
        borne: "exclue" counts the days up to the date, "incluse" the date itself too.

    Returns:
        EUR, float or float64 (N,), to the cent in "centime": balance × rate × years since the last payment
        due; 0 before the value date and after the last payment.

    Raises:
        WrongValue: A loan without dates, an unknown bound.
        OutOfRange: As `table_of`.

    Source:
        Intracting, article 4: interest in proportion to the days, 30/360.

    Examples:
        >>> day, loan = np.datetime64("2024-12-31"), Conditions.of(170000, 0.02, 13, 1, "2024-12-13")
        >>> icne(day, loan), icne(day, loan, borne="incluse")
        (160.56, 170.0)
    """
    return plain(accrued(conditions, situation(conditions, dated_table(conditions), date), borne))


def plain(value: Any) -> Any:
    """A float for a scalar."""
    return float(value) if np.ndim(value) == 0 else value
