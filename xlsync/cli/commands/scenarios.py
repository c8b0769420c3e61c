"""`xlsync scenarios`: what a workbook gives over many draws of its inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.scenarios import COUNT
from xlsync.actions.scenarios import scenarios as action
from xlsync.cli.files import Jobs
from xlsync.cli.texts import both

HELP = both(
    "Fait varier des entrées d’un classeur, qui ne change pas, et dit comment les résultats se répartissent.",
    "Varies inputs of a workbook and tells how results are distributed; the workbook does not change.",
)


def scenarios(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both("Classeur.", "Workbook."))],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="VARY",
            help=both(
                "Ce qui varie, NOM=LOI, répétable : « prix_chaleur=normal(+0%;10%) ».",
                "What varies, NAME=DISTRIBUTION, repeatable: “prix_chaleur=normal(+0%;10%)”.",
            ),
        ),
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            "--watch",
            metavar="WATCH",
            help=both(
                "Ce qui est suivi, répétable : « Feuille!B2 », un nom, « Tableau[Colonne] ».",
                "What is watched, repeatable: “Sheet!B2”, a name, “Table[Column]”.",
            ),
        ),
    ] = None,
    correlate: Annotated[
        list[str] | None,
        typer.Option(
            "--correlate",
            metavar="PAIR",
            help=both(
                "Deux entrées qui vont ensemble, répétable : « A;B=0,6 ».",
                "Two inputs that go together, repeatable: “A;B=0.6”.",
            ),
        ),
    ] = None,
    risk: Annotated[
        bool,
        typer.Option(
            "--risk",
            help=both(
                "Le risque décrit pour ce genre de convention ; --vary en remplace les hypothèses.",
                "The risk described for this kind of agreement; --vary replaces its hypotheses.",
            ),
        ),
    ] = False,
    count: Annotated[
        int,
        typer.Option(
            "-n",
            "--count",
            metavar="N",
            min=2,
            help=both("Nombre de scénarios (1 000).", "Number of scenarios (1,000)."),
        ),
    ] = COUNT,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            help=both(
                "Graine : la même donne les mêmes tirages (0).",
                "Seed: the same one gives the same draws (0).",
            ),
        ),
    ] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Rapport .xlsx avec graphiques, ou tirages et résultats en .csv ou .parquet.",
                "Report .xlsx with charts, or draws and results as .csv or .parquet.",
            ),
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help=both("Date que donnent AUJOURDHUI et MAINTENANT.", "Date that TODAY and NOW give."),
        ),
    ] = None,
    jobs: Jobs = 1,
) -> Report:
    """Draw the inputs and tell how what is watched is distributed."""
    return action(context.obj, file, vary, watch, correlate, risk, count, seed, out, date, jobs)
