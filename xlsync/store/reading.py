"""What a store holds: the model at any revision, its conventions, and who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import URL, Connection, Engine, select

from udfs.parameters import EnteredVersion
from xlsync.conventions.keys import parse_key
from xlsync.errors import UnknownRevision
from xlsync.model.amendments import LATEST, View, in_effect
from xlsync.model.changes import Cell, CellChange, Cells, Numbering, convention_of, patched, unflatten
from xlsync.model.data import ConventionData
from xlsync.model.model import Model, unknown_convention
from xlsync.model.versions import is_kind, used_by, versions_of
from xlsync.store import history
from xlsync.store.engine import reads, shown
from xlsync.store.failures import translated
from xlsync.store.revisions import Revision, from_row
from xlsync.store.tables import META, REVISIONS


class ReadStore:
    """The revisions of a store, as they are read; `Store` adds to them.

    Args:
        url: Where it is.
        engine: The way to it.
    """

    def __init__(self, url: URL, engine: Engine) -> None:
        self.url = url
        self._engine = engine

    @cached_property
    def id(self) -> str:
        """UUID of the store, the same in all its copies."""
        with self._reading() as connection:
            return str(connection.execute(select(META.c.value).where(META.c.name == "store_id")).scalar_one())

    @property
    def place(self) -> str:
        """The store as messages name it, without a password."""
        return shown(self.url)

    def head(self) -> Revision | None:
        """The last revision, None in a store without any."""
        with translated(self.place), self._reading() as connection:
            return history.head(connection)

    def revision(self, revision: str) -> Revision:
        """A revision by its id.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return self._find(connection, revision)

    def knows(self, revision: str) -> bool:
        """True when the store holds that revision."""
        with translated(self.place), self._reading() as connection:
            return history.find(connection, revision) is not None

    def log(self, limit: int | None = None) -> list[Revision]:
        """The revisions, last first."""
        query = select(REVISIONS).order_by(REVISIONS.c.number.desc()).limit(limit)
        with translated(self.place), self._reading() as connection:
            return [from_row(row) for row in connection.execute(query)]

    def read(self, revision: str | None = None, view: View = LATEST) -> Model:
        """The model at a revision, the last one when left out; empty in a store without revisions.

        Args:
            revision: Its id.
            view: Which amendments count.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return unflatten(in_effect(history.cells(connection, self._number(connection, revision)), view))

    def convention(self, convention: str, revision: str | None = None, view: View = LATEST) -> ConventionData:
        """The inputs of one convention at a revision, the last one when left out; no other is read.

        Args:
            convention: Its id.
            revision: That of the revision.
            view: Which amendments count.

        Raises:
            UnknownConvention: not in the model. The sentence lists those that are.
            UnknownRevision: not in this store.
        """
        found = {} if is_kind(convention) else self.cells(convention, revision, view)
        if not found:
            with translated(self.place), self._reading() as connection:
                number = self._number(connection, revision)
                raise unknown_convention(convention, history.conventions(connection, number))
        return convention_of(found, convention)

    def conventions(self, revision: str | None = None) -> list[str]:
        """Ids of the conventions at a revision, the last one when left out, in alphabetical order.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return history.conventions(connection, self._number(connection, revision))

    def versions(self, kind: str, revision: str | None = None) -> tuple[EnteredVersion, ...]:
        """The versions of the parameters of a kind at a revision, the last one when left out.

        Raises:
            UnknownRevision: not in this store.
        """
        return versions_of(self.cells(kind, revision))

    def versions_for(self, convention: str, revision: str | None = None) -> tuple[EnteredVersion, ...]:
        """Those that count for one convention: of its kind, and its own.

        Raises:
            UnknownRevision: not in this store.
        """
        return used_by(convention, self.versions(convention.partition("/")[0], revision))

    def cells(self, convention: str, revision: str | None = None, view: View = LATEST) -> Cells:
        """The cells of one convention at a revision, the last one when left out; none when it is not there.

        Args:
            convention: Its id.
            revision: That of the revision.
            view: Which amendments count.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            found = history.cells(connection, self._number(connection, revision), convention)
        return in_effect(found, view)

    def numbers(self, convention: str, table: str, column: str) -> set[int]:
        """The numbers that records of a table ever had, by the column of their key that is one."""
        with translated(self.place), self._reading() as connection:
            ranks = history.ranks(connection, self._number(connection, None), convention)
        return {int(parse_key(cell[2])[column]) for cell in ranks if cell[1] == table}

    def of_kind(self, kind: str, revision: str | None = None) -> dict[str, Cells]:
        """The cells of every convention of a kind as they are kept at a revision, read at once.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            number = self._number(connection, revision)
            return _by_convention(history.cells(connection, number, f"{kind}{history.OF_KIND}"))

    def ranks_of_kind(self, kind: str, revision: str | None = None) -> dict[str, Cells]:
        """The last ranks of the records of every convention of a kind, read at once, for `Numbering`.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            number = self._number(connection, revision)
            return _by_convention(history.ranks(connection, number, f"{kind}{history.OF_KIND}"))

    def holders(self, table: str) -> set[str]:
        """The conventions that ever had a record of a table."""
        with translated(self.place), self._reading() as connection:
            return history.holders(connection, table)

    def numbering(self, convention: str, revision: str | None = None) -> Numbering:
        """Ranks for the records that come into a convention after a revision.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return Numbering(history.ranks(connection, self._number(connection, revision), convention))

    def is_changed(self, convention: str, since: str) -> bool:
        """Whether a revision after that one changed a cell of a convention.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return history.is_changed(connection, self._find(connection, since).number, convention)

    def last_changes(self, convention: str) -> dict[Cell, Revision]:
        """The revision that last changed each cell of a convention."""
        with translated(self.place), self._reading() as connection:
            return history.last_changes(connection, convention)

    def changes(self, revision: str) -> list[CellChange]:
        """The cells that a revision changed, in the order of conventions, tables, keys and columns.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return history.changes(connection, self._find(connection, revision).number)

    def seen(self, convention: str, changes: Iterable[CellChange], on: str, view: View) -> Cells:
        """The cells of a convention as they would be seen after changes of what the store keeps.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            kept = history.cells(connection, self._find(connection, on).number, convention)
        return in_effect(patched(kept, changes), view)

    def _number(self, connection: Connection, revision: str | None) -> int:
        """Rank of a revision, of the last one when left out; 0 in a store without revisions."""
        found = self._find(connection, revision) if revision else history.head(connection)
        return found.number if found else 0

    def _find(self, connection: Connection, revision: str) -> Revision:
        found = history.find(connection, revision)
        if found is None:
            raise UnknownRevision(
                f"révision inconnue du référentiel {self.place} : {revision}",
                f"revision unknown to the store {self.place}: {revision}",
                revision=revision,
            )
        return found

    def _reading(self) -> Connection:
        """A connection that sees one moment of the store, however many questions it asks."""
        return self._engine.connect().execution_options(**reads(self.url))


def _by_convention(cells: Cells) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for cell, text in cells.items():
        found.setdefault(cell[0], {})[cell] = text
    return found
