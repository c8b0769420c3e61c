"""`xlsync convert`: function names spelt for another spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.convert import convert as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Récrit les noms des fonctions pour un autre tableur, et répare un classeur enregistré sans elles.",
    "Spells function names for another spreadsheet, and repairs a workbook saved without them.",
)


def convert(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both("Classeurs, ou dossiers de classeurs.", "Workbooks, or folders of them."),
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="HOST",
            help=both(
                "office (Excel et son complément), excel (Excel par xlwings) ou calc (LibreOffice).",
                "office (Excel and its add-in), excel (Excel by xlwings) or calc (LibreOffice).",
            ),
        ),
    ],
) -> Report:
    """Rewrite formulas and defined names in place, and nothing else."""
    return action(context.obj, files, to)
