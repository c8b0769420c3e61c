"""`revert`: what a revision changed, undone in the model."""

from __future__ import annotations

from contextlib import suppress

from xlsync.errors import HeadMoved
from xlsync.store import Revision, Store

ATTEMPTS = 5
"""Times that all is read and merged again when someone commits, or saves the file, meanwhile."""


def revert(store: Store, revision: str, *, author: str) -> Revision:
    """Undoes what a revision changed, as a new revision.

    Args:
        store: The store.
        revision: Id of the revision.
        author: Who commits.

    Raises:
        UnknownRevision: not in the store.
        HeadMoved: others kept committing meanwhile.
    """
    undone = store.revision(revision)
    message = f"annule {undone.id} ({undone.message})"
    for _ in range(ATTEMPTS - 1):
        with suppress(HeadMoved):
            return _revert_once(store, revision, author, message)
    return _revert_once(store, revision, author, message)


def _revert_once(store: Store, revision: str, author: str, message: str) -> Revision:
    head = store.head()
    model = store.undone(revision)
    committed = store.commit(
        model, on=head.id if head else None, author=author, origin="revert", message=message
    )
    assert committed is not None, "a store that holds a revision has a head"
    return committed
