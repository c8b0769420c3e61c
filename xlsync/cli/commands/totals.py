"""`xlsync totals`: what a year adds up to, over all conventions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.totals import totals as action
from xlsync.cli.files import Conventions, Where
from xlsync.cli.texts import both

HELP = both(
    "Totaux d’un exercice sur toutes les conventions : sommes dues, dette, intérêts courus, subventions.",
    "Totals of a year over all agreements: sums due, debt, accrued interest, subsidies.",
)


def totals(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=both("Exercice.", "Year."))],
    conventions: Conventions = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUTPUT", help=both("Classeur (.xlsx).", "Workbook (.xlsx).")),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FOLDER", help=both("Dossier des fichiers CSV.", "Folder of the CSV files.")
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--csv-form",
            metavar="FORM",
            help=both(
                "plain : pour un programme ; fr : points-virgules et virgules, pour Excel en français.",
                "plain: for a program; fr: semicolons and decimal commas, for a French Excel.",
            ),
        ),
    ] = "plain",
    subsidies: Annotated[
        Path | None,
        typer.Option(
            "--scdl",
            metavar="CSV",
            help=both(
                "Subventions, au schéma des données locales (SCDL).",
                "Subsidies, by the schema of French local open data (SCDL).",
            ),
        ),
    ] = None,
    where: Where = None,
) -> Report:
    """Add up the year."""
    return action(context.obj, year, conventions, out, csv, form, subsidies, where)
