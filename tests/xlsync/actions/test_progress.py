"""Progress, on a clock that the test winds."""

from __future__ import annotations

import pytest

from xlsync.actions import progress
from xlsync.actions.progress import Progress
from xlsync.actions.session import Session


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("fr", "25/100 classeurs en 30 s, encore 1 min 30 s …"),
        ("en", "25/100 workbooks in 30 s, 1 min 30 s left …"),
    ],
)
def test_the_time_left_is_that_of_what_was_done(
    monkeypatch: pytest.MonkeyPatch, lang: str, line: str
) -> None:
    clock = iter([100.0, 100.0, 101.0, 130.0, 131.0, 160.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    heard: list[str] = []
    tell = Progress(Session(lang, tell=heard.append), "classeurs", "workbooks")
    for done in (5, 25, 26, 100):
        tell(done, 100)
    assert heard == [line]
