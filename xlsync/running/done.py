"""What is done with a piece, and what came of it: a result, or an error that may leave its process."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import Any, Generic, TypeAlias, TypeVar

from udfs.errors import UdfError
from xlsync.errors import WorkerDied, XlsyncError

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Outcomes: TypeAlias = "Generator[Done[Piece, Result], None, None]"
"""What became of each piece, in their order; closed, it ends what is under way."""

EXPECTED = (XlsyncError, UdfError, OSError)
"""Errors whose sentence says all; any other goes with the trace of where it was raised."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Piece, Result]):
    """What is done with each piece of a run.

    Attributes:
        work: From a piece to its result: a function of a module, which depends on nothing but the piece and
            what `prepare` was given.
        prepare: Called first in each process that works; a function of a module.
        arguments: What it is called with.
    """

    work: Callable[[Piece], Result]
    prepare: Callable[..., object] | None = None
    arguments: tuple[Any, ...] = ()

    def ready(self) -> None:
        """Makes this process ready for the work."""
        if self.prepare is not None:
            self.prepare(*self.arguments)


@dataclass(frozen=True, slots=True)
class Done(Generic[Piece, Result]):
    """One piece done, or not.

    Attributes:
        piece: The piece.
        result: What the work gave; None where it failed.
        error: Why it failed.
    """

    piece: Piece
    result: Result | None = None
    error: Exception | None = None

    def get(self) -> Result:
        """The result; what the work raised is raised here."""
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]


def attempted(task: Task[Piece, Result], piece: Piece) -> tuple[Result | None, Exception | None]:
    """The result of a piece, or the error that its work raised."""
    try:
        return task.work(piece), None
    except Exception as error:
        return None, error


def attempted_elsewhere(task: Task[Piece, Result], piece: Piece) -> tuple[Result | None, Exception | None]:
    """The same, the error made fit to leave the process."""
    try:
        return task.work(piece), None
    except Exception as error:
        return None, portable(error)


def portable(error: Exception) -> Exception:
    """An error that goes from one process to another, with its trace where it is not an expected one."""
    if not isinstance(error, EXPECTED) and parent_process() is not None:
        error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def died() -> WorkerDied:
    """The error of a piece whose process ended each time that it was tried."""
    return WorkerDied(
        "son processus s’est arrêté (mémoire pleine ?) : recommencez avec moins de processus",
        "its process ended (out of memory?): try again with fewer processes",
    )
