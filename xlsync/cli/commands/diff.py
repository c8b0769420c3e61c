"""`xlsync diff`: two annexes side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.diff import diff as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Compare deux annexes cellule par cellule : émissions, révisions ou fichiers.",
    "Compares two annexes cell by cell: issues, revisions or files.",
)
WHAT = both(
    "Fichier, numéro d’une émission, CONVENTION@REV, ou révision (head pour la dernière).",
    "File, id of an issue, CONVENTION@REV, or revision (head for the last).",
)


def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="SIDE", help=WHAT)],
    after: Annotated[str, typer.Argument(metavar="SIDE", help=WHAT)],
    convention: Annotated[
        str | None,
        typer.Option(
            "--convention",
            metavar="CONVENTION",
            help=both(
                "Convention d’une révision ; celle de l’autre côté par défaut.",
                "Agreement of a revision; that of the other side by default.",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUTPUT", help=both("Rapport (.xlsx).", "Report (.xlsx).")),
    ] = None,
) -> Report:
    """Compare them."""
    return action(context.obj, before, after, convention, out)
