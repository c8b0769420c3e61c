"""Dates with their time, as meters write them, into instants: a whole column at once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from udfs.serials import serial_from_date
from xlsync.readings.paris import HOUR, Flags, Seconds, utc_of
from xlsync.tables.grid import is_blank

_DAY = 24 * HOUR
_BODY = (
    r"^(\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?)"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_FORMS = (
    "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S.%f",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d",
)  # fmt: skip
"""Day before month: a month before its day is not guessed."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The instants of a column.

    Attributes:
        utc: Seconds since 1970-01-01 00:00 UTC, (N,); 0 where there is none.
        unread: Where a cell is no date with its time, or blank, (N,).
        skipped: Where no clock in France ever showed it: the hour that March skips, (N,).
        offsets: How many say their offset to UTC.
    """

    utc: Seconds
    unread: Flags
    skipped: Flags
    offsets: int


def read_stamps(cells: Sequence[object], first_day: float | None, *, ends: bool = False) -> Stamps:
    """The instants that cells say.

    Args:
        cells: (N,), texts (ISO or French, with or without an offset to UTC) or numbers of a spreadsheet.
        first_day: Serial of 1 January 1970 in the spreadsheet; None where numbers are no dates.
        ends: They end steps: 02:00 on the day of March is then the end of the last hour of winter time.

    Without an offset they are what a clock in France shows. A column from the last to the first is read from
    its end, so that the hour shown twice in October stays in order.
    """
    numbers = np.array(
        [cell if isinstance(cell, int | float) and not isinstance(cell, bool) else np.nan for cell in cells],
        np.float64,
    )
    texts = pd.Series([cell.strip() if isinstance(cell, str) else None for cell in cells], dtype="str")
    shown, offset = _of_texts(texts)
    if first_day is not None:
        is_number = np.isfinite(numbers)
        rounded = np.rint((np.where(is_number, numbers, first_day) - first_day) * _DAY)
        shown = np.where(is_number & (np.abs(rounded) < 2**53), rounded, shown)
    unread = ~np.isfinite(shown)
    local = np.where(unread, 0, shown).astype(np.int64)
    known = np.isfinite(offset)
    naive = ~known & ~unread
    utc = local - np.where(known, offset, 0).astype(np.int64)
    skipped = np.zeros(len(local), bool)
    if naive.any():
        order = np.flatnonzero(naive)
        if local[order[0]] > local[order[-1]]:
            order = order[::-1]
        utc[order], skipped[order] = utc_of(local[order])
        if ends:
            skipped[order] &= utc_of(local[order] - 1)[1]
    return Stamps(np.where(unread, 0, utc), unread, skipped, int((known & ~unread).sum()))


def _of_texts(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Shown seconds and seconds of offset of texts, NaN where there are none."""
    parts = texts.str.extract(_BODY)
    body = parts[0].str.replace(r"[T ]+", " ", regex=True)
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    first = body.dropna().head(1)
    for form in sorted(_FORMS, key=lambda form: not _reads(first, form)):
        left = body.notna() & found.isna()
        if not left.any():
            break
        read = pd.to_datetime(body[left], format=form, errors="coerce")
        found[left] = read.astype("datetime64[s]")
    shown = found.to_numpy().astype(np.int64).astype(np.float64)
    shown[found.isna().to_numpy()] = np.nan
    written = parts[1].str.replace("Z|UTC", "+0000", regex=True).str.replace(":", "")
    hours = pd.to_numeric(written.str[1:3]).to_numpy(np.float64)
    minutes = pd.to_numeric(written.str[3:5]).to_numpy(np.float64)
    sign = np.where((written.str[0] == "-").to_numpy(bool), -1, 1)
    return shown, sign * (hours * HOUR + minutes * 60)


def _reads(texts: pd.Series, form: str) -> bool:
    return bool(pd.to_datetime(texts, format=form, errors="coerce").notna().all())


def with_hours(days: Sequence[object], hours: Sequence[object]) -> list[object]:
    """Days and their times, of two columns, as one: texts side by side, numbers added."""
    found: list[object] = []
    for day, hour in zip(days, hours, strict=True):
        if isinstance(day, str) and isinstance(hour, str):
            found.append(f"{day.strip()} {hour.strip()}")
        elif isinstance(day, int | float) and isinstance(hour, int | float):
            found.append(day + hour)
        else:
            found.append(day if is_blank(hour) else None)
    return found


def epoch(date1904: bool) -> float:
    """Serial of 1 January 1970 in a spreadsheet.

    Examples:
        >>> epoch(False), epoch(True)
        (25569.0, 24107.0)
    """
    return serial_from_date(datetime.date(1970, 1, 1), date1904)
