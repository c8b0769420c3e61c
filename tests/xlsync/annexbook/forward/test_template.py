"""A template that follows its schema: what comes, what is renewed, what hands improved and stays."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from tests.oracle import judge
from tests.xlsync.annexbook.forward.changes import (
    REMARKS,
    everything,
    look,
    opened,
    said,
)
from tests.xlsync.build.opened import changed_parts, charts, parts
from tests.xlsync.cli.running import xlsync
from xlsync.annexbook.checking import check
from xlsync.annexes import schema
from xlsync.build import build
from xlsync.build.drawing import draw_workbook
from xlsync.recalc import compare, evaluate
from xlsync.workbook import Workbook
from xlsync.workbook.columns import insert_columns
from xlsync.workbook.surroundings import set_style, set_width, width_of

# --- what comes


def test_an_updated_template_says_what_a_drawn_one_does(changing):
    """A drawing made anew by XlsxWriter is the judge: every cell, table, name and position."""
    everything(changing)
    done = changing.update("mixeur")
    drawn, updated = Workbook.from_bytes(draw_workbook("mixeur")), opened(changing)
    assert [one.name for one in updated.sheets] == [one.name for one in drawn.sheets]
    assert said(updated) == said(drawn)
    assert {"feuille « Paiements » ajoutée", "Contributions : colonne « Observations » ajoutée"} <= set(done)
    assert {one.title for one in charts(changing.template("mixeur").read_bytes())} == {
        one.title for one in charts(draw_workbook("mixeur"))
    }


def test_an_updated_template_looks_as_a_drawn_one(changing):
    """Formats, widths, heights, validations and merged cells as openpyxl reads them in both."""
    everything(changing)
    changing.update("mixeur")
    updated, drawn = (
        openpyxl.load_workbook(io.BytesIO(content))
        for content in (changing.template("mixeur").read_bytes(), draw_workbook("mixeur"))
    )
    for sheet in drawn:
        if sheet.title == "Graphiques":
            continue
        other = updated[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                assert look(other[cell.coordinate]) == look(cell), f"{sheet.title}!{cell.coordinate}"
        assert sorted(map(str, other.merged_cells.ranges)) == sorted(map(str, sheet.merged_cells.ranges))
        assert rules(other) == rules(sheet), sheet.title
        assert (other.print_area, other.print_title_rows) == (sheet.print_area, sheet.print_title_rows)
        assert other.freeze_panes == sheet.freeze_panes


def rules(sheet) -> set[tuple[str, ...]]:
    return {
        (area, str(rule.type), str(rule.formula1), str(rule.prompt))
        for rule in sheet.data_validations.dataValidation
        for area in str(rule.sqref).split()
    }


def test_an_updated_template_builds_checks_and_computes(changing, tmp_path):
    everything(changing)
    changing.update("mixeur")
    report = build(["mixeur/aunis-sud"], tmp_path, str(tmp_path / "model.db"))
    (built,) = report.workbooks
    assert report.clean
    assert check([built.path, changing.template("mixeur")]) == []
    book = opened(changing)
    assert compare(book, evaluate(book)) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_an_updated_template_and_computes_the_same(changing, tmp_path):
    everything(changing)
    changing.update("mixeur")
    book = opened(changing)
    for sheet in book.worksheets():
        sheet.clear_cached()
    path = tmp_path / "mixeur.xlsx"
    path.write_bytes(book.to_bytes())
    judgement = judge(path)
    assert judgement.agrees, (judgement.different, judgement.different_calls, judgement.not_judged)
    assert judgement.formulas > 190


def test_lines_and_columns_of_blocks_come_in_their_place(changing):
    """Intracting: a table by columns with totals, blocks, a column on their left, a header line, a band."""
    for table, before, declaration in (
        ("versements", "taux", 'name: garantie, label: ["Garantie (€)", "Pledge"], type: amount, minimum: 0'),
        ("indicateurs", "gain", "name: agents, label: [Agents formés, Agents], type: integer, total: sum"),
        ("ape", "chal_kwh", "name: part, label: [Part, Share], type: rate, displayed: 1, width: 11, "
         "formula: '=IF([cout_keur_ht]=0,\"\",[elec_keur]/[cout_keur_ht])'"),
        ("amortissement", "total_crd", "name: total_cout, label: [Total COUT, All], type: amount, width: 12, "
         "formula: '=SUMIF({heads},\"COUT*\",{cells})'"),
        ("amortissement", "echeance", "name: cout, label: [COUT, Cost], type: amount, width: 12, "
         "formula: '=IF({fiche.echeance}=\"\",\"\",[interets]+1)'"),
        ("amortissement", "arrondi", "name: garantie, label: [Garantie, Guarantee], type: amount, "
         "formula: '=IF({fiche.versement}=\"\",\"\",INDEX(versements[garantie],1,{fiche.versement}))'"),
    ):  # fmt: skip
        changing.add("intracting", table, before, declaration)
    changing.edit("intracting", ("first: elec_kwh, last: elec_keur", "first: elec_kwh, last: part"))
    changing.update("intracting")
    assert said(opened(changing, "intracting")) == said(Workbook.from_bytes(draw_workbook("intracting")))


def test_labels_titles_choices_and_formats_are_renewed(changing):
    changing.edit(
        "mixeur",
        ('["Utilisateurs", "Users"]', '["Utilisateurs actifs", "Active users"]'),
        ('label: ["Plafond comprenant les utilisateurs"', 'label: ["Plafond, utilisateurs compris"'),
        ('["Lectures du texte retenues"', '["Lectures retenues"'),
        ('choices: ["douziemes", "jours"]', 'choices: ["douziemes", "jours", "mois"]'),
        ('statut: "Comptes partenaires (par structure', 'statut: "Partenaires (par structure'),
        ('"=\\"Annexe 2 – Montants des contributions au titre de l’année \\"&annee_bareme',
         '"=\\"Annexe 2 – Contributions de \\"&annee_bareme'),
    )  # fmt: skip
    changing.update("mixeur")
    assert said(opened(changing)) == said(Workbook.from_bytes(draw_workbook("mixeur")))
    sheet = openpyxl.load_workbook(changing.template("mixeur"))["Contributions"]
    (rule,) = [one for one in sheet.data_validations.dataValidation if "C5" in one.sqref]
    assert rule.formula1 == '"douziemes,jours,mois"'
    title = opened(changing).sheet("Annexe 2").cell("A1")
    assert title.value == "Annexe 2 – Contributions de 2025"


def test_a_heading_takes_its_formulas_along(changing):
    changing.edit(
        "mixeur",
        (
            'label: ["Habitants", "Inhabitants"], type: integer, minimum: 0',
            'label: ["Population [hab.]", "Population"], type: integer, minimum: 0',
        ),
    )
    changing.update("mixeur")
    formulas = {
        cell.formula
        for cell in opened(changing).sheet("Contributions").cells.values()
        if cell.formula and "CONTRIBUTION(tbl" in cell.formula
    }
    assert len(formulas) == 1
    assert "tblContributions[[#This Row],[Population '[hab.']]]" in formulas.pop()


def test_decimals_change_and_the_rest_of_the_format_stays(changing):
    before = openpyxl.load_workbook(changing.template("mixeur"))["Contributions"]["G11"]
    rate = "type: rate\n        displayed: {}\n        width: 13"
    changing.edit("mixeur", (rate.format(2), rate.format(0)))
    changing.update("mixeur")
    after = openpyxl.load_workbook(changing.template("mixeur"))["Contributions"]["G11"]
    assert after.number_format == "[$-40C]0\\ %"
    assert look(after)[1:] == look(before)[1:]


# --- what stays


def test_what_hands_improved_stays(changing):
    """Texts, formats, widths, a note, a sheet renamed, a column and a formula of their own."""
    path = changing.template("mixeur")
    book = opened(changing)
    sheet = book.sheet("Contributions")
    sheet.set_value("A1", "Ce que chacun doit")
    sheet.set_value("X14", "Note du service")
    sheet.set_formula("X15", "SUM(tblContributions[Habitants])")
    blue = sheet.cell("A5").style
    for at in ((11, 5), (11, 6)):
        set_style(sheet, at, blue)
    set_width(sheet, 2, 44)
    insert_columns(book, "tblPerimetre", 5, ["Remarque du service"])
    text = book.text
    moved = re.search(r'<sheet name="Annexe 1"[^>]*>', text)[0]
    book.replace_text(
        text.replace(moved, moved.replace("Annexe 1", "Périmètre")).replace("'Annexe 1'!", "'Périmètre'!")
    )
    path.write_bytes(book.to_bytes())
    before = parts(path.read_bytes())

    everything(changing)
    changing.update("mixeur")
    book = opened(changing)
    sheet = book.sheet("Contributions")
    values = {cell.value: at for at, cell in sheet.cells.items() if isinstance(cell.value, str)}
    assert sheet.cell("A1").value == "Ce que chacun doit"
    assert "Note du service" in values
    formula = [
        cell.formula for cell in sheet.cells.values() if cell.formula == "SUM(tblContributions[Habitants])"
    ]
    assert len(formula) == 1
    assert width_of(sheet, 2) == "44"
    assert [one.name for one in book.find_table("tblPerimetre").columns][-1] == "Remarque du service"
    assert book.find_table("tblPerimetre").sheet == "Périmètre"
    after = parts(path.read_bytes())
    same = {name for name in before if before[name] == after.get(name)}
    assert {"xl/theme/theme1.xml", "xl/charts/chart1.xml", "docProps/core.xml"} <= same
    assert check([path]) == []


def test_cells_that_come_look_like_those_beside_them(changing):
    """Inputs painted green by hand: an input that comes is green, a computed cell is white."""
    path = changing.template("mixeur")
    painted = openpyxl.load_workbook(path)
    fills = {cell.fill.fgColor.rgb for cell in painted["Contributions"][11] if cell.fill.fgColor.rgb}
    assert "FFFFF8DC" in fills
    content = parts(path.read_bytes())
    book = opened(changing)
    styles = content["xl/styles.xml"].decode()
    book.package.replace("xl/styles.xml", styles.replace("FFFFF8DC", "FFCCFFCC").encode())
    path.write_bytes(book.to_bytes())
    changing.add(
        "mixeur",
        "contributions",
        "derogation",
        "name: acompte, label: [Acompte, Part payment], type: amount, decimals: 2, displayed: 2, minimum: 0",
    )
    changing.update("mixeur")
    sheet = openpyxl.load_workbook(path)["Contributions"]
    row = {sheet.cell(10, column).value: sheet.cell(11, column) for column in range(1, 11)}
    assert row["Acompte"].fill.fgColor.rgb == "FFCCFFCC"
    assert row["Acompte"].number_format == row["Montant dérogatoire (€)"].number_format


def test_a_template_that_follows_its_schema_is_left_byte_for_byte(kind, changing):
    if kind == "essai":
        pytest.skip("its template is drawn for the run, not kept")
    before = changing.template(kind).read_bytes()
    assert changing.update(kind) == []
    assert changing.template(kind).read_bytes() == before


def test_updating_twice_changes_nothing_more(changing):
    everything(changing)
    changing.update("mixeur")
    once = changing.template("mixeur").read_bytes()
    assert changing.update("mixeur") == []
    assert changing.template("mixeur").read_bytes() == once


def test_only_what_the_change_needs_is_touched(changing):
    path = changing.template("mixeur")
    before = path.read_bytes()
    changing.add("mixeur", "perimetre", "utilisee", REMARKS)
    changing.update("mixeur")
    assert changed_parts(before, path.read_bytes()) <= {
        "xl/worksheets/sheet3.xml", "xl/tables/table1.xml", "xl/worksheets/sheet15.xml", "xl/workbook.xml",
        "docProps/custom.xml", "xl/styles.xml",
    }  # fmt: skip


# --- the command


def test_the_command_says_what_it_did(tmp_path):
    drawn = tmp_path / "mixeur.xlsx"
    drawn.write_bytes(draw_workbook("mixeur"))
    book = Workbook.open(drawn)
    book.sheet("Barème").set_value("B11", 12, over_formula=True)
    book.save(drawn)
    ran = xlsync("draw", "mixeur", "--update", "--out", str(drawn), "--json", folder=tmp_path)
    assert ran.code == 0
    document = json.loads(ran.out)
    assert (document["kind"], document["path"]) == ("mixeur", str(drawn))
    assert said(Workbook.open(drawn)) == said(Workbook.from_bytes(draw_workbook("mixeur")))
    again = xlsync("draw", "mixeur", "--update", "--out", str(drawn), folder=tmp_path)
    assert (again.code, "suit déjà son schéma" in again.out) == (0, True)


def test_shipped_templates_follow_their_schemas():
    from xlsync.annexbook.forward import template_of
    from xlsync.annexes import kinds

    for kind in kinds():
        assert template_of(kind).custom_properties["xlsync_schema"] == f"{kind} {schema(kind).version}"
