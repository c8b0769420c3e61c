"""The conversion layer of xlwings, with stubs in the place of Windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.parity.calls import OMITTED, Call, serial
from tests.parity.outcomes import Outcome, outcome
from tests.udfs.hosts import in_xlwings
from udfs.coerce import CellError


def replay(calls: Sequence[Call]) -> Mapping[str, Mapping[int, Outcome]]:
    """Each call with the cells that COM hands over."""
    found = in_xlwings.replay([(call.function, [_handed(cell) for cell in call.cells]) for call in calls])
    return {"xlwings": {rank: outcome(_received(value)) for rank, value in enumerate(found)}}


def _handed(cell: Any) -> Any:
    if isinstance(cell, list):
        return [[_handed(part) for part in row] for row in cell]
    if cell is OMITTED:
        return {"missing": True}
    return {"error": cell.code} if isinstance(cell, CellError) else serial(cell)


def _received(value: Any) -> Any:
    if isinstance(value, list):
        return [[_received(part) for part in row] for row in value]
    return CellError(value["error"]) if isinstance(value, dict) else value
