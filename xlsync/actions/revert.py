"""Undoes what one revision changed, as a new revision."""

from __future__ import annotations

from xlsync.actions.models import HEAD, author, opened, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session


def revert(session: Session, revision: str) -> Report:
    """Commit the model without the changes of the revision; `head` is the last one left to undo."""
    from xlsync.sync.reverting import last_done
    from xlsync.sync.reverting import revert as library

    store = opened(session)
    undone = last_done(store).id if revision == HEAD else store.revision(revision).id
    made = library(store, undone, author=author())
    return Report(
        {"reverted": undone, "revision": revision_json(made)},
        [
            session.text(
                f"{undone} : défaite par la révision {made.id}",
                f"{undone}: undone by revision {made.id}",
            ),
            session.text(
                "Les classeurs la recevront avec push ou sync.", "Workbooks get it with push or sync."
            ),
        ],
    )
