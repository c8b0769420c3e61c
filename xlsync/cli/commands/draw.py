"""`xlsync draw`: the template of a kind of convention, drawn once, then brought to its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.draw import draw as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Dessine un premier classeur pour un type de convention, depuis son schéma, ou met le sien à jour.",
    "Draws a first workbook for a kind of convention, from its schema, or brings its own up to date.",
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
                "Classeur à écrire (KIND.xlsx par défaut), à mettre à jour (le modèle du type par défaut).",
                "Workbook to write (KIND.xlsx by default), to update (the template of the kind by default).",
            ),
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help=both(
                "Met un classeur modèle à jour de son schéma et garde ce qui y a été amélioré à la main.",
                "Brings a template to its schema and keeps what was improved there by hand.",
            ),
        ),
    ] = False,
) -> Report:
    """Write the workbook and say where."""
    return action(context.obj, kind, out, update)
