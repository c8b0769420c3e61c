"""`revert`: one revision undone, and the last one that is left to undo."""

import pytest

from tests.xlsync.model.samples import INTRACTING, model
from tests.xlsync.store.whole import commit_data
from xlsync.errors import UnknownRevision
from xlsync.store import Store
from xlsync.sync.reverting import last_done, revert, undoes

RATE = ("versements", "1", "taux")


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "model.db", model(), author="a", origin="build", message="première")


def typed(store, rate):
    return commit_data(store, store.convention(INTRACTING).set(*RATE, rate))


def rate(store):
    return store.convention(INTRACTING).value(*RATE)


def undo_last(store):
    return revert(store, last_done(store).id, author="a")


def test_twice_undoes_twice(store):
    typed(store, 0.03)
    typed(store, 0.04)
    undo_last(store)
    assert rate(store) == 0.03
    undo_last(store)
    assert rate(store) == 0.02


def test_the_revision_that_made_the_model_is_undone_by_its_name_only(store):
    first = store.head()
    typed(store, 0.03)
    undo_last(store)
    with pytest.raises(UnknownRevision, match="rien à défaire"):
        last_done(store)
    revert(store, first.id, author="a")
    assert store.read().conventions() == []


def test_an_undoing_that_is_undone_leaves_its_revision_to_undo(store):
    edit = typed(store, 0.03)
    undone = undo_last(store)
    again = revert(store, undone.id, author="a")
    assert rate(store) == 0.03
    assert (undoes(undone), undoes(again), undoes(edit)) == (edit.id, undone.id, None)
    assert last_done(store) == edit


def test_an_edit_after_an_undoing_is_the_next_to_undo(store):
    first = typed(store, 0.03)
    typed(store, 0.04)
    undo_last(store)
    typed(store, 0.05)
    undo_last(store)
    assert rate(store) == 0.03
    assert last_done(store) == first


def test_a_revision_called_as_an_undoing_is_none(store):
    head = store.head()
    changes = store.differences([store.convention(INTRACTING).set(*RATE, 0.03)], head.id)
    made = store.commit(changes, on=head.id, author="a", origin="set", message=f"annule {head.id}")
    assert last_done(store) == made


def test_an_old_revision_is_undone_under_what_came_since(store):
    old = typed(store, 0.03)
    commit_data(store, store.convention(INTRACTING).set("versements", "2", "taux", 0.05))
    revert(store, old.id, author="a")
    held = store.convention(INTRACTING)
    assert [held.value("versements", key, "taux") for key in ("1", "2")] == [0.02, 0.05]
