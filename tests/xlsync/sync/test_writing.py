"""A workbook that cannot be written is left as it was, and the reason is said before anything is decided."""

from __future__ import annotations

import pytest

from tests.xlsync.build.opened import parts
from tests.xlsync.sync.desks import MIXEUR, Desk
from xlsync.errors import HeadMoved, StoreBusy, UnknownConvention
from xlsync.store import Store
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook

PLACE = ("contributions", "annee=2025", "habitants")


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A change on each side."""
    desk.type_in(MIXEUR, PLACE, 33000)
    desk.set(MIXEUR, ("contributions", "annee=2025", "utilisateurs"), 4)
    return desk


def refused(desk: Desk, word: str) -> None:
    path, head = desk.path(MIXEUR), desk.store.head()
    before = path.read_bytes()
    for command in (push, synchronise):
        done = command(path, desk.store)
        assert any(word in problem.what.fr for problem in done.problems), done.problems
        assert not done.clean
        assert not done.written
        assert done.committed is None
    assert path.read_bytes() == before
    assert desk.store.head() == head


def test_open_elsewhere(ready):
    (ready.folder / f"~${ready.path(MIXEUR).name}").write_text("")
    refused(ready, "ouvert ailleurs")
    done = pull(ready.path(MIXEUR), ready.store)
    assert done.committed is not None
    assert not done.written
    assert any("n’a pas avancé" in notice.text.fr for notice in done.notices)
    (ready.folder / f"~${ready.path(MIXEUR).name}").unlink()
    found = status(ready.path(MIXEUR), ready.store)
    assert not found.workbook_changes
    assert not found.conflicts


def test_protected(ready):
    book = Workbook.open(ready.path(MIXEUR))
    sheet = book.sheet("Contributions")
    sheet.text = sheet.text.replace("</sheetData>", '</sheetData><sheetProtection sheet="1"/>')
    book.save(ready.path(MIXEUR))
    refused(ready, "protégée")
    assert pull(ready.path(MIXEUR), ready.store).committed is not None


def test_changed_meanwhile(ready, monkeypatch):
    path = ready.path(MIXEUR)
    from xlsync.sync import command as attempt

    def someone_saves(*arguments):
        path.write_bytes(path.read_bytes() + b"\0")
        return real_write_stamp(*arguments)

    real_write_stamp = attempt.write_stamp
    monkeypatch.setattr(attempt, "write_stamp", someone_saves)
    head = ready.store.head()
    for command in (push, pull, synchronise):
        done = command(path, ready.store)
        assert any("a changé depuis sa lecture" in problem.what.fr for problem in done.problems)
        assert done.committed is None
        assert not done.written
    assert ready.store.head() == head


def test_a_settled_choice_is_not_shown_again_when_someone_saves_meanwhile(ready, monkeypatch):
    """The choice « base » drops the edit of the workbook: it must not come back as a new one."""
    from xlsync.sync import command as attempt

    path, disputed = ready.path(MIXEUR), ("contributions", "annee=2025", "utilisateurs")
    ready.type_in(MIXEUR, disputed, 6)
    synchronise(path, ready.store)
    ready.choose(MIXEUR, disputed, "base")
    real, times = attempt.write_stamp, []

    def someone_saves(*arguments):
        if not times:
            times.append(1)
            ready.type_in(MIXEUR, PLACE, 34000)
        return real(*arguments)

    monkeypatch.setattr(attempt, "write_stamp", someone_saves)
    done = synchronise(path, ready.store)
    assert done.clean, done
    for one, value in ((disputed, None), (PLACE, 34000)):
        assert ready.held(MIXEUR, one) == ready.value(MIXEUR, one) == value
    assert status(path, ready.store).clean


def test_a_revision_that_cannot_be_kept_leaves_the_file(ready, monkeypatch):
    """The database fails after the file was written."""
    real, path = Store.commit, ready.path(MIXEUR)
    before, head = path.read_bytes(), ready.store.head()

    def commit(store, model, *, within, **about):
        def fails(revision):
            within(revision)
            assert path.read_bytes() != before
            raise StoreBusy("référentiel occupé", "store busy")

        return real(store, model, within=fails, **about)

    monkeypatch.setattr(Store, "commit", commit)
    for command in (pull, synchronise):
        with pytest.raises(StoreBusy):
            command(path, ready.store)
        assert path.read_bytes() == before
        assert ready.store.head() == head


def test_a_workbook_that_lost_its_sheets(ready):
    book = Workbook.open(ready.path(MIXEUR))
    text = book.text
    start = text.index('<sheet name="Conflits"')
    book.replace_text(text[:start] + text[text.index("/>", start) + 2 :])
    book.save(ready.path(MIXEUR))
    ready.set(MIXEUR, PLACE, 35000)
    refused(ready, "Conflits")


def test_the_model_moves_during_a_synchronisation(ready, monkeypatch):
    real, times = Store.commit, []

    def commit(store, model, **about):
        if not times:
            times.append(1)
            ready.set(MIXEUR, ("champs", "", "annee_bareme"), 2026)
        return real(store, model, **about)

    monkeypatch.setattr(Store, "commit", commit)
    done = synchronise(ready.path(MIXEUR), ready.store)
    assert done.clean
    assert ready.held(MIXEUR, ("champs", "", "annee_bareme")) == 2026
    assert ready.value(MIXEUR, PLACE) == 33000


def test_a_model_that_never_stops_moving(ready, monkeypatch):
    def commit(store, model, **about):
        raise HeadMoved("le modèle a changé", "the model changed")

    before = ready.path(MIXEUR).read_bytes()
    monkeypatch.setattr(Store, "commit", commit)
    with pytest.raises(HeadMoved):
        synchronise(ready.path(MIXEUR), ready.store)
    assert ready.path(MIXEUR).read_bytes() == before


def test_a_convention_that_the_model_does_not_hold(ready):
    ready.commit(ready.store.read().remove(MIXEUR))
    with pytest.raises(UnknownConvention):
        status(ready.path(MIXEUR), ready.store)


def test_names_of_parts_stay(ready):
    before = parts(ready.path(MIXEUR).read_bytes())
    synchronise(ready.path(MIXEUR), ready.store)
    assert list(parts(ready.path(MIXEUR).read_bytes())) == list(before)
