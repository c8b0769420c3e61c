"""One cell changed and saved, and many workbooks stamped: this project beside its peers, in one run.

    python tests/bench/bench_write.py [WORKBOOK…]

Takes an annex of some 60 parts, one of some 140, and a sheet of 240 000 cells made on the spot, or the
workbooks given: wolfxl, openpyxl and a copy of the archive change the same cell. Then a thousand copies of an
annex of 698 formulas, each with its own inputs and computed values, by what `recalc --write` writes with;
openpyxl makes a few of them. Processor time, medians of interleaved rounds for one cell, means for the
copies. wolfxl is left out where it is not installed.
Prints ratios; leaves with 1 when one that the project promises is not kept.
"""

from __future__ import annotations

import gc
import io
import random
import statistics
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.recalc.workbooks import write_annex  # noqa: E402
from xlsync.recalc import book_of  # noqa: E402
from xlsync.recalc.template import Template  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402
from xlsync.workbook.alike import Model  # noqa: E402
from xlsync.workbook.values import cell_name  # noqa: E402

ROUNDS = 9
OURS, WOLFXL, OPENPYXL, PARTS = "xlsync", "wolfxl", "openpyxl", "copy of the parts (zipfile)"
ATOMIC = "xlsync, every checksum checked, atomic and flushed"
Place = tuple[str, str]

PROMISED = {
    "moby.xlsx": {WOLFXL: 4.0, OPENPYXL: 80.0, PARTS: 1 / 1.3},
    "intracting.xlsx": {WOLFXL: 6.0, OPENPYXL: 300.0, PARTS: 1 / 1.3},
    "240 000 cells": {WOLFXL: 1 / 1.3},
}
"""How many times faster than each peer, at least."""
STAMPED, STAMPED_BY_OPENPYXL, STAMPS_PROMISED = 1000, 20, 30.0


def target(data: bytes) -> Place:
    """Sheet and name of the first number that is no formula."""
    for sheet in Workbook.from_bytes(data).worksheets():
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.value, float) and not cell.kind:
                return sheet.name, cell_name(row, column)
    raise SystemExit("no number in that workbook")


def large() -> bytes:
    """A sheet of 24 000 rows and 10 columns, texts and numbers."""
    buffer, draw = io.BytesIO(), random.Random(1)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("S")
    for row in range(24_000):
        sheet.write(row, 0, f"t{row % 100}")
        for column in range(1, 10):
            sheet.write(row, column, round(draw.random() * 1000, 2))
    book.close()
    return buffer.getvalue()


def ours(source: Path, target_path: Path, place: Place) -> None:
    book = Workbook.open(source)
    book.sheet(place[0]).set_value(place[1], 42.5)
    target_path.write_bytes(book.to_bytes())


def ours_atomic(source: Path, target_path: Path, place: Place) -> None:
    book = Workbook.open(source)
    book.sheet(place[0]).set_value(place[1], 42.5)
    book.save(target_path)


def by_wolfxl(source: Path, target_path: Path, place: Place) -> None:
    import wolfxl

    book = wolfxl.load_workbook(str(source), modify=True)
    book[place[0]][place[1]] = 42.5
    book.save(str(target_path))


def by_openpyxl(source: Path, target_path: Path, place: Place) -> None:
    book = load_workbook(source)
    book[place[0]][place[1]] = 42.5
    book.save(target_path)


def parts_copied(source: Path, target_path: Path, place: Place) -> None:
    with zipfile.ZipFile(source) as opened, zipfile.ZipFile(target_path, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in opened.namelist():
            copy.writestr(name, opened.read(name))


RUNS: dict[str, Callable[[Path, Path, Place], None]] = {
    OURS: ours,
    ATOMIC: ours_atomic,
    **({WOLFXL: by_wolfxl} if find_spec("wolfxl") else {}),
    OPENPYXL: by_openpyxl,
    PARTS: parts_copied,
}


def medians(data: bytes) -> dict[str, float]:
    """Milliseconds of processor by run, rounds interleaved so that a busy machine slows all alike."""
    place = target(data)
    times: dict[str, list[float]] = {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.xlsx"
        source.write_bytes(data)
        for _ in range(ROUNDS):
            for name, run in RUNS.items():
                gc.collect()  # what one leaves behind is not the time of the next
                copy = Path(folder) / "copie.xlsx"
                start = time.process_time()
                run(source, copy, place)
                times[name].append((time.process_time() - start) * 1000)
                copy.unlink()  # nor the emptying of its file
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    """Runs, prints, judges."""
    warnings.simplefilter("ignore")
    given = [Path(word) for word in sys.argv[1:]] or [
        ROOT / "workbooks" / name for name in PROMISED if name.endswith(".xlsx")
    ]
    sources = {path.name: path.read_bytes() for path in given}
    if not sys.argv[1:]:
        sources["240 000 cells"] = large()
    broken = 0
    for name, data in sources.items():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            print(f"\n{name}: {len(archive.namelist())} parts, {len(data) / 1024:.0f} KiB\n")
        found = medians(data)
        for run, median in found.items():
            wanted = PROMISED.get(name, {}).get(run)
            ratio = median / found[OURS]
            kept = (
                "" if wanted is None else f", promised {wanted:.2f}{'' if ratio >= wanted else '   NOT KEPT'}"
            )
            broken += wanted is not None and ratio < wanted
            print(f"{median:10.2f} ms  {ratio:8.2f} times ours{kept}  {run}")
    if not sys.argv[1:]:
        broken += not stamps()
    return int(broken > 0)


def stamps() -> bool:
    """Copies of one annex, all their inputs and computed values put in; whether the promise is kept."""
    draw = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "annexe.xlsx"
        write_annex(source)
        template = Template(Workbook.open(source))
        typed = [cell for cell, value in template.inputs.items() if isinstance(value, float)]
        drawn = [
            [{cell: round(draw.random() * 1e5, 2) for cell in cells} for cells in (template.outputs, typed)]
            for _ in range(STAMPED)
        ]
        gc.collect()
        start = time.process_time()
        book = Workbook.open(source)
        book_of(book)
        book.package.check()
        model = Model(book)
        for number, (computed, inputs) in enumerate(drawn):
            copy = model.copy()
            assert copy.put(computed, inputs)
            (Path(folder) / f"copie-{number}.xlsx").write_bytes(copy.package.to_bytes())
        own = (time.process_time() - start) / STAMPED * 1000
        read = load_workbook(Path(folder) / f"copie-{STAMPED - 1}.xlsx", data_only=True)
        for cell, value in {**computed, **inputs}.items():
            assert read[cell.sheet].cell(cell.row, cell.column).value == value, cell
        gc.collect()
        start = time.process_time()
        for number, (computed, inputs) in enumerate(drawn[:STAMPED_BY_OPENPYXL]):
            peer = load_workbook(source)
            for cell, value in {**computed, **inputs}.items():
                peer[cell.sheet].cell(cell.row, cell.column).value = value
            peer.save(Path(folder) / f"openpyxl-{number}.xlsx")
        theirs = (time.process_time() - start) / STAMPED_BY_OPENPYXL * 1000
    values = f"{len(typed)} inputs and {len(template.outputs)} computed values"
    print(f"\n{STAMPED} copies of an annex, {values} each\n")
    kept = theirs / own >= STAMPS_PROMISED
    print(f"{own:10.2f} ms each, xlsync")
    said = f"{theirs / own:.2f} times ours, promised {STAMPS_PROMISED}{'' if kept else '   NOT KEPT'}"
    print(f"{theirs:10.2f} ms each, {said}  {OPENPYXL}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
