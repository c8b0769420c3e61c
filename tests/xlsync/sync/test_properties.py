"""Whatever both sides do, nothing is lost, and a second synchronisation changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from tests.xlsync.sync.desks import MIXEUR, Desk, copied, wrong_inputs
from xlsync.sync import pull, push, status, synchronise

PLACES = [
    ("contributions", "annee=2025", "habitants"),
    ("contributions", "annee=2025", "derogation"),
    ("champs", "", "annee_bareme"),
    ("perimetre", "application=DialogWatt", "fonctions"),
]
VALUES = {
    "habitants": st.none() | st.integers(0, 10**6),
    "derogation": st.none() | st.integers(0, 10**7).map(lambda cents: cents / 100),
    "annee_bareme": st.integers(2023, 2030),
    "fonctions": st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
}
edits = st.fixed_dictionaries({}, optional={place: VALUES[place[2]] for place in PLACES})
few = settings(max_examples=12, deadline=None)


def edited(built: Path, folder: Path, typed: dict[Any, Any], changed: dict[Any, Any]) -> Desk:
    desk = copied(built, folder / "bureau")
    for place, value in typed.items():
        desk.type_in(MIXEUR, place, value)
    model = desk.store.read()
    for place, value in changed.items():
        model = model.set(MIXEUR, *place, value)
    desk.commit(model)
    return desk


def held(desk: Desk) -> dict[Any, tuple[Any, Any]]:
    return {place: (desk.held(MIXEUR, place), desk.value(MIXEUR, place)) for place in PLACES}


@few
@given(edits, edits)
def test_sync_loses_nothing_and_twice_is_once(built, typed, changed):
    with TemporaryDirectory() as name:
        desk = edited(built, Path(name), typed, changed)
        path, before = desk.path(MIXEUR), held(desk)
        done = synchronise(path, desk.store)
        after = held(desk)
        disputed = {(one.table, one.key, one.column) for one in done.conflicts}
        for place in PLACES:
            assert set(after[place]) <= set(before[place])
            if place in disputed:
                assert after[place] == before[place]
            else:
                assert after[place][0] == after[place][1]
        left = wrong_inputs(desk.annex(MIXEUR), done.problems)
        assert (done.complete and not (done.conflicts or left)) == (not disputed)
        once, head = path.read_bytes(), desk.store.head()
        again = synchronise(path, desk.store)
        assert path.read_bytes() == once
        assert desk.store.head() == head
        assert {(one.table, one.key, one.column) for one in again.conflicts} == disputed


@few
@given(edits, edits)
def test_pull_then_push_is_sync_and_push_then_status_finds_nothing_new(built, typed, changed):
    with TemporaryDirectory() as name:
        desk = edited(built, Path(name), typed, changed)
        other = Desk(Path(name) / "autre", desk.store)
        shutil.copytree(desk.folder, other.folder)
        other = Desk(other.folder, type(desk.store).open(other.folder / "model.db"))
        synchronise(desk.path(MIXEUR), desk.store)
        pull(other.path(MIXEUR), other.store)
        done = push(other.path(MIXEUR), other.store)
        assert held(other) == held(desk)
        found = status(other.path(MIXEUR), other.store)
        assert not found.workbook_changes
        assert not found.model_changes
        assert found.conflicts == done.conflicts
