"""Counts the schedules that differ from rational arithmetic; it must print 0 wrong.

    python -m tests.bench.check_exact [--loans 20000] [--long 1000]

Random loans of every profile, deferral and periodicity, in one array and one by one: as many with random
rates as with rates in steps of 0.05 %; then loans of 360 payments, then loans with dates, broken first
periods and exact days.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace

from tests.udfs.rules.pret.compare import wrong
from tests.udfs.rules.pret.exact import Loan, dated, random_loan


def report(label: str, loans: list[Loan]) -> int:
    """Prints one line; the number of wrong schedules."""
    start = time.perf_counter()
    found = wrong(loans)
    print(f"{label}: {len(found)} wrong of {len(loans)} ({time.perf_counter() - start:.0f} s)", flush=True)
    for loan in found[:3]:
        print(f"  {loan}")
    return len(found)


def main() -> int:
    """Every series in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loans", type=int, default=20_000)
    parser.add_argument("--long", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    total = report("random rates", [random_loan(chance, False) for _ in range(asked.loans)])
    total += report("rates in steps of 0.05 %", [random_loan(chance, True) for _ in range(asked.loans)])
    long = [replace(random_loan(chance, k % 2 == 0), payments=360, yearly=12) for k in range(asked.long)]
    total += report("360 payments", long)
    days = [dated(random_loan(chance, k % 2 == 0), chance) for k in range(asked.loans // 10)]
    total += report("dates, broken first periods, exact days", days)
    print(f"{total} wrong")
    return int(total > 0)


if __name__ == "__main__":
    raise SystemExit(main())
