"""Hostile and broken workbooks read by the commands: what each says, its memory and its processor time.

    python tests/bench/bench_hostile.py [MUTATIONS]

Each file of `tests/xlsync/workbook/hostile.py` goes to `check`, `status`, `recalc` and `pull`, a process
each; then 5 000 mutations of the shipped workbooks are read, checked and grown in one process. Leaves with 1
when a traceback is shown, when a refusal takes 200 MB, or 40 MB beyond what the command takes for a sound
workbook, when a file that is read (the one of 100 000 long texts) takes 150 MB beyond, when one takes 5 s of
processor, or when a mutation is neither refused nor read.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.workbook.hostile import HOSTILE, mutated  # noqa: E402
from udfs.errors import UdfError  # noqa: E402
from xlsync.annexbook.annex import read_annex  # noqa: E402
from xlsync.annexbook.checking import problems_of  # noqa: E402
from xlsync.annexbook.identify import identify  # noqa: E402
from xlsync.errors import XlsyncError  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402
from xlsync.workbook.contents import contents_of  # noqa: E402
from xlsync.workbook.resize_rows import resize_rows  # noqa: E402

MEMORY, READ, SECONDS = 200, 150, 5.0
REFUSED = 2
COMMANDS = ("check", "status", "recalc", "pull")
CONVENTION = "mixeur/aunis-sud"


def run(command: str, path: Path) -> tuple[int, str, float, float]:
    """Code, what is said, megabytes and seconds of processor of one command."""
    before = os.times()
    words = [sys.executable, "-m", "xlsync", "--lang", "en", command, str(path)]
    launched = ["/usr/bin/time", "-q", "-f", "%M", *words]
    done = subprocess.run(launched, capture_output=True, text=True, cwd=path.parent, check=False)
    after = os.times()
    *said, memory = done.stderr.strip().splitlines()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return done.returncode, "\n".join(said), int(memory) / 1024, spent


def judge_files(folder: Path) -> int:
    """Each hostile file by each command; how many are not refused as they should be."""
    faults = 0
    words = [sys.executable, "-m", "xlsync", "build", CONVENTION]
    subprocess.run(words, cwd=folder, check=False, capture_output=True)
    path = next(folder.rglob("*.xlsx"))
    sound = path.read_bytes()
    own = {command: run(command, path) for command in COMMANDS}
    print("| file | command | code | MB | s | said |\n| --- | --- | ---: | ---: | ---: | --- |")
    for name, make in HOSTILE.items():
        path.write_bytes(make(sound))
        for command in COMMANDS:
            code, said, memory, seconds = run(command, path)
            wrong = "Traceback" in said or "fault of the program" in said
            most = max(MEMORY, own[command][2] + 40) if code == REFUSED else own[command][2] + READ
            wrong |= memory > most or seconds > SECONDS + own[command][3]
            faults += wrong
            first = said.strip().splitlines()[-1] if said.strip() else ""
            mark = " **fault**" if wrong else ""
            print(
                f"| {name} | {command} | {code} | {memory:.0f} | {seconds:.1f} | {first[:110]}{mark} |",
                flush=True,
            )
    return faults


def use(data: bytes) -> None:
    """All that a command may read of a workbook, and a table that grows."""
    book = Workbook.from_bytes(data)
    book.package.check()
    for sheet in book.worksheets():
        _ = sheet.cells, sheet.values, sheet.protected
    contents_of(book)
    problems_of(read_annex(book, identify(book, Path("a.xlsx")), file="a.xlsx"))
    for table in list(book.tables.values())[:2]:
        resize_rows(book, table.display_name, table.data.last_row - table.data.first_row + 2)
    book.to_bytes()


def judge_mutations(count: int) -> int:
    """Mutations of the shipped workbooks: read, refused, or a fault of the program."""
    draw, found = random.Random(20_261), Counter[str]()
    sources = [path.read_bytes() for path in sorted((ROOT / "workbooks").glob("*.xlsx"))]
    longest = 0.0
    for rank in range(count):
        data = mutated(sources[rank % len(sources)], draw)
        start = time.process_time()
        try:
            use(data)
            found["read"] += 1
        except (XlsyncError, UdfError):
            found["refused"] += 1
        except Exception:
            found["fault"] += 1
            traceback.print_exc()
        longest = max(longest, time.process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{count} mutations: {dict(found)}; the longest {longest:.1f} s; {memory:.0f} MB in one process")
    return found["fault"] + (longest > SECONDS)


def main() -> int:
    """Runs, prints, judges."""
    with tempfile.TemporaryDirectory() as folder:
        faults = judge_files(Path(folder))
    return int(faults + judge_mutations(int(sys.argv[1]) if len(sys.argv) > 1 else 5000) > 0)


if __name__ == "__main__":
    sys.exit(main())
