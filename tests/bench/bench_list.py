"""A list of members, from the list to the annexes to sign, full size.

    python tests/bench/bench_list.py [--members N] [--seed S] [--jobs N] [--clustered N] [--printed N]

A list of N members (1 200) made at random: `add` (dry run, then for good), `build` ended by SIGKILL
at a third and by Ctrl-C at two thirds, then ended; some built again on a Dask cluster, a worker of which is
killed; `totals` of a year against annexe 2 in exact fractions; `print` of ten. Prints the wall and processor
seconds of each step; leaves with a trace where a step is not what it must be.
Needs Dask and LibreOffice, and the tariff as printed (`XLSYNC_SHARED`).
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.roster import members  # noqa: E402
from tests.story import Story  # noqa: E402


def main() -> int:
    """Runs the steps, prints their times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--clustered", type=int, default=200)
    parser.add_argument("--printed", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder), members(asked.members, asked.seed), asked.jobs)
        story.taken()
        killed = story.interrupted(signal.SIGKILL, asked.members // 3)
        ended = story.interrupted(signal.SIGINT, 2 * asked.members // 3)
        print(f"workbooks that stand after SIGKILL: {killed}, after SIGINT: {ended}; none torn")
        story.resumed()
        some = story.names[: asked.clustered]
        story.clustered(some, len(some) // 2)
        print(f"total of the year: {float(story.totalled()):.2f} EUR, as annexe 2 gives it, member by member")
        story.printed(story.names[: asked.printed])
        print(f"{'step':36} {'wall (s)':>9} {'cpu (s)':>9}")
        for said, (wall, cpu) in story.times.items():
            print(f"{said:36} {wall:9.1f} {cpu:9.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
