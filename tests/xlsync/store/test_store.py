import datetime
import multiprocessing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.xlsync.model.samples import INTRACTING, advance, model, payment
from tests.xlsync.store.whole import commit_model
from xlsync.errors import AlreadyThere, HeadMoved, StoreMissing, UnknownRevision
from xlsync.model import ROW, Model
from xlsync.model.changes import CellChange
from xlsync.store import Store

FACTS = {"author": "Gestion", "origin": "set", "message": "taux révisé"}


@pytest.fixture
def store(place):
    return Store.create(place, model(), author="Gestion", origin="build", message="première version")


def revised() -> Model:
    return model().set(INTRACTING, "versements", "1", "taux", "3 %")


def test_what_is_kept_is_read_again(store):
    assert store.read().equals(model())


def test_every_revision_can_be_read_again(store):
    first = store.head().id
    second = commit_model(store, revised(), on=first, **FACTS)
    third = commit_model(store, revised().delete_row(INTRACTING, "versements", "2"), on=second.id, **FACTS)
    assert store.read(first).equals(model())
    assert store.read(second.id).equals(revised())
    assert store.read(third.id).equals(store.read())
    assert [revision.id for revision in store.log()] == [third.id, second.id, first]
    assert len(store.log(2)) == 2


def test_a_revision_says_who_when_what_and_why(store):
    revision = commit_model(store, revised(), on=store.head().id, **FACTS)
    assert revision == store.head() == store.revision(revision.id)
    assert (revision.author, revision.origin, revision.message) == ("Gestion", "set", "taux révisé")
    assert revision.parent == store.log()[1].id
    assert revision.number == 2
    assert revision.time.tzinfo == datetime.UTC
    assert len(revision.id) == 26


def test_changes_are_cells_before_and_after(store):
    revision = commit_model(store, revised(), on=store.head().id, **FACTS)
    assert store.changes(revision.id) == [
        CellChange(INTRACTING, "versements", "versement=1", "taux", "0.02", "0.03")
    ]
    first = store.changes(store.log()[-1].id)
    assert {change.before for change in first} == {None}
    assert CellChange(INTRACTING, "versements", "versement=3", ROW, None, "3") in first


def test_a_blanked_cell_is_a_change_and_stays_blank(store):
    blanked = model().set(INTRACTING, "conventions", "", "date_signature", "")
    revision = commit_model(store, blanked, on=store.head().id, **FACTS)
    assert store.changes(revision.id)[0].after is None
    assert store.read().equals(blanked)


def test_any_revision_can_be_undone(store):
    """Rows deleted come back at their place."""
    first = commit_model(
        store, model().delete_row(INTRACTING, "versements", "1"), on=store.head().id, **FACTS
    )
    second = commit_model(store, store.read().delete_row(INTRACTING, "versements", "2"), on=first.id, **FACTS)
    before = store.read(first.id)
    third = store.commit(store.undoing(second.id, second.id), on=second.id, **FACTS)
    assert store.read().equals(before)
    store.commit(store.undoing(first.id, third.id), on=third.id, **FACTS)
    assert store.read().equals(model())


def test_nothing_changed_is_no_revision(store):
    head = store.head()
    assert commit_model(store, model(), on=head.id, **FACTS) == head
    assert len(store.log()) == 1


def test_a_commit_on_an_older_head_is_refused(store):
    first = store.head().id
    commit_model(store, revised(), on=first, **FACTS)
    with pytest.raises(HeadMoved, match="Gestion") as caught:
        commit_model(store, model().remove(INTRACTING), on=first, **FACTS)
    assert caught.value.head == store.head().id
    with pytest.raises(HeadMoved):
        commit_model(store, model().remove(INTRACTING), on=None, **FACTS)
    assert store.read().equals(revised())


def test_a_commit_on_an_unknown_revision_is_refused(store):
    assert not store.knows("0" * 26)
    for call in (
        lambda: commit_model(store, model(), on="0" * 26, **FACTS),
        lambda: store.read("0" * 26),
        lambda: store.changes("0" * 26),
    ):
        with pytest.raises(UnknownRevision, match="000"):
            call()


def test_a_store_without_revisions_holds_an_empty_model(place):
    store = Store.create(place)
    assert store.head() is None
    assert store.read().conventions() == []
    assert commit_model(store, model(), on=None, **FACTS).parent is None
    assert store.read().equals(model())


def test_a_store_keeps_its_name(store, place):
    assert Store.open(place).id == store.id
    with pytest.raises(AlreadyThere):
        Store.create(place)
    assert Store.open(place).read().equals(model())


def test_what_another_version_of_the_program_added_is_kept(store):
    """A column that no schema of this version declares is not lost by a commit of this version."""
    from sqlalchemy import insert

    from xlsync.store.engine import connect
    from xlsync.store.tables import CHANGES

    cell = {"convention": INTRACTING, "table_name": "versements", "row_key": "versement=1"}
    with connect(store.url).begin() as connection:
        connection.execute(insert(CHANGES).values(**cell, column_name="nouvelle", revision=1, value="7"))
    revision = commit_model(store, revised(), on=store.head().id, **FACTS)
    assert [change.column for change in store.changes(revision.id)] == ["taux"]


ROWS = st.lists(st.integers(1, 6), unique=True, max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_rows_keep_their_order_through_any_history(tmp_path_factory, history):
    store = Store.create(tmp_path_factory.mktemp("store") / "model.db")
    kept = {}
    for ranks in history:
        rows = [payment(rank, 2024, 1, 1) for rank in ranks]
        made = Model().add(advance().with_records("versements", rows))
        head = store.head()
        kept[commit_model(store, made, on=head.id if head else None, **FACTS).id] = made
    for revision, made in kept.items():
        assert store.read(revision).equals(made)


def _commit(place, rate, start, results):
    store = Store.open(place)
    head = store.head().id
    changed = store.read().set(INTRACTING, "versements", "1", "taux", rate)
    start.wait(60)
    try:
        results.put(commit_model(store, changed, on=head, author=str(rate), origin="set", message="").author)
    except HeadMoved:
        results.put("refused")


def test_of_two_programs_that_commit_on_the_same_head_one_is_refused(store, place):
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_commit, args=(place, rate, start, results)) for rate in (0.03, 0.04)]
    for worker in workers:
        worker.start()
    said = sorted(results.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join()
    assert said[1] == "refused"
    assert store.head().author == said[0]
    assert store.read().convention(INTRACTING).value("versements", "1", "taux") == float(said[0])


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(StoreMissing, match="absent"):
        Store.open(tmp_path / "absent.db")
    assert not (tmp_path / "absent.db").exists()
