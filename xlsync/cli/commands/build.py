"""`xlsync build`: annex workbooks from the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.build import build as action
from xlsync.actions.report import Report
from xlsync.cli.files import Cluster, Conventions, Jobs, Where
from xlsync.cli.texts import both

HELP = both(
    "Régénère les classeurs d’annexes depuis le modèle, recalculés, et compare aux chiffres publiés.",
    "Regenerates the annex workbooks from the model, recalculated, and compares with the published figures.",
)


def build(
    context: typer.Context,
    conventions: Conventions = None,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help=both("Dossier des classeurs.", "Folder of the workbooks.")),
    ] = Path("annexes"),
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            help=both(
                "Les conventions telles qu’elles sont ce jour-là, sans les avenants d’effet postérieur.",
                "The agreements as they are on that day: without amendments that take effect later.",
            ),
        ),
    ] = None,
    amendment: Annotated[
        int | None,
        typer.Option(
            "--amendment",
            metavar="N",
            help=both(
                "Avec son avenant N encore en projet : ce qui y est saisi en fera partie.",
                "With its draft amendment N: what is typed there will be part of it.",
            ),
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="PARTY",
            help=both("Émet chaque classeur à ce destinataire.", "Issues each workbook to this party."),
        ),
    ] = None,
    where: Where = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help=both(
                "Refait aussi les classeurs dont rien n’a changé depuis leur construction.",
                "Also makes the workbooks again of which nothing changed since they were built.",
            ),
        ),
    ] = False,
    jobs: Jobs = 1,
    cluster: Cluster = None,
) -> Report:
    """Write the workbooks, then report each with its differences from the published figures."""
    return action(context.obj, conventions, out, at, amendment, to, where, everything, jobs, cluster)
