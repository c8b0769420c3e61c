"""Rows that come, go, move or change their key, on either side."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.xlsync.build.opened import Annex
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY, Desk
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows

SCHOOLS = "etablissements"


def keys(desk: Desk, convention: str, table: str) -> list[str]:
    """Keys of a table of a workbook, from top to bottom."""
    annex = desk.annex(convention)
    first = annex.places.tables[table].table.columns[0].name
    return [key for name, key, column in annex.cells if name == table and column == first]


def add_by_hand(desk: Desk, record: dict[str, object]) -> None:
    """A school typed as a last row of its table."""
    book = Workbook.open(desk.path(MOBY))
    place = desk.annex(MOBY).places.tables[SCHOOLS]
    resize_rows(book, "tblEtablissements", place.count + 1)
    for name, value in record.items():
        book.sheet(place.sheet).set_value((place.last + 1, place.column_of(name)), value)
    book.save(desk.path(MOBY))


def test_a_row_added_in_the_workbook(desk):
    add_by_hand(desk, {"id": 3, "etablissement": "Lycée neuf", "type_etablissement": "lycée"})
    found = status(desk.path(MOBY), desk.store)
    assert {one.key for one in found.workbook_changes} == {"id=3"}
    assert pull(desk.path(MOBY), desk.store).clean
    assert desk.value(MOBY, (SCHOOLS, "3", "etablissement")) == "Lycée neuf"
    assert status(desk.path(MOBY), desk.store).clean


def test_a_row_added_in_the_model_comes_last(desk):
    model = desk.store.read().add_row(MOBY, SCHOOLS, {"id": 7, "etablissement": "Collège neuf"})
    desk.commit(model)
    assert push(desk.path(MOBY), desk.store).clean
    assert keys(desk, MOBY, SCHOOLS) == ["id=1", "id=2", "id=7"]
    assert desk.held(MOBY, (SCHOOLS, "id=7", "etablissement")) == "Collège neuf"
    assert status(desk.path(MOBY), desk.store).clean


def dimensions(path: Path) -> tuple[str, str]:
    """What the hidden sheet says that it extends to, and what it does, as openpyxl reads both."""
    said = openpyxl.load_workbook(path, read_only=True)
    found = said["_xlsync"].calculate_dimension(), openpyxl.load_workbook(path)["_xlsync"].dimensions
    said.close()
    return found


def test_the_hidden_sheet_says_how_far_it_extends(desk):
    """Built, then longer than what it remembers of its schema, by each command that writes it."""
    path = desk.path(MOBY)
    built, found = dimensions(path)
    assert built == found
    model = desk.store.read()
    for key in range(100, 180):
        model = model.add_row(MOBY, SCHOOLS, {"id": key, "etablissement": f"Collège {key}"})
    desk.commit(model)
    assert push(path, desk.store).clean
    grown, found = dimensions(path)
    assert grown == found != built
    desk.type_in(MOBY, (SCHOOLS, "id=179", "commune"), "Rennes")
    desk.set(MOBY, (SCHOOLS, "id=178", "commune"), "Vitré")
    assert synchronise(path, desk.store).clean
    synced, found = dimensions(path)
    assert synced == found != grown
    book = Workbook.open(path)
    resize_rows(book, "tblEtablissements", 2)
    book.save(path)
    assert pull(path, desk.store).clean
    pulled, found = dimensions(path)
    assert pulled == found


@pytest.mark.parametrize("gone", ["1", "2"])
def test_a_row_deleted_in_the_model(desk, gone):
    name = {key: desk.held(MOBY, (SCHOOLS, f"id={key}", "etablissement")) for key in ("1", "2")}
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, gone))
    assert push(desk.path(MOBY), desk.store).clean
    left = ({"1", "2"} - {gone}).pop()
    assert keys(desk, MOBY, SCHOOLS) == [f"id={left}"]
    assert desk.held(MOBY, (SCHOOLS, f"id={left}", "etablissement")) == name[left]
    assert status(desk.path(MOBY), desk.store).clean


def test_a_row_deleted_in_the_workbook(desk):
    book = Workbook.open(desk.path(MOBY))
    resize_rows(book, "tblEtablissements", 1)
    book.save(desk.path(MOBY))
    assert pull(desk.path(MOBY), desk.store).clean
    assert [row["id"] for row in desk.store.read().convention(MOBY).records(SCHOOLS)] == [1]


def test_deleted_here_and_changed_there_is_a_conflict_and_the_row_comes_back_if_chosen(desk):
    desk.set(MOBY, (SCHOOLS, "id=2", "commune"), "Rennes")
    book = Workbook.open(desk.path(MOBY))
    resize_rows(book, "tblEtablissements", 1)
    book.save(desk.path(MOBY))
    done = synchronise(desk.path(MOBY), desk.store)
    (conflict,) = done.conflicts
    assert (conflict.key, conflict.column, conflict.workbook, conflict.kind) == ("id=2", "", None, "deleted")
    assert desk.value(MOBY, (SCHOOLS, "id=2", "commune")) == "Rennes"
    desk.choose(MOBY, (SCHOOLS, "id=2", ""), "modèle")
    assert synchronise(desk.path(MOBY), desk.store).clean
    assert desk.held(MOBY, (SCHOOLS, "id=2", "commune")) == "Rennes"


def test_a_key_renamed_in_the_model_changes_in_place(desk):
    """Formats, formulas and notes of the row stay: only its key is written."""
    desk.set(MIXEUR, ("perimetre", "application=DialogWatt", "application"), "DialogWatt 2")
    before = keys(desk, MIXEUR, "perimetre")
    assert push(desk.path(MIXEUR), desk.store).clean
    renamed = [key.replace("=DialogWatt", "=DialogWatt 2") for key in before]
    assert keys(desk, MIXEUR, "perimetre") == renamed
    assert status(desk.path(MIXEUR), desk.store).clean


def test_a_key_renamed_in_the_workbook_and_changed_in_the_model_is_offered(desk):
    place = ("perimetre", "application=DialogWatt", "utilisee")
    desk.type_in(MIXEUR, ("perimetre", "application=DialogWatt", "application"), "Rendez-vous")
    desk.set(MIXEUR, place, "oui")
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert any("Rendez-vous" in notice.text.fr for notice in done.notices)
    desk.choose(MIXEUR, (*place[:2], ""), "Rendez-vous")
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    assert desk.held(MIXEUR, ("perimetre", "application=Rendez-vous", "utilisee")) == "oui"
    assert desk.value(MIXEUR, ("perimetre", "application=Rendez-vous", "utilisee")) == "oui"


@pytest.mark.parametrize("value", [1, None, "premier"])
def test_an_unclear_key_is_a_problem_and_nothing_is_lost(desk, value):
    """The key of the second school becomes that of the first, blank, or a text."""
    path = desk.path(MOBY)
    address = desk.type_in(MOBY, (SCHOOLS, "id=2", "id"), value)
    desk.set(MOBY, (SCHOOLS, "id=2", "commune"), "Rennes")
    desk.commit(desk.store.read().add_row(MOBY, SCHOOLS, {"id": 9, "etablissement": "Collège"}))
    cells = {key: cell.value for key, cell in desk.annex(MOBY).cells.items() if key[0] == SCHOOLS}
    done = synchronise(path, desk.store)
    assert address in {problem.where for problem in done.problems}
    assert not done.clean
    assert {key: cell.value for key, cell in desk.annex(MOBY).cells.items() if key[0] == SCHOOLS} == cells
    assert [row["id"] for row in desk.store.read().convention(MOBY).records(SCHOOLS)] == [1, 2, 9]
    type_back(desk, address)
    assert synchronise(path, desk.store).clean
    assert keys(desk, MOBY, SCHOOLS) == ["id=1", "id=2", "id=9"]
    assert desk.held(MOBY, (SCHOOLS, "id=2", "commune")) == "Rennes"


def type_back(desk: Desk, address: str) -> None:
    book = Workbook.open(desk.path(MOBY))
    sheet, _, cell = address.partition("!")
    book.sheet(sheet).set_value(cell, 2)
    book.save(desk.path(MOBY))


def test_a_line_typed_under_a_table_is_a_problem_and_no_deletion(desk):
    """A row cut and pasted one line too low."""
    annex = desk.annex(MOBY)
    place = annex.places.tables[SCHOOLS]
    sheet = annex.book.sheet(place.sheet)
    for column in place.table.columns:
        at = place.cell(column.name, 1)
        sheet.set_value((at[0] + 2, at[1]), sheet.cell(at).value)
        sheet.set_value(at, None)
    annex.book.save(desk.path(MOBY))
    done = synchronise(desk.path(MOBY), desk.store)
    assert any("sous le tableau" in problem.what.fr for problem in done.problems)
    assert len(desk.store.read().convention(MOBY).records(SCHOOLS)) == 2


def test_rows_sorted_otherwise_are_said_and_are_no_change(desk):
    annex = desk.annex(MOBY)
    place, sheet = annex.places.tables[SCHOOLS], annex.book.sheet("Annexe 3")
    for column in place.table.columns:
        first, second = (place.cell(column.name, rank) for rank in (0, 1))
        above, below = sheet.cell(first).value, sheet.cell(second).value
        sheet.set_value(first, below)
        sheet.set_value(second, above)
    annex.book.save(desk.path(MOBY))
    found = status(desk.path(MOBY), desk.store)
    assert found.clean
    assert any("triées" in notice.text.fr for notice in found.notices)
    desk.set(MOBY, (SCHOOLS, "id=1", "commune"), "Rennes")
    assert push(desk.path(MOBY), desk.store).clean
    assert keys(desk, MOBY, SCHOOLS) == ["id=2", "id=1"]
    assert desk.held(MOBY, (SCHOOLS, "id=1", "commune")) == "Rennes"


def test_a_note_beside_a_row_that_would_move_stops_the_push(desk):
    book = Workbook.open(desk.path(MOBY))
    place = desk.annex(MOBY).places.tables[SCHOOLS]
    book.sheet(place.sheet).set_value((place.first + 1, place.right + 2), "à rappeler")
    book.save(desk.path(MOBY))
    before = desk.path(MOBY).read_bytes()
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, "1"))
    done = push(desk.path(MOBY), desk.store)
    assert any("à côté" in problem.what.fr for problem in done.problems)
    assert not done.clean
    assert desk.path(MOBY).read_bytes() == before


def test_a_formula_that_reads_one_row_stops_the_push(desk):
    book = Workbook.open(desk.path(MOBY))
    place = desk.annex(MOBY).places.tables[SCHOOLS]
    book.sheet("Annexe 2").set_formula("A40", f"'Annexe 3'!B{place.first + 1}", "x")
    book.save(desk.path(MOBY))
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, "1"))
    done = push(desk.path(MOBY), desk.store)
    assert any("une ligne qui bouge" in problem.what.fr for problem in done.problems)


def test_a_row_moves_with_its_formats_and_its_own_formulas(desk):
    """The payments of Moby: the first one goes; formulas of the others still compute."""
    parts = [desk.held(MOBY, ("acomptes", f"rang={rank}", "part")) for rank in (2, 3)]
    styles = row_styles(desk, "rang=3")
    desk.commit(desk.store.read().delete_row(MOBY, "acomptes", "1"))
    done = push(desk.path(MOBY), desk.store)
    assert done.complete, done.problems  # The parts no longer make 1, which the figures show.
    annex = desk.annex(MOBY)
    assert [annex.value("acomptes", f"rang={rank}", "part") for rank in (2, 3)] == parts
    assert row_styles(desk, "rang=3") == styles
    assert all(annex.cell("acomptes", f"rang={rank}", "ht").formula for rank in (2, 3))
    assert annex.value("acomptes.total", "", "part") == pytest.approx(sum(parts))


def row_styles(desk: Desk, key: str) -> list[int]:
    annex = desk.annex(MOBY)
    found = [cell for (table, one, _), cell in annex.cells.items() if (table, one) == ("acomptes", key)]
    return [annex.book.sheet(cell.sheet).cell((cell.row, cell.at)).style for cell in found]


def test_rows_that_others_generate_follow(desk):
    """One more action in Annexe 1 gives one more row or column in every table made from it."""
    desk.set(INTRACTING, ("programme", "id=2", "cee"), 1500)
    record = {"id": 21, "batiment": "École", "ape": "Isolation", "cout_keur_ht": 10.0, "phase": 2025}
    desk.commit(desk.store.read().add_row(INTRACTING, "ape", record))
    desk.set(INTRACTING, ("programme", "id=21", "cee"), 2000)
    done = push(desk.path(INTRACTING), desk.store)
    assert done.clean, [problem.what.fr for problem in done.problems]
    annex = desk.annex(INTRACTING)
    for table in ("ape", "programme", "suivi", "indicateurs"):
        assert (table, "id=21", "id") in annex.cells
    assert annex.value("programme", "id=21", "cee") == 2000
    assert annex.value("programme", "id=2", "cee") == 1500
    assert annex.value("programme", "id=21", "cout_ht") == 10000
    assert not annex.errors()
    assert status(desk.path(INTRACTING), desk.store).clean


def test_a_payment_more_gives_a_column_and_a_block_more(desk):
    record = {
        "versement": 4, "annee_versement": 2027, "montant": 50000, "duree_ans": 10, "differe_ans": 0,
        "taux": 0.02, "periodicite": "Annuelles", "profil": "Echéances constantes",
    }  # fmt: skip
    desk.commit(desk.store.read().add_row(INTRACTING, "versements", record))
    done = push(desk.path(INTRACTING), desk.store)
    assert done.clean, [problem.what.fr for problem in done.problems]
    annex = desk.annex(INTRACTING)
    assert annex.value("versements", "versement=4", "montant") == 50000
    assert ("calendrier", "versement=4", "versement") in annex.cells
    assert annex.places.tables["amortissement"].blocks == 4
    assert not annex.errors()
    desk.commit(desk.store.read().delete_row(INTRACTING, "versements", "4"))
    assert push(desk.path(INTRACTING), desk.store).clean
    assert isinstance(desk.annex(INTRACTING), Annex)
    assert desk.annex(INTRACTING).places.tables["amortissement"].blocks == 3
    assert status(desk.path(INTRACTING), desk.store).clean


def test_rows_are_added_to_workbooks_that_libreoffice_saved(desk):
    """It drops the formulas of calculated columns from the tables, and numbers columns anew."""
    desk.save_in_libreoffice(MOBY, INTRACTING)
    desk.commit(desk.store.read().add_row(MOBY, SCHOOLS, {"id": 7, "etablissement": "Collège neuf"}))
    desk.commit(desk.store.read().delete_row(MOBY, SCHOOLS, "1"))
    record = {"id": 21, "batiment": "École", "ape": "Isolation", "cout_keur_ht": 10.0, "phase": 2025}
    desk.commit(desk.store.read().add_row(INTRACTING, "ape", record))
    for convention in (MOBY, INTRACTING):
        done = push(desk.path(convention), desk.store)
        assert done.clean, [problem.what.fr for problem in done.problems]
        assert not desk.annex(convention).errors()
        assert status(desk.path(convention), desk.store).clean
    assert keys(desk, MOBY, SCHOOLS) == ["id=2", "id=7"]
    assert desk.held(INTRACTING, ("programme", "id=21", "cout_ht")) == 10000
