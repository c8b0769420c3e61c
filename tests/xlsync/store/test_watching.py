"""A store watched by a program that stays open: read again when someone wrote, and only then."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from udfs.parameters import EnteredVersion
from xlsync.errors import StoreMissing
from xlsync.store import Store
from xlsync.store.watching import PAUSE, Watched

RATE = EnteredVersion("mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2")
GRID = EnteredVersion("moby.taux_tva", datetime.date(2027, 1, 1), "0.21", "Loi", "article 1")


def enter(store: Store, version: EnteredVersion) -> None:
    change = store.differences_of_versions
    store.edit(lambda on: change([version], on), author="a", origin="tarif", message="m")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in seconds, that a database is looked at by."""
    now = [0.0]
    monkeypatch.setattr("xlsync.store.watching.time.monotonic", lambda: now[0])
    return now


def test_what_others_commit_is_read_and_nothing_else_is(
    place: str, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(place)
    watched = Watched(place)
    assert watched.now() == (store.id, ())
    enter(store, RATE)
    clock[0] += PAUSE
    first = watched.now()[1]
    assert first == (RATE,)
    enter(store, GRID)
    clock[0] += PAUSE
    both = watched.now()[1]
    assert both == (RATE, GRID)
    with monkeypatch.context() as patched:
        patched.setattr(Watched, "_read", lambda self: pytest.fail("read without a change"))
        clock[0] += PAUSE
        assert watched.now()[1] is both


def test_a_database_is_asked_once_a_second_and_a_file_is_not_asked(
    place: str, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(place)
    watched = Watched(place)
    watched.now()
    enter(store, RATE)
    assert watched.is_file == ("://" not in place)
    assert len(watched.now()[1]) == int(watched.is_file)
    clock[0] += PAUSE
    assert watched.now()[1] == (RATE,)


def test_a_revision_that_changes_no_version_leaves_the_same_object(place: str, clock: list[float]) -> None:
    store = Store.create(place)
    enter(store, RATE)
    watched = Watched(place)
    held = watched.now()[1]
    head = store.head()
    assert head is not None
    enter(store, GRID)
    second = store.head()
    assert second is not None
    store.commit(store.undoing(second.id, second.id), on=second.id, author="a", origin="revert", message="m")
    clock[0] += PAUSE
    assert watched.now()[1] == held


def test_a_file_that_goes_is_missed_and_one_that_takes_its_place_is_read(tmp_path: Path) -> None:
    place = tmp_path / "model.db"
    watched = Watched(place)
    with pytest.raises(StoreMissing):
        watched.now()
    first = Store.create(place)
    assert watched.now() == (first.id, ())
    place.unlink()
    with pytest.raises(StoreMissing):
        watched.now()
    enter(Store.create(place), RATE)
    assert watched.now()[1] == (RATE,)
    assert Watched(f"sqlite:///{place}").is_file
