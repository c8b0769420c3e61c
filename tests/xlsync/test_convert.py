"""Function names respelt for another spreadsheet; nothing else moves; LibreOffice's losses are repaired."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from tests.oracle import RECALCULATE_ON_LOAD
from tests.shared import ROOT
from tests.xlsync.build.opened import convert as libreoffice
from tests.xlsync.cli.running import xlsync
from udfs.hosts.names import HOSTS, Host
from xlsync.annexbook.spelling import convert
from xlsync.build import build
from xlsync.workbook import ErrorValue, Workbook

TEMPLATES = sorted((ROOT / "workbooks").glob("*.xlsx"))


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_there_and_back_gives_every_byte_back(template: Path, tmp_path: Path) -> None:
    path = tmp_path / template.name
    shutil.copy(template, path)
    for host in ("calc", "excel", "office"):
        book = Workbook.open(path)
        assert convert(book, host).formulas > 0
        book.save(path)
    assert path.read_bytes() == template.read_bytes()


def test_only_sheets_tables_and_the_host_property_change(tmp_path: Path) -> None:
    path = tmp_path / "intracting.xlsx"
    shutil.copy(ROOT / "workbooks" / "intracting.xlsx", path)
    before = _parts(path)
    book = Workbook.open(path)
    convert(book, "calc")
    book.save(path)
    after = _parts(path)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert "docProps/custom.xml" in changed
    assert all(name.startswith(("xl/worksheets/sheet", "xl/tables/", "docProps/custom")) for name in changed)


def _odd_workbook(path: Path) -> None:
    """Our functions wherever a formula may stand, and look-alikes wherever a text may."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "PRET.ECHEANCE("
    sheet["A1"], sheet["B1"], sheet["C1"] = "capital", "CEE.VOLUME(", "calcul"
    sheet["A2"], sheet["B2"] = 170000, 1
    sheet["C2"] = '=PRET.ECHEANCE(A2,0.02,13)&"PRET.ECHEANCE(1)"'
    sheet["D2"] = "='PRET.ECHEANCE('!A2+PRET_ECHEANCE_BIS(1)"
    sheet["E2"] = "PRET.ECHEANCE(A2)"
    table = Table(displayName="tblPret", ref="A1:C2")
    table._initialise_columns()
    table.tableColumns = [
        TableColumn(id=1, name="capital"),
        TableColumn(id=2, name="CEE.VOLUME("),
        TableColumn(
            id=3,
            name="calcul",
            calculatedColumnFormula=TableFormula(
                attr_text="PRET.ECHEANCE(tblPret[[#This Row],[CEE.VOLUME(]],0.02,13)"
            ),
        ),
    ]
    sheet.add_table(table)
    book.defined_names["Mensualite"] = DefinedName("Mensualite", attr_text="PRET.ECHEANCE(1000,0.02,12)")
    sheet.conditional_formatting.add("A2", FormulaRule(formula=["PRET.ECHEANCE(A2,0.02,13)>1"]))
    rule = DataValidation(type="custom", formula1="PRET.ECHEANCE(A2,0.02,13)>1")
    rule.add("A2")
    sheet.add_data_validation(rule)
    book.save(path)


def test_every_place_of_a_formula_and_no_text(tmp_path: Path) -> None:
    path = tmp_path / "autre.xlsx"
    _odd_workbook(path)
    book = Workbook.open(path)
    converted = convert(book, "office")
    book.save(path)
    assert (converted.formulas, converted.names) == (4, 1)

    seen = openpyxl.load_workbook(path)
    sheet = seen["PRET.ECHEANCE("]
    assert sheet["C2"].value == '=_xldudf_PRET_ECHEANCE(A2,0.02,13)&"PRET.ECHEANCE(1)"'
    assert sheet["D2"].value == "='PRET.ECHEANCE('!A2+PRET_ECHEANCE_BIS(1)"
    assert sheet["E2"].value == "PRET.ECHEANCE(A2)"
    column = sheet.tables["tblPret"].tableColumns[2]
    assert (
        column.calculatedColumnFormula.attr_text
        == "_xldudf_PRET_ECHEANCE(tblPret[[#This Row],[CEE.VOLUME(]],0.02,13)"
    )
    assert seen.defined_names["Mensualite"].attr_text == "_xldudf_PRET_ECHEANCE(1000,0.02,12)"
    [condition] = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    assert condition.formula == ["_xldudf_PRET_ECHEANCE(A2,0.02,13)>1"]
    assert sheet.data_validations.dataValidation[0].formula1 == "_xldudf_PRET_ECHEANCE(A2,0.02,13)>1"


@pytest.mark.libreoffice
def test_a_file_saved_by_libreoffice_without_the_functions_is_repaired(tmp_path: Path) -> None:
    build(None, tmp_path / "annexes", str(tmp_path / "model.db"))
    originals = sorted((tmp_path / "annexes").glob("*.xlsx"))
    libreoffice(originals, "xlsx", tmp_path, settings=RECALCULATE_ON_LOAD)
    for original in originals:
        path = tmp_path / original.name
        before = _computed(Workbook.open(path))
        calls = any("_xldudf_" in sheet.text for sheet in Workbook.open(original).worksheets())
        assert (ErrorValue("#NAME?") in before.values()) == calls
        done = xlsync("convert", path, "--to", "office", folder=tmp_path)
        assert done.code == 0
        repaired, whole = _computed(Workbook.open(path)), _computed(Workbook.open(original))
        assert {cell: whole[cell] for cell in repaired} == pytest.approx(repaired, abs=1e-9)


def _computed(book: Workbook) -> dict[str, object]:
    """Values of the formulas by address; dates and amounts are numbers."""
    return {
        f"{sheet.name}!{where}": cell.value
        for sheet in book.worksheets()
        for where, cell in sheet.cells.items()
        if cell.kind
    }


@pytest.mark.parametrize("host", HOSTS)
def test_a_second_conversion_changes_nothing(host: Host, tmp_path: Path) -> None:
    shutil.copy(ROOT / "workbooks" / "moby.xlsx", tmp_path / "moby.xlsx")
    first = xlsync("convert", "moby.xlsx", "--to", host, folder=tmp_path)
    content = (tmp_path / "moby.xlsx").read_bytes()
    again = xlsync("convert", "moby.xlsx", "--to", host, "--json", folder=tmp_path)
    assert first.code == again.code == 0
    assert again.document["files"][0]["formulas"] == 0
    assert (tmp_path / "moby.xlsx").read_bytes() == content


def test_an_unknown_host_is_refused_with_the_choices(tmp_path: Path) -> None:
    shutil.copy(ROOT / "workbooks" / "moby.xlsx", tmp_path / "moby.xlsx")
    refused = xlsync("convert", "moby.xlsx", "--to", "lotus", folder=tmp_path)
    assert refused.code == 2
    assert "office, excel, calc" in refused.err
