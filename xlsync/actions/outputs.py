"""Reports that an action writes: they replace an earlier one of the same sort, and no other file."""

from __future__ import annotations

from pathlib import Path

from udfs.errors import Text
from xlsync.actions.misuse import Misuse


def check_report(out: Path, mark: str, what: Text) -> None:
    """Refuses to write a report over anything but an earlier one.

    Args:
        out: Where it goes.
        mark: Property by which such a report is known.
        what: What it is, with its article: « l’effet d’un tarif », “an impact”.

    Raises:
        Misuse: another name than an .xlsx, or another file is there.
    """
    from xlsync.errors import XlsyncError
    from xlsync.workbook import Workbook

    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"{out.name} : {what.fr} s’écrit en .xlsx", f"{out.name}: {what.en} is written as .xlsx")
    if not out.exists():
        return
    try:
        ours = out.is_file() and mark in Workbook.open(out).custom_properties
    except XlsyncError:
        ours = False
    if not ours:
        raise Misuse(
            f"{out.name} existe et n’est pas {what.fr} : donner un autre nom",
            f"{out.name} exists and is not {what.en}: give another name",
        )
