"""The calls kept as data: which function, and what its cells hold."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from udfs.coerce import CellError

FOLDER: Final = Path(__file__).resolve().parent.parent / "cases" / "parity"
EPOCH: Final = datetime.date(1899, 12, 30)


class _Omitted:
    """An argument left out."""

    def __repr__(self) -> str:
        return "{omitted}"


OMITTED: Final = _Omitted()


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        theme: Name of its file.
        name: What it shows.
        function: Identity, as `PRET.ECHEANCE`.
        cells: A number, a text, a boolean, a `datetime.date` for a cell that shows a date, None for a
            blank cell, a `CellError`, OMITTED, or a range as rows of those.
        error: The error that it is meant to give, None for a value.
    """

    theme: str
    name: str
    function: str
    cells: tuple[Any, ...]
    error: str | None


@cache
def calls() -> tuple[Call, ...]:
    """Every call, file by file."""
    return tuple(
        Call(
            path.stem,
            one["name"],
            one["function"],
            tuple(_cell(cell) for cell in one["input"]),
            one.get("error"),
        )
        for path in sorted(FOLDER.glob("*.yaml"))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


def _cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return [[_cell(part) for part in row] for row in cell]
    if isinstance(cell, dict):
        return OMITTED if "omitted" in cell else CellError(cell["error"])
    return cell


def serial(cell: Any) -> Any:
    """A date as its serial, anything else unchanged; cell by cell in a range."""
    if isinstance(cell, list):
        return [[serial(part) for part in row] for row in cell]
    return (cell - EPOCH).days if isinstance(cell, datetime.date) else cell


def flat(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The cells of a range, row by row."""
    return [cell for row in rows for cell in row]


def parts(cells: Sequence[Any]) -> list[Any]:
    """Every single cell, those of ranges included."""
    return [part for cell in cells for part in (flat(cell) if isinstance(cell, list) else [cell])]
