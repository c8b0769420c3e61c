"""`xlsync explain`: where a figure comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.explain import explain as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "D’où vient un chiffre : sa formule, ce qu’elle lit, les étapes du calcul et leurs articles.",
    "Where a figure comes from: its formula, what it reads, the steps and their articles.",
)


def explain(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help=both("Classeur ; rien avec --issued.", "Workbook; none with --issued.")
        ),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Argument(metavar="CELL", help=both("Cellule, « Feuille!A1 ».", "Cell, “Sheet!A1”.")),
    ] = None,
    depth: Annotated[
        int,
        typer.Option(
            "--depth",
            metavar="N",
            min=1,
            help=both("Niveaux de cellules (1 par défaut).", "Levels of cells (1 by default)."),
        ),
    ] = 1,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help=both("Date que donnent AUJOURDHUI et MAINTENANT.", "Date that TODAY and NOW give."),
        ),
    ] = None,
    dependents: Annotated[
        bool,
        typer.Option(
            "--dependents",
            help=both(
                "Ce que la cellule fait changer, niveau par niveau jusqu’à --depth.",
                "What the cell moves, level by level down to --depth.",
            ),
        ),
    ] = False,
    issued: Annotated[
        str | None,
        typer.Option(
            "--issued",
            metavar="ISSUE",
            help=both(
                "Numéro d’une émission : le chiffre tel qu’il a été émis.",
                "Id of an issue: the figure as it was issued.",
            ),
        ),
    ] = None,
) -> Report:
    """Explain the cell."""
    return action(context.obj, file, cell, depth, date, dependents, issued)
