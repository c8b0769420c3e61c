"""Which conventions of a kind satisfy a condition, as people write it.

The language is that of the invariants of a schema (`xlsync.annexes.expressions`), with what people type in
place of its names and values (`xlsync.model.written`): names or printed labels of either language, dates,
French numbers, texts without quotes, `et`, `ou` and `non`.

A single field is that of the convention. A column of a table that people type by year is that of its last
year, unless the condition names the year: then of any year. A column of another table is that of any of its
records: all the columns of one table are those of one record. Inside `sum`, `min`, `max` and `count` every
record counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.annexes.expressions import ExpressionError, Names, Number, holds, names_in
from xlsync.errors import WrongValue
from xlsync.model import frames
from xlsync.model.cells import to_text
from xlsync.model.invariants import number
from xlsync.model.kept import KEPT
from xlsync.model.model import Model
from xlsync.model.naming import Place
from xlsync.model.records import Record
from xlsync.model.shapes import CONVENTION, SINGLE, Shape, shapes
from xlsync.model.written import Written, comparable, read_condition

Rows = Mapping[str, Mapping[str, list[Record]]]
"""The records of tables, by table and by convention."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the conventions of a kind.

    Attributes:
        kind: The kind.
        written: The condition, its names replaced with those of its places.
        tables: Tables of which a record is looked at, in the order named.
    """

    kind: str
    written: Written
    tables: tuple[str, ...]

    def satisfied(self, model: Model) -> list[str]:
        """The conventions of a model that satisfy it, in alphabetical order.

        Raises:
            WrongValue: it compares what cannot be.
        """
        known = shapes(self.kind)
        named = {table for table, _ in self._aggregated()} | {
            table for table, _ in self.written.names.values()
        }
        rows = {name: _by_convention(known[name], model) for name in named}
        return [one for one in model.conventions(self.kind) if self._holds(one, rows)]

    def _holds(self, convention: str, rows: Rows) -> bool:
        candidates = [self._candidates(table, rows[table].get(convention, [])) for table in self.tables]
        single = {name: next(iter(rows[name].get(convention, [])), {}) for name in SINGLE if name in rows}
        for chosen in product(*candidates):
            records = {**single, **dict(zip(self.tables, chosen, strict=True))}
            if holds(self.written.text, self._names(convention, records, rows)):
                return True
        return False

    def _candidates(self, table: str, records: list[Record]) -> Sequence[Record]:
        """The records of a table that may be the one: the last year, or all; a blank where there is none."""
        key = year_of(shapes(self.kind)[table])
        if key is None or (table, key) in self.written.names.values() or not records:
            return records or [{}]
        return [max(records, key=lambda record: int(str(record[key])))]

    def _names(self, convention: str, records: Mapping[str, Record], rows: Rows) -> Names:
        places, known = self.written.names, shapes(self.kind)

        def value(name: str) -> tuple[object, Column]:
            table, column = places[name]
            return records[table].get(column), known[table].column(column)

        def single(name: str) -> Number:
            return number(*value(name))

        def text(name: str) -> str:
            found, column = value(name)
            return comparable(to_text(found, column) or "")  # type: ignore[arg-type]

        def column(table: str, name: str) -> list[Number]:
            declared = known[table].column(name)
            found = [record[name] for record in rows[table].get(convention, [])]
            if declared.is_numeric or declared.type == "date":
                return [number(one, declared) for one in found]
            return [None if one is None else Fraction(1) for one in found]

        return Names(single, column, text)

    def _aggregated(self) -> Iterator[Place]:
        yield from (place for place in names_in(self.written.text, condition=True) if place[0])


def condition(kind: str, text: str) -> Condition:
    """A condition as people write it, for the conventions of a kind.

    Args:
        kind: The kind.
        text: `statut = collectivite and habitants > 20000`, for instance.

    Raises:
        UnknownColumn, AmbiguousName: a name that the kind does not have, or that several columns bear.
        WrongValue: a value that its column cannot hold, a condition that cannot be read.
    """
    written = read_condition(text, columns_of(kind))
    try:
        names_in(written.text, condition=True)
    except ExpressionError as error:
        raise unreadable(text) from error
    tables = tuple(dict.fromkeys(table for table, _ in written.names.values() if table not in SINGLE))
    several = [table for table in tables if year_of(shapes(kind)[table]) is None]
    if len(several) > 1:
        listed = ", ".join(several)
        raise WrongValue(
            f"condition sur des lignes de plusieurs tables ({listed}) : une seule à la fois, les autres par "
            "sum, min, max ou count",
            f"condition on rows of several tables ({listed}): one at a time, the others by sum, min, max or "
            "count",
            value=text,
        )
    return Condition(kind, written, tables)


def unreadable(text: str) -> WrongValue:
    """The refusal of what is not of the language."""
    return WrongValue(
        f"condition illisible : « {text} » ; par exemple : statut = collectivite and habitants > 20000",
        f"the condition cannot be read: “{text}”; for instance: statut = collectivite and habitants > 20000",
        value=text,
    )


def columns_of(kind: str) -> dict[Place, Column]:
    """What a condition may name: single fields, and the inputs of the tables of the schema."""
    return {
        (name, column.name): column
        for name, found in shapes(kind).items()
        if name not in KEPT
        for column in found.columns
    }


def year_of(found: Shape) -> str | None:
    """The key of a table that people type with a record a year, None for any other."""
    keys = [key for key in found.keys if found.is_typed]
    return keys[0].name if [key.type for key in keys] == ["year"] else None


def labels_of(columns: Mapping[Place, Column]) -> dict[Place, Text]:
    """Columns with what is printed over them."""
    return {place: column.label for place, column in columns.items()}


def _by_convention(found: Shape, model: Model) -> dict[str, list[Record]]:
    frame = model.frame(found.kind, found.name)
    rows: dict[str, list[Record]] = {}
    own: Iterable[str] = frame[CONVENTION].tolist()
    for convention, record in zip(own, frames.records(found, frame), strict=True):
        rows.setdefault(convention, []).append(record)
    return rows
