"""`xlsync check`: what is wrong in workbooks, with or without a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.check import check as action
from xlsync.actions.report import Report
from xlsync.cli.files import Cluster, Jobs
from xlsync.cli.texts import both

HELP = both(
    "Vérifie des classeurs : schémas, invariants, formules altérées, chacun avec sa cellule et son article.",
    "Checks workbooks: schemas, invariants, altered formulas, each with its cell and article.",
)


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help=both(
                "Classeurs, ou dossiers de classeurs ; rien avec --sources : les conventions livrées.",
                "Workbooks, or folders of them; none with --sources: the shipped conventions.",
            ),
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--rapport", metavar="OUTPUT", help=both("Écrit aussi un rapport.", "Also writes a report.")
        ),
    ] = None,
    sources: Annotated[
        bool,
        typer.Option(
            "--sources",
            help=both(
                "Dit aussi ce qui ne s’accorde pas ou manque dans le document, et la lecture retenue.",
                "Also says what does not agree or is missing in the document, and the reading kept.",
            ),
        ),
    ] = False,
    jobs: Jobs = 1,
    cluster: Cluster = None,
) -> Report:
    """Report every problem of every workbook."""
    return action(context.obj, paths, report, sources, jobs, cluster)
