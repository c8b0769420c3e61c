"""One cell changed in an annex workbook: this project, openpyxl and a copy of the archive, in one run.

    python tests/bench/bench_write.py [WORKBOOK]

Prints medians and ratios; leaves with 1 when a ratio that the project promises is not kept.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.workbook.templates import annex  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402
from xlsync.workbook.values import cell_name  # noqa: E402

ROUNDS = 30
BYTES = "copy of the file's bytes"
SHIPPED = ROOT / "workbooks" / "intracting.xlsx"


def target(data: bytes) -> tuple[str, str]:
    """Sheet and name of the first number that is no formula."""
    for sheet in Workbook.from_bytes(data).worksheets():
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.value, float) and not cell.kind:
                return sheet.name, cell_name(row, column)
    raise SystemExit("no number in that workbook")


def ours(data: bytes, path: Path, place: tuple[str, str]) -> None:
    book = Workbook.from_bytes(data)
    book.sheet(place[0]).set_value(place[1], 42.5)
    path.write_bytes(book.to_bytes())


def ours_atomic(data: bytes, path: Path, place: tuple[str, str]) -> None:
    book = Workbook.from_bytes(data)
    book.sheet(place[0]).set_value(place[1], 42.5)
    book.save(path)


def by_openpyxl(data: bytes, path: Path, place: tuple[str, str]) -> None:
    book = load_workbook(io.BytesIO(data))
    book[place[0]][place[1]] = 42.5
    book.save(path)


def parts_copied(data: bytes, path: Path, place: tuple[str, str]) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            copy.writestr(name, source.read(name))


def bytes_copied(data: bytes, path: Path, place: tuple[str, str]) -> None:
    path.write_bytes(bytes(bytearray(data)))


RUNS: dict[str, Callable[[bytes, Path, tuple[str, str]], None]] = {
    "change one cell, save (xlsync)": ours,
    "the same, written atomically and flushed to the disk": ours_atomic,
    "change one cell, save (openpyxl)": by_openpyxl,
    "copy of the archive's parts (zipfile)": parts_copied,
    BYTES: bytes_copied,
}


def medians(data: bytes) -> dict[str, float]:
    """Milliseconds by run, rounds interleaved so that a busy machine slows all alike."""
    place, times = target(data), {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, run in RUNS.items():
                start = time.perf_counter()
                run(data, Path(folder) / "copie.xlsx", place)
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    """Runs, prints, judges."""
    warnings.simplefilter("ignore")
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    data = source.read_bytes() if source.exists() else annex()
    name = source.name if source.exists() else "generated annex"
    print(f"{name}, {len(data) / 1024:.0f} KiB, {ROUNDS} rounds\n")
    found = medians(data)
    ours_now = found["change one cell, save (xlsync)"]
    for name, median in found.items():
        print(f"{median:9.2f} ms  {name}")
    judged = {
        "write / openpyxl (at most 0.20)": (ours_now / found["change one cell, save (openpyxl)"], 0.2),
        "write / copy of the parts (at most 3)": (
            ours_now / found["copy of the archive's parts (zipfile)"],
            3.0,
        ),
    }
    print()
    for name, (ratio, limit) in judged.items():
        print(f"{ratio:9.3f}     {name}{'' if ratio <= limit else '   NOT KEPT'}")
    print(f"{ours_now / found[BYTES]:9.1f}     write / copy of the bytes (for information)")
    return int(any(ratio > limit for ratio, limit in judged.values()))


if __name__ == "__main__":
    sys.exit(main())
