"""The store takes changes: those of one convention are read, compared and written without the others."""

import pytest
from sqlalchemy import text

from tests.xlsync.model.samples import INTRACTING, MIXEUR, model
from tests.xlsync.store.whole import commit_data, commit_model
from xlsync.errors import HeadMoved, UnknownConvention, UnknownRevision, WrongValue
from xlsync.model import ROW, CellChange, template
from xlsync.store import Store
from xlsync.store.engine import connect

FACTS = {"author": "Gestion", "origin": "set", "message": "taux révisé"}
RATE = (INTRACTING, "versements", "versement=1", "taux")


@pytest.fixture
def store(place):
    return Store.create(place, model(), author="Gestion", origin="build", message="première version")


@pytest.fixture
def torn(store):
    """A store where another convention holds what cannot be read any more."""
    with connect(store.url).begin() as connection:
        where = "column_name = 'date_signature' AND convention = :one"
        connection.execute(
            text(f"UPDATE xlsync_changes SET value = 'jeudi' WHERE {where}"), {"one": INTRACTING}
        )
    return store


def test_changes_are_written_as_they_are(store):
    changes = [CellChange(*RATE, "0.02", "0.03")]
    revision = store.commit(changes, on=store.head().id, **FACTS)
    assert store.changes(revision.id) == changes
    assert store.read().equals(model().set(INTRACTING, "versements", "1", "taux", 0.03))


def test_no_change_is_no_revision(store):
    head = store.head()
    assert store.commit([], on=head.id, **FACTS) == head


def test_a_change_that_could_not_be_read_again_is_refused(store):
    with pytest.raises(WrongValue, match="taux"):
        store.commit([CellChange(*RATE, "0.02", "trois")], on=store.head().id, **FACTS)
    assert len(store.log()) == 1


def test_one_convention_is_read_alone(torn):
    assert torn.convention(MIXEUR).id == MIXEUR
    with pytest.raises(WrongValue, match="jeudi"):
        torn.convention(INTRACTING)


def test_one_convention_is_edited_alone(torn):
    commit_data(torn, torn.convention(MIXEUR).set("conventions", "", "titre", "Aunis"))
    assert torn.convention(MIXEUR).value("conventions", "", "titre") == "Aunis"


def test_a_convention_at_a_revision(store):
    first = store.head().id
    commit_data(store, store.convention(INTRACTING).set("versements", "1", "taux", 0.03))
    assert store.convention(INTRACTING, first).value("versements", "1", "taux") == 0.02
    with pytest.raises(UnknownRevision):
        store.convention(INTRACTING, "0" * 26)


def test_an_unknown_convention_is_named_with_those_that_are_there(store):
    with pytest.raises(UnknownConvention, match=f"ailleurs.*{MIXEUR}, {INTRACTING}"):
        store.convention("mixeur/ailleurs")
    assert store.differences([], store.head().id) == []


def test_differences_of_a_convention_that_is_not_there_are_all_its_cells(store):
    new = template("mixeur", "voisine")
    changes = store.differences([new], store.head().id)
    assert {change.convention for change in changes} == {"mixeur/voisine"}
    assert CellChange("mixeur/voisine", "conventions", "", ROW, None, "1") in changes
    store.commit(changes, on=store.head().id, **FACTS)
    assert store.read().equals(model().add(new))


def test_a_row_that_comes_never_takes_the_rank_of_one_that_went(store):
    """The last row goes, another comes, the first one comes back before it."""
    data = store.convention(INTRACTING)
    gone = commit_data(store, data.delete_row("versements", "3"))
    row = data.records("versements")[2]
    commit_data(store, store.convention(INTRACTING).add_row("versements", {**row, "versement": 4}))
    head = store.head().id
    store.commit(store.undoing(gone.id, head), on=head, **FACTS)
    assert [row["versement"] for row in store.convention(INTRACTING).records("versements")] == [1, 2, 3, 4]


def test_an_edit_is_made_again_when_someone_commits_meanwhile(store):
    seen = []

    def change(on):
        seen.append(on)
        data = store.convention(INTRACTING, on).set("versements", "1", "taux", 0.03)
        changes = store.differences([data], on)
        if len(seen) == 1:
            commit_data(store, store.convention(INTRACTING).set("versements", "2", "taux", 0.05))
        return changes

    revision = store.edit(change, **FACTS)
    assert seen == [one.id for one in reversed(store.log())][:2]
    assert revision.parent == seen[1]
    held = store.convention(INTRACTING)
    assert [held.value("versements", key, "taux") for key in ("1", "2")] == [0.03, 0.05]


def test_an_edit_that_never_comes_first_is_refused(store):
    rates = iter(range(1, 100))

    def change(on):
        commit_data(store, store.convention(INTRACTING).set("versements", "1", "taux", next(rates) / 100))
        return [CellChange(*RATE, "0.02", "0.5")]

    with pytest.raises(HeadMoved):
        store.edit(change, **FACTS)


def test_a_model_committed_whole_removes_what_it_lacks(store):
    """The helper of the tests itself."""
    commit_model(store, model().remove(MIXEUR), on=store.head().id, **FACTS)
    assert store.read().conventions() == [INTRACTING]
