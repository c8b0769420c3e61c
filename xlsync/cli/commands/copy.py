"""`xlsync copy`: copies for a partner who has no add-in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.copy import copy as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both

HELP = both(
    "Copie des classeurs pour qui n’a pas le complément : en valeurs, ou en formules ordinaires.",
    "Copies workbooks for people without the add-in: values, or ordinary formulas.",
)


def copy(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both("Classeurs, ou dossiers de classeurs.", "Workbooks, or folders of them."),
        ),
    ],
    values: Annotated[
        bool,
        typer.Option(
            "--values", help=both("Chaque formule devient sa valeur.", "Every formula becomes its value.")
        ),
    ] = False,
    native: Annotated[
        bool,
        typer.Option(
            "--native",
            help=both(
                "Formules ordinaires où elles disent la même chose ; valeurs ailleurs.",
                "Ordinary formulas where they say the same; values elsewhere.",
            ),
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Copie (.xlsx), ou dossier des copies ; à côté de chaque classeur par défaut.",
                "The copy (.xlsx), or the folder of the copies; beside each workbook by default.",
            ),
        ),
    ] = None,
) -> Report:
    """Copy them."""
    return action(context.obj, files, values, native, out)
