"""`xlsync show`: what one revision changed."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.show import show as action
from xlsync.cli.texts import both

HELP = both("Ce qu’une révision a changé, cellule par cellule.", "What a revision changed, cell by cell.")


def show(
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
    """List the changes of the revision."""
    return action(context.obj, revision)
