"""What menus ask of a workbook: always a report, told of the workbook and never of the copy that was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.xlsync.sync.desks import MOBY, Desk, type_in
from xlsync.actions.menu import ACTIONS, asked, told
from xlsync.actions.paths import File
from xlsync.actions.report import REFUSED, Report
from xlsync.actions.session import Session
from xlsync.errors import NotAWorkbook, StoreMissing

TOWNS = ("champs", "", "nombre_communes")


@pytest.mark.parametrize("action", ACTIONS)
def test_a_report_on_a_copy_is_that_on_the_workbook(
    action: str, desk: Desk, elsewhere: File, session: Session
) -> None:
    for path in (elsewhere.path, elsewhere.name):
        cell = type_in(path, TOWNS, "beaucoup")
    before = elsewhere.name.read_bytes()
    on_copy = asked(session, action, elsewhere, cell)
    assert elsewhere.name.read_bytes() == before
    assert str(elsewhere.path.parent) not in str(on_copy)
    assert str(elsewhere.name) in str(on_copy.document)
    assert on_copy == asked(session, action, File.of(desk.path(MOBY)), cell)


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_refused_of_a_copy_is_told_of_the_workbook(
    action: str, elsewhere: File, session: Session
) -> None:
    failed: list[BaseException] = []
    elsewhere.path.write_bytes(b"a letter")
    report = asked(replace(session, failed=failed.append), action, elsewhere, "Annexe!A1")
    assert report.code == REFUSED
    (refusal,) = report.document["errors"]
    assert refusal["file"] == str(elsewhere.name)
    assert str(elsewhere.name) in report.lines[0]
    assert str(elsewhere.path.parent) not in str(report)
    assert [type(error) for error in failed] == [NotAWorkbook]


def test_the_model_of_a_copy_is_looked_for_from_the_workbook(
    elsewhere: File, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy stands beside no model; the workbook, beside one that is named as xlsync names them."""
    store = elsewhere.name.parent / ".xlsync"
    store.mkdir()
    monkeypatch.chdir(elsewhere.path.parent)
    failed: list[BaseException] = []
    alone = replace(session, store=None, failed=failed.append)
    assert asked(alone, "status", elsewhere).code == REFUSED
    assert [type(error) for error in failed] == [StoreMissing]
    (elsewhere.name.parent / "model.db").rename(store / "model.db")
    assert asked(alone, "status", elsewhere).code == 0


def test_what_is_said_on_the_way_comes_first_and_once(elsewhere: File) -> None:
    def work(session: Session) -> Report:
        session.say("modèle mis à niveau", "model upgraded")
        session.say("modèle mis à niveau", "model upgraded")
        return Report({}, ["à jour"])

    assert list(told(Session(), elsewhere, work).lines) == ["modèle mis à niveau", "à jour"]
