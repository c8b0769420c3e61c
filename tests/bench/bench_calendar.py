"""Days at array speed: this project, pyxirr and NumPy, in one run, on one thread.

    python tests/bench/bench_calendar.py [DATES]

Measures the rules themselves, checks and all, on random dates. Prints the nanoseconds that one item takes
and the ratios; leaves with 1 when a ratio that the project promises is not kept.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402
import pyxirr  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from udfs import calendar  # noqa: E402
from udfs.rules import jours  # noqa: E402

ROUNDS = 25
SHARE = 20
"""pyxirr counts one pair of dates a call: it is given one in so many."""
COUNTING, ADJUSTING = 40, 10

Run = tuple[Callable[[], Any], int]


def years_by_pyxirr(first: Any, last: Any, name: Any = "30E/360") -> list[float]:
    """One call a pair, from lists of dates; the name of the base as text is its fastest spelling."""
    count = pyxirr.year_fraction
    return [count(start, end, name) for start, end in zip(first, last, strict=True)]


def counting(first: Any, last: Any) -> dict[str, Run]:
    """30E/360 by each."""
    some, others = first[::SHARE], last[::SHARE]
    started, ended = some.tolist(), others.tolist()
    european = pyxirr.DayCount.THIRTY_E_360
    assert years_by_pyxirr(started, ended) == jours.fraction(some, others).tolist()
    return {
        "udfs: jours.fraction": (lambda: jours.fraction(first, last), first.size),
        "udfs: jours.nombre": (lambda: jours.nombre(first, last), first.size),
        "pyxirr: the same arrays": (
            lambda: years_by_pyxirr(some.tolist(), others.tolist()),
            some.size,
        ),
        "pyxirr: lists of dates made beforehand": (lambda: years_by_pyxirr(started, ended), some.size),
        "pyxirr: the same, base as a DayCount": (
            lambda: years_by_pyxirr(started, ended, european),
            some.size,
        ),
    }


def adjusting(dates: Any) -> dict[str, Run]:
    """The next French working day by each."""
    years = range(*(int(str(day)[:4]) + more for day, more in ((dates.min(), 0), (dates.max(), 2))))
    holidays = np.concatenate([calendar.feries(year) for year in years])
    known = np.busdaycalendar(holidays=holidays)

    def by_numpy() -> Any:
        return np.busday_offset(dates, 0, roll="following", busdaycal=known)

    assert np.array_equal(jours.ajuster(dates), by_numpy())
    return {
        "udfs: jours.ajuster": (lambda: jours.ajuster(dates), dates.size),
        "numpy: busday_offset, the same holidays": (by_numpy, dates.size),
    }


def medians(runs: dict[str, Run]) -> dict[str, float]:
    """Nanoseconds an item by run, rounds interleaved so that a busy machine slows all alike."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (run, items) in runs.items():
            gc.collect()
            start = time.process_time()
            run()
            times[name].append((time.process_time() - start) / items * 1e9)
    return {name: statistics.median(values) for name, values in times.items()}


def judged(title: str, runs: dict[str, Run], ours: str, peer: str, limit: float) -> bool:
    """Prints the medians and the ratio of a peer to ours; True when it is at least the limit."""
    found = medians(runs)
    print(title)
    for name, median in found.items():
        print(f"{median:9.2f} ns  {name}   {median / found[ours]:.1f}")
    ratio = found[peer] / found[ours]
    print(f"{ratio:9.1f}     times (at least {limit}){'' if ratio >= limit else '   NOT KEPT'}\n")
    return ratio >= limit


def main() -> int:
    """Runs, prints, judges."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    random = np.random.default_rng(1)
    first = np.datetime64("2020-01-01") + random.integers(0, 36 * 365, size)
    last = first + random.integers(1, 20 * 365, size)
    print(f"{size:,} dates, {ROUNDS} rounds, fresh outputs")
    kept = [
        judged(
            "30E/360",
            counting(first, last),
            "udfs: jours.fraction",
            "pyxirr: the same arrays",
            COUNTING,
        ),
        judged(
            "Next working day, calendar FR",
            adjusting(first),
            "udfs: jours.ajuster",
            "numpy: busday_offset, the same holidays",
            ADJUSTING,
        ),
    ]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
