"""Commands in a folder whose path has accents, spaces, signs and more than 200 characters."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.running import Outcome, fingerprint, xlsync
from tests.xlsync.cli.writing import WRITING, line_of, with_work, writable

__all__ = ["with_work", "writable"]

ODD = "Été n° 1 #2 – l’« avance » 100%25 [été] & co; $HOME ~ " + "très long " * 15 + "fin"


def _ran(command: str, folder: Path, where: Path) -> tuple[Outcome, set[str]]:
    """What a command said, its files named by their whole path, and the names of the files that it wrote."""
    before = fingerprint(folder)
    words = [str(where / word) if (folder / word).is_file() else word for word in line_of(command, folder)]
    outcome = xlsync(*words, folder=folder)
    after = fingerprint(folder)
    return outcome, {name for name in {*before, *after} if before.get(name) != after.get(name)}


@pytest.mark.parametrize("command", WRITING)
def test_a_path_changes_nothing_of_what_a_command_does(command: str, writable: Path, tmp_path: Path):
    assert len(ODD.encode()) > 200
    odd = Path(shutil.copytree(writable, tmp_path / ODD))
    outcome, wrote = _ran(command, odd, odd)
    usual, wanted = _ran(command, writable, writable)
    assert (outcome.code, wrote) == (usual.code, wanted)
    assert outcome.code in (0, 1)
    assert wrote
    assert "Traceback" not in outcome.err
