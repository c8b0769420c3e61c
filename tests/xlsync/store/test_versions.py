"""Versions of parameters in a store: revisions like any other, undone like any other."""

import datetime
from dataclasses import replace

import pytest

from udfs.parameters import EnteredVersion
from xlsync.errors import UnknownConvention
from xlsync.model import Model, load
from xlsync.store import Store

MIXEUR = "mixeur/aunis-sud"
RATE = EnteredVersion(
    "mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2", "2026-10-10", "n"
)
FLOOR = EnteredVersion("mixeur.plancher_collectivite", RATE.start, "3000", "Décision", "annexe 2")
OWN = EnteredVersion(RATE.code, RATE.start, "0.005", "Avenant 1", "article 1", convention=MIXEUR)
TABLE = EnteredVersion("moby.acomptes", RATE.start, '{"1": "0.5", "2": "0.5"}', "Moby", "annexe 4")


@pytest.fixture
def store(place):
    return Store.create(place, Model().add(load(MIXEUR)), author="a", origin="build", message="m")


def enter(store, *versions):
    return store.edit(
        lambda on: store.differences_of_versions(versions, on), author="a", origin="tarif", message="m"
    )


def test_versions_are_kept_as_they_are_and_conventions_with_them(store):
    before = store.read()
    enter(store, RATE, FLOOR, OWN, TABLE)
    assert store.versions("mixeur") == tuple(sorted([RATE, FLOOR, OWN]))
    assert store.versions("moby") == (TABLE,)
    assert store.versions_for("mixeur/autre") == tuple(sorted([RATE, FLOOR]))
    assert store.read().equals(before)
    assert store.read().conventions() == [MIXEUR]
    with pytest.raises(UnknownConvention, match=MIXEUR):
        store.convention("mixeur")


def test_a_version_of_the_same_day_replaces_the_one_there_and_history_keeps_both(store):
    first = enter(store, RATE)
    second = enter(store, replace(RATE, value="0.013", note=""))
    assert [one.value for one in store.versions("mixeur")] == ["0.013"]
    assert [one.value for one in store.versions("mixeur", first.id)] == ["0.012"]
    assert [(one.column, one.before, one.after) for one in store.changes(second.id)] == [
        ("note", "n", None),
        ("valeur", "0.012", "0.013"),
    ]


def test_entering_the_same_again_makes_no_revision(store):
    first = enter(store, RATE, FLOOR)
    assert enter(store, RATE).id == first.id


def test_a_version_is_undone_like_any_change_and_may_come_back(store):
    first = enter(store, RATE, FLOOR)
    second = enter(store, replace(FLOOR, value="3100"))
    store.commit(store.undoing(second.id, second.id), on=second.id, author="a", origin="revert", message="")
    assert store.versions("mixeur") == tuple(sorted([RATE, FLOOR]))
    head = store.head().id
    undone = store.commit(store.undoing(first.id, head), on=head, author="a", origin="revert", message="")
    assert store.versions("mixeur") == ()
    store.commit(store.undoing(undone.id, undone.id), on=undone.id, author="a", origin="revert", message="")
    assert store.versions("mixeur") == tuple(sorted([RATE, FLOOR]))


def test_conventions_keep_their_versions_when_their_inputs_change(store):
    enter(store, RATE, OWN)
    edited = store.convention(MIXEUR).set("conventions", "", "titre", "Autre titre")
    store.edit(lambda on: store.differences([edited], on), author="a", origin="set", message="m")
    assert store.versions("mixeur") == tuple(sorted([RATE, OWN]))
