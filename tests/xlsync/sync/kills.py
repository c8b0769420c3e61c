"""Commands killed at any moment, and what the next one finds."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.xlsync.sync.desks import MOBY, Desk
from xlsync import files
from xlsync.cli.app import run
from xlsync.sync.command import CUT_SHORT
from xlsync.workbook import Workbook

TYPED = ("champs", "", "numero_devis")
GIVEN = ("champs", "", "numero_client")
COMMANDS = ("pull", "push", "sync", "build")


@dataclass
class Found:
    """What kills left.

    Attributes:
        killed: Commands that did not reach their end.
        torn: Files that are no whole workbook.
        lost: What was typed or given and is not on both sides after the next command.
        half: Revisions of the store without their changes, or out of line.
        left: Temporary files after the next command.
        refused: Next commands that did not work.
        recovered: Next commands that said that the one before was cut short.
    """

    killed: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    recovered: int = 0

    @property
    def faults(self) -> list[str]:
        """Everything that must not be."""
        return [*self.torn, *self.lost, *self.half, *self.left, *self.refused]


def kills(desk: Desk, count: int, chance: random.Random) -> Found:
    """Kills commands at random moments, every fifth right after a file was replaced."""
    found = Found()
    path, place = desk.path(MOBY), str(desk.folder / "model.db")
    out = desk.folder / "sortie"
    lasts: dict[str, float] = {}
    for rank in range(count):
        command = COMMANDS[rank % len(COMMANDS)]
        typed, given = f"tapé {rank}", f"donné {rank}"
        desk.type_in(MOBY, TYPED, typed)
        desk.set(MOBY, GIVEN, given)
        arguments = [command, str(path)] if command != "build" else ["build", MOBY, "--out", str(out)]
        arguments += ["--store", place, "--lang", "fr"]
        if command not in lasts:  # how long it takes, on copies that nobody looks at again
            other = desk.copy(f"mesure-{command}")
            where = str(other.path(MOBY)) if command != "build" else MOBY
            rest = ["--out", str(other.folder / "sortie")] if command == "build" else []
            start = time.perf_counter()
            _ended([command, where, *rest, "--store", str(other.folder / "model.db")], None)
            lasts[command] = time.perf_counter() - start
        aimed = rank % 5 == 4
        moment = None if aimed else chance.uniform(0, lasts[command])
        found.killed[command] += _ended(arguments, moment, aimed=aimed)
        _judge(desk, found, f"{rank} {command}")
        for one in (path, *out.glob("*.xlsx")):
            _whole(one, found, f"{rank} {command}")
        if command == "build" and _ended(arguments, None):
            found.refused.append(f"{rank} build again")
        _next(desk, found, f"{rank} {command}", (typed, given))
        left = [one for one in desk.folder.rglob("*") if ".tmp" in one.name or one.suffix == ".former"]
        left += [*desk.folder.glob("*-journal")]
        found.left += [f"{rank} {command}: {one.name}" for one in left]
    return found


def _ended(arguments: list[str], moment: float | None, *, aimed: bool = False) -> bool:
    """Runs a command in a process of its own; whether it was killed, or ended badly.

    Args:
        arguments: The command.
        moment: After how many seconds it is killed; None for never.
        aimed: It dies right after it replaced a file.
    """
    child = os.fork()
    if child == 0:
        code = 3
        with contextlib.suppress(BaseException):
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            with _dying() if aimed else contextlib.nullcontext():
                code = run(arguments)
        os._exit(code)
    if moment is not None:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) or os.WEXITSTATUS(status) > 1


@contextlib.contextmanager
def _dying() -> Iterator[None]:
    replace = files.os.replace

    def replace_and_die(source: str, target: str | Path) -> None:
        replace(source, target)
        if str(target).endswith(".xlsx"):
            os.kill(os.getpid(), signal.SIGKILL)

    files.os.replace = replace_and_die  # type: ignore[assignment]
    try:
        yield
    finally:
        files.os.replace = replace


def _judge(desk: Desk, found: Found, where: str) -> None:
    """The history: one line, each revision with all that it changed."""
    log = desk.store.log()
    for later, earlier in pairwise(log):
        if later.parent != earlier.id or not desk.store.changes(later.id):
            found.half.append(f"{where}: {later.id}")


def _whole(path: Path, found: Found, where: str) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            bad = package.testzip()
        Workbook.open(path).custom_properties.get("xlsync_revision")
    except Exception as error:
        bad = repr(error)
    if bad:
        found.torn.append(f"{where}: {path.name} {bad}")


def _next(desk: Desk, found: Found, where: str, texts: tuple[str, str]) -> None:
    from xlsync.sync import synchronise

    report = synchronise(desk.path(MOBY), desk.store)
    found.recovered += any(notice.text == CUT_SHORT for notice in report.notices)
    if not report.clean:
        found.refused.append(f"{where}: {report}")
    for place, text in zip((TYPED, GIVEN), texts, strict=True):
        if (desk.held(MOBY, place), desk.value(MOBY, place)) != (text, text):
            found.lost.append(f"{where}: {text}")
