"""The holidays of each calendar, year by year, as the law of the year has them.

The library `holidays` knows those laws. It stops in 2100, while a cell can hold dates up to 2200: the laws
in force are carried on. It is loaded by the first question about a calendar, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from udfs.calendar.dates import FIRST_DAY, LAST_DAY, Dates
from udfs.errors import NotAvailable, Text, WrongValue

FIRST_YEAR = int(str(FIRST_DAY)[:4])
LAST_YEAR = int(str(LAST_DAY)[:4])


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the library `holidays` keeps the days of a calendar, and what has to be said besides.

    Attributes:
        family: Kind of calendar in the library.
        name: Its name there.
        source: The texts that set its days.
        subdivision: The part of the country.
        first: First year that it covers; the last one is that of `LAST_DAY`.
        added: Holidays that the library leaves out.
    """

    family: str
    name: str
    source: Text
    subdivision: str | None = None
    first: int = FIRST_YEAR
    added: tuple[str, ...] = ()


_WHIT_MONDAYS = ("2005-05-16", "2006-06-05", "2007-05-28")
"""The law 2004-626 of 30 June 2004 made Whit Monday, by default, the unpaid day worked for solidarity; it
stayed a legal holiday (circulaire FP/7 n° 2107 of 27 September 2005, list of the legal holidays of 2006)."""

CALENDARS: dict[str, Calendar] = {
    "FR": Calendar(
        "country_holidays",
        "FR",
        Text("Code du travail, article L3133-1", "Code du travail, article L3133-1"),
        added=_WHIT_MONDAYS,
    ),
    "FR-ALSACE-MOSELLE": Calendar(
        "country_holidays",
        "FR",
        Text(
            "Code du travail, articles L3133-1 et L3134-13", "Code du travail, articles L3133-1 and L3134-13"
        ),
        "57",
        1919,  # French again; the two days of the ordinance of 16 August 1892 stayed
        _WHIT_MONDAYS,
    ),
    "TARGET": Calendar(
        "financial_holidays",
        "ECB",
        Text("Banque centrale européenne, calendrier TARGET", "European Central Bank, TARGET calendar"),
        first=1999,
    ),
}


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

    Source:
        Code du travail, articles L3133-1 and L3134-13, and the laws before them; European Central Bank,
        TARGET operating days.

    Examples:
        >>> feries(2025)[:2]
        array(['2025-01-01', '2025-04-21'], dtype='datetime64[D]')
    """
    if not calendar_named(calendrier).first <= annee <= LAST_YEAR:
        raise not_covered(calendrier, annee)
    days = all_holidays(calendrier)
    start, end = np.searchsorted(days, [np.datetime64(f"{year}-01-01") for year in (annee, annee + 1)])
    return days[start:end]


def weekday_holidays(date: Any, other: Any, calendrier: str = "FR") -> Dates:
    """The holidays from one date to another, in either order, both included, that fall from Monday to Friday.

    Examples:
        >>> weekday_holidays(np.datetime64("2024-12-24"), np.datetime64("2025-01-02"))
        array(['2024-12-25', '2025-01-01'], dtype='datetime64[D]')
    """
    days = all_holidays(calendrier)
    between = (days >= min(date, other)) & (days <= max(date, other)) & np.is_busday(days)
    return np.asarray(days[between])


@lru_cache(maxsize=8)
def all_holidays(calendrier: str) -> Dates:
    """The holidays of all the years covered, in order, read-only."""
    import holidays

    calendar = calendar_named(calendrier)
    maker = getattr(holidays, calendar.family)
    known: Any = type(maker(calendar.name, subdiv=calendar.subdivision))
    carried_on = type(known.__name__, (known,), {"end_year": LAST_YEAR})
    years = range(calendar.first, LAST_YEAR + 1)
    days = np.array(list(carried_on(subdiv=calendar.subdivision, years=years)), "datetime64[D]")
    days = np.union1d(days, np.array(calendar.added, "datetime64[D]"))
    days.flags.writeable = False
    return days


def calendar_named(name: str) -> Calendar:
    """The calendar of that name.

    Raises:
        WrongValue: There is none.
    """
    if name not in CALENDARS:
        known = ", ".join(CALENDARS)
        raise WrongValue(
            f"calendrier inconnu : « {name} » ; connus : {known}",
            f"unknown calendar “{name}”; known: {known}",
            argument="calendrier",
            value=name,
        )
    return CALENDARS[name]


def not_covered(calendrier: str, annee: int) -> NotAvailable:
    """The error of a year outside a calendar, with the years that it covers."""
    first = calendar_named(calendrier).first
    return NotAvailable(
        f"le calendrier « {calendrier} » ne couvre pas l’année {annee} (de {first} à {LAST_YEAR})",
        f"calendar “{calendrier}” does not cover the year {annee} ({first} to {LAST_YEAR})",
        argument="calendrier",
        value=annee,
    )
