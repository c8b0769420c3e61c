"""The base of a workbook: what the model and the workbook agreed on, cell by cell, in the sheet `_xlsync`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlsync.annexbook.hidden import BASE_SHEET, BEFORE_COLUMN
from xlsync.annexbook.memory import read_memory, write_hidden
from xlsync.conventions.keys import is_key
from xlsync.model import Where
from xlsync.recalc.carried import carried
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value

BEFORE = "="
"""Begins what the model held before."""


@dataclass(frozen=True, slots=True)
class BaseCell:
    """One input cell as the model and the workbook agreed on it.

    Attributes:
        table, key, column: The cell.
        value: What both hold; "" where the last command took a record away from the model.
        before: Of a cell that this command changed in the model, "=" and what the model held ("=" alone: it
            was blank); "" for the others.
    """

    table: str
    key: str
    column: str
    value: str
    before: str = ""

    @property
    def where(self) -> Where:
        """The name of the cell."""
        return self.table, self.key, self.column


def base_hash(base: Iterable[BaseCell], revision: str) -> str:
    """Hash that ties the base of a workbook to its stamp."""
    digest = hashlib.sha256(revision.encode())
    for cell in base:
        digest.update("\x1f".join((*cell.where, cell.value)).encode())
        if cell.before:
            digest.update(f"\x1f{cell.before}".encode())
        digest.update(b"\x1e")
    return digest.hexdigest()


def listed(base: Mapping[Where, str], before: Mapping[Where, str | None] | None = None) -> list[BaseCell]:
    """A base as a list, in its order.

    Args:
        base: What both sides hold.
        before: What the model held, for the cells that a command changes in it; None for a blank.
    """
    marks = {where: f"{BEFORE}{text or ''}" for where, text in (before or {}).items()}
    cells = [BaseCell(*where, text, marks.get(where, "")) for where, text in base.items()]
    return [*cells, *(BaseCell(*where, "", mark) for where, mark in marks.items() if where not in base)]


def read_base(book: Workbook) -> dict[Where, str]:
    """The base that a workbook carries: text by table, key and column, `ROW` for a record itself."""
    return held_by_both(read_list(book))


def read_list(book: Workbook) -> list[BaseCell]:
    """The rows of the base that a workbook carries, in their order."""
    held = book.sheet(BASE_SHEET).values
    rows = sorted(row for row, at in held if at == 1 and row > 1)
    return [BaseCell(*(_content(held.get((row, at))) for at in range(1, BEFORE_COLUMN + 1))) for row in rows]


def held_by_both(base: Iterable[BaseCell]) -> dict[Where, str]:
    """What a workbook and the model agree on, once the last command is done."""
    return {cell.where: cell.value for cell in _named(base) if cell.value}


def held_before(base: Iterable[BaseCell]) -> dict[Where, str]:
    """What they agreed on if the model never took what the last command was about to give it."""
    found = {}
    for cell in _named(base):
        text = cell.before.removeprefix(BEFORE) if cell.before else cell.value
        if text:
            found[cell.where] = text
    return found


def _named(base: Iterable[BaseCell]) -> list[BaseCell]:
    """The cells whose key is one; that of the others was changed in the sheet, and nobody agreed on it."""
    cells = list(base)
    keys = {key for key in {cell.key for cell in cells} if is_key(key)}
    return [cell for cell in cells if cell.key in keys]


def write_base(book: Workbook, base: Iterable[BaseCell]) -> None:
    """Writes the base into its sheet, in the order given; what the workbook remembers stays.

    Raises:
        MissingInWorkbook: the workbook has no such sheet.
    """
    rows = [[*cell.where, cell.value, cell.before] for cell in base]
    write_hidden(book, rows, read_memory(book), carried(book))


def _content(value: Value) -> str:
    return "" if value is None else str(value)
