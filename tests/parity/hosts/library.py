"""The `formulas` library with our functions registered, a formula at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import formulas
import numpy as np
import schedula
from formulas.functions import Error
from formulas.tokens.operand import XlError
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from tests.parity.calls import OMITTED, Call, serial
from tests.parity.outcomes import Outcome, outcome
from tests.parity.sheets import can_be_typed, typed_arguments
from udfs.coerce import CellError
from udfs.hosts.headless import register


def replay(calls: Sequence[Call]) -> Mapping[str, Mapping[int, Outcome]]:
    """Each call over cells and typed."""
    register(formulas.get_functions())
    cells = {rank: _computed(*_over_cells(call)) for rank, call in enumerate(calls)}
    typed = {
        rank: _computed(f"={call.function}({typed_arguments(call.cells)})", {})
        for rank, call in enumerate(calls)
        if can_be_typed(call)
    }
    return {"formulas, cells": cells, "formulas, typed": typed}


def _over_cells(call: Call) -> tuple[str, dict[str, Any]]:
    """A formula whose references are side by side, and what those cells hold."""
    column, references, held = 0, [], {}
    for cell in call.cells:
        grid = cell if isinstance(cell, list) else [[cell]]
        last = len(grid) - 1, column + len(grid[0]) - 1
        place = xl_range(0, column, *last) if isinstance(cell, list) else xl_rowcol_to_cell(0, column)
        references.append("" if cell is OMITTED else place)
        if cell is not OMITTED:
            held[place] = np.array([[_handed(part) for part in row] for row in grid], object)
        column = last[1] + 1
    while references and not references[-1]:
        references.pop()
    return f"={call.function}({','.join(references)})", held


def _handed(cell: Any) -> Any:
    if cell is None:
        return schedula.EMPTY
    return Error.errors[cell.code] if isinstance(cell, CellError) else serial(cell)


def _computed(formula: str, held: Mapping[str, Any]) -> Outcome:
    compiled = formulas.Parser().ast(formula)[1].compile()
    found = compiled(*(held[name] for name in compiled.inputs))
    return _received(found.tolist() if isinstance(found, np.ndarray) else found)


def _received(value: Any) -> Outcome:
    if isinstance(value, list):
        return outcome([[_received(part) for part in row] for row in value])
    return CellError(str(value)) if isinstance(value, XlError) else outcome(value)
