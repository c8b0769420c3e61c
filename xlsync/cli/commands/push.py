"""`xlsync push`: what changed in the model, into workbooks."""

from __future__ import annotations

import typer

from xlsync.actions.push import push as action
from xlsync.actions.report import Report
from xlsync.cli.files import Base, DryWrite, Files
from xlsync.cli.texts import both

HELP = both(
    "Écrit dans des classeurs ce qui a changé dans le modèle, sans toucher au reste.",
    "Writes into workbooks what changed in the model, and touches nothing else.",
)


def push(context: typer.Context, files: Files, base: Base = "auto", dry_run: DryWrite = False) -> Report:
    """Write the changes of the model; with `--dry-run`, say what would be written."""
    return action(context.obj, files, base, dry_run)
