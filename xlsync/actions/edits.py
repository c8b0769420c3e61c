"""What an action changes in a workbook, as edits of cells for a host that holds it open.

The action is made on a copy; the two workbooks are then compared cell by cell, so that the edits are exactly
what the action writes, hidden sheet and sheet of conflicts included.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.menu import asked
from xlsync.actions.paths import File
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.workbook import Workbook
    from xlsync.workbook.cells import Cell
    from xlsync.workbook.properties import Property
    from xlsync.workbook.values import Address


@dataclass(frozen=True, slots=True)
class Edits:
    """What is to change in a workbook.

    Attributes:
        before: The workbook as it is.
        after: The workbook as an action leaves it.
        places: The cells whose content differs; the figures of formulas are the host's to compute.
        properties: The custom properties that differ, None to remove one.
    """

    before: Workbook
    after: Workbook
    places: tuple[Address, ...]
    properties: Mapping[str, Property | None]

    def cell(self, place: Address) -> Cell:
        """What a cell is to hold."""
        return _cell(self.after, place)

    @property
    def former_properties(self) -> dict[str, Property | None]:
        """What those properties held before."""
        held = self.before.custom_properties
        return {name: held.get(name) for name in self.properties}

    @property
    def has_arrays(self) -> bool:
        """Some of the cells belong to array formulas, which are not written cell by cell."""
        kinds = {_cell(book, place).kind for book in (self.before, self.after) for place in self.places}
        return bool(kinds & {"array", "dataTable"})

    @property
    def reshapes(self) -> bool:
        """Sheets, rows or columns of tables, or names come or go, which edits of cells cannot do."""
        return _structure(self.before) != _structure(self.after)


def edits_of(session: Session, action: str, file: File) -> tuple[Report, Edits | None]:
    """The report of an action that leaves the file as it is, and what it would have changed there.

    Args:
        session: Who asks.
        action: "pull" or "push".
        file: The workbook.

    Returns:
        Its report, told of the workbook itself; None for a file that the action would leave as it is.
    """
    from xlsync.workbook import Workbook

    if not file.path.is_file():
        return asked(session, action, file), None
    with tempfile.TemporaryDirectory(prefix="xlsync-") as folder:
        copy = Path(folder) / file.name.name
        shutil.copyfile(file.path, copy)
        before = copy.read_bytes()
        report = asked(session, action, File(copy, file.name))
        after = copy.read_bytes()
    if before == after:
        return report, None
    return report, _edits(Workbook.from_bytes(before), Workbook.from_bytes(after))


def _edits(before: Workbook, after: Workbook) -> Edits:
    old, new = before.custom_properties, after.custom_properties
    properties = {
        name: new.get(name) for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)
    }
    return Edits(before, after, tuple(_places(before, after)), properties)


def _structure(book: Workbook) -> object:
    return (
        book.sheets,
        {name: (one.ref, one.columns) for name, one in book.tables.items()},
        [name for name in book.names if not name.name.startswith("_xlnm.")],
    )


def _places(before: Workbook, after: Workbook) -> Iterator[Address]:
    """The cells whose content differs, on the sheets that both have."""
    from xlsync.workbook.cells import BLANK
    from xlsync.workbook.values import Address

    there = {sheet.name: sheet.cells for sheet in before.worksheets()}
    for sheet in after.worksheets():
        old, new = there.get(sheet.name, {}), sheet.cells
        for where in sorted(old.keys() | new.keys()):
            if _is_to_write(old.get(where, BLANK), new.get(where, BLANK)):
                yield Address(sheet.name, *where)


def _is_to_write(old: Cell, new: Cell) -> bool:
    """A cell must be written for the workbook to hold the new content: a formula, to the letter."""
    from xlsync.workbook.values import is_same_value

    if old.formula is not None or new.formula is not None:
        return old.formula != new.formula
    return not is_same_value(old.value, new.value)


def _cell(book: Workbook, place: Address) -> Cell:
    from xlsync.workbook.cells import BLANK

    return book.sheet(place.sheet).cells.get((place.row, place.column), BLANK)
