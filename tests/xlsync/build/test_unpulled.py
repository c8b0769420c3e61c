"""`build` never overwrites what people typed and the model has not taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.build.opened import Annex
from xlsync.annexbook.base import read_base
from xlsync.annexbook.origin import model_side
from xlsync.build import build
from xlsync.build.unpulled import unpulled_edits
from xlsync.errors import UnpulledEdits
from xlsync.model import ROW, cells_of, load
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows

CONVENTION = "mixeur/aunis-sud"


@pytest.fixture
def copied(fresh, tmp_path) -> dict[str, Path]:
    """Copies of the built workbooks, by convention."""
    paths = [built.path for built in fresh.report.workbooks]
    return {
        built.convention: Path(shutil.copy(path, tmp_path))
        for built, path in zip(fresh.report.workbooks, paths, strict=True)
    }


def type_in(path: Path, place: tuple[str, str, str], value: object) -> str:
    annex = Annex.open(path)
    cell = annex.cell(*place)
    annex.book.sheet(cell.sheet).set_value((cell.row, cell.at), value, over_formula=True)
    annex.book.save(path)
    return cell.address


def test_workbooks_as_built_hold_no_edit(copied):
    for path in copied.values():
        unpulled_edits(path)


def test_the_base_is_what_the_model_holds(fresh):
    """Cells of the model against those that travel with the workbook."""
    for convention, annex in fresh.annexes.items():
        cells = {place[1:]: text for place, text in cells_of(load(convention)).items()}
        side = model_side(convention.partition("/")[0], cells)
        held = {place: text for place, text in side.items() if place[1:] != ("", ROW)}
        assert read_base(annex.book) == held


@pytest.mark.parametrize(
    ("convention", "place", "value"),
    [
        (CONVENTION, ("contributions", "annee=2025", "utilisateurs"), 9),
        (CONVENTION, ("contributions", "annee=2025", "habitants"), "trente mille"),
        (CONVENTION, ("champs", "", "montant_exceptionnel"), None),
        (CONVENTION, ("contributions", "annee=2025", "annee"), 2026),
        (CONVENTION, ("contributions", "annee=2025", "montant"), 900),
        ("intracting/noyarey", ("ape.total", "", "elec_kwh"), 113193),
        ("intracting/noyarey", ("realisation", "id=4", "fin_travaux"), 46000),
        ("intracting/noyarey", ("versements", "versement=3", "montant"), 150000),
        ("moby/ille-et-vilaine", ("acomptes", "rang=2", "date"), 45000),
        ("avelo3/programme", ("frais_fixes", "action=Audit", "livrables"), "Audit"),
    ],
)
def test_an_edit_is_never_overwritten(convention, place, value, fresh, copied):
    path = copied[convention]
    where = type_in(path, place, value)
    before = path.read_bytes()
    other = "chauffage_urbain/idf"
    report = build([convention, other], path.parent, fresh.store)
    ((refused, reason),) = report.refused
    assert (refused, path.read_bytes()) == (path, before)
    assert isinstance(reason, UnpulledEdits)
    assert where in reason.text.fr
    assert path.name in reason.text.en
    assert [built.convention for built in report.workbooks] == [other]
    assert not report.clean


def test_a_row_with_only_its_key_is_an_edit(copied):
    path = copied[CONVENTION]
    book = Workbook.open(path)
    place = Annex.open(path).places.tables["perimetre"]
    resize_rows(book, "tblPerimetre", place.count + 1)
    book.sheet(place.sheet).set_value((place.last + 1, place.left), "Nouvelle application")
    book.save(path)
    with pytest.raises(UnpulledEdits, match=f"{place.sheet}!A{place.last + 1}"):
        unpulled_edits(path)


def test_a_row_gone_is_an_edit(copied):
    path = copied["moby/ille-et-vilaine"]
    book = Workbook.open(path)
    resize_rows(book, "tblEtablissements", 1)
    book.save(path)
    with pytest.raises(UnpulledEdits, match="N° 2"):
        unpulled_edits(path)


def test_the_same_row_twice_is_an_edit(copied):
    path = copied["moby/ille-et-vilaine"]
    type_in(path, ("etablissements", "id=2", "id"), 1)
    with pytest.raises(UnpulledEdits, match="Annexe 3!A3"):
        unpulled_edits(path)


def test_a_line_typed_under_a_table_is_an_edit(copied):
    path = copied[CONVENTION]
    annex = Annex.open(path)
    place = annex.places.tables["contributions"]
    annex.book.sheet(place.sheet).set_value((place.bottom + 1, place.left), 2026)
    annex.book.save(path)
    with pytest.raises(UnpulledEdits, match=f"Contributions!A{place.bottom + 1}"):
        unpulled_edits(path)


def test_a_workbook_saved_without_any_edit_holds_none(copied):
    """A spreadsheet that saves a file breaks its seal; what people see is the same."""
    for path in copied.values():
        book = Workbook.open(path)
        book.set_custom_properties({"xlsync_seal": "-"})
        book.save(path)
        unpulled_edits(path)


def test_a_file_of_someone_else_is_left_alone(fresh, tmp_path):
    import openpyxl

    path = tmp_path / "mixeur-aunis-sud.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    report = build([CONVENTION], tmp_path, fresh.store)
    assert [refused for refused, _ in report.refused] == [path]
    assert path.read_bytes() == before


def test_a_file_that_is_no_workbook_is_left_alone(fresh, tmp_path):
    path = tmp_path / "mixeur-aunis-sud.xlsx"
    path.write_text("notes")
    report = build([CONVENTION], tmp_path, fresh.store)
    assert [refused for refused, _ in report.refused] == [path]
    assert path.read_text() == "notes"


@pytest.mark.parametrize(
    ("sheet", "cell", "value"), [("Lisez-moi", "D4", "à revoir"), ("Contributions", "N3", 0.0)]
)
def test_a_note_anywhere_is_an_edit(sheet, cell, value, copied):
    path = copied[CONVENTION]
    book = Workbook.open(path)
    book.sheet(sheet).set_value(cell, value)
    book.save(path)
    with pytest.raises(UnpulledEdits, match=f"{sheet}!{cell}"):
        unpulled_edits(path)


@pytest.mark.parametrize(
    ("what", "part"),
    [
        ("graphique", "xl/charts/chart99.xml"),
        ("image", "xl/media/image9.png"),
        ("commentaire", "xl/comments1.xml"),
    ],
)
def test_what_people_add_besides_cells_is_an_edit(what, part, copied):
    path = copied[CONVENTION]
    book = Workbook.open(path)
    book.package.add(part, b"<a/>")
    book.save(path)
    with pytest.raises(UnpulledEdits, match=what):
        unpulled_edits(path)
