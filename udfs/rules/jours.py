"""Days and working days (JOURS.*)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar
from udfs.rules.steps import Step, step

ARTICLE_4 = "Intracting, article 4"
ARTICLE_1 = "Intracting, article 1, « Jour Ouvré »"
ARTICLE_6 = "Intracting, article 6.2"
ARTICLE_9 = "Mixeur, article 9.1"

# Article 4: days and years between two dates


def nombre(debut: ArrayLike, fin: ArrayLike, base: str = "30E/360", terme: ArrayLike | None = None) -> Any:
    """Days from one date to another in a day-count base.

    Args:
        debut: First date. Scalar or (N,).
        fin: Last date, not before `debut`. Scalar or (N,).
        base: One of `udfs.calendar.BASES`.
        terme: Last date of the contract, which "30E/360 ISDA" alone reads. Left out, `fin` comes before it.

    Returns:
        Whole days as float or float64; NaN where a date is missing.

    Raises:
        OutOfRange: `fin` before `debut`.
        WrongValue: Unknown base.

    Source:
        Intracting, article 4: every month has 30 days, the year 360; other bases, `BASES[base].source`.

    Examples:
        >>> nombre(np.datetime64("2024-10-31"), np.datetime64("2025-02-28"))
        118.0
    """
    return calendar.jours(debut, fin, base, terme, ordered=True)


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
        terme: Last date of the contract, which "30E/360 ISDA" alone reads. Left out, `fin` comes before it.
        debut_reference: Start of the coupon period, which "EXACT/EXACT ICMA" alone reads. Left out with
            `fin_reference`, the period from `debut` to `fin` is itself a whole coupon period.
        fin_reference: End of the coupon period.

    Returns:
        Years, float or float64; NaN where a date is missing.

    Raises:
        OutOfRange: `fin` before `debut`, or a coupon period that is not a whole number of months.
        WrongValue: Unknown base, or one end of the coupon period without the other.

    Source:
        Intracting, article 4; other bases, `BASES[base].source`.

    Examples:
        >>> fraction(np.datetime64("2024-12-13"), np.datetime64("2025-12-13"))
        1.0
    """
    return calendar.fraction(debut, fin, base, terme, debut_reference, fin_reference, ordered=True)


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


# The steps of each

_THIRTY = ("30E/360", "30E/360 ISDA", "30A/360", "30U/360", "0", "4")
_FEBRUARY = ("30E/360 ISDA", "30U/360", "0")
"""Bases in which a period that starts on the last day of February starts on its 30th."""


def expliquer_nombre(
    debut: ArrayLike, fin: ArrayLike, base: str = "30E/360", terme: ArrayLike | None = None
) -> list[Step]:
    """The steps of `nombre`, same arguments."""
    days = nombre(debut, fin, base, terme)
    return [
        *_period(debut, fin, base, terme),
        *(_thirty(debut, fin, base, days) if base in _THIRTY else []),
        step(f"jours en base {base}", f"days, base {base}", days, "jours", _source(base)),
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
        *_year(debut, fin, base, debut_reference, fin_reference),
        step("fraction d’année", "year fraction", years, "annees", _source(base)),
    ]


def _source(base: str) -> str:
    """The text behind a base; the convention's own before it for the default one."""
    text = calendar.BASES[base].source.fr
    return f"{ARTICLE_4} ; {text}" if base == "30E/360" else text


def _period(debut: ArrayLike, fin: ArrayLike, base: str, terme: ArrayLike | None) -> list[Step]:
    dates = [step("début", "start", debut), step("fin", "end", fin)]
    if calendar.BASES[base].reads_term and terme is not None:
        dates.append(step("terme", "maturity", terme))
    return dates


def _thirty(debut: ArrayLike, fin: ArrayLike, base: str, days: Any) -> list[Step]:
    """Months, and the days of the month that a base of thirty-day months puts at both ends."""
    first, last = (np.asarray(date, "datetime64[D]") for date in (debut, fin))
    months = calendar.months_between(first, last)
    start = np.minimum(calendar.day(first), 30) + (calendar.february(first) if base in _FEBRUARY else 0)
    return [
        step("mois de 30 jours", "months of 30 days", months, "mois"),
        step("jour de début retenu", "first day as counted", start, "", _source(base)),
        step("jour de fin retenu", "last day as counted", days - 30 * months + start, "", _source(base)),
    ]


def _year(
    debut: ArrayLike, fin: ArrayLike, base: str, start: ArrayLike | None, end: ArrayLike | None
) -> list[Step]:
    """What the days are divided by."""
    length = calendar.BASES[base].year
    if length is not None:
        return [step("jours par an", "days in a year", length, "jours", _source(base))]
    first, last = (np.asarray(date, "datetime64[D]") for date in (debut, fin))
    if base == "EXACT/EXACT ICMA":
        return _coupon(*calendar.reference(first, last, start, end))
    return _DETAILS[base](first, last, _source(base))


def _coupon(start: Any, end: Any) -> list[Step]:
    source = _source("EXACT/EXACT ICMA")
    months = calendar.coupons_of(start, end).months
    return [
        step("début de la période de référence", "start of the reference period", start[()]),
        step("fin de la période de référence", "end of the reference period", end[()]),
        step("jours de cette période", "days of that period", _days(start, end), "jours", source),
        step("mois de cette période", "months of that period", months, "mois", source),
    ]


def _days(start: Any, end: Any) -> Any:
    return calendar.jours(start, end, "EXACT/365")


def _isda(first: Any, last: Any, source: str) -> list[Step]:
    ordinary, leap = calendar.days_isda(first, last)
    return [
        step("jours d’autres années, sur 365", "days in other years, over 365", ordinary, "jours", source),
        step("jours d’années bissextiles, sur 366", "days in leap years, over 366", leap, "jours", source),
    ]


def _afb(first: Any, last: Any, source: str) -> list[Step]:
    whole, left, length = calendar.parts_afb(first, last)
    return [
        step("années entières, depuis la fin", "whole years, from the end", whole, "annees", source),
        step("jours restants", "days left", left, "jours", source),
        step("jours de leur année", "days of their year", length, "jours", source),
    ]


def _excel(first: Any, last: Any, source: str) -> list[Step]:
    days, years = calendar.year_excel(first, last)
    return [step("durée moyenne de l’année", "mean length of the year", days / years, "jours", source)]


_DETAILS: dict[str, Callable[[Any, Any, str], list[Step]]] = {
    "EXACT/EXACT ISDA": _isda,
    "EXACT/EXACT AFB": _afb,
    "1": _excel,
}


def expliquer_ajuster(date: ArrayLike, regle: str = "suivant", calendrier: str = "FR") -> list[Step]:
    """The steps of `ajuster`, same arguments."""
    moved = ajuster(date, regle, calendrier)
    return [
        step("date", "date", date),
        step("jour ouvré", "working day", calendar.ouvre(date, calendrier), "", ARTICLE_1),
        *_met(date, moved, calendrier),
        step(
            f"règle « {regle} », calendrier {calendrier}",
            f"rule “{regle}”, calendar {calendrier}",
            moved,
            "",
            ARTICLE_6,
        ),
    ]


def expliquer_decaler(
    date: ArrayLike, n: ArrayLike, unite: str = "jours_ouvres", calendrier: str = "FR"
) -> list[Step]:
    """The steps of `decaler`, same arguments."""
    moved = decaler(date, n, unite, calendrier)
    return [
        step("date", "date", date),
        step("décalage", "shift", n, unite),
        *(_met(date, moved, calendrier) if unite == "jours_ouvres" else []),
        step("date décalée", "shifted date", moved, "", ARTICLE_1 if unite == "jours_ouvres" else ARTICLE_9),
    ]


def _met(date: ArrayLike, moved: Any, calendrier: str) -> list[Step]:
    """The holidays that made one date move further, when they are few."""
    if np.ndim(date) or np.ndim(moved):
        return []
    days = calendar.weekday_holidays(date, moved, calendrier)
    source = calendar.CALENDARS[calendrier].source.fr
    if days.size > _FEW:
        label = "jours fériés en semaine", "holidays on weekdays"
        return [step(*label, days.size, "jours", source)]
    return [step("jour férié", "holiday", day, "", source) for day in days]


_FEW = 12


def expliquer_feries(annee: int, calendrier: str = "FR") -> list[Step]:
    """The steps of `feries`, same arguments."""
    days = feries(annee, calendrier)
    return [
        step(
            f"jours fériés {annee}, calendrier {calendrier}",
            f"holidays {annee}, calendar {calendrier}",
            len(days),
            "jours",
            calendar.CALENDARS[calendrier].source.fr,
        )
    ]
