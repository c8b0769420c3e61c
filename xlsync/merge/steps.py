"""What happened to one record since the base: the decisions of the merge, and nothing but them.

| base, workbook, model | what happened |
| --- | --- |
| the two sides hold the same | nothing to do |
| one side holds the base | the other side changed: taken |
| three different contents | a conflict |

A record is decided as a whole when one side lacks it, column by column otherwise. A record without `ROW`
anywhere (a single field, a generated row) exists as far as its cells do, and is decided column by column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xlsync.merge.data import MODEL, OTHER, WORKBOOK, Kind, Side
from xlsync.model import ROW

Columns: TypeAlias = Mapping[str, str]
"""The cells of one record on one side: text by column, empty when it does not exist there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One decision.

    Attributes:
        column: The column, `ROW` for the record as a whole.
        columns: The columns concerned: that one, or those of the record.
        sender: The side whose content goes to the other, None for a conflict.
        kind: Of the conflict.
    """

    column: str
    columns: tuple[str, ...]
    sender: Side | None
    kind: Kind = "value"


def steps(base: Columns, workbook: Columns, model: Columns, *, trusted: bool) -> Iterator[Step]:
    """The decisions about one record.

    Args:
        base: Its cells as agreed on.
        workbook: Its cells in the workbook.
        model: Its cells in the model.
        trusted: The base is that of this workbook and this model; else every difference is a conflict.
    """
    if is_tracked(base, workbook, model) and not (workbook and model):
        yield from _whole(base, workbook, model, trusted)
        return
    for column in sorted({*base, *workbook, *model} - {ROW}):
        step = _column(column, base, workbook, model, trusted)
        if step is not None:
            yield step


def is_tracked(*states: Columns) -> bool:
    """The record exists by itself, even without any other cell."""
    return any(ROW in state for state in states)


def contents(state: Columns) -> dict[str, str]:
    """The cells of a record without its rank."""
    return {column: text for column, text in state.items() if column != ROW}


def differing(one: Columns, other: Columns) -> set[str]:
    """The columns that two states of a record do not share; `ROW` when only one of them exists."""
    columns = {column for column in {*one, *other} - {ROW} if one.get(column) != other.get(column)}
    return columns | ({ROW} if (ROW in one) != (ROW in other) else set())


def _whole(base: Columns, workbook: Columns, model: Columns, trusted: bool) -> Iterator[Step]:
    """A record that at most one side has."""
    if not (workbook or model):
        return
    holder, state = (WORKBOOK, workbook) if workbook else (MODEL, model)
    columns = tuple(sorted({*base, *state}))
    if not trusted:
        yield Step(ROW, columns, None, "untrusted")
    elif not base:
        yield Step(ROW, columns, holder)
    elif contents(base) == contents(state):
        yield Step(ROW, columns, OTHER[holder])
    else:
        yield Step(ROW, columns, None, "deleted")


def _column(column: str, base: Columns, workbook: Columns, model: Columns, trusted: bool) -> Step | None:
    was, here, there = base.get(column), workbook.get(column), model.get(column)
    if here == there:
        return None
    if not trusted:
        return Step(column, (column,), None, "untrusted")
    if here == was:
        return Step(column, (column,), MODEL)
    if there == was:
        return Step(column, (column,), WORKBOOK)
    twice = not base and is_tracked(workbook, model)
    return Step(column, (column,), None, "added" if twice else "value")
