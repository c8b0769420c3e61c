"""`xlsync sync`: workbooks and the model, both ways."""

from __future__ import annotations

import typer

from xlsync.actions.report import Report
from xlsync.actions.sync import sync as action
from xlsync.cli.files import Accept, Amendment, Author, Base, Files, Sender
from xlsync.cli.texts import both

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
    amendment: Amendment = None,
) -> Report:
    """Take and write the changes of both sides."""
    return action(context.obj, files, sender, accept, base, author, amendment)
