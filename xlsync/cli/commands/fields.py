"""`xlsync fields`: the tables and the fields of a kind of convention."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.fields import fields as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Tables et champs saisis d’un type de convention : noms, libellés imprimés, types, choix, qui saisit.",
    "Tables and inputs of a kind of convention: names, printed labels, types, choices, who types them.",
)


def fields(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help=both("Type de convention, par exemple moby.", "Kind, for instance moby.")
        ),
    ],
    table: Annotated[
        str | None,
        typer.Argument(metavar="TABLE", help=both("Une seule table.", "One table alone.")),
    ] = None,
) -> Report:
    """List them."""
    return action(context.obj, kind, table)
