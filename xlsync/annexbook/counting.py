"""The versions of parameters under which the cells of an open workbook are computed, as the model stands now.

Those of the store, of the kind and of the convention of the workbook. An annex that is not of that store, or
that finds none, is computed under those that it carries: a copy sent elsewhere computes what it did here.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from udfs import parameters
from udfs.parameters import EnteredVersion, Handed
from xlsync.annexbook.annex import open_annex
from xlsync.annexbook.names import CONVENTION, STORE
from xlsync.errors import StoreMissing, XlsyncError
from xlsync.recalc.carried import carried, is_annex
from xlsync.store.places import locate
from xlsync.store.watching import Watched

KEPT = 64
"""Workbooks of which what they say is remembered."""

FRESH = 1.0
"""Seconds for which the place of a store, and what a workbook says of itself, are not looked for again."""

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Versions of parameters that count together.

    Attributes:
        handed: What computes with them.
        stamp: The same for the same versions: what a program outside knows them by.
    """

    handed: Handed
    stamp: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the file of a workbook says: its store, its convention, the versions that it carries.

    `carried` is None for one that is no annex, and what is wrong with them where they are damaged.
    """

    store: str = ""
    convention: str = ""
    carried: tuple[EnteredVersion, ...] | XlsyncError | None = None


class Counting:
    """Finds them for each call, sooner than the call is computed; used by one thread or several.

    Args:
        store: Address or path of the store; else the one found upward from the workbook.
        folders: Where a store is looked for when a workbook says no place.
    """

    def __init__(self, store: str | None = None, folders: Iterable[Path] = ()) -> None:
        self._named = store
        self._folders = tuple(folders)
        self._watched: dict[str, Watched] = {}
        self._known: dict[Path, tuple[object, _Facts]] = {}
        self._looked: dict[Path | None, tuple[float, _Facts, str | None]] = {}
        self._made: dict[object, tuple[tuple[EnteredVersion, ...], Tariffs]] = {}

    @property
    def is_quick(self) -> bool:
        """Whether no store is asked over a network."""
        return self._named is None or self._watching(self._named).is_file

    def now(self, workbook: Path | None = None, convention: str = "") -> Tariffs:
        """What counts for a workbook.

        Args:
            workbook: Its file, None where it has none or nobody knows.
            convention: The one that it is of, where its file does not say.

        Raises:
            XlsyncError: the store cannot be read.
            WrongValue: a version that does not suit its parameter.
        """
        _, facts, place = self._look(workbook)
        own = facts.convention or convention
        if place is not None:
            try:
                known, versions = self._watching(place).now()
            except StoreMissing:
                if self._named is not None:
                    raise
                self._looked.clear()  # it went since it was found
                return self.now(workbook, convention)
            if facts.carried is None or facts.store == known:
                return self._tariffs((place, own), versions, own)
        if isinstance(facts.carried, XlsyncError):
            raise facts.carried
        return self._tariffs((workbook, own), facts.carried or (), own)

    def _look(self, workbook: Path | None) -> tuple[float, _Facts, str | None]:
        """What the workbook says, and where its store is; until when that is believed."""
        looked = self._looked.get(workbook)
        if looked is None or time.monotonic() >= looked[0]:
            facts = _Facts() if workbook is None else self._facts(workbook)
            looked = time.monotonic() + FRESH, facts, self._place(workbook)
            _keep(self._looked, workbook, looked)
        return looked

    def _tariffs(self, place: object, versions: tuple[EnteredVersion, ...], own: str) -> Tariffs:
        """The versions that count for a convention, put together once for the same objects."""
        held = self._made.get(place)
        if held is not None and held[0] is versions:
            return held[1]
        handed = parameters.assembled(one for one in versions if one.convention in ("", own))
        found = Tariffs(handed, hashlib.sha256(repr(handed.versions).encode()).hexdigest()[:16])
        _keep(self._made, place, (versions, found))
        return found

    def _place(self, workbook: Path | None) -> str | None:
        if self._named is not None:
            return self._named
        starts = (workbook,) if workbook is not None else self._folders
        return next((str(found) for found in map(locate, starts) if found is not None), None)

    def _watching(self, place: str) -> Watched:
        found = self._watched.get(place)
        return self._watched.setdefault(place, Watched(place)) if found is None else found

    def _facts(self, workbook: Path) -> _Facts:
        """What the file says, read again when it was saved."""
        known = self._known.get(workbook)
        try:
            about = workbook.stat()
            seen = about.st_mtime_ns, about.st_size
            if known is None or known[0] != seen:
                known = seen, _read(workbook)
                _keep(self._known, workbook, known)
        except OSError:
            pass  # held by the spreadsheet, which saves it: what it said before
        return _Facts() if known is None else known[1]


def _read(workbook: Path) -> _Facts:
    try:
        book = open_annex(workbook)
    except XlsyncError:
        return _Facts()
    properties = book.custom_properties
    held: tuple[EnteredVersion, ...] | XlsyncError | None
    try:
        held = carried(book) if is_annex(book) else None
    except XlsyncError as damaged:
        held = damaged
    return _Facts(str(properties.get(STORE) or ""), str(properties.get(CONVENTION) or ""), held)


def _keep(known: dict[K, V], key: K, value: V) -> None:
    """Remembers, within bounds."""
    if len(known) >= KEPT:
        known.clear()
    known[key] = value
