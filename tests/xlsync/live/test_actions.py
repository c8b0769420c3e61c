"""The open workbook and the model: as with files, and nothing is half done.

The judge is the command on files: what an action makes of the open workbook is what the command of the same
name makes of a copy of its file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.xlsync.live.excel import IGNORED, REFUSED, REJECTED, App, Book, ComError
from tests.xlsync.sync.desks import MOBY, Desk, type_in
from xlsync import live, sync
from xlsync.live import excel
from xlsync.live.applying import differences
from xlsync.live.errors import NotReachable
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of

YEARS = ("champs", "", "nombre_annees")
TOWN = ("etablissements", "id=1", "commune")
NAME = ("etablissements", "id=1", "etablissement")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "PAUSES", (0.0, 0.0))


def address(desk: Desk, place: tuple[str, str, str]) -> str:
    return desk.annex(MOBY).cell(*place).address


def by_files(desk: Desk, book: Book, action: str) -> Workbook:
    """The workbook that the command on files makes of the open one, in a copy of the whole desk."""
    other = desk.copy("fichiers")
    path = other.path(MOBY)
    path.write_bytes(book.held.to_bytes())
    getattr(sync, action)(path, other.store)
    return Workbook.open(path)


def same(book: Book, other: Workbook) -> bool:
    return contents_of(book.content()) == contents_of(other) and not differences(other, book.content())


def same_but_stamp(book: Book, other: Workbook) -> bool:
    """Another commit has another revision and another time, which the workbook shows in « Lisez-moi »."""
    return all(one.startswith("Lisez-moi!") for one in differences(other, book.content()))


def test_what_is_typed_and_not_saved_is_compared(desk, book):
    where = address(desk, YEARS)
    on_disk = desk.path(MOBY).read_bytes()
    book.type_in(where, 3)
    found = live.status(book)
    assert found.exit == 1
    (change,) = found.report["files"][0]["workbook_changes"]
    assert (change["cell"], change["workbook"]) == (where, 3)
    assert found.report["files"][0]["file"] == str(desk.path(MOBY))
    assert str(desk.path(MOBY)) in found.text
    assert (book.app.writes, desk.path(MOBY).read_bytes()) == ([], on_disk)


def test_a_pull_gives_the_model_what_is_typed_and_moves_the_base_of_the_open_workbook(desk, book):
    on_disk = desk.path(MOBY).read_bytes()
    book.type_in(address(desk, YEARS), 3)
    expected = by_files(desk, book, "pull")
    taken = live.pull(book)
    assert taken.exit == 0
    assert taken.cells > 0
    assert "Enregistrez-le" in taken.text
    assert desk.value(MOBY, YEARS) == 3
    assert same_but_stamp(book, expected)
    assert live.status(book).exit == 0
    assert desk.path(MOBY).read_bytes() == on_disk
    assert book.api.Saved is False


def test_a_push_makes_of_the_open_workbook_what_the_command_makes_of_the_file(desk, book):
    for place, value in ((YEARS, 4), (TOWN, "0012"), (NAME, "=1+1")):
        desk.set(MOBY, place, value)
    expected = by_files(desk, book, "push")
    made = live.push(book)
    assert made.exit == 0
    assert same(book, expected)
    held = book.content()
    assert held.cell(address(desk, TOWN)).value == "0012"
    assert held.cell(address(desk, NAME)).value == "=1+1"
    wanted = {name: value for name, value in expected.custom_properties.items() if name.startswith("xlsync_")}
    assert {name: held.custom_properties.get(name) for name in wanted} == wanted
    assert live.status(book).exit == 0
    assert live.push(book).cells == 0


def test_conflicts_are_written_into_the_open_workbook(desk, book):
    book.type_in(address(desk, YEARS), 3)
    desk.set(MOBY, YEARS, 5)
    expected = by_files(desk, book, "push")
    made = live.push(book)
    assert made.exit == 1
    assert made.report["files"][0]["conflicts"]
    assert same_but_stamp(book, expected)
    assert book.content().cell(address(desk, YEARS)).value == 3


def test_neighbours_are_written_in_one_go(desk, book):
    for key in ("id=1", "id=2"):
        desk.set(MOBY, ("etablissements", key, "commune"), "Rennes")
    live.push(book)
    assert len([one for one in book.app.writes if "!" in one]) < live_cells(book)


def live_cells(book: Book) -> int:
    return len(differences(Workbook.open(book.fullname), book.content()))


def test_settings_come_back_whatever_happens(desk, book):
    desk.set(MOBY, YEARS, 4)
    seen = []

    def fails(what: str) -> None:
        seen.append(book.app.settings())
        if what.startswith("property"):
            raise ComError(REFUSED)

    former = book.app.settings()
    book.app.before = fails
    assert live.push(book).exit == 2
    assert book.app.settings() == former
    assert (False, False, False, "manual", False, False) in seen


def test_a_refusal_at_any_step_leaves_everything_as_before(desk, book):
    desk.set(MOBY, YEARS, 4)
    book.type_in(address(desk, TOWN), "Fougères")
    whole = Book(App(), desk.path(MOBY))
    whole.type_in(address(desk, TOWN), "Fougères")
    live.push(whole)
    steps = len(whole.app.writes)
    assert steps > 5
    before, properties = contents_of(book.content()), book.held.custom_properties
    for step in range(steps):
        book.app.before = _failing_once(step)
        done = live.push(book)
        assert done.exit == 2, step
        assert "comme avant" in done.text
        assert (contents_of(book.content()), book.held.custom_properties) == (before, properties), step
    book.app.before = lambda what: None
    assert live.push(book).exit in (0, 1)
    assert same(book, whole.content())


def _failing_once(step: int):
    count = iter(range(10_000))

    def before(what: str) -> None:
        if not what.startswith("copy") and next(count) == step:
            raise ComError(REFUSED, "la méthode a échoué")

    return before


def test_what_cannot_be_put_back_is_named(desk, book):
    desk.set(MOBY, YEARS, 4)
    where = address(desk, YEARS)
    broken: list[str] = []

    def before(what: str) -> None:
        if what.startswith("property"):
            broken.append(what)
        if broken and not what.startswith("copy"):
            raise ComError(REFUSED)

    book.app.before = before
    done = live.push(book)
    assert done.exit == 2
    assert where in done.text
    assert "sans l’enregistrer" in done.text


def test_an_excel_that_understands_something_else_is_undone(desk, book, monkeypatch):
    desk.set(MOBY, TOWN, "1/2")
    before = contents_of(book.content())
    monkeypatch.setattr("xlsync.live.areas.typed", lambda value: "" if value is None else value)
    done = live.push(book)
    assert done.exit == 2
    assert address(desk, TOWN) in done.text
    assert contents_of(book.content()) == before


def test_a_protected_sheet_is_refused_before_anything_is_written(desk, book, monkeypatch):
    desk.set(MOBY, YEARS, 4)
    sheet = address(desk, YEARS).partition("!")[0]
    book.sheets[sheet] = SimpleNamespace(api=SimpleNamespace(ProtectContents=True))
    done = live.push(book)
    assert (done.exit, book.app.writes) == (2, [])
    assert f"«\u00a0{sheet}\u00a0» est protégée" in done.text


@pytest.mark.parametrize("code", [REJECTED, IGNORED])
def test_a_cell_being_typed_in_is_waited_for_then_refused(desk, book, code):
    desk.set(MOBY, YEARS, 4)
    left = [2]

    def busy_for_a_while(what: str) -> None:
        if left[0]:
            left[0] -= 1
            raise ComError(code)

    book.app.before = busy_for_a_while
    assert live.push(book).exit == 0
    desk.set(MOBY, YEARS, 5)
    left[0] = 1_000
    done = live.push(book)
    assert done.exit == 2
    assert "occupé" in done.text
    assert book.content().cell(address(desk, YEARS)).value == 4


def test_the_model_keeps_a_pull_whose_workbook_is_refused_and_the_next_look_agrees(desk, book):
    book.type_in(address(desk, YEARS), 3)

    def refuses(what: str) -> None:
        if not what.startswith("copy"):
            raise ComError(REFUSED)

    book.app.before = refuses
    done = live.pull(book)
    assert done.exit == 1
    assert "Le modèle a pris vos saisies" in done.text
    assert desk.value(MOBY, YEARS) == 3
    book.app.before = lambda what: None
    assert live.pull(book).exit == 0
    assert not live.status(book).report["files"][0]["conflicts"]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_rows_are_added_with_the_workbook_closed_if_someone_agrees(desk, book, answer):
    model = desk.store.read().add_row(MOBY, "etablissements", {"id": 7, "etablissement": "Collège neuf"})
    desk.commit(model)
    on_disk = desk.path(MOBY).read_bytes()
    book.app.answers = [answer]
    done = live.push(book)
    assert book.app.writes == []
    if answer == "no":
        assert (done.exit, book.is_open, desk.path(MOBY).read_bytes()) == (1, True, on_disk)
    else:
        assert (done.exit, book.is_open) == (0, False)
        assert desk.held(MOBY, ("etablissements", "id=7", "etablissement")) == "Collège neuf"


def test_check_and_explain_read_the_workbook_as_it_is_open(desk, book):
    where = address(desk, YEARS)
    book.select(where)
    assert where in live.explain(book).text
    assert live.check(book).exit == 0
    book.app.selection = None
    assert "sélectionnez" in live.explain(book).text


def test_formulas_are_converted_for_excel(desk, book):
    done = live.convert(book)
    assert (done.exit, book.is_open) == (0, False)
    opened = book.app.opened
    held = opened.content()
    assert opened.app.writes
    formulas = [cell.formula for sheet in held.worksheets() for cell in sheet.cells.values() if cell.formula]
    assert held.custom_properties["xlsync_host"] == "excel"
    assert any(one.startswith("MOBY_") for one in formulas)
    assert not any("_xldudf_" in one for one in formulas)
    assert live.status(opened).exit == 0


def test_where_the_workbook_stands(desk, book, monkeypatch):
    book.api.Path = ""
    assert "jamais été enregistré" in live.status(book).text
    book.api.Path = book.fullname = book.api.FullName = "https://exemple.sharepoint.com/annexe.xlsx"
    assert "OneDrive" in live.push(book).text
    other = Book(App(), desk.path(MOBY))
    other.api.ReadOnly = True
    assert "lecture seule" in live.pull(other).text
    monkeypatch.delenv("XLSYNC_STORE")
    monkeypatch.chdir(desk.folder)
    assert "xlsync build" in live.status(Book(App(), desk.path(MOBY))).text


def test_a_macro_works_on_its_workbook_and_shows_the_text(desk, book, monkeypatch):
    owner = SimpleNamespace(caller=lambda: book)
    monkeypatch.setitem(sys.modules, "xlwings", SimpleNamespace(Book=owner))
    book.app.language = 1033
    done = live.status()
    assert book.app.alerts == [done.text]
    monkeypatch.setitem(
        sys.modules, "xlwings", SimpleNamespace(Book=SimpleNamespace(), books=SimpleNamespace())
    )
    with pytest.raises(NotReachable):
        live.status()


def test_a_long_text_is_cut(desk, book):
    excel.OpenBook(book).show("x" * 5000, "Conventions")
    assert len(book.app.alerts[0]) < 2100
    assert "xlsync" in book.app.alerts[0]


def test_the_file_itself_is_never_opened_for_writing(desk, book, monkeypatch):
    type_in(desk.path(MOBY), YEARS, 9)
    on_disk = Path(book.fullname).read_bytes()
    live.push(book)
    live.pull(book)
    assert Path(book.fullname).read_bytes() == on_disk


def test_an_excel_that_cannot_save_is_told(desk, book):
    def full(what: str) -> None:
        raise ComError(REFUSED, "disque plein")

    book.app.before = full
    done = live.status(book)
    assert (done.exit, book.app.writes) == (2, [])
    assert "disque plein" in done.text
