"""Whatever cells hold, a call gives a value or a UdfError: no crash, no infinity, no NumPy type.

A refusal names an argument of the function called (of the function explained, for an explanation), and a
date that comes out can go back in.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import udfs
from tests.udfs.calls import example_by_name
from udfs.errors import UdfError
from udfs.registry import Argument, Function, Kind

FUNCTIONS = list(udfs.FUNCTIONS.values())
NASTY = [
    None,
    "",
    0,
    1,
    -1,
    2,
    0.5,
    61,
    46387,
    1e12,
    1e300,
    sys.float_info.max,
    True,
    False,
    "31/12/2026",
    "2 %",
    "4 à 6",
    "x",
    "#N/A",
]


def fitting(argument: Argument) -> st.SearchStrategy[Any]:
    """Cells that the declaration accepts."""
    if argument.kind is Kind.DATE:
        return st.integers(61, 109_939)
    if argument.kind is Kind.OPTION:
        return st.sampled_from(argument.options)
    if argument.kind is Kind.FLAG:
        return st.booleans()
    if argument.allowed:
        return st.sampled_from(argument.allowed)
    if argument.bounds is not None:
        low, high = argument.bounds.low, argument.bounds.high
        if argument.kind in (Kind.COUNT, Kind.BRACKET):
            return st.integers(int(low), int(high))
        return st.floats(low, high)
    return st.sampled_from(["mixeur.gti", "PRET.ECHEANCE", "clé"])


def cell_of(argument: Argument) -> st.SearchStrategy[Any]:
    one = st.one_of(fitting(argument), fitting(argument), st.sampled_from(NASTY))
    return st.one_of(one, st.lists(one.map(lambda cell: [cell]), max_size=4)) if argument.many else one


def outcome(function: Function, cells: dict[str, Any]) -> Any:
    try:
        return udfs.call(function.name, **cells)
    except UdfError as error:
        return error


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_value_or_a_refusal(function: Function, data: st.DataObject) -> None:
    cells = example_by_name(function)
    for argument in function.arguments:
        if not argument.variadic and data.draw(st.booleans(), label=argument.name):
            cells[argument.name] = data.draw(cell_of(argument))
    found = outcome(function, cells)
    if isinstance(found, UdfError):
        assert function.most is None or found.argument in (None, *(a.name for a in function.arguments))
        return
    rows = found if isinstance(found, list) else [[found]]
    if function.result.kind is Kind.DATE:
        assert found in ("", *range(61, 109_940))
    for value in (value for row in rows for value in row):
        assert type(value) in (int, float, str, bool)
        assert not isinstance(value, float) or math.isfinite(value)
