"""The store of a run: opened with what the reader must know, edited on its last revision."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.session import Session
from xlsync.errors import StoreMissing

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion
    from xlsync.model import CellChange, ConventionData
    from xlsync.model.amendments import View
    from xlsync.store import Revision, Store

HEAD = "head"
CLOSING = ("close", "reopen")
"""Commands that may touch what is kept of a closed year."""


def opened(session: Session) -> Store:
    """The store that the session names, else the one found upward from the current folder.

    Raises:
        StoreMissing: There is none.
    """
    from xlsync.store import Store

    store = Store.open(session.store) if session.store else Store.find()
    if store is None:
        raise missing_store()
    return told(store, session)


def stores_beside(session: Session) -> Callable[[Path], Store | None]:
    """The store of a file: the one named, else the one found upward from its folder, else from here."""
    if session.store:
        named = opened(session)
        return lambda path: named

    from xlsync.store import Store
    from xlsync.store.places import locate

    @cache
    def at(place: str) -> Store:
        return told(Store.open(place), session)

    def found(path: Path) -> Store | None:
        place = locate(path)
        return None if place is None else at(str(place))

    return found


def place_of(session: Session, path: Path) -> str | None:
    """Where the store of a file is, for another process: as `stores_beside` finds it."""
    from xlsync.store.places import locate

    if session.store:
        return session.store if "://" in session.store else str(Path(session.store).absolute())
    place = locate(path)
    return None if place is None else str(place.absolute())


def missing_store() -> StoreMissing:
    """The refusal of a command that needs a model where there is none."""
    return StoreMissing(
        "aucun modèle dans ce dossier ni au-dessus : lancez « xlsync build », ou donnez --store",
        "no model in this folder or above: run “xlsync build”, or give --store",
    )


def told(store: Store, session: Session) -> Store:
    """The store, once the reader knows what opening it did and what is odd about its place."""
    if store.backup:
        session.say(
            f"modèle mis à niveau ; copie d’avant : {store.backup}", f"model upgraded; copy: {store.backup}"
        )
    if store.warning:
        session.say(store.warning.fr, store.warning.en)
    return store


def named_revision(store: Store, revision: str) -> str:
    """Id of a revision as typed; `head` is the last one.

    Raises:
        UnknownRevision: not in this store.
    """
    head = store.head() if revision == HEAD else None
    return head.id if head else store.revision(revision).id


def edited(
    session: Session,
    change: Callable[[Store, str | None], Iterable[ConventionData]],
    command: str,
    message: str,
    versions: Callable[[Store, str | None], Iterable[EnteredVersion]] = lambda store, on: (),
    view: View | None = None,
) -> Revision | None:
    """Commit other inputs of some conventions, and versions of parameters.

    Made again when someone committed meanwhile.

    Args:
        session: The run.
        change: From the store and the id of its last revision to the conventions as they are to be; no other
            is read.
        command: What did it.
        message: What for.
        versions: The versions of parameters to put into the model, told as `change`.
        view: Which amendments count, and the draft that the change is part of.

    Raises:
        ClosedYear: A figure of a closed year would change.

    Returns:
        The last revision: a new one, unless the change left everything as it was.
    """
    return committed(session, lambda store, on: _inputs(store, on, change, versions, view), command, message)


def planned(
    session: Session,
    change: Callable[[Store, str | None], Iterable[ConventionData]],
    versions: Callable[[Store, str | None], Iterable[EnteredVersion]],
    view: View | None = None,
) -> Sequence[CellChange]:
    """What `edited` would commit. Arguments and refusals: as `edited`."""
    return foreseen(session, lambda store, on: _inputs(store, on, change, versions, view))


Made = Callable[["Store", "str | None"], "Sequence[CellChange]"]
"""From the store and the id of its last revision to what changes in what it keeps."""


def committed(session: Session, made: Made, command: str, message: str) -> Revision | None:
    """Commit changes of what the store keeps; made again when someone committed meanwhile.

    Args:
        session: The run.
        made: The changes.
        command: What does it.
        message: What for.

    Raises:
        ClosedYear: A figure of a closed year would change.

    Returns:
        As `edited`.
    """
    store = opened(session)
    return store.edit(
        lambda on: _allowed(store, made(store, on), on, closing=command in CLOSING),
        author=author(),
        origin=f"xlsync {command}",
        message=message,
    )


def foreseen(session: Session, made: Made) -> Sequence[CellChange]:
    """What `committed` would commit. Arguments and refusals: as `committed`."""
    store = opened(session)
    head = store.head()
    on = head.id if head else None
    return _allowed(store, made(store, on), on)


def _inputs(
    store: Store,
    on: str | None,
    change: Callable[[Store, str | None], Iterable[ConventionData]],
    versions: Callable[[Store, str | None], Iterable[EnteredVersion]],
    view: View | None,
) -> Sequence[CellChange]:
    from xlsync.model.amendments import LATEST

    inputs = store.differences(change(store, on), on, view or LATEST)
    return [*inputs, *store.differences_of_versions(versions(store, on), on)]


def _allowed(
    store: Store, made: Sequence[CellChange], on: str | None, *, closing: bool = False
) -> Sequence[CellChange]:
    from xlsync.model.kept import CLOSINGS

    if not store.holders(CLOSINGS):
        return made
    from xlsync.annexbook.closed_changes import refuse_closed

    return refuse_closed(store, made, on, closing=closing)


def author() -> str:
    """Name of the account that runs the command, "" where the system gives none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def revision_json(revision: Revision | None) -> dict[str, Any] | None:
    """A revision as every document shows it."""
    if revision is None:
        return None
    names = ("id", "number", "parent", "time", "author", "origin", "message")
    return {name: getattr(revision, name) for name in names}
