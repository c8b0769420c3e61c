"""`xlsync log`: the revisions of the model."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.cli.models import opened, revision_json
from xlsync.cli.report import Report, table
from xlsync.cli.session import Session, both

HELP = both(
    "Historique du modèle, la dernière révision d’abord.", "History of the model, last revision first."
)


def log(
    context: typer.Context,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", metavar="N", min=1, help=both("Nombre de révisions.", "Number of revisions.")
        ),
    ] = None,
) -> Report:
    """List the revisions."""
    session: Session = context.obj
    revisions = opened(session).log(limit)
    headings = (
        session.text("Révision", "Revision"),
        session.text("Date (UTC)", "Time (UTC)"),
        session.text("Auteur", "Author"),
        session.text("Origine", "Origin"),
        session.text("Message", "Message"),
    )
    rows = [(one.id, f"{one.time:%Y-%m-%d %H:%M}", one.author, one.origin, one.message) for one in revisions]
    return Report({"revisions": [revision_json(one) for one in revisions]}, table(headings, rows))
