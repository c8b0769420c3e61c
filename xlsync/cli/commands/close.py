"""`xlsync close`: the figures of a year, kept."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.close import close as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Clôt un exercice : ses chiffres sont gardés, ce qui en altérerait un est refusé. Sans année, les liste.",
    "Closes a year: its figures are kept, what would alter one is refused. Without a year, lists them.",
)


def close(
    context: typer.Context,
    convention: Annotated[
        str,
        typer.Argument(
            metavar="CONVENTION",
            help=both(
                "Convention, ou avec une année un type pour toutes les siennes, par exemple mixeur.",
                "Agreement, or with a year a kind for all its agreements, for instance mixeur.",
            ),
        ),
    ],
    year: Annotated[int | None, typer.Argument(metavar="YEAR", help=both("Exercice.", "Year."))] = None,
) -> Report:
    """Keep the figures of the year."""
    return action(context.obj, convention, year)
