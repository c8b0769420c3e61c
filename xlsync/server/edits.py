"""A push as edits of cells, in JSON, for a host that holds the workbook open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from udfs.coerce import CellError
from udfs.hosts.names import rewrite
from xlsync.actions.edits import edits_of
from xlsync.actions.paths import File
from xlsync.actions.report import REMAINING, Report
from xlsync.actions.session import Session
from xlsync.errors import sentence
from xlsync.server.cells import json_of
from xlsync.workbook.cells import Cell
from xlsync.workbook.values import Address, ErrorValue, cell_name

CLOSE_FIRST: Final = sentence(
    "Des lignes ou des colonnes de tableaux changent : enregistrez et fermez le classeur, puis lancez "
    "« xlsync push » (menu « Recevoir » de LibreOffice, ou la ligne de commande).",
    "Rows or columns of tables change: save and close the workbook, then run “xlsync push” (menu “Receive” "
    "of LibreOffice, or the command line).",
)


def pushed(session: Session, file: File) -> tuple[Report, dict[str, Any]]:
    """The report of a push that leaves the file as it is, and what the host is to write.

    Args:
        session: Who asks.
        file: The workbook.

    Returns:
        The report, and `{"edits", "properties"}`; no edit where only the command can do it, as the report
        then says.
    """
    report, edits = edits_of(session, "push", file)
    if edits is None:
        return report, {"edits": [], "properties": {}}
    if edits.reshapes:
        lines = [*report.lines, CLOSE_FIRST.in_language(session.lang)]
        return replace(report, lines=lines, code=REMAINING), {"edits": [], "properties": {}}
    cells = [_edit(place, edits.cell(place)) for place in edits.places]
    return report, {"edits": cells, "properties": edits.properties}


def _edit(place: Address, cell: Cell) -> dict[str, Any]:
    """What to write into a cell; formulas in the spelling that every host shows."""
    there = {"sheet": place.sheet, "cell": cell_name(place.row, place.column)}
    if cell.formula is not None:
        return {**there, "formula": f"={rewrite(cell.formula, 'calc')}"}
    value = CellError(str(cell.value)) if isinstance(cell.value, ErrorValue) else cell.value
    return {**there, "value": json_of(value)}
