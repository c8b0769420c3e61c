"""`xlsync log`: the revisions of the model."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.log import log as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

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
    return action(context.obj, limit)
