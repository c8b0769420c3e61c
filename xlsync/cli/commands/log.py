"""`xlsync log`: the revisions of the model, and what was written into workbooks."""

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
        typer.Option("--limit", "-n", metavar="N", min=1, help=both("Nombre de lignes.", "Number of lines.")),
    ] = None,
    writes: Annotated[
        bool,
        typer.Option(
            "--writes",
            help=both(
                "Les écritures dans les classeurs : parties changées, empreintes avant et après.",
                "What was written into workbooks: parts that changed, hashes before and after.",
            ),
        ),
    ] = False,
) -> Report:
    """List the revisions."""
    return action(context.obj, limit, writes=writes)
