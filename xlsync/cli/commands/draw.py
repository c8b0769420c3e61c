"""`xlsync draw`: a first workbook for a kind of convention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.draw import draw as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Dessine un premier classeur pour un type de convention, depuis son schéma.",
    "Draws a first workbook for a kind of convention, from its schema.",
)


def draw(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=both("Type de convention, par exemple moby.", "Kind of convention, for instance moby."),
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Classeur à écrire (KIND.xlsx par défaut).", "Workbook to write (KIND.xlsx by default)."
            ),
        ),
    ] = None,
) -> Report:
    """Write the workbook and say where."""
    return action(context.obj, kind, out)
