"""`pull` of one typed cell, with a model of one convention and with one of many.

    python tests/bench/bench_pull.py [COUNT]

Makes two stores, one with a shipped convention alone, one with COUNT conventions (300), copies of the shipped
ones under other names. Types a cell of the same annex workbook again and again, and pulls it by the command
line into each store in turn, a process each time. Prints the medians of the processor time of the whole
process and their ratio; leaves with 1 when the many cost more than LIMIT times the one.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from xlsync import conventions  # noqa: E402
from xlsync.annexbook.cells import Reader  # noqa: E402
from xlsync.annexbook.locating import locate  # noqa: E402
from xlsync.annexes import schema  # noqa: E402
from xlsync.build import build  # noqa: E402
from xlsync.model import Cells, cells_of, kind_of, load, unflatten  # noqa: E402
from xlsync.store import Store  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402

COUNT = 300
LIMIT = 1.3
ROUNDS = 9
CONVENTION = "mixeur/aunis-sud"
TYPED = ("contributions", "annee=2025", "utilisateurs")


def copies(count: int) -> Cells:
    """The cells of so many conventions: the one that is pulled, then copies of the shipped ones."""
    shipped = {name: cells_of(load(name)) for name in conventions.shipped()}
    cells = dict(shipped[CONVENTION])
    for rank, name in enumerate(islice(cycle(shipped), count - 1)):
        other = f"{kind_of(name)}/copie-{rank}"
        cells |= {(other, *cell[1:]): text for cell, text in shipped[name].items()}
    return cells


def desk(folder: Path, count: int) -> Path:
    """A folder with the store and the annex workbook of the convention."""
    place = folder / ".xlsync" / "model.db"
    Store.create(place, unflatten(copies(count)), author="bench", origin="bench", message="bench")
    build([CONVENTION], folder, str(place))
    return folder


def type_in(path: Path, number: int) -> None:
    """Types a number into the cell."""
    book = Workbook.open(path)
    places = locate(schema(kind_of(CONVENTION)), book)
    (cell,) = (
        cell
        for cell in Reader(book, places).cells()
        if (cell.table, cell.key_text, cell.column.name) == TYPED
    )
    book.sheet(cell.sheet).set_value((cell.row, cell.at), float(number))
    book.save(path)


def seconds(folder: Path, number: int) -> float:
    """Processor time of the pull of one cell, start of the program included."""
    path = next(folder.glob("*.xlsx"))
    type_in(path, number)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "xlsync", "pull", path.name, "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    held = Store.open(folder / ".xlsync" / "model.db").cells(CONVENTION)[CONVENTION, *TYPED]
    assert held == str(number), held
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Runs, prints, judges."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as name:
        desks = [desk(Path(name) / str(number), number) for number in (1, count)]
        rounds = [[seconds(folder, number) for folder in desks] for number in range(10, 10 + ROUNDS + 1)]
    one, many = (statistics.median(times) for times in zip(*rounds[1:], strict=True))
    kept = many <= LIMIT * one
    print(f"{one:9.3f} s  with 1 convention, processor time of the whole process")
    print(f"{many:9.3f} s  with {count} conventions")
    print(f"{many / one:9.2f}    (at most {LIMIT:g}){'' if kept else '   NOT KEPT'}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
