"""Interest that runs since the last payment: of a balance, or of a capital repaid early.

It is counted from the start of the period in course, at the rates in force since then, and is never more than
the interest of the whole period; the day a period ends, all of it has run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.rules.pret.conditions import Conditions, Dates, Floats
from udfs.rules.pret.periodes import annees_exactes, ecoulees
from udfs.rules.pret.tableau import payment_date


class Periode(NamedTuple):
    """The period in course of loans, shape of the date asked of them.

    Attributes:
        rang: Rank of its payment.
        debut: Where its interest starts.
        fin: Where it stops.
    """

    rang: NDArray[np.int64]
    debut: Dates
    fin: Dates

    @classmethod
    def of(cls, conditions: Conditions, rang: NDArray[np.int64]) -> Periode:
        """The period of a payment."""
        before = _interest_day(conditions, conditions.dates(rang - 1))
        start = np.where(rang == 1, conditions.debut, before)
        return cls(rang, start, _interest_day(conditions, conditions.dates(rang)))


class Palier(NamedTuple):
    """A part of a period at one rate, from and to so many years after the start of the period.

    Numbers or arrays of floats, or exact fractions.
    """

    taux: Any
    debut: Any
    fin: Any


def facteur(runs: Iterable[Palier]) -> Any:
    """Interest of one euro over parts of a period.

    Examples:
        >>> facteur([Palier(0.02, 0.0, 0.5), Palier(0.04, 0.5, 1.0)])
        0.03
    """
    return sum(run.taux * (run.fin - run.debut) for run in runs)


def paliers(conditions: Conditions, periode: Periode, jusque: Dates) -> list[Palier]:
    """The rates of the period in course, up to a day that is not counted.

    Args:
        conditions: Of the loans.
        periode: Shape of `jusque`.
        jusque: First day that is not counted, not before the period starts.
    """
    shape = jusque.shape
    rate = np.array(np.broadcast_to(conditions.taux, shape))
    since, found = np.zeros(shape), []
    for event in conditions.evenements:
        if event.type == "taux":
            elapsed = _years(conditions, periode, np.broadcast_to(event.date, shape))
            within = (event.date > periode.debut) & (event.date < jusque)
            until = np.where(within, elapsed, since)
            found.append(Palier(rate, since, until))
            rate, since = np.where(event.date < jusque, event.montant, rate), until
    return [*found, Palier(rate, since, _years(conditions, periode, jusque))]


def courus(conditions: Conditions, capital: Floats, periode: Periode, jusque: Dates) -> Any:
    """Interest run on a capital since the period in course started.

    Args:
        conditions: Of the loans.
        capital: EUR, shape of `jusque`.
        periode: Same shape.
        jusque: First day that is not counted.

    Returns:
        EUR; to the cent, exactly, where the rounding is "centime"; 0 where there is no capital.
    """
    runs = paliers(conditions, periode, jusque)
    amounts = np.where(capital > 0.0, capital * facteur(runs), 0.0)

    def exact(i: int) -> Any:
        return money.decimal15(float(capital.flat[i])) * facteur(_exact(run, i) for run in runs)

    in_cents = np.broadcast_to(np.asarray(conditions.arrondi) == "centime", amounts.shape)
    if not in_cents.any():
        return amounts[()]
    return np.where(in_cents, money.round_guess(amounts, exact), amounts)[()]


def _exact(run: Palier, i: int) -> Palier:
    """The same for the loan at a flat index, in fractions."""
    rate = money.decimal15(float(run.taux.flat[i]))
    return Palier(rate, *(annees_exactes(float(years.flat[i])) for years in (run.debut, run.fin)))


def _years(conditions: Conditions, periode: Periode, date: Dates) -> Floats:
    """Years run from the start of a period to a date in it."""
    if conditions.uniform:
        return ecoulees(conditions, *periode, date)
    years = np.empty(date.shape)
    for loans, alike in conditions.groups():
        years[loans] = ecoulees(alike, *(part[loans] for part in (*periode, date)))
    return years


def _interest_day(conditions: Conditions, due: Any) -> Any:
    """The nominal due date, or the day of payment where interest runs to it."""
    moved = np.asarray(conditions.interets) == "dates_paiement"
    return np.where(moved, payment_date(due), due) if moved.any() else np.asarray(due)
