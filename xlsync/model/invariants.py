"""What the documents make equal or ordered, checked on inputs and computed columns together."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

from udfs.coerce.cells import float_of
from udfs.errors import Text
from udfs.figures import english, french
from xlsync.annexes import Column, Invariant, Schema, Table
from xlsync.annexes.expressions import Names, Number, evaluate, holds, names_in
from xlsync.errors import WrongValue, sentence
from xlsync.model.cells import Value, decimal_text, figure, normalize
from xlsync.model.identity import printed_key
from xlsync.model.validation import CellProblem

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = "Mapping[str, pd.DataFrame]"
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
        A problem for each invariant broken, with its article. For those of a table, one a row, which its
        sentence names: its `key` and its `column`, the first that the invariant names, are those of a cell.

    Raises:
        ExpressionError: an invariant that the schema writes wrongly.
    """
    return [
        problem for invariant in schema.invariants for problem in _check(schema, invariant, fields, tables)
    ]


def _check(schema: Schema, invariant: Invariant, fields: Fields, tables: Tables) -> list[CellProblem]:
    cells = _Cells(schema, fields, tables)
    if not invariant.table:
        return _compare(cells, invariant, {})
    rows = tables[invariant.table].to_dict("records") if invariant.table in tables else []
    found: list[CellProblem] = []
    for row in rows:
        cells.table = schema.table(invariant.table)
        cells.record = {str(name): value for name, value in row.items()}
        found += _compare(cells, invariant, cells.key())
    return found


@dataclass(slots=True)
class _Cells:
    """What the names of an invariant stand for: a column of the row, else a single field."""

    schema: Schema
    fields: Fields
    tables: Tables
    table: Table | None = None
    record: Mapping[str, object] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        return Names(self.single, self.column, self.text)

    def declared(self, table: str, name: str) -> Column:
        """The column that a name stands for.

        Raises:
            KeyError: there is none.
        """
        if table:
            return self.schema.table(table).column(name)
        if self.table is not None and name in self.record:
            return self.table.column(name)
        return self.schema.fields[name]

    def single(self, name: str) -> Number:
        return number(self._value(name), self.declared("", name))

    def text(self, name: str) -> str:
        self.declared("", name)
        value = self._value(name)
        return "" if _blank(value) else str(value)

    def _value(self, name: str) -> object:
        return self.record[name] if name in self.record else self.fields.get(name)

    def column(self, table: str, name: str) -> list[Number]:
        declared = self.declared(table, name)
        values = self.tables[table][name].tolist() if table in self.tables else []
        if declared.is_numeric or declared.type == "date":
            return [number(value, declared) for value in values]
        return [None if _blank(value) else Fraction(1) for value in values]

    def key(self) -> dict[str, Value]:
        """The key of the row, as the model keeps it; as it stands where the model would not."""
        assert self.table is not None
        return {
            name: _kept(self.record[name], self.table.column(name))
            for name in self.table.keys
            if name in self.record
        }


def _kept(value: Any, column: Column) -> Any:
    try:
        return normalize(value, column)
    except WrongValue:
        return value


def number(value: object, column: Column) -> Number:
    """The exact number of a cell at its declared scale; days for a date; None for anything else.

    Examples:
        >>> from xlsync.annexes import schema
        >>> number(2.675, schema("moby").table("acomptes").column("ht"))
        Fraction(67, 25)
    """
    if isinstance(value, datetime.date):
        return None if value != value else Fraction(value.toordinal())
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        return None
    return Fraction(decimal_text(float(value), column.decimals))


def _blank(value: object) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value == "" or value != value


def _compare(cells: _Cells, invariant: Invariant, key: dict[str, Value]) -> list[CellProblem]:
    names = cells.names
    if invariant.when and not holds(invariant.when, names):
        return []
    left, right = evaluate(invariant.left, names), evaluate(invariant.right, names)
    if left is None or right is None or _holds(left, right, invariant):
        return []
    return [_problem(cells, invariant, (left, right), key)]


def _holds(left: Fraction, right: Fraction, invariant: Invariant) -> bool:
    tolerance = Fraction(invariant.tolerance)
    if invariant.relation == "<=":
        return left <= right + tolerance
    if invariant.relation == ">=":
        return left >= right - tolerance
    return abs(left - right) <= tolerance


def _problem(
    cells: _Cells, invariant: Invariant, values: tuple[Fraction, Fraction], key: dict[str, Value]
) -> CellProblem:
    left, right = invariant.left, invariant.right
    where = ".".join([invariant.table, *(f"{name}={value}" for name, value in key.items())]) or invariant.name
    shown = [_shown(cells, side, value) for side, value in zip((left, right), values, strict=True)]
    printed = printed_key(cells.schema, cells.table, key) if cells.table and key else None
    row = Text(f" ({printed.fr})", f" ({printed.en})") if printed else Text("", "")
    sign = f" {_BROKEN[invariant.relation]} "
    fr = f"{invariant.message.fr.rstrip('.')}{row.fr} : {sign.join(side.fr for side in shown)}"
    en = f"{invariant.message.en.rstrip('.')}{row.en}: {sign.join(side.en for side in shown)}"
    fix = sentence(f"corriger {left} ou {right}", f"correct {left} or {right}")
    own = [name for side in (left, right) for table, name in names_in(side) if name in cells.record]
    column = own[0] if own else ""
    return CellProblem(
        where, sentence(fr, en), fix, invariant.article, table=invariant.table, key=key, column=column
    )


def _shown(cells: _Cells, side: str, value: Fraction) -> Text:
    """A side as readers write it: a year and a date as such where that is what it names."""
    named = [cells.declared(table, name) for table, name in names_in(side)]
    types = {column.type for column in named}
    if types == {"date"} and len(named) == 1 and "count" not in side:
        day = datetime.date.fromordinal(int(value))
        return Text(french(day), english(day))
    if types == {"year"} and "count" not in side:
        return figure(float_of(value), named[0])
    return Text(french(float_of(value)), english(float_of(value)))
