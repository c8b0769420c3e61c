"""Checks inputs against the declarations: one pandera schema a table, generated from the annex schema.

The inputs of a convention have their types, their choices and one record a key by construction. What is left
to check are bounds, patterns, working days and blanks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Problem, sentence
from xlsync.model import frames
from xlsync.model.cells import Value, labelled, matches, refusal
from xlsync.model.data import ConventionData
from xlsync.model.days import day_off, is_working_day
from xlsync.model.identity import identity
from xlsync.model.records import Record
from xlsync.model.shapes import Shape, shapes

if TYPE_CHECKING:
    import pandera.pandas as pandera  # half a second to load: only what validates does

NULL = "not_nullable"
WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """A problem that knows its cell in the model.

    Attributes:
        table: Table of the model.
        key: Key columns of the record; empty for a single field.
        column: Column, "" when the whole record is meant.
        row: Rank of the record in its table, from 0.
    """

    table: str = ""
    key: dict[str, Value] = field(default_factory=dict, hash=False)
    column: str = ""
    row: int = 0


def validate(data: ConventionData) -> list[CellProblem]:
    """What in these inputs does not fit the declarations, in the order of tables, rows and columns.

    Args:
        data: One convention.

    Returns:
        A problem for each blank that must be filled, value out of bounds or that its pattern refuses, and day
        off where a working day is due.

    Examples:
        >>> from xlsync.model import load
        >>> validate(load("moby/ille-et-vilaine"))
        []
    """
    return [problem for found in shapes(data.kind).values() for problem in _of_table(found, data)]


@cache
def frame_schema(found: Shape) -> pandera.DataFrameSchema:
    """The pandera schema of a table of the model, without the convention column."""
    import pandera.pandas as pandera

    return pandera.DataFrameSchema(
        {column.name: _column(column) for column in found.columns},
        strict=True,
        name=f"{found.kind}.{found.name}",
    )


def _column(column: Column) -> pandera.Column:
    import pandera.pandas as pandera

    checks = []
    if column.minimum is not None:
        checks.append(pandera.Check.ge(column.minimum, name="minimum"))
    if column.maximum is not None:
        checks.append(pandera.Check.le(column.maximum, name="maximum"))
    if column.pattern:
        fits = partial(matches, column=column)
        checks.append(pandera.Check(fits, element_wise=True, name="pattern"))
    if column.working_day:
        checks.append(pandera.Check(_works, element_wise=True, name=WORKING_DAY))
    return pandera.Column(frames.dtype(column), checks, nullable=column.nullable)


def _works(moment: datetime.datetime) -> bool:
    """Whether a day, as pandas holds it, is a working day."""
    return is_working_day(moment.date())


def _of_table(found: Shape, data: ConventionData) -> Iterator[CellProblem]:
    records = data.records(found.name)
    order = {column.name: rank for rank, column in enumerate(found.columns)}
    for row, name, check in sorted(_failures(found, records), key=lambda one: (one[0], order[one[1]])):
        record, column = records[row], found.column(name)
        key = {one.name: record[one.name] for one in found.keys}
        where = ".".join(part for part in (found.name, identity(found, key), name) if part)
        what, fix = _sentences(column, check, record[name])
        source = column.source or found.article
        yield CellProblem(where, what, fix, source, table=found.name, key=key, column=name, row=row)


def _failures(found: Shape, records: list[Record]) -> list[tuple[int, str, str]]:
    """Rank of the row, column and check of each cell that the schema of the table refuses."""
    import pandera.pandas as pandera

    try:
        frame_schema(found).validate(frames.typed(found.columns, records), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return [
            (int(row), str(column), str(check))
            for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True)
        ]
    return []


def _sentences(column: Column, check: str, value: Value) -> tuple[Text, Text]:
    """What is wrong and what to do, as `check` says them of a cell of a workbook."""
    if check == NULL:
        return (
            sentence(
                f"{column.label.fr} : valeur obligatoire manquante",
                f"{column.label.en}: required value missing",
            ),
            sentence("la renseigner", "fill it in"),
        )
    if check == WORKING_DAY:
        assert isinstance(value, datetime.date)
        said = day_off(column, value)
        assert said is not None
        return said
    refused = refusal(value, column)
    assert refused is not None
    return labelled(refused, column), sentence("corriger la valeur", "correct the value")
