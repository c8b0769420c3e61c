"""`xlsync export`: the tables of the model as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlsync.cli.misuse import Misuse
from xlsync.cli.models import opened
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

if TYPE_CHECKING:
    from xlsync.model import Model

HELP = both(
    "Écrit les tables du modèle : CSV avec un Table Schema, ou Parquet.",
    "Writes the tables of the model: CSV with a Table Schema, or Parquet.",
)
FORMATS = ("csv", "parquet")


def export(
    context: typer.Context,
    conventions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CONVENTION",
            help=both("Conventions ; toutes par défaut.", "Conventions; all by default."),
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=both("Dossier des tables.", "Folder of the tables."))
    ] = Path("tables"),
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=both("csv ou parquet.", "csv or parquet."))
    ] = FORMATS[0],
) -> Report:
    """Write one file a table."""
    from xlsync.model import exchange

    session: Session = context.obj
    if form not in FORMATS:
        raise Misuse(
            f"format inconnu : « {form} » ; formats : csv, parquet",
            f"unknown format: “{form}”; formats: csv, parquet",
        )
    model = _part(opened(session).read(), conventions)
    written = exchange.export_csv(model, out) if form == "csv" else exchange.export_parquet(model, out)
    return Report({"files": [str(path) for path in written]}, [str(path) for path in written])


def _part(model: Model, conventions: list[str] | None) -> Model:
    """The model with these conventions only."""
    from xlsync.model import Model

    if not conventions:
        return model
    part = Model()
    for convention in conventions:
        part = part.put(model.convention(convention))
    return part
