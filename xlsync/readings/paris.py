"""Local time of France and UTC, over whole columns.

Summer time begins on the last Sunday of March and ends on the last Sunday of October, at 01:00 UTC (directive
2000/84/CE, articles 2 and 3; order of 3 April 2001). The rule is computed here because a system may lack the
database of time zones.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
"""Seconds since 1970-01-01 00:00, of UTC or as a clock in France shows them."""
Flags = NDArray[np.bool_]

HOUR = 3600
WINTER, SUMMER = HOUR, 2 * HOUR
_DAY = 24 * HOUR
_MONDAY = 3
"""1 January 1970 was a Thursday: its rank when Monday is 0."""


def utc_of(local: Seconds) -> tuple[Seconds, Flags]:
    """Instants of what a clock in France shows, in the order in which it was read.

    In October the clock shows an hour twice: of a time shown twice, the first is in summer time, the others
    in winter time.

    Args:
        local: Shown times, (N,).

    Returns:
        UTC, (N,), and where the clock never shows that time: the hour that March skips.

    Examples:
        >>> twice = np.array(["2026-10-25T02:30", "2026-10-25T02:30"], "datetime64[s]").astype(np.int64)
        >>> utc_of(twice)[0].astype("datetime64[s]").astype(str).tolist()
        ['2026-10-25T00:30:00', '2026-10-25T01:30:00']
    """
    spring, autumn = _changes(local)
    skipped = (local >= spring + WINTER) & (local < spring + SUMMER)
    summer = (local >= spring + SUMMER) & (local < autumn + SUMMER)
    twice = (local >= autumn + WINTER) & (local < autumn + SUMMER)
    if twice.any():
        shown = pd.Series(local[twice])
        summer[twice] = (shown.groupby(shown).cumcount() == 0).to_numpy()
    return local - np.where(summer, SUMMER, WINTER), skipped


def local_of(utc: Seconds) -> Seconds:
    """What a clock in France shows.

    Args:
        utc: Instants, (N,).
    """
    spring, autumn = _changes(utc)
    return utc + np.where((utc >= spring) & (utc < autumn), SUMMER, WINTER)


def month_starts(months: NDArray[np.datetime64]) -> Seconds:
    """The instants at which months begin in France.

    Args:
        months: `datetime64[M]`, (N,).
    """
    return utc_of(months.astype("datetime64[s]").astype(np.int64))[0]


def _changes(seconds: Seconds) -> tuple[Seconds, Seconds]:
    """The instants at which summer time begins and ends, in the year of each."""
    years = seconds.astype("datetime64[s]").astype("datetime64[Y]")
    return _last_sunday(years, 3), _last_sunday(years, 10)


def _last_sunday(years: NDArray[np.datetime64], month: int) -> Seconds:
    """01:00 on the last Sunday of a month of 31 days."""
    last = (years.astype("datetime64[M]") + (month - 1)).astype("datetime64[D]").astype(np.int64) + 30
    return (last - (last + _MONDAY + 1) % 7) * _DAY + HOUR
