"""`xlsync issue`: annexes kept as they are sent."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.issue import issue as action
from xlsync.actions.report import Report
from xlsync.cli.files import Files
from xlsync.cli.texts import both

HELP = both(
    "Émet des annexes : garde leurs octets tels quels, avec le destinataire et la date.",
    "Issues annexes: keeps their bytes as they are, with who was sent them and when.",
)


def issue(
    context: typer.Context,
    files: Files,
    to: Annotated[
        str, typer.Option("--to", metavar="PARTY", help=both("Destinataire.", "Who is sent them."))
    ],
    day: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help=both("Date d’émission ; aujourd’hui.", "Day of issue; today.")
        ),
    ] = None,
) -> Report:
    """Keep each annex."""
    return action(context.obj, files, to, day)
