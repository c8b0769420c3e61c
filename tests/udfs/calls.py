"""Cases of calls kept as data, and calls that a declaration lets one build."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from udfs import parameters
from udfs.parameters import EnteredVersion
from udfs.parameters.entered import value_text
from udfs.registry import Argument, Function, Kind

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "calls"


def cases() -> list[dict[str, Any]]:
    """Every case, its file in front of its name."""
    return [
        case | {"name": f"{path.stem}: {case['name']}"}
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def example_by_name(function: Function) -> dict[str, Any]:
    """The cells of a function's example under the names of its arguments."""
    names = (argument.name for argument in function.arguments if not argument.variadic)
    cells = dict(zip(names, function.example.cells, strict=False))
    return {name: cell for name, cell in cells.items() if cell is not None}


def tariffs_entered() -> list[EnteredVersion]:
    """A version, of a value of 1, of each parameter that no document gives."""
    every = {code: parameters.parameter(code) for code in parameters.codes()}
    return [
        EnteredVersion(code, datetime.date(2000, 1, 1), value_text(found.like), "Essai", "non décidé")
        for code, found in every.items()
        if not found.versions
    ]


def rounded(value: Any, digits: int | None) -> Any:
    """A value or rows of values, floats rounded for comparison with printed figures."""
    if isinstance(value, list | tuple):
        return [rounded(part, digits) for part in value]
    return round(value, digits) if isinstance(value, float) and digits is not None else value


def same(found: Any, expected: Any, digits: int | None = None) -> bool:
    """Equality, rounded to `digits` where the expected figures are printed so."""
    return bool(rounded(found, digits) == rounded(expected, digits))


WRONG_TYPE: dict[Kind, Any] = {
    Kind.AMOUNT: "beaucoup",
    Kind.RATE: "deux pour cent",
    Kind.NUMBER: "1.2.3",
    Kind.COUNT: 2.5,
    Kind.BRACKET: "quelques",
    Kind.DATE: "demain",
    Kind.OPTION: "autre chose",
    Kind.FLAG: "peut-être",
    Kind.TEXT: 12.5,
    Kind.KEY: True,
    Kind.TABLE: "remboursement",
}


def outside(argument: Argument) -> Iterator[float]:
    """Numbers just beyond what the argument accepts."""
    if argument.kind is Kind.DATE:
        yield from (60, 109_940)
    elif argument.allowed:
        yield max(argument.allowed) + 1
    elif argument.bounds is not None:
        step = 1.0 if argument.kind in (Kind.COUNT, Kind.BRACKET) else 0.5
        yield argument.bounds.high + step
        if argument.bounds.low - step or not argument.zero_is_blank:
            yield argument.bounds.low - step


def in_place(argument: Argument, cell: Any) -> Any:
    """The cell, in a range where the argument takes one."""
    return [[cell]] if argument.many else cell
