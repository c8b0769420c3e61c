"""What a revision says of itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsync.store.ulid import ulid

if TYPE_CHECKING:
    from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of the model, kept for ever.

    Attributes:
        id: ULID.
        number: Rank in the history of this store, from 1. Never a name: another store has the same ranks.
        parent: Id of the revision before, None for the first.
        time: When it was committed, UTC.
        author: Who.
        origin: What did it: a command, a workbook.
        message: What for.
    """

    id: str
    number: int
    parent: str | None
    time: datetime.datetime
    author: str
    origin: str
    message: str


def after(head: Revision | None, author: str, origin: str, message: str) -> Revision:
    """A new revision on top of another."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    number, parent = (head.number + 1, head.id) if head else (1, None)
    return Revision(ulid(), number, parent, now, author, origin, message)


def to_row(revision: Revision) -> dict[str, Any]:
    """A revision as a row of the store."""
    return {
        "number": revision.number,
        "id": revision.id,
        "parent": revision.parent or "",
        "time": revision.time.isoformat(),
        "author": revision.author,
        "origin": revision.origin,
        "message": revision.message,
    }


def from_row(row: Row[Any]) -> Revision:
    """The revision of a row of the store."""
    time = datetime.datetime.fromisoformat(row.time)
    return Revision(row.id, row.number, row.parent or None, time, row.author, row.origin, row.message)
