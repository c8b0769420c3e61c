"""Effective rates: TEG of public bodies, proportional to the period, and TAEG, actuarial.

Flows are signed: received positive, paid negative.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.rules.pret.actuariel import taux_continu
from udfs.rules.pret.flux import UNITES, Durees, Flux, durees, flows, in_cells
from udfs.rules.steps import Step, step

Floats = NDArray[np.float64]

ARTICLE_R314_2 = "Code de la consommation, article R314-2"
ARTICLE_R314_3 = "Code de la consommation, article R314-3 et annexe ; directive 2008/48/CE, annexe I"
REMARK_C = "directive 2008/48/CE, annexe I, remarque c, complétée par la directive 2011/90/UE"

MONTH = 1.0 / 12.0
"""The shortest period of article R314-2, in years."""


class Taux(NamedTuple):
    """How the rates of N loans were found.

    Attributes:
        flux: The flows, one a date.
        durees: Their years from the first one.
        continu: ln(1 + TAEG), (N,).
        periode: Period of article R314-2, in years, (N,).
    """

    flux: Flux
    durees: Durees
    continu: Floats
    periode: Floats

    @property
    def taeg(self) -> Floats:
        """Actuarial yearly rates, per 1, (N,)."""
        return np.expm1(self.continu)

    @property
    def taux_periode(self) -> Floats:
        """Actuarial rates of the period, per 1, (N,)."""
        return np.expm1(self.continu * self.periode)

    @property
    def teg(self) -> Floats:
        """Rates of the period times the periods of a year, per 1, (N,)."""
        return self.taux_periode / self.periode


def _rates(flux: ArrayLike, dates: ArrayLike) -> Taux:
    found = flows(flux, dates)
    years = durees(found.dates)
    return Taux(found, years, taux_continu(found.montants, years.annees), _period(found, years))


def _period(found: Flux, years: Durees) -> Floats:
    """The smallest interval between two payments of the borrower, a month at least.

    A single payment has that from the first flow.
    """
    ours = found.montants * np.sign(found.montants[:, :1]) < 0.0
    times = np.where(ours, years.annees, np.nan)
    order = np.sort(times, axis=1)
    gaps = np.fmin.reduce(np.diff(order, axis=1), axis=1)
    smallest = np.where(np.isnan(gaps), np.fmin.reduce(times, axis=1), gaps)
    return np.maximum(smallest, MONTH)


# Article R314-3 and directive 2008/48/EC, annex I


def taeg(flux: ArrayLike, dates: ArrayLike) -> Any:
    """The actuarial yearly rate of flows (taux annuel effectif global).

    Args:
        flux: Amounts, EUR, received positive, paid negative. (k,), or (N, k) for a batch; NaN and 0 are no
            flow.
        dates: Their dates, in any order; flows of one day add up. (k,) or (N, k).

    Returns:
        Per 1, float or float64 (N,): the X such that the flows discounted by (1 + X)**-t add up to 0, t in
        years by remark (c) of annex I.

    Raises:
        WrongValue: Not as many dates as flows.
        OutOfRange: Nothing received or nothing paid; no rate that a number can hold.
        NotAvailable: Flows that several rates may bring to 0.

    Source:
        Directive 2008/48/EC, annex I; Code de la consommation, article R314-3.

    Examples:
        >>> days = np.array(["1994-01-01", "1995-01-01", "1996-01-01"], "datetime64[D]")
        >>> round(taeg([1000, -600, -600], days), 6)
        0.130662
    """
    return in_cells(_rates(flux, dates).taeg, flux)


# Article R314-2: loans to public bodies and firms


def teg(flux: ArrayLike, dates: ArrayLike) -> Any:
    """The effective rate proportional to the period (taux effectif global of a public body).

    Args:
        flux: Amounts, EUR, received positive, paid negative. (k,), or (N, k) for a batch; NaN and 0 are no
            flow.
        dates: Their dates, in any order; flows of one day add up. (k,) or (N, k).

    Returns:
        Per 1, float or float64 (N,): the actuarial rate of the period times the periods of a year. The
        period is the smallest interval between two payments of the borrower, a month at least.

    Raises:
        WrongValue: Not as many dates as flows.
        OutOfRange: Nothing received or nothing paid; no rate that a number can hold.
        NotAvailable: Flows that several rates may bring to 0.

    Source:
        Code de la consommation, article R314-2.

    Examples:
        >>> days = np.array(["2025-01-15", "2025-04-15", "2025-07-15"], "datetime64[D]")
        >>> round(teg([1000, -5, -1005], days), 6)
        0.02
    """
    return in_cells(_rates(flux, dates).teg, flux)


# Explanations


def expliquer_taeg(flux: ArrayLike, dates: ArrayLike) -> list[Step]:
    """The steps of `taeg`, same arguments."""
    rates = _rates(flux, dates)
    return [
        *_flows(rates, flux),
        step(
            "valeur actuelle des sommes payées, au TAEG, égale à celle des sommes reçues",
            "present value of what is paid, at the TAEG, equal to that of what is received",
            in_cells(_present_value(rates), flux),
            "EUR",
            ARTICLE_R314_3,
        ),
        step("TAEG", "TAEG (APR)", in_cells(rates.taeg, flux), "1/an", ARTICLE_R314_3),
    ]


def expliquer_teg(flux: ArrayLike, dates: ArrayLike) -> list[Step]:
    """The steps of `teg`, same arguments."""
    rates = _rates(flux, dates)
    return [
        *_flows(rates, flux),
        step(
            "période : plus petit intervalle entre deux versements de l’emprunteur, un mois au moins",
            "period: smallest interval between two payments of the borrower, a month at least",
            in_cells(rates.periode, flux),
            "annees",
            ARTICLE_R314_2,
        ),
        step(
            "taux de période, actuariel",
            "rate of the period, actuarial",
            in_cells(rates.taux_periode, flux),
            "1",
            ARTICLE_R314_2,
        ),
        step("périodes par an", "periods a year", in_cells(1.0 / rates.periode, flux), "", ARTICLE_R314_2),
        step(
            "TEG = taux de période × périodes par an",
            "TEG = rate of the period × periods a year",
            in_cells(rates.teg, flux),
            "1/an",
            ARTICLE_R314_2,
        ),
    ]


def _flows(rates: Taux, given: ArrayLike) -> list[Step]:
    amounts, (years, units) = rates.flux.montants, rates.durees
    names = [UNITES[unit] for unit in np.unique(units)]
    return [
        step("sommes reçues", "received", in_cells(np.maximum(amounts, 0.0).sum(axis=1), given), "EUR"),
        step("sommes payées", "paid", in_cells(np.maximum(-amounts, 0.0).sum(axis=1), given), "EUR"),
        step(
            f"durée jusqu’au dernier flux, comptée en {' ou en '.join(name.fr for name in names)}",
            f"time to the last flow, counted in {' or in '.join(name.en for name in names)}",
            in_cells(years.max(axis=1), given),
            "annees",
            REMARK_C,
        ),
    ]


def _present_value(rates: Taux) -> Floats:
    paid = np.maximum(-rates.flux.montants, 0.0)
    return np.asarray((paid * np.exp(-rates.continu[:, None] * rates.durees.annees)).sum(axis=1))
