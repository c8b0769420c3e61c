"""`xlsync issued`: what was issued."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.issued import issued as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Ce qui a été émis : la liste, ou une émission, réécrite telle quelle avec --out.",
    "What was issued: the list, or one issue, written out again as it was with --out.",
)


def issued(
    context: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="ISSUE",
            help=both(
                "Convention dont on veut les émissions, ou numéro d’une émission ; toutes par défaut.",
                "Agreement whose issues are wanted, or id of an issue; all of them by default.",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both("Fichier où écrire les octets émis.", "File for the bytes that were issued."),
        ),
    ] = None,
) -> Report:
    """List the issues, or tell one."""
    return action(context.obj, what, out)
