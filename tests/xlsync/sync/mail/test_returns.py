"""What comes back by mail: each line of the design, with a workbook that a real LibreOffice saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.sync.desks import MOBY, Desk
from tests.xlsync.sync.mail.returns import NOT_COMPUTED, RETURNS, came_back, documented, sent_back, sentences
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET
from xlsync.build.draw.readme import README
from xlsync.store import Store
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import cell_name

LISTS = ("workbook_changes", "model_changes", "conflicts", "overrides", "proposals", "problems")
REFUSED = {
    "Feuille protégée": "the sheet “Annexe 3” is protected: remove the protection, then try again",
    "Classeur ouvert ailleurs (un fichier témoin est à côté)": (
        "retour.xlsx is open elsewhere (lock file .~lock.retour.xlsx#): close it, then try again"
    ),
}
"""Returns that are read and never written, and why."""

PAGE = ROOT / "xlsync" / "sync" / "mail.md"

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def mail(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folder of each return."""
    return sent_back(built, tmp_path_factory.mktemp("courrier"))


@pytest.fixture
def returned(mail, tmp_path):
    """A copy of the desk of a return."""

    def of(term: str) -> Desk:
        folder = tmp_path / "bureau"
        shutil.copytree(mail[term], folder)
        return Desk(folder, Store.open(folder / "model.db"))

    return of


@pytest.mark.parametrize("term", RETURNS)
def test_what_is_said_and_left_to_deal_with(term, returned):
    desk, expected = returned(term), RETURNS[term]
    path = came_back(desk)
    before = path.read_bytes()
    report = status(path, desk.store)
    assert {name: len(getattr(report, name)) for name in LISTS if getattr(report, name)} == expected.remains
    said = [text for text in sentences(report) if text != NOT_COMPUTED or text in expected.said]
    assert said == expected.said
    assert report.clean == (not expected.remains)
    assert path.read_bytes() == before


@pytest.mark.parametrize("term", [term for term, one in RETURNS.items() if one.to == ".xlsx"])
def test_nothing_is_lost_by_a_sync(term, returned):
    """The model is as it was, but for what was typed; the workbook keeps what the partner typed."""
    desk = returned(term)
    before, path = desk.store.read(), came_back(desk)
    typed = constants(path)
    synchronise(path, desk.store)
    assert desk.store.read().equals(before)
    after = constants(path)
    changed = {cell: after.get(cell) for cell, value in typed.items() if after.get(cell) != value}
    assert changed == RETURNS[term].restored


def constants(path: Path) -> dict[str, object]:
    """What people typed in a workbook, by cell; our own sheets left out."""
    return {
        f"{sheet.name}!{cell_name(*where)}": cell.value
        for sheet in Workbook.open(path).worksheets()
        if sheet.name not in (BASE_SHEET, CONFLICT_SHEET, README)
        for where, cell in sheet.cells.items()
        if not cell.kind and cell.value is not None
    }


@pytest.mark.parametrize(
    "term", [term for term, one in RETURNS.items() if not one.remains and one.to == ".xlsx"]
)
def test_the_next_model_change_goes_in(term, returned):
    """Whatever was done to the form, a push reaches its cell; not where the workbook may not be written."""
    desk = returned(term)
    place = ("etablissements", "id=2", "commune")
    desk.set(MOBY, ("etablissements", "2", "commune"), "Rennes")
    report = push(came_back(desk), desk.store)
    if term in REFUSED:
        assert [problem.what.en for problem in report.problems] == [REFUSED[term]]
        assert not report.written
        return
    assert report.clean, report
    (change,) = [one for one in report.model_changes if (one.table, one.key, one.column) == place]
    assert Workbook.open(came_back(desk)).cell(change.cell).value == "Rennes"
    assert not status(came_back(desk), desk.store).model_changes


def test_a_number_typed_as_text_is_a_number_again_after_a_push(returned):
    desk = returned("Nombre tapé en texte")
    assert Workbook.open(came_back(desk)).cell("Annexe 3!C6").value == "2"
    assert push(came_back(desk), desk.store).clean
    assert Workbook.open(came_back(desk)).cell("Annexe 3!C6").value == 2.0
    assert sentences(status(came_back(desk), desk.store)) == []


def test_a_copied_sheet_is_refused_by_every_command(returned):
    desk = returned("Feuille copiée")
    path, head = came_back(desk), desk.store.head()
    before = path.read_bytes()
    for command in (pull, push, synchronise):
        (problem,) = command(path, desk.store).problems
        assert "Annexe 3 (2)" in problem.what.fr
        assert "« Annexe 3 »" in problem.what.fr.replace("\u00a0", " ")
    assert path.read_bytes() == before
    assert desk.store.head() == head


def test_an_ods_is_taken_and_never_written(returned):
    desk = returned("Classeur enregistré en .ods")
    path = came_back(desk)
    before = path.read_bytes()
    assert push(path, desk.store).problems
    assert synchronise(path, desk.store).problems
    report = pull(path, desk.store)
    assert report.committed is not None
    assert desk.value(MOBY, ("champs", "", "nombre_communes")) == 3
    assert not status(path, desk.store).workbook_changes
    assert path.read_bytes() == before


def test_a_lock_file_refuses_the_write(returned):
    desk = returned("Rien qu’un enregistrement")
    path = came_back(desk)
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text("", encoding="utf-8")
    desk.set(MOBY, ("etablissements", "2", "commune"), "Rennes")
    before = path.read_bytes()
    (problem,) = push(path, desk.store).problems
    assert lock.name in problem.what.fr
    assert path.read_bytes() == before
    lock.unlink()
    assert push(path, desk.store).clean


def test_libreoffice_without_the_functions_shows_names_and_lower_case(returned):
    """The workbook of that return is what it says: errors in cells, names of functions in lower case."""
    book = Workbook.open(
        came_back(returned("#NAME? dans les cellules calculées (LibreOffice sans le module)"))
    )
    cell = book.cell("Annexe 4 Acomptes!E6")
    assert cell.value == ErrorValue("#NAME?")
    assert "acomptes_ligne" in str(cell.formula)


def test_the_page_says_it_all():
    assert documented() in PAGE.read_text(encoding="utf-8"), f"write this table in {PAGE}:\n{documented()}"
