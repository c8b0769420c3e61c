"""`xlsync pull`: what people typed in workbooks, into the model."""

from __future__ import annotations

import typer

from xlsync.cli.models import author as account
from xlsync.cli.report import Report
from xlsync.cli.session import both
from xlsync.cli.syncing import Accept, Author, Base, Files, Sender, check_sender, over_files

HELP = both(
    "Prend dans le modèle ce qui a été saisi dans des classeurs, dont les cellules restent comme elles sont.",
    "Takes into the model what was typed in workbooks, whose cells stay as they are.",
)


def pull(
    context: typer.Context,
    files: Files,
    sender: Sender = "operator",
    accept: Accept = False,
    base: Base = "auto",
    author: Author = "",
) -> Report:
    """Commit the changes of each workbook."""
    from xlsync.sync import pull as library

    check_sender(sender)
    return over_files(
        context.obj,
        files,
        base,
        lambda path, store, on: library(
            path, store, sender=sender, accept=accept, base=on, author=author or account()
        ),
    )
