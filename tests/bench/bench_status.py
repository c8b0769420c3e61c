"""`status` of many unchanged workbooks, against the promise of so many milliseconds each on one core.

    python tests/bench/bench_status.py [COUNT]

Builds the five shipped conventions, copies their workbooks until there are COUNT of them (200), then compares
each with the model, in this process, imports done. Two series, both judged: files as `build` left them, known
by their parts; and the same, opened and saved by LibreOffice, known by what they say. Prints the processor
time of each and, as a yardstick, openpyxl loading the same files; leaves with 1 when the promise is not kept.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from xlsync.build import build  # noqa: E402
from xlsync.store import Store  # noqa: E402
from xlsync.sync import status  # noqa: E402

COUNT = 200
LIMIT_MS = 20.0
SAMPLE = 10


def copies(built: list[Path], folder: Path, count: int) -> list[Path]:
    """So many files in a folder, each convention in turn."""
    folder.mkdir()
    paths = []
    for rank, source in enumerate(islice(cycle(built), count)):
        path = folder / f"{rank:03}-{source.name}"
        path.write_bytes(source.read_bytes())
        paths.append(path)
    return paths


def saved_again(built: list[Path], folder: Path) -> list[Path]:
    """The workbooks opened and saved by LibreOffice, nothing changed; none where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return []
    command = [program, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "again")]
    subprocess.run([*command, *map(str, built)], check=True, capture_output=True, timeout=300)
    return [folder / "again" / path.name for path in built]


def times(paths: list[Path], work: Callable[[Path], object]) -> Iterator[float]:
    """Milliseconds of processor for each file."""
    for path in paths:
        start = time.process_time()
        work(path)
        yield (time.process_time() - start) * 1000


def shown(name: str, paths: list[Path], store: Store) -> bool:
    """Prints one series, true when it keeps the promise."""
    reports = [status(path, store) for path in paths[:SAMPLE]]
    assert all(report.clean and not report.workbook_changes for report in reports), name
    found = list(times(paths, lambda path: status(path, store)))
    mean = sum(found) / len(found)
    peer = statistics.mean(times(paths[:SAMPLE], load_workbook))
    kept = mean <= LIMIT_MS
    print(f"{name}: {len(paths)} files")
    print(f"{mean:9.2f} ms  each (at most {LIMIT_MS:g}){'' if kept else '   NOT KEPT'}")
    print(f"{max(found):9.2f} ms  the slowest")
    print(f"{peer:9.2f} ms  openpyxl, loading one of them; ratio {mean / peer:.3f}\n")
    return kept


def main() -> int:
    """Runs, prints, judges."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = str(folder / "model.db")
        built = [one.path for one in build(None, folder / "annexes", place).workbooks]
        store = Store.open(place)
        again = saved_again(built, folder)
        kept = shown("untouched", copies(built, folder / "untouched", count), store)
        if again:
            kept &= shown("saved again by LibreOffice", copies(again, folder / "saved", count), store)
        else:
            print("saved again by LibreOffice: not measured, it is not installed")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
