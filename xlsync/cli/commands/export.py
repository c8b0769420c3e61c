"""`xlsync export`: the tables of the model, or the state of debt of a year, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.export import export as action
from xlsync.actions.report import Report
from xlsync.cli.files import Conventions, Where
from xlsync.cli.texts import both
from xlsync.tables import FORMS

HELP = both(
    "Écrit les tables du modèle (CSV avec un Table Schema, Parquet, ou un .xlsx par type), ou l’état de la "
    "dette d’un exercice.",
    "Writes the tables of the model (CSV with a Table Schema, Parquet, or an .xlsx a kind), or the state of "
    "debt of a year.",
)


def export(
    context: typer.Context,
    conventions: Conventions = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help=both("Dossier : tables, ou etat-dette-YEAR.", "Folder: tables, or etat-dette-YEAR."),
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help=both("csv, parquet ou xlsx.", "csv, parquet or xlsx.")
        ),
    ] = FORMS[0],
    year: Annotated[
        int | None,
        typer.Option(
            "--etat-dette",
            metavar="YEAR",
            min=1950,
            max=2200,
            help=both("L’état de la dette de cet exercice.", "The state of debt of that year."),
        ),
    ] = None,
    bound: Annotated[
        str | None,
        typer.Option(
            "--borne",
            metavar="BOUND",
            help=both(
                "31 décembre dans les ICNE : exclue ou incluse ; celle de la convention par défaut.",
                "31 December in accrued interest: exclue or incluse; what the agreement says by default.",
            ),
        ),
    ] = None,
    where: Where = None,
) -> Report:
    """Write one file a table, or the state of debt."""
    return action(context.obj, conventions, out, form, year, bound, where)
