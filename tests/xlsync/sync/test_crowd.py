"""Eight people at once on one store: each accepted change is in the history once, few are refused."""

from __future__ import annotations

from pathlib import Path

from tests.xlsync.sync.crowd import crowd
from tests.xlsync.sync.desks import MOBY
from xlsync.build import build

SECONDS = 10


def test_eight_processes_set_pull_and_push(place, tmp_path):
    build([MOBY], tmp_path, place)
    found = crowd(place, Path(tmp_path) / "moby-ille-et-vilaine.xlsx", tmp_path, SECONDS)
    accepted = [one.text for one in found.tries if one.accepted and one.text]
    assert accepted
    assert {text: found.taken[text] for text in accepted} == dict.fromkeys(accepted, 1)
    refused = [one for one in found.tries if not one.accepted]
    assert [one for one in refused if found.taken[one.text]] == []
    assert found.share("set", "pull") >= 0.95, refused[:3]
    assert [*tmp_path.rglob(".xlsync-*.tmp*")] == []
