"""What people type reaches the model, what the model gets reaches the workbook, and then nothing differs."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import update

from tests.xlsync.build.opened import changed_parts
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY
from xlsync.annexes import kinds
from xlsync.errors import WrongValue
from xlsync.model import ROW
from xlsync.store.engine import connect
from xlsync.store.tables import CHANGES
from xlsync.sync import pull, push, revert, status, synchronise

EDITS = {
    INTRACTING: {
        ("versements", "versement=1", "montant"): (170000.0, 175000.0),
        ("champs", "", "prix_chaleur"): (None, 91.5),
        ("ape", "id=2", "batiment"): (None, "École neuve"),
    },
    MOBY: {("champs", "", "nombre_communes"): (None, 3)},
}


def type_all(desk) -> dict[str, set[str]]:
    return {
        convention: {desk.type_in(convention, place, new) for place, (_, new) in edits.items()}
        for convention, edits in EDITS.items()
    }


@pytest.mark.parametrize("by_libreoffice", [True, False])
def test_four_edits_are_listed_taken_then_nothing_is_left(desk, by_libreoffice):
    typed = type_all(desk)
    if by_libreoffice:
        desk.save_in_libreoffice(*EDITS)
    for convention, edits in EDITS.items():
        path = desk.path(convention)
        found = status(path, desk.store)
        assert {one.cell for one in found.workbook_changes} == typed[convention]
        assert {(one.table, one.key, one.column) for one in found.workbook_changes} == set(edits)
        assert not (found.model_changes)
        assert not (found.conflicts)
        assert not (found.overrides)
        assert not (found.problems)
        assert not found.clean
        taken = pull(path, desk.store, author="Agent")
        assert taken.clean
        assert taken.committed is not None
        assert taken.committed.author == "Agent"
        for place, (_, new) in edits.items():
            assert desk.value(convention, place) == new
        again = status(path, desk.store)
        assert again.clean
        assert not again.workbook_changes
        assert not again.model_changes


def test_pull_writes_only_the_base_and_the_stamp(desk):
    type_all(desk)
    path = desk.path(INTRACTING)
    before = path.read_bytes()
    assert pull(path, desk.store).written
    book = desk.annex(INTRACTING).book
    own = {entry.part for entry in book.sheets if entry.name in ("_xlsync", "Lisez-moi")}
    assert changed_parts(before, path.read_bytes()) <= own | {"docProps/custom.xml"}


@pytest.mark.parametrize(
    ("convention", "place", "value"),
    [
        (MIXEUR, ("contributions", "annee=2025", "utilisateurs"), 9),
        (INTRACTING, ("champs", "", "date_limite_conditions"), "31/12/2026"),
        (MOBY, ("etablissements", "id=1", "commune"), "Rennes"),
    ],
)
def test_push_leaves_every_other_part_byte_for_byte(desk, convention, place, value):
    path = desk.path(convention)
    before = path.read_bytes()
    old = desk.annex(convention).book
    desk.set(convention, place, value)
    told = status(path, desk.store)
    assert [(one.table, one.key, one.column) for one in told.model_changes] == [place]
    done = push(path, desk.store)
    assert done.clean
    assert done.written
    new = desk.annex(convention).book
    allowed = {"docProps/custom.xml"}
    for entry in old.sheets:
        ours = entry.name in ("_xlsync", "Conflits", "Lisez-moi")
        if ours or (entry.kind == "worksheet" and old.sheet(entry.name).cells != new.sheet(entry.name).cells):
            allowed.add(entry.part)
    assert changed_parts(before, path.read_bytes()) <= allowed
    assert status(path, desk.store).clean


def test_push_writes_figures_that_depend_on_what_changed(desk):
    """The total of the column moves by what the only contribution moves."""
    place = ("contributions", "annee=2025", "montant")
    before, total = desk.held(MIXEUR, place), desk.held(MIXEUR, ("contributions.total", "", "montant"))
    desk.set(MIXEUR, ("contributions", "annee=2025", "derogation"), 100)
    push(desk.path(MIXEUR), desk.store)
    after = desk.held(MIXEUR, place)
    assert after != before
    assert desk.held(MIXEUR, ("contributions.total", "", "montant")) == pytest.approx(total - before + after)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_workbook_as_built_has_nothing_to_say(desk, kind, monkeypatch):
    """By its seal, and without it: read cell by cell."""
    path = next(desk.folder.glob(f"{kind}-*.xlsx"))
    before = path.read_bytes()
    for untouched in (True, False):
        if not untouched:
            monkeypatch.setattr("xlsync.sync.syncing.is_untouched", lambda *_, **__: False)
        for command in (status, pull, push, synchronise):
            found = command(path, desk.store)
            assert found.clean
            assert not found.notices
            assert not found.written
    assert path.read_bytes() == before


def test_both_sides_change_different_cells(desk):
    desk.type_in(MIXEUR, ("contributions", "annee=2025", "habitants"), 33000)
    desk.set(MIXEUR, ("contributions", "annee=2025", "utilisateurs"), 4)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.clean
    assert desk.value(MIXEUR, ("contributions", "annee=2025", "habitants")) == 33000
    assert desk.held(MIXEUR, ("contributions", "annee=2025", "utilisateurs")) == 4
    before = desk.path(MIXEUR).read_bytes()
    assert synchronise(desk.path(MIXEUR), desk.store).clean
    assert desk.path(MIXEUR).read_bytes() == before


def test_the_same_change_twice_is_nothing(desk):
    place = ("contributions", "annee=2025", "habitants")
    desk.type_in(MIXEUR, place, 33000)
    head = desk.set(MIXEUR, place, 33000)
    done = synchronise(desk.path(MIXEUR), desk.store)
    assert done.clean
    assert done.committed is None
    assert desk.store.head() == head


def test_a_revision_undone_goes_back_to_the_workbook(desk):
    place = ("conventions", "", "date_effet")
    old = desk.value(MIXEUR, place)
    revision = desk.set(MIXEUR, place, datetime.date(2030, 1, 2))
    push(desk.path(MIXEUR), desk.store)
    assert desk.held(MIXEUR, place) == datetime.date(2030, 1, 2)
    revert(desk.store, revision.id, author="Gestion")
    assert desk.value(MIXEUR, place) == old
    assert push(desk.path(MIXEUR), desk.store).clean
    assert desk.held(MIXEUR, place) == old


def test_the_json_shape(desk):
    desk.type_in(MOBY, ("etablissements", "id=1", "commune"), "Rennes")
    desk.set(MOBY, ("acomptes", "rang=1", "date"), "02/03/2027")
    found = status(desk.path(MOBY), desk.store).as_json()
    assert list(found) == [
        "file", "convention", "revision", "workbook_changes", "model_changes", "settled", "conflicts",
        "overrides", "proposals", "problems", "plan", "receipt",
    ]  # fmt: skip
    (change,) = found["workbook_changes"]
    assert list(change) == ["table", "key", "column", "base", "workbook", "cell"]
    assert change["key"] == {"id": "1"}
    assert change["workbook"] == "Rennes"
    (change,) = found["model_changes"]
    assert list(change) == ["table", "key", "column", "base", "model", "cell"]
    assert change["model"] == "2027-03-02"


def test_a_pull_reads_no_other_convention(desk):
    """The others hold what cannot be read any more."""
    with connect(desk.store.url).begin() as connection:
        torn = update(CHANGES).where(CHANGES.c.convention != MIXEUR, CHANGES.c.column_name != ROW)
        connection.execute(torn.values(value="jeudi"))
    with pytest.raises(WrongValue, match="jeudi"):
        desk.store.read()
    place = ("contributions", "annee=2025", "utilisateurs")
    desk.type_in(MIXEUR, place, 4.0)
    report = pull(desk.path(MIXEUR), desk.store)
    assert report.clean
    assert desk.value(MIXEUR, place) == 4
    (change,) = desk.store.changes(report.committed.id)
    assert change.cell == (MIXEUR, *place)
