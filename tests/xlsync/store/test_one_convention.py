"""What the store says of one convention: its cells, who last changed each, whether it changed since."""

from __future__ import annotations

import pytest

from tests.xlsync.store.whole import commit_data
from xlsync.errors import UnknownRevision
from xlsync.model import ConventionData, Model, cells_of, load
from xlsync.store import Store

MIXEUR, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
USERS = (MIXEUR, "contributions", "annee=2025", "utilisateurs")


@pytest.fixture
def two(tmp_path) -> Store:
    model = Model().add(load(MIXEUR)).add(load(MOBY))
    return Store.create(tmp_path / "model.db", model, author="Première")


def with_users(store: Store, number: int) -> ConventionData:
    return store.convention(MIXEUR).set(*USERS[1:], number)


def test_cells_of_one_convention(two):
    assert two.cells(MIXEUR) == cells_of(load(MIXEUR))
    assert two.cells("mixeur/ailleurs") == {}
    first = two.head().id
    commit_data(two, with_users(two, 4), author="Deuxième")
    assert two.cells(MIXEUR)[USERS] == "4"
    assert USERS not in two.cells(MIXEUR, first)
    with pytest.raises(UnknownRevision):
        two.cells(MIXEUR, "01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_who_last_changed_a_cell(two):
    for number, author in ((4, "Deuxième"), (5, "Troisième")):
        commit_data(two, with_users(two, number), author=author)
    last = two.last_changes(MIXEUR)
    assert last[USERS].author == "Troisième"
    assert last[MIXEUR, "contributions", "annee=2025", "statut"].author == "Première"
    assert {cell[0] for cell in last} == {MIXEUR}


def test_whether_a_convention_changed_since(two):
    first = two.head().id
    second = commit_data(two, with_users(two, 4)).id
    assert two.is_changed(MIXEUR, first)
    assert not two.is_changed(MIXEUR, second)
    assert not two.is_changed(MOBY, first)


def test_those_of_a_kind_are_read_at_once(two):
    """A kind whose name begins like another one's, or has a wildcard of SQL, is another kind."""
    community = "mixeur_communaute/hespul"
    commit_data(two, load(community))
    commit_data(two, with_users(two, 4))
    assert two.of_kind("mixeur") == {MIXEUR: two.cells(MIXEUR)}
    assert two.of_kind("mixeur_communaute") == {community: two.cells(community)}
    assert two.of_kind("mixeur_") == two.of_kind("intracting") == {}
    ranks = two.ranks_of_kind("mixeur")
    assert ranks == {MIXEUR: {cell: text for cell, text in two.cells(MIXEUR).items() if cell[3] == ""}}
    assert two.holders("contributions") == {MIXEUR}
    assert two.holders("exercices_clos") == set()
