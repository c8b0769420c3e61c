"""Days and working days (JOURS.*)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar
from udfs.rules.steps import Step, step

ARTICLE_4 = "Intracting, article 4"
ARTICLE_1 = "Intracting, article 1, « Jour Ouvré »"
ARTICLE_6 = "Intracting, article 6.2"

# Article 4: days and years between two dates


def nombre(debut: ArrayLike, fin: ArrayLike, base: str = "30E/360", terme: ArrayLike | None = None) -> Any:
    """Days from one date to another in a day-count base.

    Args:
        debut: First date. Scalar or (N,).
        fin: Last date, not before `debut`. Scalar or (N,).
        base: One of `udfs.calendar.BASES`.
        terme: Last date of the contract, for the bases that treat it apart; no other base reads it.

    Returns:
        Whole days as float or float64; NaN where a date is missing.

    Raises:
        OutOfRange: `fin` before `debut`.
        WrongValue: Unknown base.

    Source:
        Intracting, article 4: every month has 30 days, the year 360.

    Examples:
        >>> nombre(np.datetime64("2024-10-31"), np.datetime64("2025-02-28"))
        118.0
    """
    calendar.refuse_reversed(debut, fin)
    return calendar.jours(debut, fin, base)


def fraction(
    debut: ArrayLike,
    fin: ArrayLike,
    base: str = "30E/360",
    terme: ArrayLike | None = None,
    debut_reference: ArrayLike | None = None,
    fin_reference: ArrayLike | None = None,
) -> Any:
    """Years from one date to another in a day-count base.

    Args:
        debut: First date. Scalar or (N,).
        fin: Last date, not before `debut`. Scalar or (N,).
        base: One of `udfs.calendar.BASES`.
        terme: Last date of the contract, for the bases that treat it apart; no other base reads it.
        debut_reference: Start of the coupon period, for the bases that divide by it.
        fin_reference: End of the coupon period, for the same bases.

    Returns:
        Years, float or float64; NaN where a date is missing.

    Raises:
        OutOfRange: `fin` before `debut`.
        WrongValue: Unknown base.

    Source:
        Intracting, article 4.

    Examples:
        >>> fraction(np.datetime64("2024-12-13"), np.datetime64("2025-12-13"))
        1.0
    """
    nombre(debut, fin, base, terme)
    return calendar.fraction(debut, fin, base)


# Articles 1 and 6.2: working days, and payments moved to the next one


def ajuster(date: ArrayLike, regle: str = "suivant", calendrier: str = "FR") -> Any:
    """The date itself if it is a working day, else a neighbour. See `udfs.calendar.ajuster`.

    Source:
        Intracting, article 6.2: the first working day after the due date.

    Examples:
        >>> ajuster(np.datetime64("2024-12-14"), "precedent")
        np.datetime64('2024-12-13')
    """
    return calendar.ajuster(date, regle, calendrier)


def decaler(date: ArrayLike, n: ArrayLike, unite: str = "jours_ouvres", calendrier: str = "FR") -> Any:
    """A date n units later, earlier when n < 0. See `udfs.calendar.decaler`.

    Source:
        Intracting, article 6.1: ten working days before the value date; Mixeur, article 9.1: three months
        before 31 December.

    Examples:
        >>> decaler(np.datetime64("2025-12-31"), -3, "mois")
        np.datetime64('2025-09-30')
    """
    return calendar.decaler(date, n, unite, calendrier)


def feries(annee: int, calendrier: str = "FR") -> NDArray[np.datetime64]:
    """The holidays of a year, in order, (days,). See `udfs.calendar.feries`.

    Source:
        Intracting, article 1: a working day is neither a Saturday, a Sunday nor a legal holiday.

    Examples:
        >>> len(feries(2025)), len(feries(2025, "TARGET"))
        (11, 6)
    """
    return calendar.feries(int(annee), calendrier)


def expliquer_nombre(
    debut: ArrayLike, fin: ArrayLike, base: str = "30E/360", terme: ArrayLike | None = None
) -> list[Step]:
    """The steps of `nombre`, same arguments."""
    days = nombre(debut, fin, base, terme)
    return [
        *_period(debut, fin),
        step(f"jours en base {base}", f"days, base {base}", days, "jours", ARTICLE_4),
    ]


def expliquer_fraction(
    debut: ArrayLike,
    fin: ArrayLike,
    base: str = "30E/360",
    terme: ArrayLike | None = None,
    debut_reference: ArrayLike | None = None,
    fin_reference: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `fraction`, same arguments."""
    years = fraction(debut, fin, base, terme, debut_reference, fin_reference)
    return [
        *expliquer_nombre(debut, fin, base, terme),
        step("fraction d’année", "year fraction", years, "annees", ARTICLE_4),
    ]


def _period(debut: ArrayLike, fin: ArrayLike) -> list[Step]:
    return [step("début", "start", debut), step("fin", "end", fin)]


def expliquer_ajuster(date: ArrayLike, regle: str = "suivant", calendrier: str = "FR") -> list[Step]:
    """The steps of `ajuster`, same arguments."""
    return [
        step("date", "date", date),
        step(
            f"règle « {regle} », calendrier {calendrier}",
            f"rule “{regle}”, calendar {calendrier}",
            ajuster(date, regle, calendrier),
            "",
            ARTICLE_6,
        ),
    ]


def expliquer_decaler(
    date: ArrayLike, n: ArrayLike, unite: str = "jours_ouvres", calendrier: str = "FR"
) -> list[Step]:
    """The steps of `decaler`, same arguments."""
    return [
        step("date", "date", date),
        step("décalage", "shift", n, unite),
        step("date décalée", "shifted date", decaler(date, n, unite, calendrier), "", ARTICLE_1),
    ]


def expliquer_feries(annee: int, calendrier: str = "FR") -> list[Step]:
    """The steps of `feries`, same arguments."""
    days = feries(annee, calendrier)
    return [
        step(
            f"jours fériés {annee}, calendrier {calendrier}",
            f"holidays {annee}, calendar {calendrier}",
            len(days),
            "jours",
            ARTICLE_1,
        )
    ]
