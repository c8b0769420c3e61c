"""Days: counting them in years, and keeping to working days.

Dates are datetime64[D], scalars or arrays; NaT stands for no date and gives NaN or NaT.
A day-count base is one entry of `BASES`, a calendar one entry of `CALENDARS`. The library `holidays` is
loaded by the first question about a calendar, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import NotAvailable, OutOfRange, WrongValue

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]

# Dates that every spreadsheet reads

FIRST_DAY = np.datetime64("1900-03-01", "D")
"""Before it, spreadsheets disagree, because of a 29 February 1900 that never was."""
LAST_DAY = np.datetime64("2200-12-31", "D")


def readable(dates: Any, argument: str) -> Any:
    """The same dates, when a cell can hold each of them; NaT is a blank.

    Args:
        dates: datetime64[D], scalar or array, computed from arguments that a cell can hold.
        argument: Which of them leads too far.

    Raises:
        OutOfRange: A date before `FIRST_DAY` or after `LAST_DAY`.

    Examples:
        >>> readable(np.datetime64("2026-12-31"), "n")
        np.datetime64('2026-12-31')
    """
    if np.any((dates < FIRST_DAY) | (dates > LAST_DAY)):
        raise OutOfRange(
            f"{argument} : une date obtenue sort des dates acceptées, du 01/03/1900 au 31/12/2200",
            f"{argument}: a resulting date is not among those accepted, 1900-03-01 to 2200-12-31",
            argument=argument,
        )
    return dates


# Day counts


@dataclass(frozen=True, slots=True)
class Base:
    """How a base counts days, and how many of them make a year.

    Attributes:
        days: Number of days from one date array to another.
        year: Days in a year.
    """

    days: Callable[[Dates, Dates], NDArray[np.int64]]
    year: float


def _split(dates: Dates) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Months since 1970 and day of the month."""
    months = dates.astype("datetime64[M]")
    return months.astype(np.int64), (dates - months.astype("datetime64[D]")).astype(np.int64) + 1


def _days_30e_360(debut: Dates, fin: Dates) -> NDArray[np.int64]:
    """Every month has 30 days: the 31st counts as the 30th, February keeps its own last day."""
    first_month, first_day = _split(debut)
    last_month, last_day = _split(fin)
    return 30 * (last_month - first_month) + np.minimum(last_day, 30) - np.minimum(first_day, 30)


def _days_exact(debut: Dates, fin: Dates) -> NDArray[np.int64]:
    """The days of the calendar."""
    return (fin - debut).astype(np.int64)


BASES: dict[str, Base] = {
    "30E/360": Base(_days_30e_360, 360.0),
    "EXACT/365": Base(_days_exact, 365.0),
}


def jours(debut: ArrayLike, fin: ArrayLike, base: str = "30E/360") -> Any:
    """Days from one date to another.

    Args:
        debut: First date, counted. Scalar or array.
        fin: Last date, not counted. Negative result when it comes before `debut`.
        base: One of `BASES`.

    Returns:
        float64 whole numbers, NaN where a date is missing; a float for scalars.

    Raises:
        WrongValue: Unknown base.

    Examples:
        >>> jours(np.datetime64("2024-12-02"), np.datetime64("2025-06-30"))
        208.0
    """
    first, last = np.broadcast_arrays(_dates(debut), _dates(fin))
    with np.errstate(over="ignore"):
        counted = np.asarray(_base(base).days(first, last), np.float64)
    counted = np.where(np.isnat(first) | np.isnat(last), np.nan, counted)
    return float(counted) if counted.ndim == 0 else counted


def refuse_reversed(debut: ArrayLike, fin: ArrayLike) -> None:
    """Stops at a period that ends before it starts; a missing date is no period.

    Raises:
        OutOfRange: `fin` before `debut`.
    """
    first, last = np.broadcast_arrays(_dates(debut), _dates(fin))
    wrong = first > last
    if wrong.any():
        start, end = first[wrong].flat[0], last[wrong].flat[0]
        raise OutOfRange(
            f"fin : le {end.item():%d/%m/%Y} précède debut, le {start.item():%d/%m/%Y}",
            f"fin (end): {end} comes before debut (start), {start}",
            argument="fin",
            value=end,
        )


def fraction(debut: ArrayLike, fin: ArrayLike, base: str = "30E/360") -> Any:
    """Years from one date to another, in a day-count base.

    Examples:
        >>> fraction(np.datetime64("2024-12-13"), np.datetime64("2025-12-13"))
        1.0
    """
    return jours(debut, fin, base) / _base(base).year


def _base(name: str) -> Base:
    if name not in BASES:
        known = ", ".join(BASES)
        raise WrongValue(
            f"base de calcul inconnue : « {name} » ; connues : {known}",
            f"unknown day-count base “{name}”; known: {known}",
            argument="base",
            value=name,
        )
    return BASES[name]


def _dates(dates: ArrayLike) -> Dates:
    return np.asarray(dates, "datetime64[D]")


# Holidays and working days


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the library `holidays` keeps the days of a calendar."""

    family: str
    name: str
    subdivision: str | None = None


CALENDARS: dict[str, Calendar] = {
    "FR": Calendar("country_holidays", "FR"),
    "FR-ALSACE-MOSELLE": Calendar("country_holidays", "FR", "57"),
    "TARGET": Calendar("financial_holidays", "ECB"),
}


@lru_cache(maxsize=1024)
def feries(annee: int, calendrier: str = "FR") -> Dates:
    """The holidays of a year, those that fall on a weekend included, in order.

    Args:
        annee: Year.
        calendrier: One of `CALENDARS`.

    Returns:
        (days,) datetime64[D], read-only.

    Raises:
        WrongValue: Unknown calendar.
        NotAvailable: A year that the calendar does not cover.

    Examples:
        >>> feries(2025)[:2]
        array(['2025-01-01', '2025-04-21'], dtype='datetime64[D]')
    """
    import holidays

    calendar = _calendar(calendrier)
    maker = getattr(holidays, calendar.family)
    library = maker(calendar.name, subdiv=calendar.subdivision, years=[annee])
    days = np.array(sorted(library), "datetime64[D]")
    if not library.start_year <= annee <= library.end_year or days.size == 0:
        raise NotAvailable(
            f"le calendrier « {calendrier} » ne couvre pas l’année {annee} "
            f"(de {library.start_year} à {library.end_year})",
            f"calendar “{calendrier}” does not cover the year {annee} "
            f"({library.start_year} to {library.end_year})",
            argument="calendrier",
            value=annee,
        )
    days.flags.writeable = False
    return days


def _calendar(name: str) -> Calendar:
    if name not in CALENDARS:
        known = ", ".join(CALENDARS)
        raise WrongValue(
            f"calendrier inconnu : « {name} » ; connus : {known}",
            f"unknown calendar “{name}”; known: {known}",
            argument="calendrier",
            value=name,
        )
    return CALENDARS[name]


@lru_cache(maxsize=256)
def _working_days(calendrier: str, first: int, last: int) -> np.busdaycalendar:
    days = np.concatenate([feries(year, calendrier) for year in range(first, last + 1)])
    return np.busdaycalendar(holidays=days)


def _years(dates: Dates) -> tuple[int, int] | None:
    """First and last year of some dates; None when there is no date at all."""
    known = dates[~np.isnat(dates)]
    if known.size == 0:
        return None
    return int(str(known.min())[:4]), int(str(known.max())[:4])


ROLLS: dict[str, Any] = {
    "suivant": "following",
    "precedent": "preceding",
    "suivant_modifie": "modifiedfollowing",
}


def ajuster(date: ArrayLike, regle: str = "suivant", calendrier: str = "FR") -> Any:
    """The date itself if it is a working day, else a neighbour.

    Args:
        date: Scalar or array.
        regle: "suivant", "precedent", or "suivant_modifie" (the next one unless it falls in another month,
            then the one before).
        calendrier: One of `CALENDARS`.

    Returns:
        datetime64[D] of the same shape.

    Raises:
        WrongValue: Unknown rule or calendar.
        NotAvailable: A year that the calendar does not cover.
        OutOfRange: A result that no cell can hold.

    Examples:
        >>> ajuster(np.datetime64("2024-03-30"))
        np.datetime64('2024-04-02')
    """
    if regle not in ROLLS:
        raise _unknown("regle", regle, ROLLS)
    return readable(_offset(_dates(date), np.int64(0), ROLLS[regle], calendrier), "date")


def _offset(dates: Dates, n: Any, roll: Any, calendrier: str) -> Any:
    """`np.busday_offset` over a calendar wide enough for its result."""
    span = _years(dates)
    _calendar(calendrier)
    if span is None:
        return dates[()]
    steps = np.asarray(n, np.int64)
    margin = int(np.abs(steps).max(initial=0)) // 200
    first, last = span[0] - margin * bool((steps < 0).any()), span[1] + margin * bool((steps > 0).any())
    while True:
        known = np.where(np.isnat(dates), np.datetime64(f"{first:04d}-01-02"), dates)
        moved = np.busday_offset(known, steps, roll=roll, busdaycal=_working_days(calendrier, first, last))
        reached = _years(np.asarray(moved))
        if reached is None or first <= reached[0] <= reached[1] <= last:
            return np.where(np.isnat(dates), np.datetime64("NaT", "D"), moved)[()]
        first, last = min(first, reached[0]), max(last, reached[1])


def _after(date: Dates, n: Any, calendrier: str) -> Any:
    """So many working days later; 0 leaves the date alone."""
    later = _offset(date, np.maximum(n, 0), "preceding", calendrier)
    earlier = _offset(date, np.minimum(n, 0), "following", calendrier)
    return np.where(n > 0, later, np.where(n < 0, earlier, date))[()]


def add_months(date: ArrayLike, n: ArrayLike) -> Any:
    """So many months later, on the same day or the last one of a shorter month.

    Examples:
        >>> add_months(np.datetime64("2025-12-31"), -3)
        np.datetime64('2025-09-30')
    """
    dates = _dates(date)
    months = dates.astype("datetime64[M]")
    target = months + np.asarray(n, np.int64)
    last = (target + 1).astype("datetime64[D]") - 1
    return np.minimum(target.astype("datetime64[D]") + (dates - months.astype("datetime64[D]")), last)[()]


SHIFTS: dict[str, Callable[[Dates, Any, str], Any]] = {
    "jours_ouvres": _after,
    "jours": lambda date, n, calendrier: date + n,
    "mois": lambda date, n, calendrier: add_months(date, n),
    "annees": lambda date, n, calendrier: add_months(date, 12 * n),
}


def decaler(date: ArrayLike, n: ArrayLike, unite: str = "jours_ouvres", calendrier: str = "FR") -> Any:
    """A date n units later, earlier when n < 0.

    Args:
        date: Scalar or array.
        n: Whole number, scalar or array.
        unite: "jours_ouvres", "jours", "mois" or "annees". From a day off, the first working day after is 1
            and the first before is -1. The end of a month clamps.
        calendrier: One of `CALENDARS`, for working days.

    Returns:
        datetime64[D], shape of the broadcast arguments.

    Raises:
        WrongValue: Unknown unit or calendar.
        NotAvailable: A year that the calendar does not cover.
        OutOfRange: A result that no cell can hold.

    Examples:
        >>> decaler(np.datetime64("2024-12-13"), -10)
        np.datetime64('2024-11-29')
    """
    if unite not in SHIFTS:
        raise _unknown("unite", unite, SHIFTS)
    return readable(SHIFTS[unite](_dates(date), np.asarray(n, np.int64), calendrier)[()], "n")


def _unknown(argument: str, value: str, known: dict[str, Any]) -> WrongValue:
    options = ", ".join(known)
    return WrongValue(
        f"{argument} : « {value} » est inconnu ; choix : {options}",
        f"{argument}: “{value}” is unknown; choices: {options}",
        argument=argument,
        value=value,
    )
