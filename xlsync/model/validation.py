"""Checks inputs against the declarations: one pandera schema a table, generated from the annex schema."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import pandas as pd
import pandera.pandas as pandera

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Problem, WrongValue, sentence
from xlsync.model import frames
from xlsync.model.cells import Value, figure, limits, matches, normalize
from xlsync.model.data import ConventionData
from xlsync.model.days import day_off, is_working_day
from xlsync.model.identity import identity
from xlsync.model.shapes import Shape, shape, shapes

UNIQUE = "multiple_fields_uniqueness"
NULL = "not_nullable"
PATTERN, WORKING_DAY = "pattern", "working_day"
WRONG_TYPE = "wrong_type"


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
    """What in these inputs does not fit the declarations, in the order of tables and rows.

    Args:
        data: One convention.

    Returns:
        A problem for each blank that must be filled, value out of bounds or that its pattern refuses, day off
        where a working day is due, blank key.
    """
    return [
        problem
        for name in shapes(data.kind)
        for problem in validate_records(data.kind, name, data.records(name))
    ]


def validate_records(kind: str, table: str, records: Sequence[Mapping[str, object]]) -> list[CellProblem]:
    """What in these records does not fit the declarations of a table, before they are in a model.

    Args:
        kind: Kind of convention.
        table: Table of the model.
        records: Values as read from somewhere; a missing column is blank, an unknown one is ignored.

    Returns:
        A problem for each value of the wrong type, unknown choice, value out of bounds, blank that must be
        filled, blank or duplicate key. Its `row` is the rank of the record.

    Raises:
        UnknownKind, UnknownTable: the table does not exist.
    """
    found = shape(kind, table)
    read = [_Row(found, rank, record) for rank, record in enumerate(records)]
    frame = pd.DataFrame(
        {
            column.name: frames.series([row.values[column.name] for row in read], column)
            for column in found.columns
        }
    )
    failures = [
        failure for failure in _failures(found, frame) if failure.column not in read[failure.row].wrong
    ]
    failures += [_Failure(row.rank, name, WRONG_TYPE) for row in read for name in row.wrong]
    order = {column.name: rank for rank, column in enumerate(found.columns)}
    failures.sort(key=lambda failure: (failure.row, order.get(failure.column, -1)))
    return [_problem(found, read[failure.row], failure) for failure in failures]


@cache
def frame_schema(found: Shape) -> pandera.DataFrameSchema:
    """The pandera schema of a table of the model, without the convention column."""
    return pandera.DataFrameSchema(
        {column.name: _column(column) for column in found.columns},
        unique=[column.name for column in found.keys] or None,
        report_duplicates="all",
        strict=True,
        name=f"{found.kind}.{found.name}",
    )


def _column(column: Column) -> pandera.Column:
    checks = []
    if column.choices:
        checks.append(pandera.Check.isin(list(column.choices), name="choices"))
    if column.minimum is not None:
        checks.append(pandera.Check.ge(column.minimum, name="minimum"))
    if column.maximum is not None:
        checks.append(pandera.Check.le(column.maximum, name="maximum"))
    if column.pattern:
        fits = partial(matches, column=column)
        checks.append(pandera.Check(fits, element_wise=True, name=PATTERN))
    if column.working_day:
        checks.append(pandera.Check(is_working_day, element_wise=True, name=WORKING_DAY))
    return pandera.Column(frames.dtype(column), checks, nullable=column.nullable)


class _Row:
    """One record read with its types; a value of the wrong type is set aside in `wrong`, as a sentence."""

    def __init__(self, found: Shape, rank: int, record: Mapping[str, object]) -> None:
        self.rank = rank
        self.values: dict[str, Value] = {}
        self.wrong: dict[str, Text] = {}
        for column in found.columns:
            self.values[column.name] = self._read(column, record.get(column.name))

    def _read(self, column: Column, value: object) -> Value:
        if column.type == "choice" and isinstance(value, str):
            return value or None
        try:
            return normalize(value, column)
        except WrongValue as error:
            self.wrong[column.name] = error.text
            return None


@dataclass(frozen=True, slots=True)
class _Failure:
    row: int
    column: str
    check: str


def _failures(found: Shape, frame: pd.DataFrame) -> list[_Failure]:
    """A duplicate key is told once a row, though pandera tells it once a key column."""
    try:
        frame_schema(found).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        told = (
            _Failure(int(row), "" if check == UNIQUE else str(column), str(check))
            for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True)
        )
        return list(dict.fromkeys(told))
    return []


def _problem(found: Shape, row: _Row, failure: _Failure) -> CellProblem:
    key = {column.name: row.values[column.name] for column in found.keys}
    where = ".".join(part for part in (found.name, identity(found, key), failure.column) if part)
    column = found.column(failure.column) if failure.column else None
    what, fix = _sentences(column, failure.check, row, where)
    source = (column.source if column else "") or found.article
    return CellProblem(
        where, what, fix, source, table=found.name, key=key, column=failure.column, row=row.rank
    )


def _sentences(column: Column | None, check: str, row: _Row, where: str) -> tuple[Text, Text]:
    if column is None:
        return (
            sentence(f"deux lignes ont la clé {where}", f"two rows have the key {where}"),
            sentence("renommer ou supprimer l’une d’elles", "rename or delete one of them"),
        )
    name, value = column.label, row.values[column.name]
    if check == WRONG_TYPE:
        return row.wrong[column.name], sentence("corriger la valeur", "correct the value")
    if check == NULL:
        return (
            sentence(f"{name.fr} : valeur obligatoire manquante", f"{name.en}: required value missing"),
            sentence("la renseigner", "fill it in"),
        )
    if column.choices:
        options = ", ".join(column.choices)
        return (
            sentence(f"{name.fr} : « {value} » n’est pas accepté", f"{name.en}: “{value}” is not accepted"),
            sentence(f"choisir parmi : {options}", f"choose among: {options}"),
        )
    if check == PATTERN and column.expected is not None:
        expected = column.expected
        return (
            sentence(f"{name.fr} : « {value} » n’est pas accepté", f"{name.en}: “{value}” is not accepted"),
            sentence(f"saisir {expected.fr}", f"type {expected.en}"),
        )
    if isinstance(value, datetime.date) and (said := day_off(column, value)) is not None:
        return said
    assert isinstance(value, int | float)
    shown, bounds = figure(value, column), limits(column)
    return (
        sentence(f"{name.fr} : {shown.fr} est hors limites", f"{name.en}: {shown.en} is out of bounds"),
        sentence(f"saisir {bounds.fr}", f"type {bounds.en}"),
    )
