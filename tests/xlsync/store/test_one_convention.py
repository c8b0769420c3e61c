"""What the store says of one convention: its cells, who last changed each, whether it changed since."""

from __future__ import annotations

import pytest

from xlsync.errors import UnknownRevision
from xlsync.model import Model, cells_of, load
from xlsync.store import Store

MIXEUR, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
USERS = (MIXEUR, "contributions", "annee=2025", "utilisateurs")


@pytest.fixture
def two(tmp_path) -> Store:
    model = Model().add(load(MIXEUR)).add(load(MOBY))
    return Store.create(tmp_path / "model.db", model, author="Première")


def commit(store: Store, model: Model, author: str) -> str:
    head = store.head()
    assert head is not None
    revision = store.commit(model, on=head.id, author=author, origin="test", message="test")
    assert revision is not None
    return revision.id


def test_cells_of_one_convention(two):
    assert two.cells(MIXEUR) == cells_of(load(MIXEUR))
    assert two.cells("mixeur/ailleurs") == {}
    first = two.head().id
    commit(two, two.read().set(MIXEUR, *USERS[1:], 4), "Deuxième")
    assert two.cells(MIXEUR)[USERS] == "4"
    assert USERS not in two.cells(MIXEUR, first)
    with pytest.raises(UnknownRevision):
        two.cells(MIXEUR, "01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_who_last_changed_a_cell(two):
    for number, author in ((4, "Deuxième"), (5, "Troisième")):
        commit(two, two.read().set(MIXEUR, *USERS[1:], number), author)
    last = two.last_changes(MIXEUR)
    assert last[USERS].author == "Troisième"
    assert last[MIXEUR, "contributions", "annee=2025", "statut"].author == "Première"
    assert {cell[0] for cell in last} == {MIXEUR}


def test_whether_a_convention_changed_since(two):
    first = two.head().id
    second = commit(two, two.read().set(MIXEUR, *USERS[1:], 4), "Deuxième")
    assert two.is_changed(MIXEUR, first)
    assert not two.is_changed(MIXEUR, second)
    assert not two.is_changed(MOBY, first)
