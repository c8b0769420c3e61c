"""Compares the computed cells of a workbook with the figures that the documents print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xlsync.annexbook.cells import ReadCell, dated, plain
from xlsync.annexes import Column
from xlsync.model import Published, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A computed cell that is not the published figure.

    Attributes:
        cell: `Sheet!A1`.
        published: The figure printed.
        computed: The figure computed, at the displayed rounding.
        explained: Why they differ, "" when nothing says it.
    """

    cell: str
    published: Value
    computed: Any
    explained: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many computed cells were compared, which differ, and which figures found no cell."""

    compared: int
    different: tuple[Difference, ...]
    missing: tuple[Published, ...]


def compare_published(
    cells: Iterable[ReadCell], published: Iterable[Published], date1904: bool = False
) -> Comparison:
    """Compares each published figure with its computed cell, at the rounding that the column displays.

    Args:
        cells: Cells of a workbook whose cached values are fresh.
        published: Figures of its convention. One that finds no computed cell is reported as missing.
        date1904: The workbook counts its dates from 1904.
    """
    found = {(cell.table, _key(cell.key), cell.column.name): cell for cell in cells}
    compared, different, missing = 0, [], []
    for figure in published:
        cell = found.get((figure.table, _key(figure.key), figure.column))
        if cell is None or cell.formula is None:
            missing.append(figure)
            continue
        compared += 1
        computed = displayed(cell.value, cell.column, date1904)
        if computed != displayed(figure.published, cell.column):
            known = computed == displayed(figure.computed, cell.column)
            different.append(
                Difference(cell.address, figure.published, computed, figure.explained if known else "")
            )
    return Comparison(compared, tuple(different), tuple(missing))


def _key(key: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """A key whatever holds it: 1, 1.0 and "1" are the same."""
    return tuple(sorted((name, plain(value)) for name, value in key.items()))


def displayed(value: Any, column: Column, date1904: bool = False) -> Any:
    """A value as the workbook shows it: rounded half up to the displayed decimals, dates as dates."""
    if column.type == "date":
        return dated(value, date1904)
    if isinstance(value, int | float) and not isinstance(value, bool):
        decimals = column.displayed if column.displayed is not None else column.decimals
        if decimals is None:
            return float(value)
        from udfs.money import round_half_up

        # A rate shows as a percentage: two decimals less than its number.
        return float(round_half_up(float(value), decimals + (2 if column.type == "rate" else 0)))
    return value
