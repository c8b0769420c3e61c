"""`xlsync amend`: amendments of a convention."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.amend import amend as action
from xlsync.actions.report import Report
from xlsync.cli.files import Convention
from xlsync.cli.texts import both

HELP = both(
    "Ouvre un avenant en projet, le signe ou l’abandonne ; sans option, liste les avenants, avant et après.",
    "Opens an amendment as a draft, signs or drops it; without options, lists amendments, before and after.",
)


def amend(
    context: typer.Context,
    convention: Convention,
    signed: Annotated[
        str | None,
        typer.Option("--signed", metavar="DATE", help=both("Date de signature.", "Date of signature.")),
    ] = None,
    effect: Annotated[
        str | None,
        typer.Option(
            "--effect",
            metavar="DATE",
            help=both("Premier jour où il compte.", "First day on which it counts."),
        ),
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--object", metavar="TEXT", help=both("Objet.", "What it is about."))
    ] = None,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="N", help=both("L’avenant N est signé.", "Amendment N is signed.")),
    ] = None,
    drop: Annotated[
        int | None,
        typer.Option(
            "--drop",
            metavar="N",
            help=both("Abandonne l’avenant N, encore en projet.", "Drops amendment N, still a draft."),
        ),
    ] = None,
) -> Report:
    """Do what is asked of the amendments."""
    return action(context.obj, convention, signed, effect, subject, confirm, drop)
