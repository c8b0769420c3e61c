"""`xlsync pull`: what people typed in workbooks, into the model."""

from __future__ import annotations

import typer

from xlsync.actions.pull import pull as action
from xlsync.actions.report import Report
from xlsync.cli.files import Accept, Amendment, Author, Base, Files, Sender
from xlsync.cli.texts import both

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
    amendment: Amendment = None,
) -> Report:
    """Commit the changes of each workbook."""
    return action(context.obj, files, sender, accept, base, author, amendment)
