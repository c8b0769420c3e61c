"""A long build: what is up to date is left, failures are isolated, an interrupted one is resumed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shared import ROOT
from tests.story import INTERRUPTIBLE
from tests.xlsync.cli.edited import made_stale, typed_over
from tests.xlsync.cli.running import xlsync
from tests.xlsync.running.clusters import local_cluster
from tests.xlsync.store.whole import commit_data
from xlsync.annexbook.templates import also_in, template_path
from xlsync.build import build
from xlsync.build.series import MANIFEST
from xlsync.model import Model, load
from xlsync.store import Store
from xlsync.workbook import Workbook

MEMBERS = 6
NAMES = [f"mixeur/membre-{rank}" for rank in range(MEMBERS)]


def _members(place: Path) -> Store:
    one, model = load("mixeur/aunis-sud"), Model()
    for rank, name in enumerate(NAMES):
        model = model.add(_named(one, name, f"Convention {rank}"))
    return Store.create(place, model, author="essai", origin="essai", message="membres")


def _named(one: Any, name: str, title: str) -> Any:
    from dataclasses import replace

    return replace(one, id=name).set("conventions", "", "titre", title)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some members, and their workbooks."""
    folder = tmp_path_factory.mktemp("membres")
    (folder / ".xlsync").mkdir()
    _members(folder / ".xlsync" / "model.db")
    build(None, folder / "annexes", str(folder / ".xlsync" / "model.db"))
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return shutil.copytree(whole, tmp_path / "membres")


def _built(folder: Path, *words: str) -> tuple[int, dict[str, bool], Any]:
    """The code, whether each workbook was up to date, and the document of a build."""
    outcome = xlsync("build", *words, "--json", folder=folder)
    document = outcome.document
    return outcome.code, {one["convention"]: one["up_to_date"] for one in document["workbooks"]}, document


def _made(states: dict[str, bool]) -> list[str]:
    return [name for name, up_to_date in states.items() if not up_to_date]


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "annexes").glob("*.xlsx"))}


def test_a_second_build_makes_nothing_and_says_the_same(folder: Path) -> None:
    before = _files(folder)
    times = {path: path.stat().st_mtime_ns for path in (folder / "annexes").iterdir()}
    code, states, again = _built(folder)
    assert (code, _made(states)) == (0, [])
    assert {path: path.stat().st_mtime_ns for path in times if path.name != MANIFEST} == {
        path: one for path, one in times.items() if path.name != MANIFEST
    }
    _, states, forced = _built(folder, "--all")
    assert _made(states) == NAMES
    for one in (*again["workbooks"], *forced["workbooks"]):
        del one["up_to_date"]
    assert again == forced
    assert _files(folder) == before


def _change_input(folder: Path) -> None:
    store = Store.open(folder / ".xlsync" / "model.db")
    commit_data(store, store.convention(NAMES[2]).set("conventions", "", "titre", "Autre titre"))


def _touch_cell(folder: Path) -> None:
    """As a push does: a workbook that is no longer the one that was written, with nothing typed in it."""
    path = folder / "annexes" / "mixeur-membre-2.xlsx"
    made_stale(path, path)


def _remove(folder: Path) -> None:
    (folder / "annexes" / "mixeur-membre-2.xlsx").unlink()


@pytest.mark.parametrize("change", [_change_input, _touch_cell, _remove])
def test_only_the_workbook_that_changed_is_made_again(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    code, states, _ = _built(folder)
    assert (code, _made(states)) == (0, [NAMES[2]])


def _other_parameter(folder: Path) -> None:
    words = ("--from", "01/01/2027", "--value", "0,012", "--document", "Décision", "--article", "1")
    assert xlsync("tarif", "set", "mixeur.taux_par_habitant", *words, folder=folder).code == 0


def _damaged_record(folder: Path) -> None:
    (folder / "annexes" / MANIFEST).write_text('{"file": 3}\nrien\n{"file": "a', encoding="utf-8")


@pytest.mark.parametrize("change", [_other_parameter, _damaged_record])
def test_what_all_are_made_from_makes_all_again(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    assert _made(_built(folder)[1]) == NAMES
    assert _made(_built(folder)[1]) == []


def test_another_template_makes_all_again(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "genres").mkdir()
    book = Workbook.open(template_path("mixeur"))
    book.set_custom_properties({"essai": "autre"})
    book.save(tmp_path / "genres" / "mixeur.xlsx")
    with also_in(tmp_path / "genres"):
        assert _made(_built(folder)[1]) == NAMES


def test_a_workbook_that_someone_edited_is_refused_and_the_others_go_on(folder: Path) -> None:
    path = folder / "annexes" / "mixeur-membre-2.xlsx"
    typed_over(path, path, "Convention 2", "Tapé à la main")
    edited = path.read_bytes()
    (folder / "annexes" / "mixeur-membre-4.xlsx").unlink()
    code, states, document = _built(folder)
    assert code == 1
    assert _made(states) == [NAMES[4]]
    assert [Path(one["file"]).name for one in document["errors"]] == ["mixeur-membre-2.xlsx"]
    assert document["errors"][0]["edits"]
    assert path.read_bytes() == edited


def test_a_workbook_open_elsewhere_is_named_and_the_others_are_written(folder: Path) -> None:
    shutil.rmtree(folder / "annexes")
    (folder / "annexes").mkdir()
    (folder / "annexes" / ".~lock.mixeur-membre-1.xlsx#").touch()
    code, states, document = _built(folder)
    assert code == 1
    assert _made(states) == [name for name in NAMES if name != NAMES[1]]
    (error,) = document["errors"]
    assert "est ouvert ailleurs" in error["what"]


def test_interrupted_half_way_then_resumed(whole: Path, folder: Path) -> None:
    """Ctrl-C ends a build cleanly; the same command makes the rest only; the files are those of one run."""
    shutil.rmtree(folder / "annexes")
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "build"],
        cwd=folder,
        env={**_environment()},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    manifest = folder / "annexes" / MANIFEST
    while running.poll() is None and (not manifest.exists() or manifest.read_bytes().count(b"\n") < 2):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 130, said
    assert "Traceback" not in said
    written = [json.loads(line)["file"] for line in manifest.read_text(encoding="utf-8").splitlines()]
    assert 2 <= len(written) < MEMBERS
    assert f"{len(written)}/{MEMBERS}" in said
    outcome = xlsync("build", "--json", folder=folder)
    states = {one["convention"]: one["up_to_date"] for one in outcome.document["workbooks"]}
    assert sum(states.values()) == len(written)
    assert f"{len(written)}/{MEMBERS} classeurs déjà à jour" in outcome.err
    assert _files(folder) == _files(whole)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "fr_FR.UTF-8"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A Dask cluster of two processes."""
    with local_cluster(2) as started:
        yield started.scheduler_address


@pytest.mark.parametrize("elsewhere", ["--jobs", "--cluster"])
def test_files_and_documents_are_the_same_wherever_they_are_made(
    whole: Path, folder: Path, elsewhere: str, request: pytest.FixtureRequest
) -> None:
    words = (elsewhere, "2" if elsewhere == "--jobs" else request.getfixturevalue("address"))
    here = _built(folder, "--all")
    shutil.rmtree(folder / "annexes")
    assert _built(folder, *words) == here
    assert _files(folder) == _files(whole)
    for command in ("check", "recalc"):
        alone, spread = (
            xlsync(command, "annexes", *more, "--json", folder=folder).document for more in ((), words)
        )
        for one in (*alone.get("files", ()), *spread.get("files", ())):
            del one["seconds"]
        assert alone == spread
