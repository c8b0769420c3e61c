"""The state of debt as a CSV file with its Table Schema: a report, which never comes back into the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from udfs.figures import shown
from xlsync.model.cells import decimal_text
from xlsync.model.etat_dette import AMOUNTS, EMPRUNT, FIELDS, EtatDette
from xlsync.model.shapes import CONVENTION
from xlsync.tables.csv_files import guarded
from xlsync.tables.package import resource, write_package


def export_etat_dette(state: EtatDette, folder: Path) -> list[Path]:
    """Writes `etat_dette_<year>.csv`, and describes it in the data package of the folder.

    Returns:
        The files written.

    Raises:
        CannotRead: the folder has a data package that is not one of ours.
        CannotWrite: the folder cannot be written.
    """
    fields = [{"name": name, "title": title, "type": kind} for name, title, kind in FIELDS]
    name, title = f"etat_dette_{state.annee}", f"État de la dette {state.annee}"
    described = resource(name, title, fields, [CONVENTION, EMPRUNT], is_report=True)
    headings = [name for name, _, _ in FIELDS]
    lines = [[_text(name, line[name]) for name in headings] for line in state.lignes]
    return write_package(folder, [(described, [headings, *lines])])


def _text(name: str, value: Any) -> str:
    """A cell of the CSV: amounts with their cents, other numbers as they are."""
    if name in ("MtEmprOrig", *AMOUNTS):
        return f"{shown(value, 2):z.2f}"
    if isinstance(value, float):
        return decimal_text(value)
    return guarded("" if value is None else str(value))
