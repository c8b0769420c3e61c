"""`xlsync import`: the tables of a folder into the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.import_tables import import_tables as action
from xlsync.actions.report import Report
from xlsync.cli.files import DryRun
from xlsync.cli.texts import both

HELP = both(
    "Prend dans le modèle des tables écrites par « export », ou des tarifs par « tarif list --out ». Une "
    "table, une colonne ou une ligne absente n’efface rien ; une cellule vide efface la sienne.",
    "Takes into the model tables written by “export”, or tariffs by “tarif list --out”. A table, a column "
    "or a row that is absent erases nothing; a blank cell blanks its own.",
)


def import_tables(
    context: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help=both(
                "Dossier de tables CSV, Parquet ou .xlsx, ou un de ces fichiers.",
                "Folder of CSV, Parquet or .xlsx tables, or one of these files.",
            ),
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=both(
                "csv, parquet ou xlsx, où le dossier en contient plusieurs.",
                "csv, parquet or xlsx, where the folder holds several.",
            ),
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=both(
                "Ôte du modèle les lignes que le fichier de leur table n’a pas.",
                "Removes from the model the rows that the file of their table lacks.",
            ),
        ),
    ] = False,
    dry_run: DryRun = False,
) -> Report:
    """Commit the conventions of the files; what they do not say stays as it is."""
    return action(context.obj, source, form, replace=replace, dry_run=dry_run)
