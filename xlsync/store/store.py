"""The store: every revision of the model, none ever overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect
from sqlalchemy.exc import IntegrityError

from udfs.errors import Text
from udfs.parameters import EnteredVersion
from xlsync.errors import HeadMoved, NotAStore, StoreMissing
from xlsync.model.amendments import LATEST, View, in_effect, orphans, recorded
from xlsync.model.changes import (
    ROW,
    CellChange,
    Cells,
    Numbering,
    cells_of,
    differences,
    patched,
)
from xlsync.model.data import ConventionData
from xlsync.model.keeping import check_readable, undoing
from xlsync.model.model import Model
from xlsync.model.versions import VERSIONS, texts_of, version_key
from xlsync.store import history
from xlsync.store.creation import create
from xlsync.store.engine import WRITES, connect, shown, store_url
from xlsync.store.failures import translated
from xlsync.store.issues import Issues
from xlsync.store.migrations import migrate
from xlsync.store.network import network_warning
from xlsync.store.places import locate
from xlsync.store.reading import ReadStore
from xlsync.store.revisions import Revision, after
from xlsync.store.tables import META
from xlsync.store.writes import Write, Writes
from xlsync.store.writes import add as add_write


class _Own(threading.local):
    """What a thread does with a store: others that use it do not see it.

    Attributes:
        held: The transaction of `alone`, until its commit.
        keeps_writes: Receipts are kept.
    """

    held: Connection | None = None
    keeps_writes = True


class Store(ReadStore):
    """Revisions of the model in a SQLite file or a PostgreSQL database.

    Made by `Store.open`, `Store.create` or `Store.find`.

    Attributes:
        url: Where it is.
        backup: The copy made when opening it migrated it, None otherwise.
    """

    def __init__(self, url: URL, engine: Engine, backup: Path | str | None = None) -> None:
        super().__init__(url, engine)
        self.backup = backup
        self._own = _Own()

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
            CannotWrite: permission, full disk, a network folder whose locks are not shared.
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

    @property
    def warning(self) -> Text | None:
        """A sentence when the store is a file in a network folder."""
        return network_warning(Path(self.place).parent) if self.url.get_backend_name() == "sqlite" else None

    @cached_property
    def issues(self) -> Issues:
        """What was issued."""
        return Issues(self._engine, self.place)

    @cached_property
    def writes(self) -> Writes:
        """What was written into workbooks."""
        return Writes(self._engine, self.place)

    def differences(
        self, wanted: Iterable[ConventionData], on: str | None, view: View = LATEST
    ) -> list[CellChange]:
        """What makes conventions hold these inputs, from what they hold at a revision; no other is read.

        Args:
            wanted: Conventions that are there or not, as they are to be seen.
            on: Id of the revision, None for a store without any.
            view: Which amendments count, and the draft that the differences are part of.

        Raises:
            InvalidKey: a record without its key, or two with the same one.
            UnknownRevision: not in this store.
        """
        changes: list[CellChange] = []
        with translated(self.place), self._reading() as connection:
            number = self._find(connection, on).number if on else 0
            for data in wanted:
                before = history.cells(connection, number, data.id)
                ranks = history.ranks(connection, number, data.id)
                seen = differences(in_effect(before, view), cells_of(data, ranks))
                changes += recorded(before, seen, view, Numbering(ranks))
        return changes

    def recorded(self, convention: str, seen: Sequence[CellChange], on: str, view: View) -> list[CellChange]:
        """What changes of a convention as it is seen change in what the store keeps.

        Args:
            convention: Its id.
            seen: Changes of what is seen, whole, as `xlsync.model.settled` gives them.
            on: Id of the revision that they are made from.
            view: Which amendments count, and the draft that the changes are part of.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            number = self._find(connection, on).number
            before = history.cells(connection, number, convention)
            ranks = history.ranks(connection, number, convention)
        return recorded(before, seen, view, Numbering(ranks))

    def differences_of_versions(self, wanted: Iterable[EnteredVersion], on: str | None) -> list[CellChange]:
        """What puts versions of parameters into the model of a revision, each in the place of the one there.

        Args:
            wanted: Versions that are there or not; the others stay as they are.
            on: Id of the revision, None for a store without any.

        Raises:
            UnknownRevision: not in this store.
        """
        changes: list[CellChange] = []
        by_kind: dict[str, dict[str, EnteredVersion]] = {}
        for one in wanted:
            by_kind.setdefault(one.code.partition(".")[0], {})[version_key(one)] = one
        with translated(self.place), self._reading() as connection:
            number = self._find(connection, on).number if on else 0
            for kind, own in by_kind.items():
                before = history.cells(connection, number, kind)
                numbering = Numbering(history.ranks(connection, number, kind))
                after = {cell: text for cell, text in before.items() if cell[2] not in own}
                for key, one in own.items():
                    record = (kind, VERSIONS, key)
                    rank = before.get((*record, ROW)) or numbering.known(record) or numbering.next(record)
                    after[*record, ROW] = str(rank)
                    after |= {(*record, name): text for name, text in texts_of(one).items()}
                changes += differences(before, after)
        return changes

    def undoing(self, revision: str, on: str) -> list[CellChange]:
        """What undoes a revision in the model of another one.

        Raises:
            UnknownRevision: not in this store.
        """
        with translated(self.place), self._reading() as connection:
            changes = history.changes(connection, self._find(connection, revision).number)
            number = self._find(connection, on).number
            cells: Cells = {}
            ranks: Cells = {}
            for convention in {change.convention for change in changes}:
                cells |= history.cells(connection, number, convention)
                ranks |= history.ranks(connection, number, convention)
        undone = undoing(cells, changes, Numbering(ranks))
        left = orphans(patched(cells, undone))
        return [*undone, *(CellChange(*cell, cells.get(cell), None) for cell in left if cell in cells)]

    def commit(
        self,
        changes: Sequence[CellChange],
        *,
        on: str | None,
        author: str,
        origin: str,
        message: str,
        within: Callable[[Revision], Write | None] | None = None,
    ) -> Revision | None:
        """Keeps changes of the model as the next revision, as they are.

        Args:
            changes: Every cell that changes, those of records (`ROW`) too, as `differences`, `undoing` or
                `xlsync.model.settled` give them.
            on: Id of the revision that they are made from: it must be the last one still; None for a store
                without revisions.
            author: Who.
            origin: What did it.
            message: What for.
            within: Called with the revision before it counts, while nobody else can commit: what it raises
                undoes the revision. It is how a file and the model change together; what it gives back is
                the receipt of the file, kept with the revision.

        Returns:
            The new revision; the last one when nothing changed (None where there is none).

        Raises:
            HeadMoved: someone committed since `on` was read; merge again.
            WrongValue: a text that is not of the type of its column.
            CannotWrite, StoreBusy: the database refused; nothing was written.
        """
        check_readable(changes)
        with translated(self.place), self._transaction() as connection:
            head = history.head(connection)
            if (head.id if head else None) != on:
                if on is not None:
                    self._find(connection, on)
                raise self._moved(on, head)
            if changes:
                revision = after(head, author, origin, message)
                try:
                    history.add(connection, revision, changes)
                except IntegrityError as error:
                    raise self._moved(on, None) from error
                head = revision
            written = within(head) if within is not None and head is not None else None
            if written is not None and self._own.keeps_writes:
                add_write(connection, written)
            return head

    def keep(self, write: Write) -> None:
        """Keeps the receipt of a write that made no revision.

        Raises:
            CannotWrite, StoreBusy: the database refused; nothing was kept.
        """
        if self._own.keeps_writes:
            with translated(self.place), self._transaction() as connection:
                add_write(connection, write)

    @contextmanager
    def without_receipts(self) -> Iterator[None]:
        """A block whose files are copies that nobody keeps: what is written there leaves no receipt."""
        before, self._own.keeps_writes = self._own.keeps_writes, False
        try:
            yield
        finally:
            self._own.keeps_writes = before

    def edit(
        self,
        change: Callable[[str | None], Sequence[CellChange]],
        *,
        author: str,
        origin: str,
        message: str,
    ) -> Revision | None:
        """Keeps what `change` makes of the last revision; made again when someone committed meanwhile.

        Args:
            change: From the id of a revision, None for a store without any, to the changes made from it.
            author: Who.
            origin: What did it.
            message: What for.

        Returns:
            As `commit`.

        Raises:
            StoreBusy: as `alone`.
        """
        made = partial(self._edited, change, author, origin, message)
        try:
            return made()
        except HeadMoved:
            with self.alone():
                return made()

    def _edited(
        self, change: Callable[[str | None], Sequence[CellChange]], author: str, origin: str, message: str
    ) -> Revision | None:
        head = self.head()
        on = head.id if head else None
        return self.commit(change(on), on=on, author=author, origin=origin, message=message)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A block during which nobody else can commit, up to the commit of the block, which ends it.

        For what was read in vain because others committed meanwhile: whatever they do, it is read once more
        only. Others wait, as long as a lock is waited for.

        Raises:
            StoreBusy: someone else holds the lock.
        """
        with translated(self.place), self._writing() as connection:
            connection.begin()
            history.lock(connection)
            self._own.held = connection
            try:
                yield
            finally:
                self._own.held = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Holds other commits back, and ends with what was done in it: that of `alone` if there is one."""
        held, self._own.held = self._own.held, None
        if held is not None:
            yield held
            held.commit()
            return
        with self._writing() as connection, connection.begin():
            history.lock(connection)
            yield connection

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
