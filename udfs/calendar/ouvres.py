"""Working days: neither a Saturday, nor a Sunday, nor a holiday of the calendar.

One table a calendar says how many working days came before each day; one table a calendar and rule says
where each day is moved. They are built by the first question and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.calendar.dates import FIRST_DAY, LAST_DAY, Dates, add_months, as_dates, readable
from udfs.calendar.feries import all_holidays, calendar_named, not_covered
from udfs.calendar.parts import in_blocks, position
from udfs.errors import WrongValue

_NONE = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of a calendar.

    Attributes:
        days: All of them, in order.
        before: For each day of cells, and the day after the last, how many came before it.
        first: First day of cells that the calendar covers.
    """

    days: Dates
    before: NDArray[np.int64]
    first: np.datetime64


@lru_cache(maxsize=8)
def working_days(calendrier: str) -> WorkingDays:
    """The working days of a calendar, counted once."""
    first = max(FIRST_DAY, np.datetime64(f"{calendar_named(calendrier).first}-01-01"))
    every = np.arange(FIRST_DAY, LAST_DAY + 1)
    opened = np.is_busday(every, holidays=all_holidays(calendrier)) & (every >= first)
    return WorkingDays(every[opened], np.concatenate([[0], np.cumsum(opened)]), first)


@lru_cache(maxsize=32)
def _moved(regle: str, calendrier: str) -> Dates:
    """Where a rule moves each day of cells, NaT at both ends and where the calendar does not say."""
    work = working_days(calendrier)
    every = np.arange(FIRST_DAY, LAST_DAY + 1)
    following = np.append(work.days, _NONE)[work.before[:-1]]
    following[every < work.first] = _NONE
    preceding = np.append(_NONE, work.days)[work.before[1:]]
    moved = RULES[regle](every, following, preceding)
    return np.concatenate([[_NONE], moved, [_NONE]])


def _unless_month_changes(every: Dates, following: Dates, preceding: Dates) -> Dates:
    stays = following.astype("datetime64[M]") == every.astype("datetime64[M]")
    return np.where(stays, following, preceding)


RULES: dict[str, Callable[[Dates, Dates, Dates], Dates]] = {
    "suivant": lambda every, following, preceding: following,
    "precedent": lambda every, following, preceding: preceding,
    "suivant_modifie": _unless_month_changes,
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
    if regle not in RULES:
        raise _unknown("regle", regle, RULES)
    table = _moved(regle, calendrier)

    def read(dates: Dates) -> Any:
        found = table.take(position(dates), mode="clip")
        lost = np.isnat(found)
        if lost.any():
            _refuse(dates[lost & ~np.isnat(dates)], calendrier)
        return found

    return in_blocks(read, "datetime64[D]", as_dates(date))[()]


def _refuse(dates: Dates, calendrier: str) -> None:
    """Says why dates have no neighbour, if there are any."""
    for day in dates[:1]:
        first = working_days(calendrier).first
        if first <= day <= LAST_DAY - 31:
            raise not_covered(calendrier, _year(first) - 1)
        if first <= day <= LAST_DAY:
            readable(LAST_DAY + 1, "date")
        raise not_covered(calendrier, _year(day))


def _year(day: np.datetime64) -> int:
    return int(str(day)[:4])


def ouvre(date: ArrayLike, calendrier: str = "FR") -> Any:
    """True for a working day, False for another or a missing date.

    Args:
        date: Scalar or array.
        calendrier: One of `CALENDARS`.

    Raises:
        WrongValue: Unknown calendar.
        NotAvailable: A year that the calendar does not cover.

    Examples:
        >>> bool(ouvre(np.datetime64("2025-04-21")))
        False
    """
    return ajuster(date, "suivant_modifie", calendrier) == as_dates(date)


def _after(dates: Dates, n: Any, calendrier: str) -> Any:
    """So many working days later; 0 leaves the date alone."""
    work = working_days(calendrier)
    moving = ~np.isnat(dates) & (n != 0)
    outside = moving & ((dates < work.first) | (dates > LAST_DAY))
    if outside.any():
        raise not_covered(calendrier, _year(np.broadcast_to(dates, outside.shape)[outside].flat[0]))
    at = np.where(moving, position(dates) - 1, 0)
    reached = np.where(n > 0, work.before[at + 1] - 1, work.before[at]) + n
    if np.any(moving & (reached < 0)) and work.first > FIRST_DAY:
        raise not_covered(calendrier, _year(work.first) - 1)
    if np.any(moving & ((reached < 0) | (reached >= work.days.size))):
        readable(LAST_DAY + 1, "n")
    return np.where(moving, work.days.take(reached, mode="clip"), dates)


SHIFTS: dict[str, Callable[[Dates, Any, str], Any]] = {
    "jours_ouvres": _after,
    "jours": lambda dates, n, calendrier: dates + n,
    "mois": lambda dates, n, calendrier: add_months(dates, n),
    "annees": lambda dates, n, calendrier: add_months(dates, 12 * n),
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
    return readable(SHIFTS[unite](as_dates(date), np.asarray(n, np.int64), calendrier)[()], "n")


def _unknown(argument: str, value: str, known: dict[str, Any]) -> WrongValue:
    options = ", ".join(known)
    return WrongValue(
        f"{argument} : « {value} » est inconnu ; choix : {options}",
        f"{argument}: “{value}” is unknown; choices: {options}",
        argument=argument,
        value=value,
    )
