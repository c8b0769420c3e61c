"""Actions on workbooks by the server are the commands, inside the folders named at start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.cli.running import fingerprint, xlsync
from tests.xlsync.server.serving import running
from tests.xlsync.store.whole import commit_data
from tests.xlsync.sync.desks import type_in
from xlsync.server.documents import Documents
from xlsync.server.folders import Folders
from xlsync.server.refusals import Forbidden, Malformed, Refusal
from xlsync.store import Store
from xlsync.sync import status
from xlsync.workbook import Workbook

WORKBOOK = "annexes/intracting-noyarey.xlsx"
AMOUNT = ("versements", "versement=1", "montant")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model and an annex workbook."""
    folder = tmp_path_factory.mktemp("built")
    assert xlsync("build", "intracting/noyarey", folder=folder).code in (0, 1)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(built, tmp_path / "work")


def ask(folder: Path, action: str, **more: Any) -> dict[str, Any]:
    path = str(folder / WORKBOOK)
    return Documents(Folders([folder])).answer({"action": action, "path": path, "lang": "en", **more})


def change_model(folder: Path) -> None:
    arguments = ("set", "intracting/noyarey", "versements", "versement=1", "montant", "170002")
    assert xlsync(*arguments, folder=folder).code == 0


@pytest.mark.parametrize("action", ["status", "check", "push", "pull"])
def test_the_report_is_that_of_the_command(folder: Path, action: str) -> None:
    type_in(folder / WORKBOOK, AMOUNT, 170001)
    twin = shutil.copytree(folder, folder.parent / "twin")
    told = ask(folder, action)
    command = xlsync(action, twin / WORKBOOK, "--json", "--lang", "en", folder=twin)
    lines = xlsync(action, twin / WORKBOOK, "--lang", "en", folder=twin)
    assert told["exit"] == command.code
    assert told["report"].keys() == command.document.keys()
    if action in ("status", "check"):
        assert str(told).replace(str(folder), str(twin)) == str(
            {"exit": command.code, "report": command.document, "text": lines.out.rstrip("\n")}
        )


def test_a_pull_takes_what_was_typed(folder: Path) -> None:
    type_in(folder / WORKBOOK, AMOUNT, 170001)
    assert ask(folder, "status")["exit"] == 1
    assert ask(folder, "pull")["exit"] == 0
    assert ask(folder, "status")["exit"] == 0
    model = Store.open(folder / ".xlsync" / "model.db").read()
    assert model.convention("intracting/noyarey").value(*AMOUNT) == 170001


def test_an_explanation_is_that_of_the_command(folder: Path) -> None:
    cell = xlsync("status", WORKBOOK, "--json", folder=folder) and _computed_cell(folder)
    told = ask(folder, "explain", cell=cell)
    command = xlsync("explain", folder / WORKBOOK, cell, "--json", "--lang", "en", folder=folder)
    assert told["exit"] == 0
    assert told["report"] == command.document
    assert told["report"]["formula"]
    assert told["text"]


def _computed_cell(folder: Path) -> str:
    book = Workbook.open(folder / WORKBOOK)
    for sheet in book.worksheets():
        for (row, column), cell in sheet.cells.items():
            if cell.formula and "PRET" in cell.formula:
                return f"{sheet.name}!{chr(64 + column)}{row}"
    raise AssertionError("the workbook calls no function")


def test_texts_follow_the_language(folder: Path) -> None:
    french, english = ask(folder, "status", lang="fr"), ask(folder, "status", lang="en")
    assert "à jour" in french["text"]
    assert "up to date" in english["text"]
    assert ask(folder, "status", lang="de")["text"] == french["text"]


# --- a push as edits


def test_a_push_as_edits_writes_nothing_and_gives_what_the_push_writes(folder: Path) -> None:
    change_model(folder)
    before = (folder / WORKBOOK).read_bytes()
    told = ask(folder, "push", **{"as": "edits"})
    assert (folder / WORKBOOK).read_bytes() == before
    assert told["report"]["files"][0]["file"] == str(folder / WORKBOOK)
    assert {"sheet", "cell", "value"} == set(told["edits"][0])
    assert "_xlsync" in {one["sheet"] for one in told["edits"]}
    assert 170002 in [one.get("value") for one in told["edits"]]
    book = Workbook.from_bytes(before)
    for one in told["edits"]:
        assert "value" in one, "only inputs and the base change here"
        book.sheet(one["sheet"]).set_value(one["cell"], one["value"])
    book.set_custom_properties(told["properties"])
    book.save(folder / WORKBOOK)
    report = status(folder / WORKBOOK, Store.open(folder / ".xlsync" / "model.db"))
    assert report.clean
    assert not report.model_changes
    assert not report.problems


def test_a_push_as_edits_of_what_is_up_to_date_is_empty(folder: Path) -> None:
    before = fingerprint(folder / "annexes")
    told = ask(folder, "push", **{"as": "edits"})
    assert (told["exit"], told["edits"], told["properties"]) == (0, [], {})
    assert fingerprint(folder / "annexes") == before


def test_a_push_as_edits_works_while_a_host_holds_the_file(folder: Path) -> None:
    change_model(folder)
    (folder / "annexes" / f"~${Path(WORKBOOK).name}").touch()
    assert ask(folder, "push")["exit"] == 1
    assert ask(folder, "push", **{"as": "edits"})["edits"]


def test_rows_that_come_are_left_to_the_command(folder: Path) -> None:
    store = Store.open(folder / ".xlsync" / "model.db")
    data = store.convention("intracting/noyarey")
    table = next(one for one in data.schema.tables if one.rows.source == "input" and data.records(one.name))
    record = dict(data.records(table.name)[0])
    key = next(column.name for column in table.columns if column.key)
    record[key] = _another(record[key])
    commit_data(store, data.add_row(table.name, record))
    before = (folder / WORKBOOK).read_bytes()
    told = ask(folder, "push", **{"as": "edits"})
    assert (told["exit"], told["edits"]) == (1, [])
    assert "close the workbook" in told["text"]
    assert (folder / WORKBOOK).read_bytes() == before


def _another(key: Any) -> Any:
    return f"{key} bis" if isinstance(key, str) else key + 1000


# --- refusals


@pytest.mark.parametrize("action", ["status", "pull", "push", "check"])
def test_what_is_no_workbook_is_a_report(folder: Path, action: str) -> None:
    for content in (b"", b"not a workbook"):
        (folder / WORKBOOK).write_bytes(content)
        told = ask(folder, action)
        assert told["exit"] == 2
        assert told["text"]
    (folder / WORKBOOK).unlink()
    assert ask(folder, action)["exit"] == 2
    assert ask(folder, action, **{"as": "edits"})["exit"] == 2


def test_a_folder_without_a_model_is_a_report(built: Path, tmp_path: Path) -> None:
    (tmp_path / "annexes").mkdir()
    shutil.copy(built / WORKBOOK, tmp_path / WORKBOOK)
    told = ask(tmp_path, "status")
    assert told["exit"] == 2
    assert "xlsync build" in told["text"]


def test_a_cell_that_is_not_there_is_a_report(folder: Path) -> None:
    assert ask(folder, "explain", cell="Nowhere!A1")["exit"] == 2


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        {},
        {"action": "delete", "path": "{file}"},
        {"action": "status"},
        {"action": "status", "path": 3},
        {"action": "status", "path": "\0"},
        {"action": "explain", "path": "{file}"},
        {"action": ["status"], "path": "{file}"},
    ],
)
def test_other_requests_are_refused(folder: Path, request_: Any) -> None:
    if isinstance(request_, dict) and request_.get("path") == "{file}":
        request_ = {**request_, "path": str(folder / WORKBOOK)}
    with pytest.raises(Malformed):
        Documents(Folders([folder])).answer(request_)


@pytest.mark.parametrize(
    "name",
    [
        "{folder}/../outside.xlsx",
        "{folder}/annexes/../../outside.xlsx",
        "{outside}",
        "{folder}x/book.xlsx",
        "{folder}/link.xlsx",
        "{folder}/linked/outside.xlsx",
        "/etc/passwd",
        "annexes/intracting-noyarey.xlsx",
        "~/book.xlsx",
        "//server/share/book.xlsx",
        "\\\\server\\share\\book.xlsx",
        "\\\\?\\C:\\book.xlsx",
        "file:///book.xlsx",
        "https://example.org/book.xlsx",
    ],
)
def test_paths_outside_the_folders_are_refused(folder: Path, name: str) -> None:
    outside = folder.parent / "outside.xlsx"
    shutil.copy(folder / WORKBOOK, outside)
    os.symlink(outside, folder / "link.xlsx")
    os.symlink(folder.parent, folder / "linked")
    path = name.format(folder=folder, outside=outside)
    with pytest.raises(Forbidden) as refused:
        Documents(Folders([folder])).answer({"action": "check", "path": path})
    assert refused.value.status == 403


def test_what_is_no_file_is_refused(folder: Path) -> None:
    """A folder would be walked, links and all; a pipe would be waited for."""
    os.symlink("/etc/passwd", folder / "link.xlsx")
    os.mkfifo(folder / "pipe.xlsx")
    for path in (folder, folder / "annexes", folder / "pipe.xlsx", folder / ("a" * 5000)):
        with pytest.raises(Forbidden):
            Documents(Folders([folder])).answer({"action": "check", "path": str(path)})


def test_a_folder_named_by_a_link_is_its_real_place(folder: Path) -> None:
    os.symlink(folder, folder.parent / "alias")
    for named, given in (("alias", "work"), ("work", "alias"), ("alias", "alias")):
        found = Folders([folder.parent / named]).inside(str(folder.parent / given / WORKBOOK))
        assert found == (folder / WORKBOOK).resolve()


def test_a_refusal_never_shows_the_path_asked_for(folder: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Folders([folder]).inside("/nowhere/secret.xlsx")
    assert "secret" not in refused.value.text.fr + refused.value.text.en


def test_both_listeners_act_on_documents(folder: Path) -> None:
    asked = {"action": "status", "path": str(folder / WORKBOOK), "lang": "en"}
    with running(folder) as server, server.calc() as calc, server.client() as client:
        by_http = client.post("/v1/documents", json=asked)
        outside = client.post("/v1/documents", json={**asked, "path": str(folder.parent / "x.xlsx")})
        assert by_http.status_code == 200
        assert by_http.json()["exit"] == 0
        assert calc.post("/v1/documents", json=asked).json() == by_http.json()
        assert outside.status_code == 403
