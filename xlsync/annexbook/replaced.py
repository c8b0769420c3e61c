"""What is to be said of a computed cell whose value someone typed: why, and what its formula would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from xlsync.annexbook.derogations import derogation_key
from xlsync.annexbook.reading import Override, Reading
from xlsync.model import OVERRIDES
from xlsync.recalc import CellView, book_of, evaluate
from xlsync.workbook.values import Address


@dataclass(frozen=True, slots=True)
class Replaced:
    """A computed cell that holds something else than its formula.

    Attributes:
        formula: The formula that it should hold, without the equals sign.
        would_give: What that formula gives today.
        granted: The model keeps the value, with a reason.
        reason, article: Why, and where that is written.
    """

    formula: str
    would_give: Any
    granted: bool
    reason: str = ""
    article: str = ""


def replaced(reading: Reading, cell: Address) -> Replaced | None:
    """What to say of a cell, None where it holds its formula or is no computed cell."""
    one = next((one for one in reading.overrides.values() if one.cell.home == cell), None)
    if one is None:
        return None
    key = derogation_key(one.place)
    return Replaced(
        one.formula,
        _restored(reading, one),
        reading.is_granted(one.place),
        reading.base.get((OVERRIDES, key, "motif"), ""),
        reading.base.get((OVERRIDES, key, "article"), ""),
    )


def _restored(reading: Reading, one: Override) -> Any:
    """The value of the cell with its formula back."""
    view, cell = book_of(reading.book), one.cell.home
    sheets = {**view.sheets, cell.sheet: dict(view.sheets[cell.sheet])}
    sheets[cell.sheet][cell.row, cell.column] = CellView(None, one.formula)
    return evaluate(replace(view, sheets=sheets)).values[cell]
