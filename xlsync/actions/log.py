"""The revisions of the model."""

from __future__ import annotations

from xlsync.actions.models import opened, revision_json
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session


def log(session: Session, limit: int | None = None) -> Report:
    """List the revisions."""
    revisions = opened(session).log(limit)
    headings = (
        session.text("Révision", "Revision"),
        session.text("Date (UTC)", "Time (UTC)"),
        session.text("Auteur", "Author"),
        session.text("Origine", "Origin"),
        session.text("Message", "Message"),
    )
    rows = [(one.id, f"{one.time:%Y-%m-%d %H:%M}", one.author, one.origin, one.message) for one in revisions]
    return Report({"revisions": [revision_json(one) for one in revisions]}, table(headings, rows, session))
