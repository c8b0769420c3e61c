"""The engine of the project: a workbook of formulas recalculated without a spreadsheet."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.parity.calls import Call
from tests.parity.outcomes import Outcome
from tests.parity.sheets import CELLS, write
from udfs.coerce import CellError
from xlsync.recalc import Address, evaluate
from xlsync.workbook import Workbook
from xlsync.workbook.values import ErrorValue


def replay(calls: Sequence[Call]) -> Mapping[str, Mapping[int, Outcome]]:
    """Each call over cells and typed, in the spelling that workbooks ship in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.xlsx"
        places = write(path, calls, "office")
        values = evaluate(Workbook.open(path)).values

    def at(sheet: str, row: int, column: int) -> Any:
        value = values[Address(sheet, row + 1, column + 1)]
        return CellError(str(value)) if isinstance(value, ErrorValue) else value

    found: dict[str, dict[int, Outcome]] = {"engine, cells": {}, "engine, typed": {}}
    for place in places:
        found["engine, cells" if place.sheet == CELLS else "engine, typed"][place.rank] = place.outcome(at)
    return found
