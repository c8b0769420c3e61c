"""Workbooks that people live in when their schema changes: `push` brings them forward and loses nothing."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import xlsxwriter

from tests.oracle import judge
from tests.xlsync.annexbook.forward.changes import (
    DUE,
    changed,
    everything,
    held,
    look,
)
from tests.xlsync.build.opened import Annex, convert, parts
from tests.xlsync.sync.desks import MIXEUR, Desk
from xlsync.annexbook.identify import identify
from xlsync.annexbook.spelling import convert as respell
from xlsync.recalc import compare, evaluate, refresh
from xlsync.sync import push, status
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import carry_chart
from xlsync.workbook.columns import insert_columns
from xlsync.workbook.headers import rename_columns
from xlsync.workbook.relations import add_part, link
from xlsync.workbook.surroundings import add_child, set_style

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def lived_in(desk: Desk) -> None:
    """What people do to a workbook between two versions of its schema."""
    path = desk.path(MIXEUR)
    book = Workbook.open(path)
    sheet = book.sheet("Contributions")
    sheet.set_value("X14", "Note du service")
    sheet.set_formula("X15", "SUM(tblContributions[Contribution due (€ net de taxe)])+A11", 2900)
    add_child(
        sheet, "conditionalFormatting", "", 'sqref="H11"',
        '<cfRule type="cellIs" priority="9" operator="greaterThan"><formula>$C$11</formula></cfRule>',
    )  # fmt: skip
    set_style(sheet, (11, 2), sheet.cell("A5").style)
    insert_columns(book, "tblContributions", 11, ["Suivi du service"])
    sheet.set_value("K11", "relancé")
    rename_columns(book, "tblContributions", {"Structures partenaires": "Partenaires"})
    noted(book, "Contributions", "H11", "Vu avec le membre le 12 mai")
    text = book.text.replace('name="Barème"', 'name="Échelle"').replace("'Barème'!", "'Échelle'!")
    book.replace_text(text.replace("Barème!", "Échelle!"))
    path.write_bytes(book.to_bytes())
    book = Workbook.open(path)
    book.sheet("Échelle").set_formula("B12", '_xldudf_MIXEUR_CONTRIBUTION("collectivite",annee_bareme,A12)*2')
    book.sheet("Échelle").set_value("B13", 4321, over_formula=True)
    carry_chart(chart_of_their_own(), book, "xl/charts/chart1.xml", "Contributions", lambda _, text: text)
    path.write_bytes(book.to_bytes())
    book = Workbook.open(path)
    refresh(book, evaluate(book))
    book.save(path)


def noted(book: Workbook, name: str, cell: str, text: str) -> None:
    """A note on a cell, as Excel keeps it: its text, and the box that shows it."""
    main, vml = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "urn:schemas-microsoft-com:"
    sheet = book.sheet(name)
    row, at = int(re.sub(r"\D", "", cell)) - 1, ord(cell[0]) - ord("A")
    comments = (
        f'<comments xmlns="{main}"><authors><author>Service</author></authors><commentList>'
        f'<comment ref="{cell}" authorId="0"><text><t>{text}</t></text></comment></commentList></comments>'
    )
    box = (
        f'<xml xmlns:v="{vml}vml" xmlns:o="{vml}office:office" xmlns:x="{vml}office:excel">'
        '<v:shape id="_x0000_s1"><x:ClientData ObjectType="Note">'
        f"<x:Anchor>{at + 1}, 15, {row}, 2, {at + 3}, 15, {row + 4}, 4</x:Anchor>"
        f"<x:Row>{row}</x:Row><x:Column>{at}</x:Column></x:ClientData></v:shape></xml>"
    )
    types = "application/vnd.openxmlformats-officedocument."
    add_part(book.package, "xl/comments1.xml", comments.encode(), f"{types}spreadsheetml.comments+xml")
    add_part(book.package, "xl/drawings/vmlDrawing1.vml", box.encode(), f"{types}vmlDrawing")
    link(book.package, sheet.part, "xl/comments1.xml", OFFICE + "comments")
    relation = link(book.package, sheet.part, "xl/drawings/vmlDrawing1.vml", OFFICE + "vmlDrawing")
    add_child(sheet, "legacyDrawing", "", f'r:id="{relation}"')


def chart_of_their_own() -> Workbook:
    """A workbook with a chart that reads the contributions."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Contributions")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"categories": "=Contributions!$A$11:$A$11", "values": "=Contributions!$H$11:$H$11"})
    sheet.insert_chart("L20", chart)
    book.close()
    return Workbook.from_bytes(stream.getvalue())


def test_nothing_of_a_workbook_that_people_live_in_is_lost(changing, desk):
    lived_in(desk)
    before, old = parts(desk.path(MIXEUR).read_bytes()), held(desk)
    everything(changing)
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert done.written
    assert {one.cell: one.value for one in done.overrides} == {
        "Échelle!B12": '=_xldudf_MIXEUR_CONTRIBUTION("collectivite",annee_bareme,A12)*2', "Échelle!B13": 4321,
    }  # fmt: skip
    new = held(desk)
    assert {place: new[place] for place in old} == old

    book = changed(desk)
    sheet = book.sheet("Contributions")
    at = {cell.value: where for where, cell in sheet.cells.items() if isinstance(cell.value, str)}
    row = at["Note du service"][0]
    assert sheet.cell((row + 1, at["Note du service"][1])).formula == (
        "SUM(tblContributions[Contribution due (€ net de taxe)])+A23"
    )
    assert sheet.cell((row + 1, at["Note du service"][1])).value == 2900
    headings = [one.name for one in book.find_table("tblContributions").columns]
    assert "Partenaires" in headings
    assert "Suivi du service" in headings
    assert "relancé" in at
    due = desk.annex(MIXEUR).cell(*DUE)
    assert due.address == "Contributions!I23"
    after = parts(desk.path(MIXEUR).read_bytes())
    assert b'ref="I23"' in after["xl/comments1.xml"]
    assert b"Vu avec le membre" in after["xl/comments1.xml"]
    assert b"<x:Row>22</x:Row><x:Column>8</x:Column>" in after["xl/drawings/vmlDrawing1.vml"]
    assert b"<x:Anchor>9, 15, 22, 2, 11, 15, 26, 4</x:Anchor>" in after["xl/drawings/vmlDrawing1.vml"]
    pie = next(content for name, content in after.items() if b"pieChart" in content)
    assert b"Contributions!$I$23:$I$23" in pie
    rule = re.search(r'<conditionalFormatting sqref="I23"><cfRule.*?</cfRule>', sheet.text)
    assert rule is not None
    assert "<formula>$C$23</formula>" in rule[0]
    assert book.find_table("tblBareme").sheet == "Échelle"
    untouched = {name for name in before if name.startswith(("xl/theme", "docProps/core", "docProps/app"))}
    assert all(before[name] == after[name] for name in untouched)
    assert compare(book, evaluate(book)) == []
    again = status(desk.path(MIXEUR), desk.store)
    assert (again.problems, again.workbook_changes, again.model_changes) == ((), (), ())


def test_every_cell_keeps_its_look(changing, desk):
    """Each cell of the workbook before, found again by what it is, looks the same to openpyxl."""
    lived_in(desk)
    old = openpyxl.load_workbook(desk.path(MIXEUR))
    where = desk.annex(MIXEUR).cells
    everything(changing)
    changing.update("mixeur")
    push(desk.path(MIXEUR), desk.store)
    new, now = openpyxl.load_workbook(desk.path(MIXEUR)), desk.annex(MIXEUR)
    for place, cell in where.items():
        moved = now.cells[place]
        assert look(new[moved.sheet].cell(moved.row, moved.at)) == look(
            old[cell.sheet].cell(cell.row, cell.at)
        ), place


@pytest.mark.libreoffice
def test_libreoffice_opens_what_was_brought_forward_and_computes_the_same(changing, desk, tmp_path):
    everything(changing)
    changing.update("mixeur")
    push(desk.path(MIXEUR), desk.store)
    book = changed(desk)
    for sheet in book.worksheets():
        sheet.clear_cached()
    path = tmp_path / "mixeur.xlsx"
    path.write_bytes(book.to_bytes())
    judgement = judge(path)
    assert judgement.agrees, (judgement.different, judgement.different_calls, judgement.not_judged)


@pytest.mark.libreoffice
def test_a_workbook_that_libreoffice_saved_is_brought_forward(changing, desk):
    old = held(desk)
    respelt = changed(desk)
    respell(respelt, "calc")
    desk.path(MIXEUR).write_bytes(respelt.to_bytes())
    desk.save_in_libreoffice(MIXEUR)
    assert identify(changed(desk)).is_older is False
    everything(changing)
    changing.update("mixeur")
    done = push(desk.path(MIXEUR), desk.store)
    assert (done.problems, done.written) == ((), True)
    new = held(desk)
    assert {place: new[place] for place in old} == old
    assert {place[0] for place in new.keys() - old.keys()} >= {
        "seuils",
        "seuils.total",
        "contributions",
        "comptes.total",
    }
    assert status(desk.path(MIXEUR), desk.store).problems == ()
    out = desk.folder / "rouvert"
    out.mkdir()
    convert([desk.path(MIXEUR)], "xlsx", out)
    reopened = Annex.open(out / desk.path(MIXEUR).name)
    assert reopened.value("contributions", "annee=2025", "montant") == 875
    assert reopened.book.find_table("tblSeuils").sheet == "Contributions"
