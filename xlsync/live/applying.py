"""Changes made to an open workbook: all of them, or none, and it says which.

The workbook before and after stand as files: the same command that works on files made one from the other.
What differs is written into the open workbook; then Excel makes another copy, which must hold what the file
holds. Otherwise the cells get back what they held before.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from udfs.hosts.names import rewrite
from xlsync.actions.edits import Edits
from xlsync.errors import XlsyncError
from xlsync.live.areas import Area, areas
from xlsync.live.errors import NotApplied
from xlsync.live.excel import OpenBook
from xlsync.workbook import Workbook
from xlsync.workbook.cells import BLANK, Cell
from xlsync.workbook.contents import folded
from xlsync.workbook.properties import Property
from xlsync.workbook.values import Address, cell_name, is_same_value

MOST_TOLD = 10
"""Cells that a sentence names."""


def apply(book: OpenBook, change: Edits) -> list[str]:
    """Makes the changes.

    Returns:
        The settings of Excel that did not come back to what they were; none as a rule.

    Raises:
        NotApplied: A sheet is protected, Excel refused, or it holds something else than what was written;
            the sentence says whether everything is as before, and if not, which cells are not.
    """
    _refuse_protected(book, change)
    with book.calm() as left:
        started: list[Area] = []
        try:
            for area in areas(change.after, change.places):
                started.append(area)
                book.write(area)
            book.set_properties(change.properties)
            wrong = _wrong(book, change.after, change.properties)
            if wrong:
                raise _otherwise(wrong)
        except BaseException as error:
            raise _undone(book, change, started, error) from error
    return left


def _refuse_protected(book: OpenBook, change: Edits) -> None:
    for sheet in sorted({place[0] for place in change.places}):
        if book.is_protected(sheet):
            raise NotApplied(
                f"la feuille « {sheet} » est protégée : rien n’a été écrit ; ôtez la protection, puis "
                "recommencez",
                f"the sheet “{sheet}” is protected: nothing was written; remove the protection, then try "
                "again",
                sheet=sheet,
            )


def _undone(book: OpenBook, change: Edits, started: Sequence[Area], error: BaseException) -> NotApplied:
    """Gives cells and properties back what they held; the sentence says what could not be given back."""
    reason = error.text if isinstance(error, XlsyncError) else None
    fr, en = (reason.fr, reason.en) if reason else (f"Excel a refusé : {error}", f"Excel refused: {error}")
    written = {Address(area.sheet, row, column) for area in started for row, column in _cells(area)}
    with contextlib.suppress(Exception):
        for area in reversed(areas(change.before, written & set(change.places))):
            with contextlib.suppress(Exception):
                book.write(area)
        book.set_properties(change.former_properties)
    left = _left(book, change, written)
    if not left:
        return NotApplied(
            f"{fr} ; le classeur ouvert est comme avant", f"{en}; the open workbook is as it was before"
        )
    return NotApplied(
        f"{fr} ; ces cellules n’ont pas pu reprendre leur contenu : {_told(left)} ; fermez le classeur sans "
        "l’enregistrer",
        f"{en}; these cells could not get their contents back: {_told(left)}; close the workbook without "
        "saving it",
        cells=left,
    )


def _left(book: OpenBook, change: Edits, written: set[Address]) -> list[str]:
    """What is not as before; all that was written, where Excel no longer says what it holds."""
    try:
        return _wrong(book, change.before, change.former_properties)
    except Exception:
        return [f"{sheet}!{cell_name(row, column)}" for sheet, row, column in sorted(written)]


def _cells(area: Area) -> list[tuple[int, int]]:
    last_row, last_column = area.end
    return [(r, c) for r in range(area.row, last_row + 1) for c in range(area.column, last_column + 1)]


# --- what Excel holds


def _wrong(book: OpenBook, meant: Workbook, properties: Mapping[str, Property | None]) -> list[str]:
    """Cells and properties that are not as meant, in a copy that Excel makes."""
    with tempfile.TemporaryDirectory(prefix="xlsync-") as folder:
        held = Workbook.open(book.copy(Path(folder)))
        known = held.custom_properties
        return [
            *differences(meant, held),
            *(name for name, value in properties.items() if known.get(name) != value),
        ]


def differences(meant: Workbook, held: Workbook) -> list[str]:
    """Cells that do not say the same in two workbooks: values typed, formulas; not what formulas give."""
    found = []
    for sheet in meant.worksheets():
        one, other = sheet.cells, held.sheet(sheet.name).cells
        for where in sorted(one.keys() | other.keys()):
            if not _is_as_meant(one.get(where, BLANK), other.get(where, BLANK)):
                found.append(f"{sheet.name}!{cell_name(*where)}")
    return found


def _is_as_meant(meant: Cell, held: Cell) -> bool:
    """Excel holds what was meant, however it spells a formula."""
    if meant.formula is None or held.formula is None:
        return meant.formula == held.formula and is_same_value(meant.value, held.value)
    return _said(meant.formula) == _said(held.formula)


def _said(formula: str) -> str:
    """A formula, whatever the spelling of our functions, the case of names and the spaces around."""
    return folded(rewrite(formula, "calc")).replace(" ", "")


def _otherwise(wrong: Sequence[str]) -> NotApplied:
    return NotApplied(
        f"Excel tient autre chose que ce qui a été écrit : {_told(wrong)}",
        f"Excel holds something else than what was written: {_told(wrong)}",
        cells=list(wrong),
    )


def _told(cells: Sequence[str]) -> str:
    return ", ".join(cells[:MOST_TOLD]) + (f"… ({len(cells)})" if len(cells) > MOST_TOLD else "")
