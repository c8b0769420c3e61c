"""Processor time of the small commands on one convention, each a process of its own.

    python tests/bench/bench_command.py [ROUNDS]

Builds a shipped convention twice, then runs `set` on one and `status`, `log` and `explain` on the other,
ROUNDS times each (9), in turn.
Prints the median of the processor time of the whole process and, beside it, that of a process that only
imports the libraries which the command cannot do without; leaves with 1 when a median exceeds LIMIT.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from xlsync.build import build  # noqa: E402

ROUNDS = 9
LIMIT = 0.5
CONVENTION, FILE = "moby/ille-et-vilaine", "moby-ille-et-vilaine.xlsx"
COMMANDS = {
    "status": (["status", FILE], "typer, pydantic, yaml, sqlalchemy.dialects.sqlite"),
    "log": (["log"], "typer, pydantic, yaml, sqlalchemy.dialects.sqlite, rich.table"),
    "explain": (["explain", FILE, "Annexe 4 Devis!C7"], "typer, pydantic, yaml, numpy"),
    "set": (["set", CONVENTION, "numero_devis"], "typer, pydantic, yaml, sqlalchemy.dialects.sqlite"),
}


def seconds(words: Sequence[str], folder: Path) -> float:
    """Processor time of a process of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Runs, prints, judges."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    own: dict[str, list[float]] = {name: [] for name in COMMANDS}
    libraries: dict[str, list[float]] = {name: [] for name in COMMANDS}
    if sys.dont_write_bytecode:
        print("modules are compiled anew each time: unset PYTHONDONTWRITEBYTECODE\n")
    with tempfile.TemporaryDirectory() as place:
        for folder in (changed := Path(place) / "changed", left := Path(place) / "left"):
            build([CONVENTION], folder, str(folder / ".xlsync" / "model.db"))
        for number in range(rounds + 1):
            for name, (words, imported) in COMMANDS.items():
                folder, more = (changed, [str(number)]) if name == "set" else (left, [])
                own[name].append(seconds(["-m", "xlsync", *words, *more], folder))
                libraries[name].append(seconds(["-c", f"import {imported}"], folder))
    found = {name: statistics.median(times[1:]) for name, times in own.items()}
    for name, median in found.items():
        kept = "" if median <= LIMIT else "   NOT KEPT"
        print(f"{median:9.3f} s  {name} (at most {LIMIT:g}){kept}")
        print(f"{statistics.median(libraries[name][1:]):9.3f} s    its libraries alone")
    return int(any(median > LIMIT for median in found.values()))


if __name__ == "__main__":
    sys.exit(main())
