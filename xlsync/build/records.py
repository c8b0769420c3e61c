"""What a manifest keeps of a workbook that was built: all that is said of it when it is up to date."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from udfs.errors import Text
from xlsync.annexbook.published import Comparison, Difference
from xlsync.build.made import Built
from xlsync.errors import Problem
from xlsync.model import Published
from xlsync.recalc import NotRecalculated, parse_cell
from xlsync.workbook.values import ErrorValue


def as_record(built: Built) -> dict[str, Any]:
    """What is to be said of a workbook, as JSON; `built_of` reads it."""
    comparison = built.comparison
    return {
        "formulas": built.formulas,
        "compared": comparison.compared,
        "different": [_told(asdict(one)) for one in comparison.different],
        "missing": [{**_told(asdict(one)), "key": _told(one.key)} for one in comparison.missing],
        "not_recalculated": [one.as_json for one in built.not_recalculated],
        "problems": [asdict(one) for one in built.problems],
    }


def built_of(record: Mapping[str, Any], convention: str, path: Path) -> Built:
    """A workbook that is up to date, as it was told when it was made.

    Raises:
        KeyError, TypeError, ValueError: the record is none of ours.
    """
    comparison = Comparison(
        record["compared"],
        tuple(Difference(**_read(one)) for one in record["different"]),
        tuple(Published(**{**_read(one), "key": _read(one["key"])}) for one in record["missing"]),
    )
    missing = (
        NotRecalculated(
            parse_cell(one["cell"]), one["function"], parse_cell(one["through"]) if one["through"] else None
        )
        for one in record["not_recalculated"]
    )
    problems = (
        Problem(**{**one, "what": Text(**one["what"]), "fix": Text(**one["fix"]), "file": str(path)})
        for one in record["problems"]
    )
    return Built(
        convention, path, record["formulas"], comparison, tuple(missing), tuple(problems), up_to_date=True
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, ErrorValue):
        return {"error": str(value)}
    return value.item() if hasattr(value, "item") else value


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping) and value.keys() == {"date"}:
        return datetime.date.fromisoformat(value["date"])
    if isinstance(value, Mapping) and value.keys() == {"error"}:
        return ErrorValue(value["error"])
    return value
