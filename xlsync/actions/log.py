"""The revisions of the model, and what was written into workbooks."""

from __future__ import annotations

from dataclasses import asdict

from xlsync.actions.models import opened, revision_json
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

SHOWN = 12
"""Letters of a hash that a line shows."""


def log(session: Session, limit: int | None = None, *, writes: bool = False) -> Report:
    """List the revisions, or the receipts of what was written into workbooks."""
    if writes:
        return _writes(session, limit)
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


def _writes(session: Session, limit: int | None) -> Report:
    found = opened(session).writes.log(limit)
    headings = (
        session.text("Date (UTC)", "Time (UTC)"),
        session.text("Auteur", "Author"),
        session.text("Commande", "Command"),
        session.text("Classeur", "Workbook"),
        session.text("Révision", "Revision"),
        session.text("Parties", "Parts"),
        session.text("Avant (SHA-256)", "Before (SHA-256)"),
        session.text("Après (SHA-256)", "After (SHA-256)"),
    )
    rows = [
        (
            f"{one.time:%Y-%m-%d %H:%M}",
            one.author,
            one.command,
            one.file,
            one.revision,
            str(len(one.parts)),
            one.before[:SHOWN],
            one.after[:SHOWN],
        )
        for one in found
    ]
    told = [{**asdict(one), "time": one.time and one.time.isoformat()} for one in found]
    return Report({"writes": told}, table(headings, rows, session))
