"""What the documents make equal or ordered, checked on inputs and computed columns together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from numbers import Real
from typing import TypeAlias

import pandas as pd

from udfs.coerce.messages import english, french
from xlsync.annexes import Column, Invariant, Schema, Table
from xlsync.errors import sentence
from xlsync.model.cells import Value, decimal_text, normalize
from xlsync.model.expressions import Names, Number, evaluate
from xlsync.model.validation import CellProblem

Tables: TypeAlias = Mapping[str, pd.DataFrame]
Fields: TypeAlias = Mapping[str, object]

_BROKEN = {"=": "≠", "<=": ">", ">=": "<"}


def check_invariants(schema: Schema, fields: Fields, tables: Tables) -> list[CellProblem]:
    """What the declared invariants find wrong.

    Numbers are compared exactly, at the scale that their column declares (`decimals`), or as the decimal of
    15 significant digits that the cell means. A side of which every cell is blank, or an error, or a text,
    is not compared.

    Args:
        schema: The kind.
        fields: Values of single fields, computed ones included.
        tables: Frames with inputs and computed columns, key columns included.

    Returns:
        A problem for each invariant broken, a row at a time for those of a table, with its article.

    Raises:
        ExpressionError: an invariant that the schema writes wrongly.
    """
    return [
        problem for invariant in schema.invariants for problem in _check(schema, invariant, fields, tables)
    ]


def _check(schema: Schema, invariant: Invariant, fields: Fields, tables: Tables) -> list[CellProblem]:
    if not invariant.table:
        names = Names(lambda name: _field(schema, fields, name), _columns(schema, tables))
        return _compare(invariant, names, {})
    table = schema.table(invariant.table)
    rows = tables[invariant.table].to_dict("records") if invariant.table in tables else []
    found: list[CellProblem] = []
    for row in rows:
        record = {str(name): value for name, value in row.items()}
        single = partial(_cell, schema, table, fields, record)
        key = {name: normalize(record.get(name), table.column(name)) for name in table.keys if name in record}
        found += _compare(invariant, Names(single, _columns(schema, tables)), key)
    return found


def _cell(schema: Schema, table: Table, fields: Fields, record: Mapping[str, object], name: str) -> Number:
    """A column of the row, else a single field."""
    if name in record:
        return number(record[name], table.column(name))
    return _field(schema, fields, name)


def number(value: object, column: Column) -> Number:
    """The exact number of a cell at its declared scale; days for a date; None for anything else.

    Examples:
        >>> from xlsync.annexes import schema
        >>> number(2.675, schema("moby").table("acomptes").column("ht"))
        Fraction(67, 25)
    """
    if isinstance(value, datetime.date):
        return None if value != value else Fraction(value.toordinal())
    if isinstance(value, bool) or not isinstance(value, Real) or value != value:
        return None
    return Fraction(decimal_text(float(value), column.decimals))


def _field(schema: Schema, fields: Fields, name: str) -> Number:
    return number(fields.get(name), schema.fields[name])


def _columns(schema: Schema, tables: Tables) -> Callable[[str, str], Sequence[Number]]:
    def column(table: str, name: str) -> list[Number]:
        declared = schema.table(table).column(name)
        values = tables[table][name].tolist() if table in tables else []
        if declared.is_numeric or declared.type == "date":
            return [number(value, declared) for value in values]
        return [None if _blank(value) else Fraction(1) for value in values]

    return column


def _blank(value: object) -> bool:
    return value is None or value == "" or value is pd.NA or value != value


def _compare(invariant: Invariant, names: Names, key: dict[str, Value]) -> list[CellProblem]:
    left, right = evaluate(invariant.left, names), evaluate(invariant.right, names)
    if left is None or right is None or _holds(left, right, invariant):
        return []
    return [_problem(invariant, left, right, key)]


def _holds(left: Fraction, right: Fraction, invariant: Invariant) -> bool:
    tolerance = Fraction(invariant.tolerance)
    if invariant.relation == "<=":
        return left <= right + tolerance
    if invariant.relation == ">=":
        return left >= right - tolerance
    return abs(left - right) <= tolerance


def _problem(invariant: Invariant, left: Fraction, right: Fraction, key: dict[str, Value]) -> CellProblem:
    where = ".".join([invariant.table, *(f"{name}={value}" for name, value in key.items())]) or invariant.name
    shown = float(left), float(right)
    sign = f" {_BROKEN[invariant.relation]} "
    fr = f"{invariant.message.fr.rstrip('.')} : {sign.join(map(french, shown))}"
    en = f"{invariant.message.en.rstrip('.')}: {sign.join(map(english, shown))}"
    fix = sentence(
        f"corriger {invariant.left} ou {invariant.right}", f"correct {invariant.left} or {invariant.right}"
    )
    return CellProblem(where, sentence(fr, en), fix, invariant.article, table=invariant.table, key=key)
