"""`python -m tests.parity [--write]`: replays the calls through every host; exits with 1 on a difference."""

from __future__ import annotations

import sys

from tests.parity.hosts import HOSTS
from tests.parity.report import replay, text, write


def main() -> int:
    """Prints the table, or writes it into the page of the hosts."""
    tallies = {column: tally for host in HOSTS for column, tally in replay(host).items()}
    unexplained = [f"{column}: {one}" for column, tally in tallies.items() for one in tally.unexplained]
    print("\n".join(unexplained), file=sys.stderr)
    if "--write" in sys.argv:
        write(tallies)
    else:
        print(text(tallies))
    return int(bool(unexplained))


if __name__ == "__main__":
    raise SystemExit(main())
