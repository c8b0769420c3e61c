"""The script of the Office.js add-in in Chromium against the running server, given cells as Excel does."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.parity.calls import OMITTED, Call, serial
from tests.parity.habits import SPREADS, taken_apart
from tests.parity.outcomes import NA, Outcome, outcome
from tests.shared import need
from tests.xlsync.server.office.chromium import Page, chromium
from tests.xlsync.server.office.pane import opened, serving
from udfs.coerce import CellError
from udfs.hosts.names import spell
from udfs.registry import FUNCTIONS


def replay(calls: Sequence[Call]) -> Mapping[str, Mapping[int, Outcome]]:
    """Each call as Excel makes it on the desktop, where a blank is 0, and on the Web, where it is null."""
    with (
        chromium(need("chromium")) as browser,
        tempfile.TemporaryDirectory() as state,
        serving(Path(state), Path(state)) as server,
    ):
        page = opened(browser, server)
        found = {
            "Office.js, desktop": _asked(page, calls, "0", "undefined"),
            "Office.js, Web": _asked(page, calls, "null", "null"),
        }
        assert not page.problems
        page.close()
    return found


def _asked(page: Page, calls: Sequence[Call], blank: str, omitted: str) -> dict[int, Outcome]:
    """All at once; a range where one cell is due is taken apart, as Excel does before it calls the script."""
    grids = [taken_apart(call.cells, SPREADS.spreads(FUNCTIONS[call.function], call.cells)) for call in calls]
    listed = ",".join(
        f"stub.call('{spell(call.function, 'excel')}',{_arguments(call.function, cells, blank, omitted)})"
        for call, grid in zip(calls, grids, strict=True)
        for row in grid
        for cells in row
        if cells is not None
    )
    answers = iter(page.run(f"Promise.all([{listed}])"))
    return {
        rank: outcome(
            _assembled([[NA if one is None else _received(next(answers)) for one in row] for row in grid])
        )
        for rank, grid in enumerate(grids)
    }


def _assembled(grid: list[list[Any]]) -> Any:
    return grid[0][0] if len(grid) == 1 and len(grid[0]) == 1 else grid


def _arguments(name: str, cells: Sequence[Any], blank: str, omitted: str) -> str:
    """Every declared parameter: a range for those that take one, a list of ranges for one that repeats."""
    function = FUNCTIONS[name]
    single = sum(not one.variadic for one in function.arguments)
    padded = [*cells, *[OMITTED] * (single - len(cells))]
    scripts = [
        omitted if cell is OMITTED else _script(cell, function.takes_range(rank), blank)
        for rank, cell in enumerate(padded[:single])
    ]
    if single < len(function.arguments):
        scripts.append("[" + ",".join(_script(cell, True, blank) for cell in padded[single:]) + "]")
    return ",".join(scripts)


def _script(cell: Any, as_range: bool, blank: str) -> str:
    grid = cell if isinstance(cell, list) else [[cell]]
    if not as_range:
        return _one(grid[0][0], blank)
    return "[" + ",".join("[" + ",".join(_one(part, blank) for part in row) + "]" for row in grid) + "]"


def _one(cell: Any, blank: str) -> str:
    if cell is None:
        return blank
    if isinstance(cell, CellError):
        return json.dumps({"code": cell.code})
    return json.dumps(serial(cell))


def _received(value: Any) -> Any:
    if isinstance(value, list):
        return [[_received(part) for part in row] for row in value]
    return CellError(value["error"]) if isinstance(value, dict) else value
