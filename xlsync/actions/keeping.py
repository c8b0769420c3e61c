"""No action writes over a workbook that was issued."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from xlsync.actions.session import Session
from xlsync.files import guarded


@dataclass(frozen=True, slots=True)
class _Guard:
    """Asks the stores only once a file is about to be replaced; goes from one process to another."""

    store: str | None

    def __call__(self, path: Path, content: bytes) -> None:
        from xlsync.store.kept import Kept

        Kept(self.store)(path, content)


def keeping_issues(session: Session) -> AbstractContextManager[None]:
    """A block in which no file is replaced whose bytes were issued, by the store named or the one beside."""
    return guarded(_Guard(session.store))
