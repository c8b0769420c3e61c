"""The store: every revision of the model, none ever overwritten."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, select
from sqlalchemy.exc import IntegrityError

from udfs.errors import Text
from xlsync.errors import HeadMoved, NotAStore, StoreMissing, UnknownRevision
from xlsync.model.changes import Cell, CellChange, Cells, differences, flatten, patched, unflatten
from xlsync.model.model import Model
from xlsync.store import history
from xlsync.store.creation import create
from xlsync.store.engine import WRITES, connect, shown, store_url
from xlsync.store.failures import translated
from xlsync.store.migrations import migrate
from xlsync.store.network import network_warning
from xlsync.store.places import locate
from xlsync.store.revisions import Revision, after, from_row
from xlsync.store.tables import META, REVISIONS


class Store:
    """Revisions of the model in a SQLite file or a PostgreSQL database.

    Made by `Store.open`, `Store.create` or `Store.find`.

    Attributes:
        url: Where it is.
        backup: The copy made when opening it migrated it, None otherwise.
    """

    def __init__(self, url: URL, engine: Engine, backup: Path | str | None = None) -> None:
        self.url = url
        self.backup = backup
        self._engine = engine

    @classmethod
    def open(cls, place: str | Path) -> Store:
        """A store that exists, migrated to this version if it is older.

        Args:
            place: Path of a SQLite file, or a URL.

        Raises:
            StoreMissing: nothing there.
            NotAStore: something else is there.
            StoreTooNew: written by a later version of the program.
            MissingLibrary: PostgreSQL without its driver.
        """
        url = store_url(place)
        name = shown(url)
        if url.get_backend_name() == "sqlite" and not Path(name).is_file():
            raise StoreMissing(f"pas de référentiel {name}", f"no store {name}", place=name)
        engine = connect(url)
        with translated(name):
            tables = inspect(engine).get_table_names()
            if not tables and url.get_backend_name() != "sqlite":
                raise StoreMissing(
                    f"la base {name} est vide : « build » y crée le référentiel",
                    f"the database {name} is empty: “build” makes the store there",
                    place=name,
                )
            if META.name not in tables:
                raise NotAStore(
                    f"{name} n’est pas un référentiel de conventions",
                    f"{name} is not a store of agreements",
                    place=name,
                )
            return cls(url, engine, migrate(engine, name))

    @classmethod
    def create(
        cls,
        place: str | Path,
        model: Model | None = None,
        *,
        author: str = "",
        origin: str = "",
        message: str = "",
    ) -> Store:
        """A new store, with a first revision when a model is given. A failure leaves nothing behind.

        Args:
            place: Path of a SQLite file (folders are made), or the URL of an empty database.
            model: First revision.
            author: Author of it.
            origin: What made it.
            message: What for.

        Raises:
            AlreadyThere: a store is there.
            CannotWrite: permission, full disk.
        """
        create(store_url(place), model, author=author, origin=origin, message=message)
        return cls.open(place)

    @classmethod
    def find(cls, start: str | Path | None = None) -> Store | None:
        """The store that files of a folder belong to, None when there is none.

        Args:
            start: A folder, or a file in it. `.xlsync/model.db` is looked for there and upward, then from the
                current folder upward.

        Raises:
            As `open`.
        """
        found = locate(start)
        return cls.open(found) if found else None

    @cached_property
    def id(self) -> str:
        """UUID of the store, the same in all its copies."""
        with self._reading() as connection:
            return str(connection.execute(select(META.c.value).where(META.c.name == "store_id")).scalar_one())

    @property
    def place(self) -> str:
        """The store as messages name it, without a password."""
        return shown(self.url)

    @property
    def warning(self) -> Text | None:
        """A sentence when the store is a file in a network folder."""
        return network_warning(Path(self.place).parent) if self.url.get_backend_name() == "sqlite" else None

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

    def read(self, revision: str | None = None) -> Model:
        """The model at a revision, the last one when left out; empty in a store without revisions.

        Raises:
            UnknownRevision: not in this store.
        """
        return unflatten(self._cells(revision))

    def cells(self, convention: str, revision: str | None = None) -> Cells:
        """The cells of one convention at a revision, the last one when left out; none when it is not there.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            found = self._find(connection, revision) if revision else history.head(connection)
            return history.convention_cells(connection, found.number, convention) if found else {}

    def is_changed(self, convention: str, since: str) -> bool:
        """Whether a revision after that one changed a cell of a convention.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return history.is_changed(connection, self._find(connection, since).number, convention)

    def last_changes(self, convention: str) -> dict[Cell, Revision]:
        """The revision that last changed each cell of a convention."""
        by_number = {revision.number: revision for revision in self.log()}
        with translated(self.place), self._reading() as connection:
            found = history.last_changes(connection, convention)
        return {cell: by_number[number] for cell, number in found.items()}

    def changes(self, revision: str) -> list[CellChange]:
        """The cells that a revision changed, in the order of conventions, tables, keys and columns.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            return history.changes(connection, self._find(connection, revision).number)

    def undone(self, revision: str) -> Model:
        """The last model without what a revision changed: what `revert` commits.

        Raises:
            UnknownRevision: not in this store.
        """
        inverse = [change.inverse() for change in self.changes(revision)]
        return unflatten(patched(self._cells(None), inverse))

    def commit(
        self,
        model: Model,
        *,
        on: str | None,
        author: str,
        origin: str,
        message: str,
        within: Callable[[Revision], None] | None = None,
    ) -> Revision | None:
        """Keeps a model as the next revision.

        Args:
            model: The whole model.
            on: Id of the revision that it was made from: it must be the last one still; None for a store
                without revisions.
            author: Who.
            origin: What did it.
            message: What for.
            within: Called with the revision before it counts, while nobody else can commit: what it raises
                undoes the revision. It is how a file and the model change together.

        Returns:
            The new revision; the last one when nothing changed (None where there is none).

        Raises:
            HeadMoved: someone committed since `on` was read; merge again.
            InvalidKey: a record without its key, or two with the same one.
            CannotWrite, StoreBusy: the database refused; nothing was written.
        """
        changes = self._changes(on, model)
        with translated(self.place), self._writing() as connection, connection.begin():
            history.lock(connection)
            head = history.head(connection)
            if (head.id if head else None) != on:
                raise self._moved(on, head)
            if changes:
                revision = after(head, author, origin, message)
                try:
                    history.add(connection, revision, changes)
                except IntegrityError as error:
                    raise self._moved(on, None) from error
                head = revision
            if within is not None and head is not None:
                within(head)
            return head

    def _changes(self, on: str | None, model: Model) -> list[CellChange]:
        if on is None:
            return differences({}, flatten(model))
        with translated(self.place), self._reading() as connection:
            number = self._find(connection, on).number
            before, ranks = history.cells(connection, number), history.ranks(connection, number)
        return differences(before, flatten(model, ranks))

    def _cells(self, revision: str | None) -> Cells:
        with translated(self.place), self._reading() as connection:
            found = self._find(connection, revision) if revision else history.head(connection)
            return history.cells(connection, found.number) if found else {}

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
        return self._engine.connect()

    def _writing(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)

    def _moved(self, on: str | None, head: Revision | None) -> HeadMoved:
        by = f" ({head.author}, {head.message})" if head else ""
        return HeadMoved(
            f"le modèle a changé depuis sa lecture{by} ; relire et fusionner à nouveau",
            f"the model changed since it was read{by}; read it and merge again",
            on=on,
            head=head.id if head else None,
        )
