"""The ways to lose data with one revision number for a base, and workbooks whose base cannot be believed.

Named in the findings on three-way synchronisation: each is played on real files.
"""

from __future__ import annotations

import pytest

from tests.xlsync.sync.desks import MIXEUR, Desk
from xlsync.errors import UnknownRevision, UnsupportedWorkbook
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook

USERS = ("contributions", "annee=2025", "utilisateurs")
INHABITANTS = ("contributions", "annee=2025", "habitants")


def test_1_pull_does_not_advance_over_a_model_change_that_the_workbook_lacks(desk):
    desk.set(MIXEUR, USERS, 7)
    desk.type_in(MIXEUR, INHABITANTS, 33000)
    done = pull(desk.path(MIXEUR), desk.store)
    assert done.committed is not None
    assert not done.clean
    assert [one.model for one in done.model_changes] == ["7"]
    assert (desk.held(MIXEUR, USERS), desk.value(MIXEUR, USERS)) == (None, 7)
    found = status(desk.path(MIXEUR), desk.store)
    assert [one.model for one in found.model_changes] == ["7"]
    assert not found.workbook_changes
    assert push(desk.path(MIXEUR), desk.store).clean
    assert (desk.held(MIXEUR, USERS), desk.held(MIXEUR, INHABITANTS)) == (7, 33000)


def test_2_a_pull_advances_so_that_the_next_change_of_the_model_is_no_conflict(desk):
    desk.type_in(MIXEUR, USERS, 5)
    pull(desk.path(MIXEUR), desk.store)
    desk.set(MIXEUR, USERS, 8)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.clean
    assert not done.conflicts
    assert desk.held(MIXEUR, USERS) == desk.value(MIXEUR, USERS) == 8


def test_3_a_conflict_that_nobody_settled_is_never_forgotten(desk):
    desk.type_in(MIXEUR, USERS, 5)
    desk.set(MIXEUR, USERS, 8)
    for place, value in ((INHABITANTS, 33000), (("champs", "", "annee_bareme"), 2026)):
        desk.set(MIXEUR, place, value)
        for command in (synchronise, pull, push):
            found = command(desk.path(MIXEUR), desk.store)
            assert [(one.base, one.workbook, one.model) for one in found.conflicts] == [(None, "5", "8")]


def test_4_a_fork_reverts_nothing(desk):
    """Two copies of one store go their own ways; a workbook of one comes to the other."""
    other = desk.copy("fourche")
    other.set(MIXEUR, USERS, 8)
    push(other.path(MIXEUR), other.store)
    desk.set(MIXEUR, INHABITANTS, 33000)
    path = other.path(MIXEUR)
    before = path.read_bytes()
    for command in (status, pull, push, synchronise):
        found = command(path, desk.store)
        assert not found.clean
        assert not found.written
        assert found.committed is None
        assert any("ne connaît pas la révision" in problem.what.fr for problem in found.problems)
        shown = {one.column: (one.base, one.workbook, one.model) for one in found.conflicts}
        assert shown["utilisateurs"] == ("8", "8", None)
        assert shown["habitants"][2] == "33000"
    assert path.read_bytes() == before
    assert desk.value(MIXEUR, USERS) is None


def test_the_base_of_a_fork_may_be_chosen(desk):
    other = desk.copy("fourche")
    first = desk.store.head()
    other.set(MIXEUR, USERS, 8)
    push(other.path(MIXEUR), other.store)
    done = synchronise(other.path(MIXEUR), desk.store, base=first.id)
    assert done.clean
    assert desk.value(MIXEUR, USERS) == 8
    assert status(other.path(MIXEUR), desk.store).clean


def test_an_unknown_revision_as_base_is_refused(desk):
    with pytest.raises(UnknownRevision):
        status(desk.path(MIXEUR), desk.store, base="01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_a_workbook_of_another_store(desk, tmp_path):
    from xlsync.build import build
    from xlsync.store import Store

    folder = tmp_path / "ailleurs"
    build([MIXEUR], folder, str(folder / "model.db"))
    elsewhere = Desk(folder, Store.open(folder / "model.db"))
    elsewhere.type_in(MIXEUR, USERS, 5)
    found = synchronise(elsewhere.path(MIXEUR), desk.store)
    assert any("autre référentiel" in problem.what.fr for problem in found.problems)
    assert [(one.base, one.workbook, one.model) for one in found.conflicts] == [(None, "5", None)]
    assert desk.value(MIXEUR, USERS) is None
    assert synchronise(elsewhere.path(MIXEUR), desk.store, base="embedded").clean
    assert desk.value(MIXEUR, USERS) == 5
    assert status(elsewhere.path(MIXEUR), desk.store).clean


def damage(desk: Desk) -> None:
    """Someone changes a value in the hidden sheet."""
    book = Workbook.open(desk.path(MIXEUR))
    sheet = book.sheet("_xlsync")
    row = next(
        row for (row, column), cell in sheet.cells.items() if column == 3 and cell.value == "derogation"
    )
    sheet.set_value((row, 4), "6")
    book.save(desk.path(MIXEUR))


def test_a_damaged_base(desk):
    damage(desk)
    desk.type_in(MIXEUR, INHABITANTS, 33000)
    path = desk.path(MIXEUR)
    found = synchronise(path, desk.store)
    assert any("endommagée" in problem.what.fr for problem in found.problems)
    assert [one.column for one in found.conflicts] == ["habitants"]
    assert not found.written
    done = synchronise(path, desk.store, base=desk.store.head().id)
    assert done.clean
    assert desk.value(MIXEUR, INHABITANTS) == 33000
    assert status(path, desk.store).clean


def test_a_workbook_without_its_base(desk):
    book = Workbook.open(desk.path(MIXEUR))
    book.set_sheet_data("_xlsync", [["table", "key", "column", "value"]])
    book.save(desk.path(MIXEUR))
    assert status(desk.path(MIXEUR), desk.store).problems
    with pytest.raises(UnsupportedWorkbook):
        status(desk.path(MIXEUR), desk.store, base="embedded")


def test_a_stamp_changed_by_hand(desk):
    """The hash of the base is tied to the revision: another revision of the same store is seen."""
    first = desk.store.head()
    desk.set(MIXEUR, USERS, 7)
    push(desk.path(MIXEUR), desk.store)
    book = Workbook.open(desk.path(MIXEUR))
    book.set_custom_properties({"xlsync_revision": first.id})
    book.save(desk.path(MIXEUR))
    found = status(desk.path(MIXEUR), desk.store)
    assert any("endommagée" in problem.what.fr for problem in found.problems)
