"""A test without its reference material: skipped on a user's machine, failed where nothing may be missing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.shared import need, shared_path

HERE = Path(__file__).parent
EITHER = (pytest.skip.Exception, pytest.fail.Exception)


@pytest.mark.parametrize(
    ("strict", "relative", "outcome"),
    [
        ("", "tables/none.csv", pytest.skip.Exception),
        ("1", "tables/none.csv", pytest.fail.Exception),
        ("", "corpus/none.xlsx", pytest.skip.Exception),
        ("1", "corpus/none.xlsx", pytest.skip.Exception),
        ("1", "corpus.csv", pytest.fail.Exception),
    ],
)
def test_a_missing_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, strict: str, relative: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("XLSYNC_SHARED", str(tmp_path))
    monkeypatch.setenv("XLSYNC_STRICT", strict)
    with pytest.raises(EITHER, match=relative) as caught:
        shared_path(relative)
    assert caught.type is outcome


@pytest.mark.parametrize(("strict", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_missing_program(
    monkeypatch: pytest.MonkeyPatch, strict: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("XLSYNC_STRICT", strict)
    with pytest.raises(EITHER, match="no-such-program") as caught:
        need("no-such-program")
    assert caught.type is outcome


def test_no_test_here_skips_by_itself() -> None:
    """Every skip goes through `tests/shared.py`, which CI makes a failure."""
    skips = {"skip", "skipif", "xfail", "importorskip"}
    for path in HERE.rglob("test_*.py"):
        if path != Path(__file__):
            names = {
                n.attr for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Attribute)
            }
            assert not names & skips, path
