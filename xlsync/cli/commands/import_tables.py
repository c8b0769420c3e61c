"""`xlsync import`: the tables of a folder into the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.import_tables import import_tables as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Prend dans le modèle les tables d’un dossier écrit par « export ».",
    "Takes into the model the tables of a folder written by “export”.",
)


def import_tables(
    context: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help=both("Dossier de tables CSV ou Parquet.", "Folder of CSV or Parquet tables.")
        ),
    ],
) -> Report:
    """Commit the conventions of the folder; those that it does not hold stay as they are."""
    return action(context.obj, source)
