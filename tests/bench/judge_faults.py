"""Commands killed by the hundred, and a crowd for a minute, as the tests do it for seconds.

    python tests/bench/judge_faults.py [NAME…]

`kills`: 500 commands killed at random moments, every fifth right after it replaced a file. `crowd`: eight
processes that set, pull and push for a minute, on SQLite and, where XLSYNC_TEST_POSTGRESQL names a server,
on PostgreSQL. Leaves with 1 where something was torn, lost, half, left behind or refused.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.conftest import POSTGRESQL, database  # noqa: E402
from tests.xlsync.sync.crowd import crowd  # noqa: E402
from tests.xlsync.sync.desks import MOBY, Desk  # noqa: E402
from tests.xlsync.sync.kills import kills as killed  # noqa: E402
from xlsync.build import build  # noqa: E402
from xlsync.store import Store  # noqa: E402

KILLS, SECONDS, ACCEPTED = 500, 60, 0.95


def kills(folder: Path) -> bool:
    """Counts of what was killed, recovered and wrong."""
    desk_folder = folder / "bureau"
    desk_folder.mkdir()
    build([MOBY], desk_folder, str(desk_folder / "model.db"))
    found = killed(Desk(desk_folder, Store.open(desk_folder / "model.db")), KILLS, random.Random(1))
    print(f"{KILLS} commands, killed before their end: {dict(found.killed)}; recovered: {found.recovered}")
    print(f"  torn {len(found.torn)}, lost {len(found.lost)}, half revisions {len(found.half)}")
    print(f"  left behind {len(found.left)}, next command refused {len(found.refused)}")
    for line in found.faults[:10]:
        print("   ", line)
    return not found.faults


def people(folder: Path) -> bool:
    """Commands of a crowd, by role, on each database."""
    kept = True
    for name, opened in (("SQLite", _sqlite(folder)), ("PostgreSQL", _postgresql())):
        with opened as place:
            if not place:
                print(f"{name}: no server ({POSTGRESQL})")
                continue
            here = folder / name
            here.mkdir()
            build([MOBY], here, place)
            found = crowd(place, here / "moby-ille-et-vilaine.xlsx", here, SECONDS)
            twice = [one.text for one in found.tries if one.text and one.accepted != found.taken[one.text]]
            shares = {role: round(found.share(role), 3) for role in ("set", "pull", "push")}
            print(f"{name}: {len(found.tries)} commands in {SECONDS} s, accepted {shares}")
            print(f"  accepted and not once in the history, or refused and there: {len(twice)}")
            for one in [one for one in found.tries if not one.accepted][:5]:
                print("   ", one.role, one.said[-300:])
            kept = kept and not twice and found.share("set", "pull") >= ACCEPTED
    return kept


@contextlib.contextmanager
def _sqlite(folder: Path):
    yield str(folder / "model.db")


@contextlib.contextmanager
def _postgresql():
    if os.environ.get(POSTGRESQL):
        yield from database()
    else:
        yield ""


PARTS = {"kills": kills, "crowd": people}


def main() -> int:
    """Runs the parts asked for."""
    kept = True
    for name in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            kept = PARTS[name](Path(folder)) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
