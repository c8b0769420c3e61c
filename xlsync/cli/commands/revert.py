"""`xlsync revert`: undoes what one revision changed, as a new revision."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.revert import revert as action
from xlsync.cli.texts import both

HELP = both(
    "Défait ce qu’une révision a changé, par une nouvelle révision ; rien n’est effacé de l’historique. "
    "« revert head » deux fois défait les deux dernières ; défaire une révision qui défait la refait.",
    "Undoes what a revision changed, as a new revision; nothing leaves the history. “revert head” twice "
    "undoes the last two; undoing a revision that undid another one does it again.",
)


def revert(
    context: typer.Context,
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV",
            help=both(
                "Révision donnée par « log », ou head pour la dernière qui reste à défaire.",
                "Revision given by “log”, or head for the last one left to undo.",
            ),
        ),
    ],
) -> Report:
    """Commit the model without the changes of the revision."""
    return action(context.obj, revision)
