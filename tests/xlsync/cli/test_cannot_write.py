"""Commands where they may not write: no permission, no room, a full disk. A refusal, nothing half written."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import need
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync_process
from tests.xlsync.cli.writing import READING, WRITING, line_of, with_work, writable
from xlsync.cli.commands import COMMANDS

__all__ = ["with_work", "writable"]

OVER_WORKBOOKS = {"pull", "push", "sync"}


def test_every_command_is_tried_where_it_may_not_write() -> None:
    assert set(WRITING) | READING == set(COMMANDS)


@pytest.mark.parametrize("command", WRITING)
def test_no_permission_to_write(command: str, writable: Path) -> None:
    before, line = fingerprint(writable), line_of(command, writable)
    _set_writable(writable, False)
    try:
        outcome = xlsync_process(*line, folder=writable, wrapper=_without_override())
    finally:
        _set_writable(writable, True)
    _not_written(command, outcome)
    assert fingerprint(writable) == before


@pytest.mark.parametrize("command", ["status", "pull", "push", "check", "recalc", "explain", "diff"])
def test_no_permission_to_read(command: str, writable: Path) -> None:
    (writable / "secret.xlsx").write_bytes((writable / "perime.xlsx").read_bytes())
    (writable / "secret.xlsx").chmod(0)
    others = {"explain": ["Contributions!H6"], "diff": ["perime.xlsx"]}
    line = [command, "secret.xlsx", *others.get(command, [])]
    outcome = xlsync_process(*line, folder=writable, wrapper=_without_override())
    said = outcome.out + outcome.err
    assert "secret.xlsx" in said
    assert "vous n’avez pas le droit de le lire" in said
    assert outcome.code == 2
    assert "Traceback" not in said


def _without_override() -> list[str]:
    """What takes from root the right to read and write everything; nothing for anybody else."""
    if os.geteuid():
        return []
    dropped = "-dac_override,-dac_read_search,-fowner"
    return [need("setpriv"), f"--bounding-set={dropped}", f"--inh-caps={dropped}"]


def _not_written(command: str, outcome: Outcome) -> None:
    """A refusal; a command over workbooks says it as a problem of the file, and the other files go on."""
    if command not in OVER_WORKBOOKS:
        refused(outcome)
        return
    assert outcome.code == 1, outcome
    assert "→ rien n’a été écrit" in outcome.out
    assert "Traceback" not in outcome.err


def _set_writable(folder: Path, writable: bool) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod((0o755 if path.is_dir() else 0o644) if writable else (0o555 if path.is_dir() else 0o444))


@pytest.mark.parametrize("command", WRITING)
def test_no_room_for_a_file(command: str, writable: Path) -> None:
    before, line = fingerprint(writable), line_of(command, writable)
    _not_written(command, xlsync_process(*line, folder=writable, before=_no_file_may_grow))
    assert fingerprint(writable) == before


def _no_file_may_grow() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


@pytest.fixture
def full_disk(writable: Path, tmp_path: Path) -> Iterator[Path]:
    """The same folder on a disk of its own, without a free byte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        shutil.copytree(writable, disk / "work")
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass
        yield disk / "work"
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("command", WRITING)
def test_full_disk(command: str, full_disk: Path) -> None:
    before, line = fingerprint(full_disk), line_of(command, full_disk)
    _not_written(command, xlsync_process(*line, folder=full_disk))
    assert fingerprint(full_disk) == before
