"""Hostile and broken workbooks: refused in one sentence, before memory is spent on them; so are mutations."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.workbook.hostile import HOSTILE, SHEET, mutated
from tests.xlsync.workbook.templates import annex, parts, rezip
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.base import read_base, read_list
from xlsync.annexbook.checking import problems_of
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import identify
from xlsync.errors import XlsyncError
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of
from xlsync.workbook.resize_rows import resize_rows

BOMBS = ("a sheet of spaces", "the same, hardly compressed", "cells without end", "rows without end")
READ = """
import re, sys
from xlsync.errors import XlsyncError
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of
try:
    contents_of(Workbook.open(sys.argv[1]))
except XlsyncError as error:
    print(error.text.en)
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""
"""What a fresh process says of a workbook, then its peak of memory, which Linux tells, in megabytes."""


def read(data: bytes) -> None:
    book = Workbook.from_bytes(data)
    book.package.check()
    for sheet in book.worksheets():
        _ = sheet.cells, sheet.values
    contents_of(book)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "a long text shared by every cell"])
def test_what_is_hostile_or_broken_is_refused(name):
    with pytest.raises(XlsyncError) as error:
        read(HOSTILE[name](annex()))
    assert "\n" not in error.value.text.fr


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read where Linux tells it")
@pytest.mark.parametrize("name", [*BOMBS, "a long text shared by every cell"])
def test_under_200_megabytes(name, tmp_path):
    path = tmp_path / "bombe.xlsx"
    path.write_bytes(HOSTILE[name](annex()))
    done = subprocess.run(
        [sys.executable, "-c", READ, path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *said, memory = done.stdout.splitlines()
    assert int(memory) < 200
    assert len(said) == (1 if name in BOMBS else 0)


@pytest.mark.parametrize("seed", range(5))
def test_mutations_are_read_or_refused(seed):
    draw = random.Random(seed)
    sound = (ROOT / "workbooks" / "mixeur.xlsx").read_bytes()
    outcomes = []
    for _ in range(20):
        data = mutated(sound, draw)
        try:
            read(data)
            book = Workbook.from_bytes(data)
            problems_of(read_annex(book, identify(book, Path("a.xlsx")), file="a.xlsx"))
            table = next(iter(book.tables.values()))
            resize_rows(book, table.display_name, table.data.last_row - table.data.first_row + 2)
            outcomes.append("read")
        except XlsyncError as error:
            outcomes.append(error.text.fr)
    assert len(outcomes) == 20
    assert len(set(outcomes)) > 2
    assert not any("\n" in said for said in outcomes)


def test_a_row_without_a_number_is_refused_by_growth():
    held = parts(annex())
    text = held[SHEET].decode()
    sheet = text.replace('<row r="7"', """<row r="'" """, 1)
    assert sheet != text
    book = Workbook.from_bytes(rezip({**held, SHEET: sheet.encode()}))
    with pytest.raises(XlsyncError, match="une cellule du classeur est illisible \\(row '\\)"):
        resize_rows(book, "tblPlan", 5)


def test_a_base_whose_key_was_changed_is_not_what_both_sides_hold(tmp_path):
    path = tmp_path / "mixeur.xlsx"
    shutil.copy(ROOT / "workbooks" / "mixeur.xlsx", path)
    book = Workbook.open(path)
    held = read_list(book)
    row = next(row for row, one in enumerate(held, start=2) if one.key)
    book.sheet(BASE_SHEET).set_value((row, 2), "Ω")
    base = read_base(book)
    assert base == {one.where: one.value for one in held if one.value and one is not held[row - 2]}
    problems_of(read_annex(book, identify(book, path), file=str(path)))
