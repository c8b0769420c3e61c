"""`xlsync reopen`: a closed year, open again."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.reopen import reopen as action
from xlsync.actions.report import Report
from xlsync.cli.files import Convention
from xlsync.cli.texts import both

HELP = both(
    "Rouvre un exercice clos, avec un motif que l’historique garde.",
    "Opens a closed year again, with a reason that the history keeps.",
)


def reopen(
    context: typer.Context,
    convention: Convention,
    year: Annotated[int, typer.Argument(metavar="YEAR", help=both("Exercice.", "Year."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=both("Pourquoi.", "Why."))] = "",
) -> Report:
    """Open the year again."""
    return action(context.obj, convention, year, reason)
