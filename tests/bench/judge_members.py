"""The shipped workbooks with random inputs: the batch engine against LibreOffice with the add-in.

    python tests/bench/judge_members.py [KIND…] [--members N] [--seed S] [--list N]

For each workbook of `workbooks/` (or of those kinds), N members (100): every typed cell that a formula reads
may be changed, within what it may hold or beyond (zeros, blanks, negative and very large numbers, texts
where a number is due, wrong choices, dates). A document that stays open in a LibreOffice with the extension
is given each member's inputs, recalculates everything, and every formula is compared: the kind of an error, a
number within 1e-9 of the greater one. Then `evaluate` of each member alone must give what the batch gave, to
the bit. Prints the cells compared and those that differ, with both values. Leaves with 1 where some do. See
`tests/members.py` for what Calc is known to do, which is counted apart.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.members import WORKBOOKS, Drawn, Verdict, apart, computed, judged, shown  # noqa: E402
from tests.xlsync.addins.desk import Office, user  # noqa: E402


def main() -> int:
    """Runs, prints, judges."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--list", type=int, default=12)
    asked = parser.parse_args()
    paths = sorted(path for path in WORKBOOKS.glob("*.xlsx") if not asked.kinds or path.stem in asked.kinds)
    wrong = 0
    with user() as owner:
        owner.xlsync("addin", "remove", "calc")
        owner.install()
        with Office(owner) as office:
            for path in paths:
                start = time.perf_counter()
                drawn = computed(path, asked.members, asked.seed)
                differing = apart(drawn)
                found = judged(office, owner, drawn)
                _tell(drawn, found, differing, asked.list, time.perf_counter() - start)
                wrong += bool(found.different or differing or drawn.missing)
    return int(bool(wrong))


def _tell(drawn: Drawn, found: Verdict, differing: Sequence[Any], most: int, seconds: float) -> None:
    count = sum(map(len, found.different.values()))
    print(
        f"{drawn.path.stem}: {len(drawn.members)} members × {len(drawn.values)} cells; different: {count} in "
        f"{len(found.different)} cells; not as alone: {len(differing)}; not computed: {len(drawn.missing)}; "
        f"{seconds:.0f} s"
    )
    for reason, times in found.habits.most_common():
        print(f"  Calc alone, {times}: {reason}")
    for cell, differences in [*found.different.items()][:most]:
        rank, ours, theirs = differences[0]
        print(
            f"  {cell}: {len(differences)} members, the first {rank}: {ours!r}, LibreOffice {shown(theirs)}"
        )
    for rank, cell, batch, alone in differing[:most]:
        print(f"  {cell}, member {rank}: {batch!r} in the batch, {alone!r} alone")
    for text in drawn.missing[:most]:
        print(f"  {text} is not computed")


if __name__ == "__main__":
    sys.exit(main())
