"""`xlsync status`: what differs between workbooks and the model, and where."""

from __future__ import annotations

import typer

from xlsync.cli.report import Report
from xlsync.cli.session import both
from xlsync.cli.syncing import Base, Files, Sender, check_sender, over_files

HELP = both(
    "Ce qui diffère entre des classeurs et le modèle, cellule par cellule ; n’écrit rien.",
    "What differs between workbooks and the model, cell by cell; writes nothing.",
)


def status(context: typer.Context, files: Files, sender: Sender = "operator", base: Base = "auto") -> Report:
    """Compare, and write nothing."""
    from xlsync.sync import status as library

    check_sender(sender)
    return over_files(
        context.obj, files, base, lambda path, store, on: library(path, store, sender=sender, base=on)
    )
