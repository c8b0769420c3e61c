"""Every table of an annex workbook read: this project and openpyxl, in one run.

    python tests/bench/bench_read.py [WORKBOOK…]

Prints the processor time of each and the ratios; leaves with 1 when the ratio that the project promises is
not kept by one of the workbooks.
"""

from __future__ import annotations

import datetime
import gc
import io
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from udfs.serials import serial_from_date  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402
from xlsync.workbook.values import Range  # noqa: E402

ROUNDS = 25
LIMIT = 1 / 8
OURS, PEER = "xlsync: values", "openpyxl: values"
Rows = dict[str, list[dict[str, Any]]]


def ours(data: bytes) -> Rows:
    """Values of each table, by row and heading."""
    book = Workbook.from_bytes(data)
    return {name: book.values(table) for name, table in book.tables.items()}


def with_formulas(data: bytes) -> Rows:
    """Value, formula and address of each cell of each table."""
    book = Workbook.from_bytes(data)
    return {name: book.rows(table) for name, table in book.tables.items()}


def by_openpyxl(data: bytes) -> Rows:
    """Values of each table by openpyxl."""
    return {
        table.displayName: _rows(sheet, Range.parse(table.ref), table.totalsRowCount or 0)
        for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets
        for table in sheet.tables.values()
    }


def _rows(sheet: Any, ref: Range, totals: int) -> list[dict[str, Any]]:
    headings, *rows = sheet.iter_rows(
        min_row=ref.first_row,
        max_row=ref.last_row - totals,
        min_col=ref.first_column,
        max_col=ref.last_column,
        values_only=True,
    )
    return [dict(zip(headings, row, strict=True)) for row in rows]


def read_only(data: bytes) -> int:
    """openpyxl at its lightest, on the sheets that hold tables: it does not say where the tables are."""
    sheets = {table.sheet for table in Workbook.from_bytes(data).tables.values()}
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(1 for name in sheets for _ in book[name].iter_rows(values_only=True))


RUNS: dict[str, Callable[[bytes], Any]] = {
    OURS: ours,
    "xlsync: values, formulas and addresses": with_formulas,
    PEER: by_openpyxl,
    "openpyxl: read_only, the same sheets whole": read_only,
}


def same_cells(data: bytes) -> int:
    """Number of cells read, once it is sure that both sides read the same."""
    mine, theirs = ours(data), by_openpyxl(data)
    assert mine.keys() == theirs.keys()
    count = 0
    for name, rows in mine.items():
        for row, other in zip(rows, theirs[name], strict=True):
            count += len(row)
            for value, same in zip(row.values(), other.values(), strict=True):
                assert _plain(value) == _plain(same), (name, value, same)
    return count


def _plain(value: Any) -> Any:
    """openpyxl makes a date of a number by its format, and nothing of an empty text."""
    if isinstance(value, datetime.date):
        return serial_from_date(value)
    return value or None if isinstance(value, str) else value


def medians(data: bytes) -> dict[str, float]:
    """Milliseconds of processor by run, rounds interleaved so that a busy machine slows all alike."""
    times: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name, run in RUNS.items():
            gc.collect()  # what the run before left behind is not this one's work
            start = time.process_time()
            run(data)
            times[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    """Runs, prints, judges."""
    warnings.simplefilter("ignore")
    given = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "workbooks").glob("*.xlsx"))
    kept = True
    for source in given:
        data = source.read_bytes()
        print(f"{source.name}: {same_cells(data)} cells in tables, {ROUNDS} rounds")
        found = medians(data)
        for name, median in found.items():
            print(f"{median:9.2f} ms  {name}")
        ratio = found[OURS] / found[PEER]
        kept = kept and ratio <= LIMIT
        verdict = "" if ratio <= LIMIT else "   NOT KEPT"
        print(f"{ratio:9.3f}     ours / openpyxl (at most {LIMIT}): {1 / ratio:.1f} times faster{verdict}\n")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
