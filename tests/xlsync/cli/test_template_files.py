"""Workbooks with macros and templates: opened, changed, refreshed, synced, copied, as any workbook.

A template is a workbook that declares another content type: this is all that Excel changes when it saves one
as .xltx or .xltm, and what openpyxl reads its `template` from.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from tests.shared import ROOT
from tests.xlsync.cli.running import xlsync
from tests.xlsync.workbook.templates import SHEET, annex, by_openpyxl, parts, through_libreoffice, with_part
from xlsync.recalc import book_of
from xlsync.workbook import Workbook

WORKBOOK = ROOT / "workbooks" / "moby.xlsx"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
KINDS = {
    ".xlsx": PLAIN,
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
CELL, DAY = ("Convention", "B16"), dt.datetime(2025, 12, 9)


def saved_as(suffix: str) -> bytes:
    """The shipped workbook as Excel would save it under that suffix."""
    data = WORKBOOK.read_bytes()
    types = parts(data)["[Content_Types].xml"].decode()
    assert types.count(PLAIN) == 1
    return with_part(data, "[Content_Types].xml", types.replace(PLAIN, KINDS[suffix]).encode())


def stale(suffix: str) -> bytes:
    """The same with a wrong computed value in every tenth formula."""
    book = Workbook.from_bytes(saved_as(suffix))
    for cell in [*book_of(Workbook.open(WORKBOOK)).formulas()][::10]:
        book.sheet(cell.sheet).set_cached((cell.row, cell.column), -1.5)
    return book.to_bytes()


@pytest.mark.parametrize("suffix", KINDS)
def test_cells_change_and_nothing_else(suffix: str, tmp_path: Path) -> None:
    """openpyxl reads what was put, and still finds a template; the other parts are the same bytes."""
    path = tmp_path / f"modele{suffix}"
    path.write_bytes(saved_as(suffix))
    before = parts(path.read_bytes())
    book = Workbook.open(path)
    sheet = book.sheet(CELL[0])
    sheet.set_value(CELL[1], DAY)
    sheet.set_value("Z90", "ajouté")
    book.save(path)
    after = parts(path.read_bytes())
    assert {name for name in before if after[name] != before[name]} == {sheet.part}
    read = openpyxl.load_workbook(path)
    assert read.template is suffix.startswith(".xlt")
    assert (read[CELL[0]][CELL[1]].value, read[CELL[0]]["Z90"].value) == (DAY, "ajouté")


def test_a_folder_of_them_is_recalculated(tmp_path: Path) -> None:
    """Every computed value is again that of the shipped workbook."""
    shipped = openpyxl.load_workbook(WORKBOOK, data_only=True)
    for suffix in KINDS:
        (tmp_path / f"annexe{suffix}").write_bytes(stale(suffix))
    done = xlsync("recalc", ".", "--write", "--json", folder=tmp_path)
    assert {Path(one["file"]).suffix for one in done.document["files"]} == {*KINDS}
    assert done.code == 0
    for suffix in KINDS:
        path = tmp_path / f"annexe{suffix}"
        assert KINDS[suffix] in parts(path.read_bytes())["[Content_Types].xml"].decode()
        read = openpyxl.load_workbook(path, data_only=True)
        for cell in book_of(Workbook.open(WORKBOOK)).formulas():
            found, expected = (book[cell.sheet].cell(cell.row, cell.column).value for book in (read, shipped))
            assert found == expected or (found or "") == (expected or ""), cell
    assert xlsync("recalc", ".", folder=tmp_path).code == 0


@pytest.mark.parametrize("suffix", [".xltx", ".xltm"])
def test_an_annex_saved_as_a_template_is_synced(suffix: str, tmp_path: Path) -> None:
    assert xlsync("build", "moby/ille-et-vilaine", "--out", ".", folder=tmp_path).code == 0
    built = tmp_path / "moby-ille-et-vilaine.xlsx"
    types = parts(built.read_bytes())["[Content_Types].xml"].decode()
    data = with_part(built.read_bytes(), "[Content_Types].xml", types.replace(PLAIN, KINDS[suffix]).encode())
    built.unlink()
    path = tmp_path / f"annexe{suffix}"
    path.write_bytes(data)
    assert xlsync("status", ".", folder=tmp_path).code == 0
    assert xlsync("check", ".", folder=tmp_path).code == 0
    book = Workbook.open(path)
    book.sheet(CELL[0]).set_value(CELL[1], DAY)
    book.save(path)
    done = xlsync("sync", ".", "--json", folder=tmp_path)
    (change,) = done.document["files"][0]["workbook_changes"]
    assert (change["cell"], change["workbook"]) == ("!".join(CELL), DAY.date().isoformat())
    assert xlsync("status", ".", folder=tmp_path).code == 0
    assert openpyxl.load_workbook(path).template


@pytest.mark.libreoffice
def test_a_template_of_libreoffice(tmp_path: Path) -> None:
    """It is refreshed, and LibreOffice reads what was put."""
    template = through_libreoffice(annex(), tmp_path, target="xltx")
    assert KINDS[".xltx"] in parts(template)["[Content_Types].xml"].decode()
    path = tmp_path / "modele.xltx"
    path.write_bytes(template)
    book = Workbook.open(path)
    book.sheet(SHEET).set_value("B5", 1500.5)
    book.save(path)
    assert xlsync("recalc", path, "--write", folder=tmp_path).code == 0
    ours = by_openpyxl(path.read_bytes(), values=True)[SHEET]
    assert ours["B8"].value == 1500.5 + 2000.25 + 3000
    theirs = by_openpyxl(through_libreoffice(path.read_bytes(), tmp_path, source="xltx"), values=True)[SHEET]
    assert (theirs["B5"].value, theirs["B8"].value) == (1500.5, 6500.75)


@pytest.mark.parametrize("suffix", KINDS)
def test_a_copy_of_one_is_a_plain_workbook(suffix: str, tmp_path: Path) -> None:
    """Excel opens no .xlsx that declares itself a template, or macros."""
    (tmp_path / f"annexe{suffix}").write_bytes(saved_as(suffix))
    assert xlsync("copy", f"annexe{suffix}", "--values", "--out", "copie.xlsx", folder=tmp_path).code == 0
    assert PLAIN in parts((tmp_path / "copie.xlsx").read_bytes())["[Content_Types].xml"].decode()
    assert not openpyxl.load_workbook(tmp_path / "copie.xlsx").template
