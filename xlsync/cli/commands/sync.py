"""`xlsync sync`: workbooks and the model, both ways."""

from __future__ import annotations

import typer

from xlsync.cli.models import author as account
from xlsync.cli.paths import WORKBOOK_SUFFIXES
from xlsync.cli.report import Report
from xlsync.cli.session import both
from xlsync.cli.syncing import Accept, Author, Base, Files, Sender, check_sender, over_files

HELP = both(
    "Accorde des classeurs et le modèle dans les deux sens, et applique les choix de la feuille Conflits.",
    "Brings workbooks and the model into agreement both ways, and applies the choices of the sheet Conflits.",
)


def sync(
    context: typer.Context,
    files: Files,
    sender: Sender = "operator",
    accept: Accept = False,
    base: Base = "auto",
    author: Author = "",
) -> Report:
    """Take and write the changes of both sides."""
    from xlsync.sync import synchronise

    check_sender(sender)
    return over_files(
        context.obj,
        files,
        base,
        lambda path, store, on: synchronise(
            path, store, sender=sender, accept=accept, base=on, author=author or account()
        ),
        WORKBOOK_SUFFIXES,
    )
