"""The periods of a loan: between which dates interest runs, and for which part of a year.

A whole period is 1 / payments a year in the bases that give every month 30 days and in ICMA; in the others,
and for a broken period, days are counted. Dates of interest are the nominal due dates, or the days on
which they are paid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import calendar
from udfs.rules.pret.conditions import Conditions, Dates, Floats
from udfs.rules.pret.options import BASES_SANS_DATES
from udfs.rules.pret.tableau import payment_date

UNITE = 360 * 365 * 366 // 30
"""A whole number of these parts of a year makes any day count over 360, 365, 366, or a mix of them."""

NEAR = 1e-12
LARGEST_DENOMINATOR = 120_000
"""Of the other fractions (a mean year of Excel's base 1, a coupon period of ICMA): further apart than NEAR
from each other and from the parts of `UNITE`."""


class Periodes(NamedTuple):
    """Periods of N loans.

    Attributes:
        nominales: Nominal due dates, rank 0 included, (rows + 1, N).
        debuts: Where interest starts, (rows, N).
        fins: Where it stops, (rows, N).
        annees: Years charged in each period, (rows, N); 0 beyond the last payment.
        reference: Years of a whole first period, (N,).
    """

    nominales: Dates
    debuts: Dates
    fins: Dates
    annees: Floats
    reference: Floats


def sans_jours(conditions: Conditions) -> bool:
    """Whether whole periods are parts of the year, so that no day is counted in them."""
    return conditions.base in BASES_SANS_DATES and conditions.interets == "dates_nominales"


def entieres(conditions: Conditions) -> bool:
    """Whether every period of every loan is the same part of the year."""
    return sans_jours(conditions) and not (conditions.dated and bool(conditions.brisee.any()))


def periodes(conditions: Conditions, rows: int) -> Periodes:
    """The periods of loans, uniform in their options, of shape (N,)."""
    ranks = np.arange(rows + 1)[:, None]
    nominal = np.where(ranks <= conditions.nombre, conditions.dates(ranks), np.datetime64("NaT", "D"))
    if not sans_jours(conditions):
        calendar.readable(nominal, "nombre_echeances")
    ends = payment_date(nominal[1:]) if conditions.interets == "dates_paiement" else nominal[1:]
    starts = np.concatenate([np.atleast_1d(conditions.debut)[None], ends[:-1]])
    starts[:-1][np.isnat(ends[:-1])] = np.datetime64("NaT", "D")
    if sans_jours(conditions):
        years = np.array(np.broadcast_to(1.0 / conditions.periodes, ends.shape))
        broken = conditions.brisee
        first = _annees(conditions, starts[0], ends[0], nominal[0], nominal[1])
        years[0] = np.where(broken, first, years[0])
        return Periodes(nominal, starts, ends, years, 1.0 / conditions.periodes)
    years = np.nan_to_num(_annees(conditions, starts, ends, nominal[:-1], nominal[1:]))
    reference = _annees(conditions, nominal[0], ends[0], nominal[0], nominal[1])
    return Periodes(nominal, starts, ends, years, reference)


def _annees(conditions: Conditions, debut: Any, fin: Any, debut_reference: Any, fin_reference: Any) -> Any:
    last = conditions.dates(conditions.nombre)
    return calendar.fraction(debut, fin, conditions.base, last, debut_reference, fin_reference)


def ecoulees(conditions: Conditions, rang: Any, debut: Dates, fin: Dates, date: Dates) -> Floats:
    """Years from the start of a period to a date in it, never more than the whole period.

    Args:
        conditions: Uniform in their options, shape (N,).
        rang: Rank of the period among the payments, (N,).
        debut: Where its interest starts, (N,).
        fin: Where it stops, (N,).
        date: In the period, (N,).
    """
    bounds = conditions.dates(np.asarray(rang) - 1), conditions.dates(rang)
    years = _annees(conditions, debut, date, *bounds)
    if sans_jours(conditions):
        whole = np.where(conditions.brisee & (np.asarray(rang) == 1), np.inf, 1.0 / conditions.periodes)
        whole = np.where(np.isinf(whole), _annees(conditions, debut, fin, *bounds), whole)
    else:
        whole = _annees(conditions, debut, fin, *bounds)
    return np.asarray(np.where(date >= fin, whole, np.minimum(years, whole)), np.float64)


def parts(annees: Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Years as whole parts of `UNITE`, and where they are such."""
    counted = np.rint(annees * UNITE)
    return counted.astype(np.int64), np.abs(counted / UNITE - annees) <= NEAR * np.maximum(annees, 1.0)


@lru_cache(maxsize=4096)
def annees_exactes(annees: float) -> Fraction:
    """The year fraction that a float of the calendar stands for.

    Examples:
        >>> annees_exactes(208 / 360), annees_exactes(1 / 365 + 1 / 366)
        (Fraction(26, 45), Fraction(731, 133590))
    """
    counted = round(annees * UNITE)
    if abs(counted / UNITE - annees) <= NEAR * max(annees, 1.0):
        return Fraction(counted, UNITE)
    return Fraction(annees).limit_denominator(LARGEST_DENOMINATOR)


@dataclass(frozen=True, slots=True)
class Suite:
    """The periods of one loan, by rank of payment from 1, exactly.

    Attributes:
        conditions: Of the loan, its number of payments wide enough.
        nominales: Due dates; rank 0 is where a whole first period starts.
        debuts: Where interest starts; nothing at rank 0.
        fins: Where it stops.
        annees: Years charged.
        reference: Years of a whole first period.
        echelle: What a year of the base counts for.
    """

    conditions: Conditions
    nominales: list[Any]
    debuts: list[Any]
    fins: list[Any]
    annees: list[Fraction]
    reference: Fraction
    echelle: Fraction = Fraction(1)

    @classmethod
    def of(cls, conditions: Conditions, rows: int) -> Suite:
        """The first `rows` periods of one loan."""
        wide = replace(conditions, nombre=np.asarray(rows))
        found = periodes(wide.as_batch(), rows)
        exact = [annees_exactes(float(years)) for years in found.annees[:, 0]]
        return cls(
            wide,
            list(found.nominales[:, 0]),
            [None, *found.debuts[:, 0]],
            [None, *found.fins[:, 0]],
            [Fraction(0), *exact],
            annees_exactes(float(found.reference[0])),
        )

    def ecoulee(self, rang: int, date: Any) -> Fraction:
        """Years from the start of a period to a date in it."""
        one = [np.asarray([value]) for value in (rang, self.debuts[rang], self.fins[rang], date)]
        return annees_exactes(float(ecoulees(self.conditions.as_batch(), *one)[0])) * self.echelle

    def a_l_echelle(self, echelle: Fraction) -> Suite:
        """The same periods, their years counted otherwise: 360/365 makes a base over 360 one over 365."""
        return replace(
            self,
            annees=[years * echelle for years in self.annees],
            reference=self.reference * echelle,
            echelle=self.echelle * echelle,
        )
