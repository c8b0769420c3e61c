"""Local time of France and UTC, over whole columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
"""Seconds since 1970-01-01 00:00, of UTC or as a clock in France shows them."""
Flags = NDArray[np.bool_]

HOUR = 3600
PARIS = "Europe/Paris"


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
    shown = pd.DatetimeIndex(local.astype("datetime64[s]"))
    is_first = pd.Series(local).groupby(local).cumcount().to_numpy() == 0
    known = shown.tz_localize(PARIS, ambiguous=is_first, nonexistent="NaT")
    skipped = np.asarray(known.isna())
    utc = _seconds(known.tz_convert(None))
    return np.where(skipped, local - HOUR, utc), skipped


def local_of(utc: Seconds) -> Seconds:
    """What a clock in France shows.

    Args:
        utc: Instants, (N,).
    """
    instants = pd.DatetimeIndex(utc.astype("datetime64[s]"), tz="UTC")
    return _seconds(instants.tz_convert(PARIS).tz_localize(None))


def month_starts(months: NDArray[np.datetime64]) -> Seconds:
    """The instants at which months begin in France.

    Args:
        months: `datetime64[M]`, (N,).
    """
    return utc_of(months.astype("datetime64[s]").astype(np.int64))[0]


def _seconds(found: pd.DatetimeIndex) -> Seconds:
    return found.to_numpy().astype("datetime64[s]").astype(np.int64)
