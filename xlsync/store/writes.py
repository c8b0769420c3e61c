"""What was written into workbooks: the receipt of each write, with hashes of the file before and after."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from xlsync.store.failures import translated
from xlsync.store.tables import WRITES


@dataclass(frozen=True, slots=True)
class Write:
    """A workbook that a command wrote.

    Attributes:
        convention: Whose annex it is.
        revision: Revision of the model that it says after the write.
        file: Its path, as the command was given it.
        command: "pull", "push" or "sync".
        author: Who wrote.
        before, after: SHA-256 of the file.
        parts: Parts that are not the same, those added and those gone included.
        time: When it was kept, UTC.
    """

    convention: str
    revision: str
    file: str
    command: str
    author: str
    before: str
    after: str
    parts: tuple[str, ...]
    time: datetime.datetime | None = None


class Writes:
    """The receipts of a store; `Store.writes`. `Store.keep` adds one.

    Args:
        engine: The store.
        place: The store, as messages name it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place

    def log(self, limit: int | None = None) -> list[Write]:
        """The receipts, last first."""
        query = select(WRITES).order_by(WRITES.c.number.desc()).limit(limit)
        with translated(self._place), self._engine.connect() as connection:
            return [_from_row(row) for row in connection.execute(query)]


def add(connection: Connection, write: Write) -> Write:
    """Keeps a receipt inside a transaction that holds the lock."""
    last = connection.execute(select(func.max(WRITES.c.number))).scalar()
    time = (write.time or datetime.datetime.now(datetime.UTC)).replace(microsecond=0)
    row = {
        "number": (last or 0) + 1,
        "convention": write.convention,
        "revision": write.revision,
        "file": write.file,
        "command": write.command,
        "author": write.author,
        "before": write.before,
        "after": write.after,
        "parts": json.dumps(write.parts, ensure_ascii=False),
        "time": time.isoformat(),
    }
    connection.execute(insert(WRITES).values(**row))
    return replace(write, time=time)


def _from_row(row: Row[Any]) -> Write:
    return Write(
        convention=row.convention,
        revision=row.revision,
        file=row.file,
        command=row.command,
        author=row.author,
        before=row.before,
        after=row.after,
        parts=tuple(json.loads(row.parts)),
        time=datetime.datetime.fromisoformat(row.time),
    )
