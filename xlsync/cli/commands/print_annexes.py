"""`xlsync print`: the annexes to sign, as PDF files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.print_annexes import print_annexes as action
from xlsync.actions.report import Report
from xlsync.cli.files import Conventions
from xlsync.cli.texts import both

HELP = both(
    "Annexes à signer, en PDF : un fichier par convention, A4, dans l’ordre du document (par LibreOffice).",
    "Annexes to sign, as PDF: a file an agreement, A4, in the order of the document (by LibreOffice).",
)


def print_annexes(
    context: typer.Context,
    conventions: Conventions = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=both("Dossier des PDF.", "Folder of the PDF files."))
    ] = Path("pdf"),
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            help=both(
                "Les conventions telles qu’elles sont ce jour-là, sans les avenants d’effet postérieur.",
                "The agreements as they are on that day: without amendments that take effect later.",
            ),
        ),
    ] = None,
    amendment: Annotated[
        int | None,
        typer.Option(
            "--amendment",
            metavar="N",
            help=both(
                "Avec son avenant N encore en projet, ce que chaque page dit.",
                "With its draft amendment N, as each page says.",
            ),
        ),
    ] = None,
) -> Report:
    """Print the annexes."""
    session = replace(context.obj, to_pdf=_by_libreoffice)
    return action(session, conventions, out, at, amendment)


def _by_libreoffice(workbooks: Sequence[Path], out: Path) -> None:
    from xlsync.addins.calc.printing import to_pdf

    to_pdf(workbooks, out)
