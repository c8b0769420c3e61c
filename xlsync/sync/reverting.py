"""`revert`: what a revision changed, undone in the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from xlsync.annexbook.closed_changes import refuse_closed
from xlsync.errors import UnknownRevision
from xlsync.model import CellChange

if TYPE_CHECKING:
    from xlsync.store import Revision, Store

ORIGIN = "revert"
_UNDOES = re.compile(r"annule (?P<id>\w+)")


def revert(store: Store, revision: str, *, author: str) -> Revision:
    """Undoes what a revision changed, as a new revision.

    What came after it stays, and what it changed in a row that is gone since stays gone.

    Args:
        store: The store.
        revision: Id of the revision; undoing a revision that undid another one does it again.
        author: Who commits.

    Raises:
        UnknownRevision: not in the store.
        ClosedYear: a figure of a closed year would change.
        StoreBusy: the store stayed locked.
    """
    undone = store.revision(revision)

    def changes(on: str | None) -> Sequence[CellChange]:
        return refuse_closed(store, store.undoing(undone.id, on or undone.id), on)

    made = store.edit(changes, author=author, origin=ORIGIN, message=f"annule {undone.id} ({undone.message})")
    assert made is not None, "a store that holds a revision has a head"
    return made


def last_done(store: Store) -> Revision:
    """The last revision that is neither an undoing nor undone: what there is to undo, time after time.

    The first revision, which made the model, is undone only by its id.

    Raises:
        UnknownRevision: there is none left.
    """
    undone: set[str] = set()
    for revision, _ in pairwise(store.log()):
        target = undoes(revision)
        if revision.id in undone:
            continue
        if target is None:
            return revision
        undone.add(target)
    raise UnknownRevision(
        "plus rien à défaire : il ne reste que la première révision, qui se défait par son nom",
        "nothing is left to undo but the first revision, which is undone by its id",
        revision="head",
    )


def undoes(revision: Revision) -> str | None:
    """Id of the revision that this one undid, None for any other one."""
    found = _UNDOES.match(revision.message) if revision.origin == ORIGIN else None
    return found["id"] if found else None
