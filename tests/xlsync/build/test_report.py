"""The side report of a check: a workbook with a link to each cell at fault."""

from __future__ import annotations

from urllib.parse import unquote

import openpyxl
import pytest

from udfs.errors import Text
from xlsync.annexbook.checking import check
from xlsync.annexbook.templates import template_path
from xlsync.build import write_report
from xlsync.errors import CannotWrite, Problem
from xlsync.workbook import Workbook


def test_a_link_to_each_cell(tmp_path):
    (tmp_path / "annexes").mkdir()
    path = tmp_path / "annexes" / "convention n°1.xlsx"
    book = Workbook.open(template_path("mixeur"))
    for cell in ("B5", "B6", "B8"):
        book.sheet("Convention").set_value(cell, None)
    book.save(path)
    problems = check([path])
    assert [problem.where for problem in problems] == ["Convention!B5", "Convention!B6", "Convention!B8"]
    write_report(problems, tmp_path / "rapport.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "rapport.xlsx").active
    assert sheet["A3"].value == "Problèmes\xa0: 3\xa0; classeurs concernés\xa0: 1"
    assert [cell.value for cell in sheet[5]] == [
        "Fichier",
        "Cellule",
        "Ce qui ne va pas",
        "Que faire",
        "Source",
    ]
    for row, problem in enumerate(problems, start=6):
        link = sheet.cell(row, 2).hyperlink
        assert unquote(link.target).replace("\\", "/") == "annexes/convention n°1.xlsx"
        assert link.location == f"'Convention'!{problem.where.partition('!')[2]}"
        texts = [sheet.cell(row, column).value for column in range(1, 5)]
        assert [text.casefold() for text in texts] == [
            text.casefold() for text in (path.name, problem.where, problem.what.fr, problem.fix.fr)
        ]
        assert all(text[0].isupper() for text in texts[2:])
    assert sheet.max_row == len(problems) + 5
    assert (sheet.freeze_panes, sheet.page_setup.orientation) == ("A6", "landscape")


def test_a_formula_is_shown_without_what_only_a_program_needs(tmp_path):
    fix = "rétablir =_xldudf_CEE_VOLUME(tblDevis[[#This Row],[Prix (€)]],facteur)"
    write_report([Problem("Suivi!B2", Text("faux", ""), Text(fix, ""), "", "a.xlsx")], tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet["D6"].value == "Rétablir =CEE.VOLUME([Prix (€)],facteur)"


def test_a_problem_without_a_cell_and_no_problem_at_all(tmp_path):
    path = tmp_path / "rapport.xlsx"
    write_report([Problem("tblDevis", Text("=1+1", ""), Text("", ""), "", "a.xlsx")], path)
    sheet = openpyxl.load_workbook(path).active
    assert (sheet["B6"].value, sheet["B6"].hyperlink) == ("tblDevis", None)
    assert (sheet["C6"].value, sheet["C6"].data_type) == ("=1+1", "s")
    write_report([], path)
    sheet = openpyxl.load_workbook(path).active
    assert (sheet["A3"].value, sheet["A6"].value) == ("Aucun problème", None)


def test_a_report_in_english(tmp_path):
    path = tmp_path / "report.xlsx"
    write_report(
        [Problem("Suivi!B2", Text("faux", "wrong"), Text("corriger", "correct"), "", "a.xlsx")], path, "en"
    )
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "Problems"
    assert [cell.value for cell in sheet[5]] == ["File", "Cell", "What is wrong", "What to do", "Source"]
    assert [cell.value for cell in sheet[6][:4]] == ["a.xlsx", "Suivi!B2", "Wrong", "Correct"]


def test_links_reach_sheets_of_any_name(tmp_path):
    place = "L’annexe d'essai n° 1 (suite)!AB12"
    path = tmp_path / "rapport.xlsx"
    write_report(
        [Problem(place, Text("faux", ""), Text("", ""), "", str(tmp_path / "a b" / "été #1.xlsx"))], path
    )
    link = openpyxl.load_workbook(path).active["B6"].hyperlink
    assert unquote(link.target).replace("\\", "/") == "a b/été #1.xlsx"
    assert link.location == "'L’annexe d''essai n° 1 (suite)'!AB12"


@pytest.mark.parametrize("name", ["annexe.xlsx", "rapport.html"])
def test_a_report_takes_the_place_of_nothing_else(tmp_path, name):
    path = tmp_path / name
    Workbook.open(template_path("moby")).save(path)
    before = path.read_bytes()
    with pytest.raises(CannotWrite):
        write_report([], path)
    assert path.read_bytes() == before


def test_a_report_that_cannot_be_written(tmp_path):
    with pytest.raises(CannotWrite):
        write_report([], tmp_path / "absent" / "rapport.xlsx")
