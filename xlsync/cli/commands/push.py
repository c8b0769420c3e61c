"""`xlsync push`: what changed in the model, into workbooks."""

from __future__ import annotations

import typer

from xlsync.cli.models import author
from xlsync.cli.paths import WORKBOOK_SUFFIXES
from xlsync.cli.report import Report
from xlsync.cli.session import both
from xlsync.cli.syncing import Base, Files, over_files

HELP = both(
    "Écrit dans des classeurs ce qui a changé dans le modèle, sans toucher au reste.",
    "Writes into workbooks what changed in the model, and touches nothing else.",
)


def push(context: typer.Context, files: Files, base: Base = "auto") -> Report:
    """Write the changes of the model."""
    from xlsync.sync import push as library

    return over_files(
        context.obj,
        files,
        base,
        lambda path, store, on: library(path, store, base=on, author=author()),
        WORKBOOK_SUFFIXES,
    )
