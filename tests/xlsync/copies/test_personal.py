"""A workbook that says who made it, links out and hides things: nothing of that is in its copies."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from xlsync.copies.making import MODES, Mode, make
from xlsync.copies.personal import clean_package
from xlsync.recalc.carried import is_annex
from xlsync.workbook import ErrorValue, Workbook, relations
from xlsync.workbook.markup import attributes_of, decode_part
from xlsync.workbook.relations import add_part, link
from xlsync.workbook.values import cell_name

PERSON = "Camille Exemple"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
EXTERNAL = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
each_mode = pytest.mark.parametrize("mode", MODES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Feuille"
    book.properties.creator = book.properties.lastModifiedBy = PERSON
    book.custom_doc_props.append(StringProperty(name="Auteur", value=PERSON))
    sheet["A1"], sheet["A2"], sheet["A3"] = 58268, 0.005, "Secret d’initié"
    sheet["B1"] = "=CEE.VOLUME(A1,A2)"
    sheet["B2"] = "=B1*2"
    sheet["B3"] = "=Cachée!A1"
    sheet["B4"] = "=[1]Ailleurs!A1"
    sheet["B5"] = "=INCONNUE(A1)"
    sheet["B6"] = '=IF(A1="","",secrete)'
    sheet["B7"] = '=HYPERLINK("#Feuille!A1","ici")'
    sheet["C1"] = ArrayFormula("C1:C2", "=CEE.VOLUME(A1:A2,A2)")
    sheet["C2"] = sheet["D2"] = 0
    sheet["D1"] = ArrayFormula("D1:D2", "=A1:A2*2")
    sheet["A1"].comment = Comment(f"{PERSON}:\nà vérifier", PERSON)
    sheet["A2"].hyperlink = "https://exemple.invalid/dossier"
    validation = DataValidation(type="list", formula1="Cachée!$A$1:$A$2")
    validation.add("A5")
    other = DataValidation(type="list", formula1='"oui,non"')
    other.add("A6")
    sheet.add_data_validation(validation)
    sheet.add_data_validation(other)
    table = Table(displayName="tbl", ref="F1:G3")
    table._initialise_columns()
    for column, name in zip(table.tableColumns, ("Contribution", "Volume"), strict=True):
        column.name = name
    table.tableColumns[1].calculatedColumnFormula = TableFormula(
        attr_text="CEE.VOLUME(tbl[[#This Row],[Contribution]],0.005)"
    )
    assert isinstance(table.tableColumns[0], TableColumn)
    sheet["F1"], sheet["G1"] = "Contribution", "Volume"
    for row in (2, 3):
        sheet[f"F{row}"] = 100 * row
        sheet[f"G{row}"] = "=CEE.VOLUME(tbl[[#This Row],[Contribution]],0.005)"
    sheet.add_table(table)
    hidden = book.create_sheet("Cachée", 0)
    hidden["A1"] = "Confidentiel"
    hidden.sheet_state = "hidden"
    last = book.create_sheet("Dernière")
    last["A1"] = 1
    last.print_title_rows = "1:1"
    book.defined_names["secrete"] = DefinedName("secrete", attr_text="Cachée!$A$1")
    book.defined_names["taux"] = DefinedName("taux", attr_text="Feuille!$A$2")
    made = tmp_path / "dossier.xlsx"
    book.save(made)
    _with_parts(made)
    return made


def _with_parts(path: Path) -> None:
    """A link to another workbook, the set-up of a printer, and where the file was saved."""
    book = Workbook.open(path)
    package = book.package
    link_text = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    add_part(package, "xl/externalLinks/externalLink1.xml", link_text.encode(), EXTERNAL)
    number = link(package, book.part, "xl/externalLinks/externalLink1.xml", OFFICE + "externalLink")
    namespace = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    listed = f'<externalReferences {namespace}><externalReference r:id="{number}"/></externalReferences>'
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    saved = (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x15">'
        f'<x15ac:absPath xmlns:x15ac="urn:exemple" url="C:\\{PERSON}\\"/></mc:Choice>'
        "</mc:AlternateContent>"
    )
    text = book.text.replace("</sheets>", f"</sheets>{listed}").replace("<bookViews>", f"{saved}<bookViews>")
    book.replace_text(text)
    sheet = next(one for one in book.sheets if one.name == "Feuille")
    add_part(package, "xl/printerSettings/printerSettings1.bin", PERSON.encode("utf-16"), PRINTER)
    number = link(package, sheet.part, "xl/printerSettings/printerSettings1.bin", OFFICE + "printerSettings")
    text = decode_part(package.read(sheet.part), sheet.part)
    setup = f'<pageSetup {namespace} paperSize="9" r:id="{number}"/>'
    at = text.index("/>", text.index("<pageMargins")) + 2
    package.replace(sheet.part, (text[:at] + setup + text[at:]).encode())
    app = decode_part(package.read("docProps/app.xml"), "docProps/app.xml")
    app = app.replace("</Properties>", f"<Company>{PERSON}</Company></Properties>")
    package.replace("docProps/app.xml", app.encode())
    path.write_bytes(book.to_bytes())


def copied(path: Path, mode: Mode, folder: Path) -> Path:
    out = folder / f"{mode}.xlsx"
    out.write_bytes(make(Workbook.open(path), mode).content)
    return out


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@each_mode
def test_nobody_is_named_and_nothing_leads_out(path, mode, tmp_path):
    assert PERSON in str(texts(path))
    told = texts(copied(path, mode, tmp_path))
    for name, text in told.items():
        assert not re.search(f"{PERSON}|exemple\\.invalid|TargetMode=.External|absPath|Cachée", text), name
    assert not [name for name in told if "external" in name.lower() or "printer" in name or "custom" in name]
    assert 'paperSize="9"' in str(told)


@each_mode
def test_the_copy_opens_and_its_ranks_are_those_of_its_sheets(path, mode, tmp_path):
    book = openpyxl.load_workbook(copied(path, mode, tmp_path))
    assert book.sheetnames == ["Feuille", "Dernière"]
    assert book["Dernière"].print_title_rows == "$1:$1"
    assert [one.formula1 for one in book["Feuille"].data_validations.dataValidation] == ['"oui,non"']
    assert book["Feuille"]["A1"].comment.text.strip() == "à vérifier"
    assert ("taux" in book.defined_names) == (mode == "native")
    assert "secrete" not in book.defined_names


def test_values_stand_in_the_place_of_formulas(path, tmp_path):
    sheet = Workbook.open(copied(path, "values", tmp_path)).sheet("Feuille")
    assert not [cell for cell in sheet.cells.values() if cell.kind]
    assert [sheet.cell(one).value for one in ("B1", "B2", "G2", "G3")] == [
        11_653_600.0, 23_307_200.0, 40_000.0, 60_000.0,
    ]  # fmt: skip
    assert sheet.cell("B3").value == "Confidentiel"


def test_what_reads_what_leaves_keeps_its_value_and_says_why(path):
    made = make(Workbook.open(path), "native")
    left = {cell_name(one.cell.row, one.cell.column): one for one in made.values}
    assert set(left) == {"B3", "B4", "B5", "B6", "C1"}
    assert left["C1"].function == "CEE.VOLUME"
    assert left["B4"].reason.en == "reads another workbook or another program"
    assert left["B6"].reason.en == "reads what the copy has not"
    sheet = Workbook.from_bytes(made.content).sheet("Feuille")
    assert sheet.cell("B1").formula == 'IF(OR(A1="",A2=""),NA(),A1/A2)'
    assert sheet.cell("B2").formula == "B1*2"
    assert sheet.cell("G2").formula.endswith("tbl[[#This Row],[Contribution]]/0.005)")
    table = Workbook.from_bytes(made.content).find_table("tbl")
    assert table.columns[1].formula == sheet.cell("G2").formula


def test_a_value_that_nobody_knows_is_not_available(path, tmp_path):
    book = Workbook.open(path)
    book.sheet("Feuille").set_cached("B5", ErrorValue("#NAME?"))
    book.save(path)
    made = make(Workbook.open(path), "values")
    assert [cell_name(one.cell.row, one.cell.column) for one in made.unknown] == ["B5"]
    assert Workbook.from_bytes(made.content).sheet("Feuille").cell("B5").value == "#N/A"


def test_a_workbook_that_is_no_annex_keeps_its_how_to(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    book.active["A5"] = "Voir le complément de la note."
    book.save(tmp_path / "note.xlsx")
    opened = Workbook.open(tmp_path / "note.xlsx")
    assert not is_annex(opened)
    assert Workbook.from_bytes(make(opened, "values").content).sheet("Lisez-moi").cell("A5").value


@each_mode
def test_people_are_not_named_by_parts_of_other_names(path, mode, tmp_path):
    """Properties where .NET writes them, the sheet of cells under a name without extension."""
    properties, sheet = "package/services/metadata/core-properties/a1b2.psmdcp", "xl/feuilles/deux"
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held[properties] = held.pop("docProps/core.xml")
    held[sheet] = held.pop("xl/worksheets/sheet2.xml")
    held["xl/feuilles/_rels/deux.rels"] = held.pop("xl/worksheets/_rels/sheet2.xml.rels")
    watched = f'<scenarios><scenario name="s" user="{PERSON}" count="0"/></scenarios>'
    held[sheet] = held[sheet].replace(b"</sheetData>", f"</sheetData>{watched}".encode())
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        for old, new in ((b"docProps/core.xml", properties), (b"xl/worksheets/sheet2.xml", sheet)):
            held[name] = held[name].replace(old, new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    told = texts(copied(path, mode, tmp_path))
    assert sheet in told
    assert not [name for name, text in told.items() if PERSON in text]


def test_a_workbook_in_strict_form_names_nobody_either(tmp_path):
    """Namespaces and types of ECMA-376 part 1, 15.2.12: `extendedProperties`, `customProperties`."""
    path = tmp_path / "strict.xlsx"
    book = xlsxwriter.Workbook(path)
    told = dict.fromkeys(("author", "manager", "company", "hyperlink_base"), PERSON)
    book.set_properties(told)
    book.set_custom_property("Auteur", PERSON)
    sheet = book.add_worksheet("Feuille")
    sheet.write("A1", 12)
    sheet.write_comment("A1", "à vérifier", {"author": PERSON})
    sheet.write_url("A2", "https://exemple.invalid/dossier", string="ici")
    book.close()
    strict = re.compile(r"http://schemas\.openxmlformats\.org/(officeDocument|spreadsheetml|drawingml)/2006/")
    held = {}
    for name, text in texts(path).items():
        text = strict.sub(r"http://purl.oclc.org/ooxml/\1/", text)
        text = text.replace('extended-properties"', 'extendedProperties"')
        held[name] = text.replace('custom-properties"', 'customProperties"')
    assert "relationships/extendedProperties" in held["_rels/.rels"]
    assert PERSON in held["docProps/app.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in held.items():
            archive.writestr(name, text)
    made = make(Workbook.open(path), "values")
    (tmp_path / "copie.xlsx").write_bytes(made.content)
    kept = texts(tmp_path / "copie.xlsx")
    assert not [name for name, text in kept.items() if PERSON in text or "exemple.invalid" in text]
    assert "docProps/app.xml" in kept
    assert "docProps/custom.xml" not in kept
    assert Workbook.from_bytes(made.content).sheet("Feuille").cell("A1").value == 12


def test_the_list_of_content_types_is_not_read_again_for_each_part(tmp_path, monkeypatch):
    read = []

    def counted(data, part, name):
        read.append(part)
        return attributes_of(data, part, name)

    monkeypatch.setattr(relations, "attributes_of", counted)
    counts = []
    for sheets in (3, 31):
        path = tmp_path / f"{sheets}.xlsx"
        book = openpyxl.Workbook()
        for _ in range(1, sheets):
            book.create_sheet()
        book.save(path)
        read.clear()
        clean_package(Workbook.open(path))
        counts.append(read.count(relations.CONTENT_TYPES))
    assert counts[1] <= max(counts[0], 4)
