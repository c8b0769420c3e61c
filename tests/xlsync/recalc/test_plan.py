"""A refresh of cached values told before it is done."""

import shutil
from pathlib import Path

from tests.shared import ROOT
from xlsync.recalc.runner import recalculate
from xlsync.workbook import Workbook


def test_a_dry_run_tells_the_values_that_it_would_write(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    shutil.copy(ROOT / "workbooks" / "moby.xlsx", path)
    (first,) = recalculate([path], write=True)
    assert first.error is None
    book = Workbook.open(path)
    place = next(
        (sheet.name, where)
        for sheet in book.worksheets()
        for where, cell in sheet.cells.items()
        if cell.kind == "normal" and isinstance(cell.value, float) and cell.value
    )
    right = book.sheet(place[0]).cell(place[1]).value
    book.sheet(place[0]).set_cached(place[1], -1.5)
    book.save(path)
    before = path.read_bytes()
    (told,) = recalculate([path], write=True, dry_run=True)
    assert path.read_bytes() == before
    assert (told.written, told.error) == (False, None)
    assert told.plan is not None
    assert (-1.5, right) in [(one.before, one.after) for one in told.plan.cells]
    (done,) = recalculate([path], write=True)
    assert done.written
    assert set(done.parts) == set(told.plan.receipt.parts)
