"""`xlsync status`: what differs between workbooks and the model, and where."""

from __future__ import annotations

import typer

from xlsync.actions.report import Report
from xlsync.actions.status import status as action
from xlsync.cli.files import Base, Files, Sender
from xlsync.cli.texts import both

HELP = both(
    "Ce qui diffère entre des classeurs et le modèle, cellule par cellule ; n’écrit rien.",
    "What differs between workbooks and the model, cell by cell; writes nothing.",
)


def status(context: typer.Context, files: Files, sender: Sender = "operator", base: Base = "auto") -> Report:
    """Compare, and write nothing."""
    return action(context.obj, files, sender, base)
