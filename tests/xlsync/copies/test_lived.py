"""Native copies of annexes with a history: advance paid and repaid early, energy followed month by month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.oracle import libreoffice_values
from tests.xlsync.build.opened import annex_of
from tests.xlsync.build.test_lived import with_repayment
from tests.xlsync.copies.test_making import GONE
from tests.xlsync.model.followed import school
from xlsync.copies.making import EMPTY_TEXT, make
from xlsync.copies.planning import same_cents
from xlsync.model import ConventionData
from xlsync.recalc import evaluate
from xlsync.recalc.cached import same
from xlsync.workbook import Workbook
from xlsync.workbook.values import cell_name


@pytest.mark.parametrize("lived", [with_repayment, school])
def test_libreoffice_finds_the_values_of_an_annex_that_is_in_use(
    lived: Callable[[], ConventionData], tmp_path: Path
) -> None:
    content = annex_of(lived()).content
    ours = evaluate(Workbook.from_bytes(content))
    copy = make(Workbook.from_bytes(content), "native")
    assert copy.rewritten > 600
    out = tmp_path / "copie.xlsx"
    out.write_bytes(copy.content)
    theirs = libreoffice_values(out)
    different = []
    for cell, value in ours.values.items():
        found = theirs.get((cell.sheet, cell_name(cell.row, cell.column)))
        blank = value in (None, "") and found in (None, "")
        if cell.sheet not in GONE and not blank and not (same(value, found) and same_cents(value, found)):
            different.append((str(cell), value, found))
    assert different == []


def test_a_cell_that_keeps_an_empty_text_is_no_blank_for_what_reads_it(tmp_path: Path) -> None:
    """The unpaid tranche shows nothing, and a spreadsheet would read a blank as 0."""
    copy = make(Workbook.from_bytes(annex_of(with_repayment()).content), "native")
    book = Workbook.from_bytes(copy.content)
    left = [book.sheet(one.cell.sheet).cell((one.cell.row, one.cell.column)) for one in copy.values]
    assert {one.formula for one in left} == {None, EMPTY_TEXT}
    assert all((one.value == "") == (one.formula == EMPTY_TEXT) for one in left)
