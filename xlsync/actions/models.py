"""The store of a run: opened with what the reader must know, edited on its last revision."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlsync.actions.session import Session
from xlsync.errors import HeadMoved, StoreMissing

if TYPE_CHECKING:
    from xlsync.model import Model
    from xlsync.store import Revision, Store

TRIES = 5
HEAD = "head"


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


def edited(session: Session, change: Callable[[Model], Model], command: str, message: str) -> Revision | None:
    """Commit a change of the model; made again on the new last revision when someone committed meanwhile.

    Args:
        session: The run.
        change: From a model to another.
        command: What did it.
        message: What for.

    Returns:
        The last revision: a new one, unless the change left everything as it was.
    """
    store = opened(session)
    for remaining in reversed(range(TRIES)):
        head = store.head()
        on = head.id if head else None
        model = change(store.read(on))
        try:
            return store.commit(model, on=on, author=author(), origin=f"xlsync {command}", message=message)
        except HeadMoved:
            if not remaining:
                raise
    return None


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
