"""`xlsync recalc`: workbooks recalculated without a spreadsheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlsync.actions.recalc import BATCH
from xlsync.actions.recalc import recalc as action
from xlsync.actions.report import Report
from xlsync.cli.files import Cluster, DryWrite, Jobs
from xlsync.cli.texts import both

if TYPE_CHECKING:
    from xlsync.recalc.results import Evaluation

HELP = both(
    "Recalcule des classeurs et signale les cellules dont la valeur enregistrée diffère.",
    "Recalculates workbooks and reports the cells whose cached value differs.",
)


def _by_calc(paths: Sequence[Path], date: datetime.date | None) -> Iterator[Evaluation | Exception]:
    from xlsync.addins.calc.recalculation import evaluations

    return evaluations(paths, date)


def recalc(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help=both("Classeurs, ou dossiers de classeurs.", "Workbooks, or folders of them."),
        ),
    ],
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="ENGINE",
            help=both(
                "Moteur : batch, celui du projet ; formulas, la bibliothèque de ce nom, second avis ; calc, "
                "LibreOffice avec le complément, juge indépendant.",
                "Engine: batch, that of the project; formulas, the library of that name, a second opinion; "
                "calc, LibreOffice with the add-in, an independent judge.",
            ),
        ),
    ] = BATCH,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help=both(
                "Date que donnent AUJOURDHUI et MAINTENANT, 2025-06-30 ou 30/06/2025.",
                "Date that TODAY and NOW give, 2025-06-30 or 30/06/2025.",
            ),
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help=both(
                "Écrit les valeurs calculées dans les classeurs, sans toucher au reste.",
                "Writes the computed values into the workbooks, and touches nothing else.",
            ),
        ),
    ] = False,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SETTING",
            help=both(
                "Essaie une valeur sans rien écrire, NOM=VALEUR, répétable : avant et après côte à côte.",
                "Tries a value and writes nothing, NAME=VALUE, repeatable: before and after side by side.",
            ),
        ),
    ] = None,
    jobs: Jobs = 1,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="OUTPUT",
            help=both(
                "Fichier où chaque classeur est inscrit une fois fait, une ligne JSON chacun.",
                "File where each workbook is recorded once done, a JSON line each.",
            ),
        ),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume",
            metavar="MANIFEST",
            help=both(
                "Reprend un manifeste : ce qui y est déjà fait et n’a pas changé ne l’est pas de nouveau.",
                "Takes up a manifest: what it says is done and has not changed is not done again.",
            ),
        ),
    ] = None,
    cluster: Cluster = None,
    dry_run: DryWrite = False,
) -> Report:
    """Recalculate each workbook; with `--write` its cached values are refreshed."""
    session = replace(context.obj, engines={"calc": _by_calc})
    return action(session, paths, engine, date, write, changes, jobs, manifest, resume, cluster, dry_run)
