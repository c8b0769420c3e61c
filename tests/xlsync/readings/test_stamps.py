"""Instants from what meters write, against the database of time zones."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xlsync.readings.written import PARIS, UTC
from xlsync.readings.paris import local_of, utc_of
from xlsync.readings.stamps import epoch, read_stamps, with_hours


def utc(*written: object, ends: bool = False) -> list[str]:
    found = read_stamps(written, epoch(False), ends=ends)
    return found.utc.astype("datetime64[s]").astype(str).tolist()


@given(st.datetimes(datetime.datetime(1996, 11, 1), datetime.datetime(2099, 12, 31)))
def test_the_hour_of_paris_is_that_of_the_database(moment):
    instant = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = np.array([int(instant.timestamp())])
    offset = instant.astimezone(PARIS).utcoffset()
    assert local_of(seconds)[0] - seconds[0] == offset.total_seconds()
    if not instant.astimezone(PARIS).fold:
        assert utc_of(local_of(seconds))[0][0] == seconds[0]


@pytest.mark.parametrize(
    "written",
    ["2026-01-01T00:30:00+01:00", "2026-01-01 00:30", "2026-01-01 00:30:00", "01/01/2026 00:30",
     "1/1/2026 0:30", "01/01/2026 00:30:00", "2025-12-31T23:30:00Z", "2025-12-31 23:30:00.000 UTC",
     "01/01/2026 00:30 +0100", 46023 + 0.5 / 24],
)  # fmt: skip
def test_ways_to_write_an_instant(written):
    assert utc(written) == ["2025-12-31T23:30:00"]


def test_ways_may_be_mixed():
    assert utc("2026-07-01 02:00", "01/07/2026 02:10", "2026-07-01T00:20:00Z") == [
        "2026-07-01T00:00:00",
        "2026-07-01T00:10:00",
        "2026-07-01T00:20:00",
    ]


@pytest.mark.parametrize("written", [None, "", "hier", "2026-13-01 00:00", "31/02/2026 10:00", "24:00", True])
def test_what_is_no_instant_is_said(written):
    assert read_stamps([written, "2026-01-01 00:00"], None).unread.tolist() == [True, False]


def test_the_hour_shown_twice_in_october_is_two_hours():
    shown = ["25/10/2026 01:30", "25/10/2026 02:00", "25/10/2026 02:30", "25/10/2026 02:00",
             "25/10/2026 02:30", "25/10/2026 03:00"]  # fmt: skip
    hours = ["2026-10-24T23:30", "2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T01:00",
             "2026-10-25T01:30", "2026-10-25T02:00"]  # fmt: skip
    assert utc(*shown) == [f"{hour}:00" for hour in hours]
    assert utc(*reversed(shown)) == [f"{hour}:00" for hour in reversed(hours)]


def test_the_hour_that_march_skips_was_never_shown():
    found = read_stamps(
        ["29/03/2026 01:59", "29/03/2026 02:00", "29/03/2026 02:59", "29/03/2026 03:00"], None
    )
    assert found.skipped.tolist() == [False, True, True, False]
    assert read_stamps(["2026-03-29T02:30:00+02:00"], None).skipped.tolist() == [False]


def test_the_end_of_the_last_hour_before_it_is():
    assert utc("29/03/2026 02:00", ends=True) == ["2026-03-29T01:00:00"]
    assert not read_stamps(["29/03/2026 02:00"], None, ends=True).skipped.any()
    assert read_stamps(["29/03/2026 02:10"], None, ends=True).skipped.all()


def test_days_and_times_of_two_columns():
    assert with_hours(["01/01/2026", 46023.0, "01/01/2026"], ["00:30", 0.5, None]) == [
        "01/01/2026 00:30",
        46023.5,
        "01/01/2026",
    ]
