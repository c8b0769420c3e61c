"""`xlsync revert`: undoes what one revision changed, as a new revision."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.cli.models import author, named_revision, opened, revision_json
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

HELP = both(
    "Défait ce qu’une révision a changé, par une nouvelle révision ; rien n’est effacé de l’historique.",
    "Undoes what a revision changed, as a new revision; nothing leaves the history.",
)


def revert(
    context: typer.Context,
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV",
            help=both(
                "Révision donnée par « log », ou head pour la dernière.",
                "Revision given by “log”, or head for the last.",
            ),
        ),
    ],
) -> Report:
    """Commit the model without the changes of the revision."""
    from xlsync.sync import revert as library

    session: Session = context.obj
    store = opened(session)
    undone = named_revision(store, revision)
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
