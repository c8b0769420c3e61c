"""The model's side of a merge: its cells, and the model that changes make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from udfs.errors import UdfError
from xlsync.annexbook.origin import is_typed
from xlsync.annexbook.printed import overridden
from xlsync.annexbook.reading import Reading
from xlsync.conventions.keys import key_text
from xlsync.merge import Change, applied
from xlsync.model import (
    OVERRIDES,
    ROW,
    CellChange,
    ConventionData,
    Numbering,
    Value,
    Where,
    cell_keys,
    convention_of,
    settled,
    shapes,
    to_text,
)
from xlsync.model.shapes import SINGLE

LAST = 1_000_000
"""A record that comes is ranked after those that are there."""


def data_of(convention: str, cells: Mapping[Where, str]) -> ConventionData:
    """The inputs of a convention from cells; a generated record exists as far as its cells do."""
    kind = convention.partition("/")[0]
    flat = {(convention, *where): text for where, text in cells.items()}
    held = dict.fromkeys(cell[:3] for cell in flat if cell[3] != ROW)
    for table in SINGLE:
        held.setdefault((convention, table, ""))
    for record in [cell[:3] for cell in flat if cell[3] == ROW]:
        if record not in held and not is_typed(kind, record[1]):
            del flat[(*record, ROW)]
    for rank, record in enumerate(held, start=1):
        if record[1] in SINGLE or not is_typed(kind, record[1]):
            flat.setdefault((*record, ROW), str(LAST + rank))
    return convention_of(flat, convention)


def inputs_of(reading: Reading, convention: str) -> ConventionData:
    """The inputs of a workbook as those of a convention, with the derogations that it keeps.

    Args:
        reading: What it holds; what could not be read is blank.
        convention: Id of the convention that gets these inputs, of the kind of the workbook.
    """
    kept = {
        where: text
        for where, text in reading.base.items()
        if where[0] == OVERRIDES and overridden(where[1]) in reading.overrides
    }
    return data_of(convention, {**reading.cells, **kept})


def with_changes(cells: Mapping[Where, str], changes: Iterable[Change]) -> dict[Where, str]:
    """The cells of a side after changes; records that come are ranked last, in their order."""
    changed = list(changes)
    after = applied(cells, changed)
    for change in changed:
        if change.column == ROW and change.after is not None:
            after[change.cell] = str(LAST + int(change.after))
    return after


def taken(
    convention: str, cells: Mapping[Where, str], changes: Sequence[Change], numbering: Numbering
) -> list[CellChange]:
    """The changes of a merge as the store keeps them; records that come are ranked last, in their order.

    Args:
        convention: The convention.
        cells: All that the model holds of it.
        changes: What a merge gives to the model.
        numbering: Ranks for the records that come.
    """
    came = [change for change in changes if change.column == ROW and change.after is not None]
    came.sort(key=lambda change: int(change.after or 0))
    ranks = {change.cell: str(numbering.next((convention, *change.cell[:2]))) for change in came}
    told = [
        CellChange(convention, *change.cell, change.before, ranks.get(change.cell, change.after))
        for change in changes
    ]
    whole = {(convention, *where): text for where, text in cells.items()}
    return settled(whole, told, numbering)


def visible(cells: Mapping[Where, str], expected: set[tuple[str, str]], kind: str) -> dict[Where, str]:
    """The cells without those of generated records that no longer exist: a year that the plan left."""
    return {
        where: text
        for where, text in cells.items()
        if where[0] in SINGLE or is_typed(kind, where[0]) or where[:2] in expected
    }


def _keys(data: ConventionData, table: str) -> list[dict[str, Value]]:
    """Keys that the inputs generate; those that hold something where an input makes no sense."""
    try:
        return cell_keys(data.schema, table, data)
    except UdfError:
        return data.records(table)


def generated_records(data: ConventionData) -> set[tuple[str, str]]:
    """Table and key of the records that the inputs of a convention generate."""
    found = set()
    for name, shape in shapes(data.kind).items():
        if name not in (*SINGLE, OVERRIDES) and shape.source != "input":
            for key in _keys(data, name):
                texts = {column.name: to_text(key[column.name], column) or "" for column in shape.keys}
                found.add((name, key_text(texts)))
    return found
