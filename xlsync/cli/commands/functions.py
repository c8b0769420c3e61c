"""`xlsync functions`: the catalogue of what a cell can call."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.functions import functions as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Catalogue des fonctions qu’une cellule peut appeler.",
    "The catalogue of functions that a cell can call.",
)


def functions(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help=both(
                "Une fonction, pour son aide complète, quelle que soit l’écriture du nom.",
                "One function, for its whole help, in any spelling of its name.",
            ),
        ),
    ] = None,
) -> Report:
    """Show every function on a line, or one with its arguments, source and example."""
    return action(context.obj, name)
