"""A list of members, from the list to the annexes to sign; full size: `tests/bench/bench_list.py`."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.roster import YEAR, members
from tests.shared import need
from tests.story import Story

COUNT, SEED = 16, 2026


def test_a_list_taken_built_interrupted_totalled(tmp_path: Path) -> None:
    story = Story(tmp_path, members(COUNT, SEED), jobs=2)
    assert {one.signed.year for one in story.listed} == {YEAR - 2, YEAR - 1, YEAR}
    assert len({one.status for one in story.listed}) == 4
    story.taken()
    first = story.interrupted(signal.SIGKILL, 3)
    assert first <= story.interrupted(signal.SIGINT, first + 3) <= COUNT
    story.resumed()
    story.clustered(story.names[:10], 3)
    assert story.totalled() > 0


@pytest.mark.libreoffice
def test_annexes_of_a_list_are_printed(tmp_path: Path) -> None:
    need("soffice")
    story = Story(tmp_path, members(2, SEED))
    story.taken()
    story.printed(story.names)
