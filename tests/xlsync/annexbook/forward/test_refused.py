"""Workbooks that cannot be brought forward: nothing is written, and the reason is named."""

from __future__ import annotations

import io
import re
import shutil

import xlsxwriter

from tests.xlsync.annexbook.forward.changes import (
    GROUPS,
    REMARKS,
    changed,
    everything,
    refused,
)
from tests.xlsync.sync.desks import MIXEUR
from xlsync.sync import push
from xlsync.workbook import Workbook
from xlsync.workbook.surroundings import add_child


def test_a_protected_sheet(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    add_child(sheet, "sheetProtection", "", 'sheet="1"')
    book.save(desk.path(MIXEUR))
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    assert "la feuille « Contributions » est protégée" in refused(desk)


def test_an_array_formula_of_theirs_follows(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    for cell, value in {"W11": 2025, "X11": "structure", "W12": "Total", "X12": 0}.items():
        sheet.set_value(cell, value)
    first = '<c r="W11"><f t="array" ref="W11:X12">A11:B12</f><v>2025</v></c>'
    sheet.text = re.sub(r'<c r="W11"[^>]*>.*?</c>', first, sheet.text)
    book.save(desk.path(MIXEUR))
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.edit("mixeur", GROUPS[1])
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).written
    (array,) = [cell for cell in changed(desk).sheet("Contributions").cells.values() if cell.kind == "array"]
    assert (array.area, array.formula, array.value) == ("X12:Y13", "A12:B13", 2025)


def test_an_array_formula_that_rows_would_cut(changing, desk):
    book = changed(desk)
    sheet = book.sheet("Contributions")
    for row in (5, 6):
        sheet.set_value((row, 12), row)
    first = '<c r="L5"><f t="array" ref="L5:L6">ROW(A5:A6)</f><v>5</v></c>'
    sheet.text = re.sub(r'<c r="L5"[^>]*>.*?</c>', first, sheet.text)
    book.save(desk.path(MIXEUR))
    changing.edit("mixeur", GROUPS[1])
    changing.update("mixeur")
    assert "Contributions!L5:L6 : une formule matricielle gêne l’insertion" in refused(desk)


def test_their_table_of_the_same_name(changing, desk):
    book = changed(desk)
    theirs = xlsxwriter_table("tblSeuils")
    from xlsync.workbook.carrying import carry_sheet
    from xlsync.workbook.styles import Styles

    styles = Styles(theirs, book)
    carry_sheet(theirs, book, "À nous", 2, styles)
    styles.write()
    desk.path(MIXEUR).write_bytes(book.to_bytes())
    everything(changing)
    changing.update("mixeur")
    assert "« tblSeuils »" in refused(desk)


def xlsxwriter_table(name: str) -> Workbook:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("À nous").add_table("A1:B3", {"name": name})
    book.close()
    return Workbook.from_bytes(stream.getvalue())


def test_a_template_that_does_not_follow_its_schema_brings_nothing_forward(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    assert "« xlsync draw mixeur --update »" in refused(desk)


def test_keys_that_change(changing, desk):
    changing.edit(
        "mixeur",
        (
            'name: famille, label: ["Famille", "Family"], type',
            'name: famille, label: ["Famille", "Family"], key: true, type',
        ),
    )
    shutil.copy(desk.path(MIXEUR), desk.folder / "avant.xlsx")
    from xlsync.build.drawing import draw_workbook

    changing.template("mixeur").write_bytes(draw_workbook("mixeur"))
    assert (
        "les clés du tableau « Présentation des applications présentes dans le logiciel Mixeur » ont changé"
        in refused(desk)
    )
