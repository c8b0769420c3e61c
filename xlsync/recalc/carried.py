"""The versions of parameters that a workbook carries in its hidden sheet, and what is computed under them.

An annex is computed under the versions that it carries, whatever stands around: the same figures with a
store and without one. Any other workbook is computed under those of whoever asks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from udfs import parameters
from udfs.errors import WrongValue
from udfs.parameters import EnteredVersion
from xlsync.errors import UnsupportedWorkbook
from xlsync.recalc.view import HIDDEN, VERSIONS_COLUMN, Book, CellView
from xlsync.workbook import Workbook

HEADINGS = tuple(one.name for one in fields(EnteredVersion))


def row_of(version: EnteredVersion) -> list[str]:
    """A version as the texts of its row."""
    return [str(getattr(version, name)) for name in HEADINGS]


def carried(book: Workbook | Book) -> tuple[EnteredVersion, ...]:
    """The versions that a workbook carries; none for one that is no annex.

    Raises:
        UnsupportedWorkbook: a row that says none.
    """
    found = []
    for texts in _rows(book):
        try:
            start = datetime.date.fromisoformat(texts["start"])
        except ValueError:
            raise _damaged(texts["code"]) from None
        found.append(EnteredVersion(**{**texts, "start": start}))
    return tuple(sorted(found))


@contextmanager
def under_carried(book: Workbook | Book) -> Iterator[None]:
    """Computes under the versions that an annex carries, for a while; nothing changes for another workbook.

    Raises:
        UnsupportedWorkbook: a version that cannot be read, or that does not suit its parameter.
    """
    if not is_annex(book):
        yield
        return
    try:
        scope = parameters.handing(carried(book))
        scope.__enter__()
    except WrongValue as error:
        raise _damaged(str(error.value)) from error
    try:
        yield
    finally:
        scope.__exit__(None, None, None)


def is_annex(book: Workbook | Book) -> bool:
    """Whether a workbook has the hidden sheet of annexes, where versions are carried."""
    if isinstance(book, Book):
        return HIDDEN in book.sheets
    return any(entry.name == HIDDEN for entry in book.sheets)


def _rows(book: Workbook | Book) -> Iterator[dict[str, Any]]:
    if not is_annex(book):
        return
    cells: Mapping[tuple[int, int], Any]
    cells = book.sheets[HIDDEN] if isinstance(book, Book) else book.sheet(HIDDEN).values
    if _text(cells.get((1, VERSIONS_COLUMN))) != HEADINGS[0]:
        return
    row = 2
    while (row, VERSIONS_COLUMN) in cells:
        yield {name: _text(cells.get((row, VERSIONS_COLUMN + rank))) for rank, name in enumerate(HEADINGS)}
        row += 1


def _text(cell: Any) -> str:
    value = cell.value if isinstance(cell, CellView) else cell
    return "" if value is None else str(value)


def _damaged(code: str) -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        f"les versions de paramètres que porte ce classeur sont endommagées ({code}) : "
        "« xlsync push » les écrit à nouveau",
        f"the versions of parameters that this workbook carries are damaged ({code}): "
        "“xlsync push” writes them again",
    )
