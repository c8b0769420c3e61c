"""Several people at once: processes that set, pull and push on one store, and what became of each change."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.xlsync.sync.desks import MOBY, Place, type_in
from xlsync.store import Store

CELLS: tuple[Place, ...] = (
    *(
        ("champs", "", name)
        for name in ("numero_devis", "numero_client", "reference_devis", "mode_reglement")
    ),
    *(("etablissements", f"id={key}", name) for key in (1, 2) for name in ("etablissement", "commune")),
)
"""A text of its own for each process."""
ROLES = ("set", "pull", "push", "set", "pull", "set", "pull", "push")


@dataclass(frozen=True, slots=True)
class Try:
    """One command of one process.

    Attributes:
        role: "set", "pull" or "push".
        text: What it gives the model; "" for a push.
        accepted: It was done.
        said: What it answered, where it was not.
    """

    role: str
    text: str
    accepted: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a crowd did.

    Attributes:
        tries: Every command of every process.
        taken: How many times each text came into the model.
    """

    tries: tuple[Try, ...]
    taken: Counter[str]

    def share(self, *roles: str) -> float:
        """The share of commands that were done."""
        asked = [one for one in self.tries if one.role in roles]
        return sum(one.accepted for one in asked) / len(asked)


def crowd(store: str, workbook: Path, folder: Path, seconds: float) -> Crowd:
    """Eight processes for some seconds, each with a copy of the workbook and a cell of its own."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(ROLES))
    with context.Pool(len(ROLES), initializer=_ready, initargs=(start,)) as pool:
        works = []
        for rank, role in enumerate(ROLES):
            own = folder / str(rank) / workbook.name
            own.parent.mkdir()
            shutil.copy(workbook, own)
            works.append((role, CELLS[rank], store, own, seconds, f"{role} {rank}"))
        found = pool.starmap(_work, works, chunksize=1)
    tries = tuple(one for several in found for one in several)
    held = Store.open(store)
    changes = [change for one in held.log() for change in held.changes(one.id)]
    texts = {one.text for one in tries}
    return Crowd(tries, Counter(change.after for change in changes if change.after in texts))


_START: Any = None


def _ready(start: Any) -> None:
    global _START
    _START = start
    from xlsync.cli import app  # noqa: F401 a process imports before it starts


def _work(role: str, place: Place, store: str, path: Path, seconds: float, mark: str) -> list[Try]:
    _START.wait()
    end, tries = time.monotonic() + seconds, list[Try]()
    while time.monotonic() < end:
        text = "" if role == "push" else f"{mark} {len(tries)}"
        if role == "set":
            tries.append(_set(place, store, text))
        else:
            if role == "pull":
                type_in(path, place, text)
            tries.append(_over(role, path, store, text))
    return tries


def _set(place: Place, store: str, text: str) -> Try:
    table, key, column = place
    named = [table, key.partition("=")[2], f"{column}={text}"] if key else [f"{column}={text}"]
    code, said = _run(["set", MOBY, *named, "--store", store])
    return Try("set", text, code == 0, said)


def _over(role: str, path: Path, store: str, text: str) -> Try:
    code, said = _run([role, str(path), "--store", store, "--json"])
    done = code < 2 and not any(one["problems"] for one in json.loads(said)["files"])
    return Try(role, text, done, "" if done else said)


def _run(arguments: list[str]) -> tuple[int, str]:
    from xlsync.cli.app import run

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = run(arguments)
    return code, out.getvalue()
