"""What a push changes in a workbook, as edits for a host that holds it open.

The push is the command itself, made on a copy; the two workbooks are then compared cell by cell, so that
the edits are exactly what the command writes, hidden sheet and sheet of conflicts included. A push that gives
a table other rows or columns cannot be told as edits of cells: it is left to the command, on a closed file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.report import REMAINING
from xlsync.actions.session import Session
from xlsync.errors import sentence
from xlsync.server.cells import json_of

if TYPE_CHECKING:
    from xlsync.workbook import Workbook
    from xlsync.workbook.cells import Cell

CLOSE_FIRST = sentence(
    "Des lignes ou des colonnes de tableaux changent : enregistrez et fermez le classeur, puis lancez "
    "« xlsync push » (menu « Recevoir » de LibreOffice, ou la ligne de commande).",
    "Rows or columns of tables change: save and close the workbook, then run “xlsync push” (menu “Receive” "
    "of LibreOffice, or the command line).",
)


def pushed(
    path: Path, session: Session, push: Callable[[str | None, Path], dict[str, Any]]
) -> dict[str, Any]:
    """The outcome of a push that leaves the file as it is.

    Args:
        path: The workbook.
        session: Its language, and its store where one is named.
        push: From a store and the path of a copy to the outcome of the command on it.

    Returns:
        `{"exit", "report", "text", "edits", "properties"}`; no edit, and one more sentence, where only the
        command can do it.
    """
    from xlsync.store.places import locate
    from xlsync.workbook import Workbook

    place = session.store or locate(path)
    with tempfile.TemporaryDirectory(prefix="xlsync-") as folder:
        copy = Path(folder) / path.name
        if path.is_file():
            shutil.copyfile(path, copy)
        told = push(None if place is None else str(place), copy)
        if not copy.is_file() or copy.read_bytes() == path.read_bytes():
            return {**told, "edits": [], "properties": {}}
        before, after = Workbook.open(path), Workbook.open(copy)
    if _structure(before) != _structure(after):
        said = "\n".join([told["text"], CLOSE_FIRST.in_language(session.lang)])
        return {**told, "exit": REMAINING, "text": said, "edits": [], "properties": {}}
    return {**told, "edits": list(_edits(before, after)), "properties": _properties(before, after)}


def _structure(book: Workbook) -> object:
    """What edits of cells do not change: sheets, tables and defined names."""
    return (
        book.sheets,
        {name: (one.ref, one.columns) for name, one in book.tables.items()},
        [name for name in book.names if not name.name.startswith("_xlnm.")],
    )


def _edits(before: Workbook, after: Workbook) -> Iterator[dict[str, Any]]:
    """The cells whose value or formula changed; the figures of formulas are the host's to compute."""
    from xlsync.workbook.cells import BLANK
    from xlsync.workbook.values import cell_name

    for sheet in after.worksheets():
        old, new = before.sheet(sheet.name).cells, sheet.cells
        for where in sorted(old.keys() | new.keys()):
            edit = _edit(old.get(where, BLANK), new.get(where, BLANK))
            if edit is not None:
                yield {"sheet": sheet.name, "cell": cell_name(*where), **edit}


def _edit(old: Cell, new: Cell) -> dict[str, Any] | None:
    """What to write into a cell, None where it stays; formulas in the spelling that every host shows."""
    from udfs.coerce import CellError
    from udfs.hosts.names import rewrite
    from xlsync.workbook.values import ErrorValue

    if new.formula is not None:
        same = old.formula == new.formula
        return None if same else {"formula": f"={rewrite(new.formula, 'calc')}"}
    if old.formula is None and old.value == new.value and type(old.value) is type(new.value):
        return None
    value = CellError(str(new.value)) if isinstance(new.value, ErrorValue) else new.value
    return {"value": json_of(value)}


def _properties(before: Workbook, after: Workbook) -> dict[str, Any]:
    """The custom properties that changed: the revision and what vouches for the base."""
    old, new = before.custom_properties, after.custom_properties
    return {name: new.get(name) for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)}
