"""Workbooks as people and other programs leave them."""

from __future__ import annotations

from pathlib import Path

from xlsync.workbook import Workbook


def typed_over(source: Path, target: Path, old: str, new: str) -> None:
    """A copy of a workbook in which someone typed over the first cell that holds a text."""
    workbook = Workbook.open(source)
    sheet, place = next(
        (sheet, place)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.value == old
    )
    sheet.set_value(place, new)
    workbook.save(target)


def made_stale(source: Path, target: Path) -> float:
    """A copy of a workbook whose first computed number is one more than it should be; what it should be."""
    workbook = Workbook.open(source)
    sheet, place, value = next(
        (sheet, place, cell.value)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.formula and isinstance(cell.value, float)
    )
    sheet.set_cached(place, value + 1)
    workbook.save(target)
    return value
