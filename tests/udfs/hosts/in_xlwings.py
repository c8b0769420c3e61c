"""Calls that go through xlwings as a cell of Excel makes them, and the VBA that xlwings generates.

`replay` and `generated` run this file in a process of its own, where stubs stand for Windows.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from tests.shared import ROOT

MISSING = -2147352572
FIRST_ERROR = -2146828288


def replay(calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
    """What cells would show.

    Args:
        calls: Name of a function, and its cells as JSON: null for a blank, `{"error": "#N/A"}` for an error,
            `{"missing": true}` for an argument left out, a list of rows for a range.

    Returns:
        A value, a list of rows, or `{"error": "#N/A", "message": …}`.
    """
    return _asked({"calls": [list(call) for call in calls]})["results"]


@cache
def generated() -> dict[str, Any]:
    """`vba`, the module that xlwings generates; `described`, what it hands to Excel's wizard; `loaded`."""
    return _asked({"calls": []})


def _asked(request: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.udfs.hosts.in_xlwings"],
        cwd=ROOT, input=json.dumps(request), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# --- inside that process


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    from tests.udfs.hosts import pywin32_stubs

    pywin32_stubs.install()
    from xlwings import udfs as xlwings_udfs

    from udfs.hosts import excel

    decorators = SimpleNamespace(func=xlwings_udfs.xlfunc, arg=xlwings_udfs.xlarg, ret=xlwings_udfs.xlret)
    module = SimpleNamespace(**excel.functions(decorators))
    xlwings_udfs.get_udf_module = lambda name, book: module
    written = io.StringIO()
    xlwings_udfs.generate_vba_wrapper(excel.MODULE, module, written, SimpleNamespace(Name="C.xlam"))
    return {
        "results": [_called(xlwings_udfs, excel, name, cells) for name, cells in request["calls"]],
        "vba": written.getvalue(),
        "described": {name: _described(one) for name, one in vars(module).items()},
        "loaded": sorted(name for name, one in sys.modules.items() if name.startswith("xlwings") and one),
    }


def _described(made: Any) -> dict[str, Any]:
    about = made.__xlfunc__
    helps = [one["doc"] for one in about["args"]]
    options = [one["options"] for one in about["args"]]
    return {"help": about["ret"]["doc"], "category": about["category"], "helps": helps, "options": options}


def _called(xlwings_udfs: Any, excel: Any, name: str, cells: Sequence[Any]) -> Any:
    from udfs.hosts.names import spell

    given = [_com(cell) for cell in cells]
    return _shown(xlwings_udfs.call_udf(excel.MODULE, spell(name, "excel"), given))


def _com(cell: Any) -> Any:
    """A cell as COM hands over its `Value2`."""
    from udfs.hosts.excel_vba import CODES

    if isinstance(cell, list):
        return tuple(tuple(_com(part) for part in row) for row in cell)
    if isinstance(cell, dict):
        return MISSING if "missing" in cell else FIRST_ERROR + CODES[cell["error"]]
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _shown(result: Any) -> Any:
    """What CallUDF and the VBA module make of it: single cells alone, marks as errors."""
    if len(result) == 1 and len(result[0]) == 1:
        return _value(result[0][0])
    return [[_value(part) for part in row] for row in result]


def _value(value: Any) -> Any:
    from udfs.hosts.excel_vba import CODES, ERROR_MARK

    if not isinstance(value, str) or not value.startswith(ERROR_MARK):
        return value
    number, _, message = value[len(ERROR_MARK) :].partition(":")
    return {"error": {code: name for name, code in CODES.items()}[int(number)], "message": message}


if __name__ == "__main__":
    print(json.dumps(_answer(json.load(sys.stdin))))
