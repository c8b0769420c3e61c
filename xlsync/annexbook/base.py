"""The base of a workbook: what the model and the workbook agreed on, cell by cell, in the sheet `_xlsync`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.memory import read_memory, write_hidden
from xlsync.model import Where
from xlsync.recalc.carried import carried
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value


@dataclass(frozen=True, slots=True)
class BaseCell:
    """One input cell as the model and the workbook agreed on it."""

    table: str
    key: str
    column: str
    value: str


def base_hash(base: Iterable[BaseCell], revision: str) -> str:
    """Hash that ties the base of a workbook to its stamp."""
    digest = hashlib.sha256(revision.encode())
    for cell in base:
        digest.update("\x1f".join((cell.table, cell.key, cell.column, cell.value)).encode())
        digest.update(b"\x1e")
    return digest.hexdigest()


def listed(base: Mapping[Where, str]) -> list[BaseCell]:
    """A base as a list, in its order."""
    return [BaseCell(*where, text) for where, text in base.items()]


def read_base(book: Workbook) -> dict[Where, str]:
    """The base that a workbook carries: text by table, key and column, `ROW` for a record itself."""
    held = book.sheet(BASE_SHEET).values
    base = {}
    for row in sorted(row for row, at in held if at == 1 and row > 1):
        table, key, column, value = (_content(held.get((row, at))) for at in range(1, 5))
        base[table, key, column] = value
    return base


def write_base(book: Workbook, base: Iterable[BaseCell]) -> None:
    """Writes the base into its sheet, in the order given; what the workbook remembers stays.

    Raises:
        MissingInWorkbook: the workbook has no such sheet.
    """
    rows = [[cell.table, cell.key, cell.column, cell.value] for cell in base]
    write_hidden(book, rows, read_memory(book), carried(book))


def _content(value: Value) -> str:
    return "" if value is None else str(value)
