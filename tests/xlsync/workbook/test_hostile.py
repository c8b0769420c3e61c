"""Hostile and broken workbooks: refused in one sentence, before memory is spent on them; so are mutations."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.workbook.hostile import HOSTILE, mutated
from tests.xlsync.workbook.templates import annex
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.checking import problems_of
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
