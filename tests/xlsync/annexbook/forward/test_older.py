"""Workbooks of an older schema, or of a later one, before each command."""

from __future__ import annotations

import pytest

from tests.evolving import version_by
from tests.xlsync.annexbook.forward.changes import (
    REMARKS,
    RENAMED,
    changed,
    doubled,
    everything,
    held,
    told,
)
from tests.xlsync.build.opened import convert
from tests.xlsync.cli.running import xlsync
from tests.xlsync.sync.desks import MIXEUR
from xlsync.annexbook.base import read_base
from xlsync.annexbook.checking import check
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import identify
from xlsync.annexbook.memory import read_memory
from xlsync.annexbook.spelling import convert as respell
from xlsync.annexes import schema
from xlsync.annexes.pieces import pieces
from xlsync.build import build
from xlsync.errors import UnpulledEdits
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook

# --- both ways


def test_sync_takes_what_was_typed_and_brings_forward_at_once(changing, desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    done = synchronise(desk.path(MIXEUR), desk.store, author="Service")
    assert done.clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 31500
    assert "Observations" in [one.name for one in changed(desk).find_table("tblContributions").columns]


def test_pull_takes_what_was_typed_and_leaves_the_workbook_as_it_was_built(changing, desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    memory = read_memory(changed(desk))
    done = pull(desk.path(MIXEUR), desk.store)
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 31500
    assert len(done.problems) == 1
    assert read_memory(changed(desk)) == memory
    assert identify(changed(desk)).is_older
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).clean
    assert not identify(changed(desk)).is_older


@pytest.mark.libreoffice
def test_an_ods_of_an_older_schema_is_read_by_what_it_remembers(changing, desk):
    convert([desk.path(MIXEUR)], "ods", desk.folder)
    path = desk.path(MIXEUR).with_suffix(".ods")
    changing.edit("mixeur", RENAMED)
    changing.update("mixeur")
    found = status(path, desk.store)
    assert [problem.where for problem in found.problems] == [path.name]
    assert found.workbook_changes == ()


def test_add_from_an_older_workbook_takes_its_inputs(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    added = xlsync(
        "add",
        "mixeur/copie",
        "--from",
        desk.path(MIXEUR),
        "--store",
        desk.folder / "model.db",
        folder=desk.folder,
    )
    assert "schéma mixeur" in added.out + added.err
    assert (
        desk.store.read().convention("mixeur/copie").value("contributions", "annee=2025", "statut")
        == "collectivite"
    )


# --- where it comes from


def test_a_workbook_remembers_the_schema_that_it_was_built_from(desk, kind):
    if kind == "essai":
        pytest.skip("no workbook of it is on the desk")
    for path in desk.folder.glob(f"{kind}-*.xlsx"):
        book = Workbook.open(path)
        assert read_memory(book) == pieces(schema(kind))
        assert not identify(book).is_older
        assert read_base(book)


def test_a_workbook_that_remembers_nothing_is_brought_forward_all_the_same(changing, desk):
    """Built before workbooks had a memory: no fingerprint, no pieces in the hidden sheet."""
    book = changed(desk)
    sheet = book.sheet(BASE_SHEET)
    for (row, at), cell in sheet.cells.items():
        if at > 4 and cell.value is not None:
            sheet.set_value((row, at), None)
    book.set_custom_properties({"xlsync_fingerprint": None, "xlsync_schema": "mixeur 1"})
    book.save(desk.path(MIXEUR))
    old = held(desk)
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    doubled(changing)
    (problem,) = check([desk.path(MIXEUR)])[:1]
    assert "version 1" in problem.what.fr
    done = push(desk.path(MIXEUR), desk.store)
    assert (done.problems, done.overrides) == ((), ())
    new = held(desk)
    same = {place for place in old if place[0] != "bareme"}
    assert {place: new[place] for place in same} == {place: old[place] for place in same}
    assert (
        new["bareme", "habitants=500000", "contribution"]
        == 2 * old["bareme", "habitants=500000", "contribution"]
    )
    assert check([desk.path(MIXEUR)]) == []


def test_a_workbook_of_a_later_schema_is_neither_read_as_older_nor_written(changing, desk):
    changing.edit("mixeur", version_by("mixeur", -1))
    before = desk.path(MIXEUR).read_bytes()
    for command in ("status", "push"):
        found = xlsync(command, desk.path(MIXEUR), folder=desk.folder)
        assert found.code in (0, 2)
    assert desk.path(MIXEUR).read_bytes() == before
    assert not identify(changed(desk)).is_older


def test_a_workbook_spelt_for_another_spreadsheet_keeps_its_spelling(changing, desk):
    book = changed(desk)
    respell(book, "calc")
    book.save(desk.path(MIXEUR))
    everything(changing)
    changing.update("mixeur")
    assert push(desk.path(MIXEUR), desk.store).problems == ()
    formulas = [
        cell.formula for sheet in changed(desk).worksheets() for cell in sheet.cells.values() if cell.formula
    ]
    assert not any("_xldudf_" in formula for formula in formulas)
    assert any("MIXEUR.CONTRIBUTION" in formula for formula in formulas)


# --- building over it


def test_build_replaces_an_older_workbook_that_nobody_saved_and_no_other(changing, desk):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    changing.update("mixeur")
    store = str(desk.folder / "model.db")
    saved = desk.copy("autre")
    saved.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 31500)
    assert build([MIXEUR], desk.folder, store).clean
    ((_, refusal),) = build([MIXEUR], saved.folder, str(saved.folder / "model.db")).refused
    assert isinstance(refusal, UnpulledEdits)
    assert "suit un schéma plus ancien" in told(refusal)
