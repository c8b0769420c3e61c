"""The tables of a folder, into the model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.model import Model


def import_tables(session: Session, source: Path) -> Report:
    """Commit the conventions of the folder; those that it does not hold stay as they are."""
    read = _read(source)
    names = read.conventions()

    revision = edited(
        session, lambda store, on: [read.convention(name) for name in names], "import", str(source)
    )
    return Report(
        {"conventions": names, "revision": revision_json(revision)},
        [session.text(f"{name} : dans le modèle", f"{name}: in the model") for name in names],
    )


def _read(source: Path) -> Model:
    from xlsync.model import exchange

    if any(source.glob("*.parquet")):
        return exchange.import_parquet(source)
    return exchange.import_csv(source)
