"""`xlsync agenda`: what is due between two days, over all conventions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.agenda import agenda as action
from xlsync.actions.report import Report
from xlsync.cli.files import Conventions, Where
from xlsync.cli.texts import both

HELP = both(
    "Sommes dues et échéances de toutes les conventions entre deux dates : liste, calendrier, classeur.",
    "Sums due and deadlines of all agreements between two days: listed, as a calendar, as a workbook.",
)


def agenda(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=both("Premier jour.", "First day."))],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=both("Dernier jour.", "Last day."))],
    conventions: Conventions = None,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics",
            metavar="CALENDAR",
            help=both(
                "Calendrier (.ics) ; importé deux fois, il met à jour sans doubler.",
                "Calendar (.ics); imported twice, it updates and doubles nothing.",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUTPUT", help=both("Classeur (.xlsx).", "Workbook (.xlsx).")),
    ] = None,
    where: Where = None,
) -> Report:
    """List what is due."""
    return action(context.obj, first, last, conventions, ics, out, where)
