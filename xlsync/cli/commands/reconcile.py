"""`xlsync reconcile`: the amortization table of a lender against ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.reconcile import reconcile as action
from xlsync.actions.report import Report
from xlsync.cli.files import Convention
from xlsync.cli.texts import both
from xlsync.files import either

HELP = both(
    "Compare le tableau d’amortissement d’un prêteur (CSV ou classeur) au nôtre, ligne par ligne et au "
    "centime, et cherche la raison des écarts : arrondi, base, période brisée, dates, taux, ligne fausse.",
    "Compares the amortization table of a lender (CSV or workbook) with ours, line by line and to the cent, "
    "and looks for the reason of what differs: rounding, base, broken period, dates, rate, a wrong line.",
)


def reconcile(
    context: typer.Context,
    convention: Convention,
    loan: Annotated[
        str,
        typer.Argument(
            metavar="LOAN",
            help=both(
                "Emprunt de la convention : sa clé (le numéro du versement) ou son titre imprimé.",
                "Loan of the agreement: its key (the number of the payment) or its printed heading.",
            ),
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=both(
                f"Tableau du prêteur : CSV, {either('ou')}.", f"Table of the lender: CSV, {either('or')}."
            ),
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            help=both(
                "Jour où la convention est prise : les avenants qui prennent effet après ne comptent pas.",
                "Day at which the agreement is taken: amendments that take effect later do not count.",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Rapport (.xlsx) : les deux tableaux côte à côte, les écarts en couleur.",
                "Report (.xlsx): both tables side by side, what differs in colour.",
            ),
        ),
    ] = None,
) -> Report:
    """Compare them."""
    return action(context.obj, convention, loan, file, at, out)
