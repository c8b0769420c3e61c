"""The versions of parameters of a store that others write to, for a program that stays open."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from udfs.parameters import EnteredVersion
from xlsync.annexes import kinds
from xlsync.store.engine import store_url
from xlsync.store.store import Store

PAUSE = 1.0
"""Seconds between two looks at a database, which is asked over a connection."""

_COUNTER = slice(24, 28)
"""Where a SQLite file counts its changes."""


class Watched:
    """A store looked at each time it is asked, and read again when someone wrote to it.

    Args:
        place: Path of a SQLite file, or a URL.

    Raises:
        NotAStore: neither.
    """

    def __init__(self, place: str | Path) -> None:
        self._place = place
        url = store_url(place)
        self._file = url.database if url.get_backend_name() == "sqlite" else None
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._seen: object = None
        self._next_look = 0.0
        self._held: tuple[str, tuple[EnteredVersion, ...]] = ("", ())

    @property
    def is_file(self) -> bool:
        """Whether a look takes no time: a file, no connection."""
        return self._file is not None

    def now(self) -> tuple[str, tuple[EnteredVersion, ...]]:
        """UUID of the store, and the versions of every kind at its last revision.

        As long as nobody wrote, the same objects. A database is looked at once a second.

        Raises:
            StoreMissing: the store is gone.
            XlsyncError: it cannot be read.
        """
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._held = self._read()
                self._seen = seen
            return self._held

    def _look(self) -> object:
        """What differs once someone wrote: of a file, which one it is and how often it changed."""
        if self._file is None:
            return self._head()
        try:
            with open(self._file, "rb") as file:
                about = os.fstat(file.fileno())
                return about.st_dev, about.st_ino, about.st_size, file.read(_COUNTER.stop)[_COUNTER]
        except OSError:
            return object()  # reading it says why

    def _head(self) -> object:
        if self._store is not None and time.monotonic() < self._next_look:
            return self._seen
        if self._store is None:
            self._store = Store.open(self._place)
        head = self._store.head()
        self._next_look = time.monotonic() + PAUSE
        return head.id if head else ""

    def _read(self) -> tuple[str, tuple[EnteredVersion, ...]]:
        store = self._store or Store.open(self._place)
        versions = tuple(one for kind in kinds() for one in store.versions(kind))
        return (store.id, versions) if versions != self._held[1] else (store.id, self._held[1])
