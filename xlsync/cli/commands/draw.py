"""`xlsync draw`: a first workbook for a kind of convention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

HELP = both(
    "Dessine un premier classeur pour un type de convention, depuis son schéma.",
    "Draws a first workbook for a kind of convention, from its schema.",
)


def draw(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=both("Type de convention, par exemple moby.", "Kind of convention, for instance moby."),
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Classeur à écrire (KIND.xlsx par défaut).", "Workbook to write (KIND.xlsx by default)."
            ),
        ),
    ] = None,
) -> Report:
    """Write the workbook and say where."""
    from xlsync.build.drawing import draw_workbook
    from xlsync.errors import AlreadyThere
    from xlsync.files import write_atomic
    from xlsync.model import kind_of

    session: Session = context.obj
    known = kind_of(kind)
    path = out or Path(f"{kind}.xlsx")
    if path.exists():
        raise AlreadyThere(
            f"{path} existe déjà : donnez un autre nom avec --out",
            f"{path} exists already: give another --out",
        )
    write_atomic(path, draw_workbook(known))
    return Report({"kind": kind, "path": str(path)}, [session.text(f"{path} : dessiné", f"{path}: drawn")])
