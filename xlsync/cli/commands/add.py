"""`xlsync add`: a new convention of a known kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.add import add as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Ajoute au modèle une convention d’un type connu, vierge ou avec ses saisies.",
    "Adds to the model a convention of a known kind, blank or with its inputs.",
)


def add(
    context: typer.Context,
    convention: Annotated[
        str,
        typer.Argument(
            metavar="CONVENTION",
            help=both(
                "Type et nom, par exemple moby/finistere.", "Kind and name, for instance moby/finistere."
            ),
        ),
    ],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help=both(
                "Classeur d’annexes, ou dossier CSV écrit par « export », d’où viennent les saisies.",
                "Annex workbook, or folder of CSV written by “export”, where the inputs come from.",
            ),
        ),
    ] = None,
) -> Report:
    """Commit the new convention."""
    return action(context.obj, convention, source)
