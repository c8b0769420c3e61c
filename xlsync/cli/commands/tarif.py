"""`xlsync tarif`: versions of parameters, what the operator decides each year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.tarif import tarif as action
from xlsync.cli.texts import both

HELP = both(
    "Tient les tarifs décidés chaque année : une version d’un paramètre, datée, avec sa source.",
    "Keeps the tariffs decided each year: a version of a parameter, from a date, with its source.",
)


def tarif(
    context: typer.Context,
    task: Annotated[
        str, typer.Argument(metavar="TASK", help=both("set, list ou impact.", "set, list or impact."))
    ],
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            help=both(
                "Paramètre (mixeur.taux_par_habitant), ou entrée d’une table (mixeur.forfait.structure) ; "
                "avec list ou impact, un type de convention ou un paramètre.",
                "Parameter (mixeur.taux_par_habitant), or entry of a table (mixeur.forfait.structure); with "
                "list or impact, a kind of agreement or a parameter.",
            ),
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=both("Premier jour.", "First day."))
    ] = None,
    value: Annotated[
        str | None,
        typer.Option(
            "--value",
            metavar="VALUE",
            help=both("Valeur comme on la tape : 0,012, « 3 000 € ».", "Value as typed: 0.012, “3 000 €”."),
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="FILE",
            help=both(
                "CSV d’une table : une ligne d’en-tête, puis une clé et sa valeur par ligne.",
                "CSV of a table: a line of headings, then a key and its value a line.",
            ),
        ),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(
            "--document", metavar="TEXT", help=both("Document qui décide.", "Document that decides.")
        ),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="TEXT", help=both("Article ou annexe.", "Article or annex.")),
    ] = None,
    decided: Annotated[
        str | None,
        typer.Option("--decided", metavar="DATE", help=both("Date de la décision.", "Date of the decision.")),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="TEXT", help=both("Ce qu’il faut savoir.", "What a reader must know.")
        ),
    ] = None,
    convention: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="CONVENTION",
            help=both(
                "Pour cette seule convention (par défaut, toutes celles du type).",
                "For this agreement alone (by default, all those of the kind).",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Classeur .xlsx à écrire : avec list, les versions, à compléter puis à prendre par import ; "
                "avec impact, les montants et un graphique.",
                "Workbook .xlsx to write: with list, the versions, to be filled in and taken by import; with "
                "impact, the amounts and a chart.",
            ),
        ),
    ] = None,
) -> Report:
    """Enter a version, list them, or tell who pays what before and after."""
    return action(
        context.obj, task, code, start, value, table, document, article, decided, note, convention, out
    )
