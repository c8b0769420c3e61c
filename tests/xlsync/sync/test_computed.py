"""Computed cells whose formula was erased or changed, and printed texts that people changed."""

from __future__ import annotations

import pytest

from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY, Desk
from tests.xlsync.sync.mail.returns import sentences
from xlsync.model import OVERRIDES
from xlsync.sync import FileReport, pull, push, status, synchronise
from xlsync.workbook import ErrorValue, Workbook

PLACE = ("contributions", "annee=2025", "montant")
COMMANDS = (push, synchronise)


def formula(desk: Desk, place: tuple[str, str, str] = PLACE, convention: str = MIXEUR) -> str | None:
    return desk.annex(convention).cell(*place).formula


def put_formula(desk: Desk, text: str, value: float) -> str:
    """Types a formula over the one of a computed cell."""
    annex = desk.annex(MIXEUR)
    cell = annex.cell(*PLACE)
    annex.book.sheet(cell.sheet).set_formula((cell.row, cell.at), text, value)
    annex.book.save(desk.path(MIXEUR))
    return cell.address


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("convention", "place"),
    [
        (MIXEUR, PLACE),
        (MOBY, ("acomptes.total", "", "ttc")),
        (MOBY, ("champs", "", "total_tva")),
        (INTRACTING, ("amortissement", "versement=1;annee=2025", "crd")),
    ],
)
def test_an_erased_formula_is_reported_and_put_back(desk, convention, place, command):
    before, value = formula(desk, place, convention), desk.held(convention, place)
    address = desk.type_in(convention, place, None)
    found = status(desk.path(convention), desk.store)
    (problem,) = found.problems
    assert problem.where == address
    assert "push" in problem.fix.fr
    assert not found.overrides
    assert pull(desk.path(convention), desk.store).problems
    done = command(desk.path(convention), desk.store)
    assert done.clean, done
    assert any(address in text for text in sentences(done))
    assert formula(desk, place, convention) == before
    assert desk.held(convention, place) == value
    assert status(desk.path(convention), desk.store).clean


def test_an_error_pasted_over_a_formula_is_said_and_the_formula_comes_back(desk):
    before = formula(desk)
    desk.type_in(MIXEUR, PLACE, ErrorValue("#NAME?"))
    found = status(desk.path(MIXEUR), desk.store)
    assert found.clean
    assert any("est effacée" in text for text in sentences(found))
    assert push(desk.path(MIXEUR), desk.store).clean
    assert formula(desk) == before


def test_a_changed_formula_is_an_override_that_can_be_restored(desk):
    before = formula(desk)
    address = put_formula(desk, "1+1", 2)
    found = status(desk.path(MIXEUR), desk.store)
    (one,) = found.overrides
    assert (one.cell, one.value) == (address, "=1+1")
    assert one.formula == f"={before}"
    assert not found.clean
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.overrides
    assert formula(desk) == "1+1"
    (line,) = desk.lines(MIXEUR)
    assert (line.place, line.workbook) == (PLACE, "=1+1")
    desk.choose(MIXEUR, PLACE, "rétablir")
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    assert formula(desk) == before
    assert desk.lines(MIXEUR) == []
    assert status(desk.path(MIXEUR), desk.store).clean


def test_a_derogation_keeps_no_formula(desk):
    put_formula(desk, "1+1", 2)
    synchronise(desk.path(MIXEUR), desk.store)
    desk.choose(MIXEUR, PLACE, "déroger", "Geste commercial", "Annexe 2")
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert any("une valeur et non une formule" in text for text in sentences(done))
    assert done.overrides
    assert formula(desk) == "1+1"
    assert desk.store.read().convention(MIXEUR).records(OVERRIDES) == []


def test_a_formula_over_a_derogation_does_not_end_it(desk):
    desk.type_in(MIXEUR, PLACE, 900)
    synchronise(desk.path(MIXEUR), desk.store)
    desk.choose(MIXEUR, PLACE, "déroger", "Geste commercial", "Annexe 2")
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    put_formula(desk, "450*2", 900)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.overrides
    assert done.committed is None
    (record,) = desk.store.read().convention(MIXEUR).records(OVERRIDES)
    assert record["valeur"] == "900"


@pytest.mark.libreoffice
def test_libreoffice_changes_no_formula(desk):
    """Names of functions come back in lower case, which is no change."""
    desk.save_in_libreoffice(INTRACTING, MIXEUR, MOBY)
    for one in (INTRACTING, MIXEUR, MOBY):
        desk.type_in(one, ("conventions", "", "titre"), "Autre titre")
        found = status(desk.path(one), desk.store)
        assert not found.overrides
        assert not found.problems
        assert not found.notices
        assert [change.column for change in found.workbook_changes] == ["titre"]


def test_a_column_inserted_in_a_block_is_one_problem(desk):
    """As a spreadsheet does it: the table is one column wider, in the middle of a block."""
    book = Workbook.open(desk.path(INTRACTING))
    table = book.find_table("tblAmortissement")
    part = table.part
    text = book.package.read(part).decode()
    wider = text.replace(":Q", ":R").replace(
        "</tableColumns>", '<tableColumn id="99" name="Note"/></tableColumns>'
    )
    book.package.replace(part, wider.encode())
    book.save(desk.path(INTRACTING))
    found = status(desk.path(INTRACTING), desk.store)
    (problem,) = found.problems
    assert "dans les blocs" in problem.what.fr
    assert not found.overrides
    assert problem.where == f"Annexe 2-E!A{table.ref.first_row}"
    before = desk.path(INTRACTING).read_bytes()
    assert not synchronise(desk.path(INTRACTING), desk.store).clean
    assert desk.path(INTRACTING).read_bytes() == before
    desk.set(INTRACTING, ("champs", "", "prix_chaleur"), 43)
    pushed = push(desk.path(INTRACTING), desk.store)
    assert list(pushed.problems) == [problem]
    assert desk.held(INTRACTING, ("champs", "", "prix_chaleur")) == 43


# --- printed texts


def print_over(desk: Desk, texts: dict[str, str]) -> None:
    """Types texts over those that the template printed."""
    book = Workbook.open(desk.path(MOBY))
    for address, text in texts.items():
        sheet, _, cell = address.partition("!")
        book.sheet(sheet).set_value(cell, text or None)
    book.save(desk.path(MOBY))


TEXTS = {
    "Annexe 2!A1": "Notre grille",
    "Annexe 2!A7": "Certificats",
    "Paramètres!B6": "Les parts",
    "Annexe 2!A4": "",
}


def said_of_texts(report: FileReport) -> list[str]:
    return [text.partition(" :")[0] for text in sentences(report) if "texte imprimé" in text]


def test_printed_texts_that_people_changed_are_kept_and_said_once(desk):
    print_over(desk, TEXTS)
    found = status(desk.path(MOBY), desk.store)
    assert found.clean
    assert said_of_texts(found) == ["Annexe 2!A1", "Annexe 2", "Annexe 2!A7", "Paramètres!B6"]
    desk.set(MOBY, ("conventions", "", "autres_parties"), "Département")
    assert said_of_texts(push(desk.path(MOBY), desk.store))
    book = Workbook.open(desk.path(MOBY))
    assert {address: book.cell(address).value or "" for address in TEXTS} == TEXTS
    assert sentences(status(desk.path(MOBY), desk.store)) == []


def test_a_sync_that_has_nothing_else_to_write_says_it_for_the_last_time(desk):
    print_over(desk, TEXTS)
    assert said_of_texts(synchronise(desk.path(MOBY), desk.store))
    before = desk.path(MOBY).read_bytes()
    for command in (status, synchronise):
        assert sentences(command(desk.path(MOBY), desk.store)) == []
    assert desk.path(MOBY).read_bytes() == before


def test_a_label_that_people_changed_survives_rows_that_come(desk):
    """Rows of the table above grow; the printed label of a parameter is not written again."""
    print_over(desk, {"Annexe 4 Acomptes!A4": "Nos acomptes", "Paramètres!B6": "Les parts"})
    model = desk.store.read().add_row(
        MOBY, "etablissements", {"id": 90, "etablissement": "Collège neuf", "commune": "Rennes"}
    )
    desk.commit(model)
    assert push(desk.path(MOBY), desk.store).written
    book = Workbook.open(desk.path(MOBY))
    assert book.cell("Annexe 4 Acomptes!A4").value == "Nos acomptes"
    assert book.cell("Paramètres!B6").value == "Les parts"


def test_a_workbook_as_built_holds_every_printed_text(desk, monkeypatch):
    """Whatever its convention holds: looked at whole, it says nothing."""
    monkeypatch.setattr("xlsync.sync.syncing.is_untouched", lambda *_, **__: False)
    for path in desk.folder.glob("*.xlsx"):
        assert sentences(status(path, desk.store)) == [], path
