"""A new convention with the inputs of another, without what belongs to that one alone.

The schema says what does (`Column.is_own`): the member and its numbers, dates, what the member types, what
holds for one year, records of a day or of a year. So do the tables that the model keeps beside those of the
schema: derogations, changes by amendments, closed years.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.model.data import ConventionData
from xlsync.model.kept import KEPT
from xlsync.model.records import Record
from xlsync.model.shapes import SINGLE, Shape, shapes
from xlsync.model.shipped import template


@dataclass(frozen=True, slots=True)
class Left:
    """What a convention holds and another made like it does not take.

    Attributes:
        table: The table.
        column: The column; "" for whole records.
        label: Heading of the column, title of the table.
        count: How many values, or records.
    """

    table: str
    column: str
    label: Text
    count: int


def like(data: ConventionData, instance: str) -> tuple[ConventionData, list[Left]]:
    """A new convention with the inputs of another, and what of these it does not take.

    Args:
        data: The other convention, as it is seen.
        instance: Name of the new one.

    Raises:
        InvalidKey: a name that no file can have.
    """
    new, left = template(data.kind, instance), list[Left]()
    for name, found in shapes(data.kind).items():
        rows = data.records(name)
        if name in SINGLE:
            kept = {column.name: rows[0][column.name] for column in found.values if not column.is_own}
            own = tuple(
                one for one in found.values if one.is_own and rows[0][one.name] != new.fields[one.name]
            )
            new = replace(new, fields={**new.fields, **kept})
            left += _columns(found, rows, own)
        elif _is_own(found):
            left += [Left(name, "", found.title, len(rows))] if rows else []
            new = new.with_records(name, [])
        else:
            own = tuple(column for column in found.values if column.is_own)
            blank: Record = dict.fromkeys(column.name for column in own)
            new = new.with_records(name, [{**row, **blank} for row in rows])
            left += _columns(found, rows, own)
    return new, left


def _is_own(found: Shape) -> bool:
    """Its records are those of one convention: their key, a value they cannot be without, or all they say."""
    required = any(column.is_own and not column.nullable for column in found.values)
    everything = bool(found.values) and all(column.is_own for column in found.values)
    return found.name in KEPT or required or everything or any(column.is_own for column in found.keys)


def _columns(found: Shape, rows: list[Record], columns: tuple[Column, ...]) -> Iterator[Left]:
    for column in columns:
        count = sum(row[column.name] is not None for row in rows)
        if count:
            yield Left(found.name, column.name, column.label, count)
