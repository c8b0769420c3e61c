"""Functions in the cells of a real LibreOffice, against the recalculation of the same sheet without them.

    python tests/bench/bench_calc.py [COUNT]

Installs the extension in a profile of its own, fills COUNT rows (10 000) of amounts, then recalculates the
sheet whole: once with a plain formula in the next column, then with a function of each amount, all calls
distinct and new at each round. Prints the microseconds a cell; the best of the rounds is judged. For
information, a tenth as many calls of which none can be foreseen, since each depends on a formula: a request
each. Leaves with 1 when the promise is not kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.addins.desk import Office, user  # noqa: E402

COUNT, ROUNDS = 10_000, 5
LIMIT = 50.0
PLAIN = "=A{0}*0.02"
FUNCTIONS = (
    "=ENERGIE.ECONOMIE(A{0};0.02)",
    "=CEE.VOLUME(A{0};0.02)",
    "=PRET.INTERETS(A{0};0.02;45000;45400)",
    "=PRET.ECHEANCE(A{0};0.02;13)",
)


SINGLE = ("=A{0}*1", "=CEE.VOLUME(B{0};0.02)")
"""A formula, and a call that depends on it."""


def microseconds(office: Office, formulas: Sequence[str], count: int, start: int) -> list[float]:
    """A row's share of each recalculation of a sheet of those formulas, a column each."""
    office("new")
    office("automatic", False)
    rows = [[formula.format(row) for formula in formulas] for row in range(1, count + 1)]
    office("fill", f"B1:{'BC'[len(formulas) - 1]}{count}", rows)
    rounds = [[[float(start + (turn * count) + row)] for row in range(count)] for turn in range(ROUNDS)]
    seconds = office("timed", ROUNDS, f"A1:A{count}", rounds)
    office("close")
    return [one / count * 1e6 for one in seconds]


def main() -> int:
    """Runs, prints, judges."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    kept = True
    with user() as owner:
        owner.xlsync("addin", "remove", "calc")
        owner.install()
        with Office(owner) as office:
            plain = min(microseconds(office, [PLAIN], count, 1_000))
            print(f"{plain:8.1f} µs a cell  {PLAIN.format('n')}")
            for rank, formula in enumerate(FUNCTIONS, 1):
                found = microseconds(office, [formula], count, rank * 1_000_000)
                more = min(found) - plain
                kept = kept and more <= LIMIT
                shown = ", ".join(f"{one:.0f}" for one in found)
                print(f"{more:8.1f} µs more (at most {LIMIT:g})  {formula.format('n')}  rounds: {shown}")
            singly = min(microseconds(office, SINGLE, count // 10, 9_000_000)) - plain
            print(f"{singly:8.1f} µs more (for information)  {SINGLE[1].format('n')}, B a formula")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
