"""The three states of a merge, record by record, for the records where something differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from xlsync.merge.data import MODEL, SIDES, WORKBOOK, Cells, Change, Record, Side
from xlsync.model import ROW
from xlsync.model.changes import Where

Records: TypeAlias = dict[Record, dict[str, str]]
"""Text by column, for each record that exists."""


@dataclass(slots=True)
class State:
    """What the merge reads and rewrites.

    Attributes:
        base: What both sides agreed on.
        sides: What each side holds.
    """

    base: Records
    sides: dict[Side, Records]

    def records(self) -> set[Record]:
        """Every record of any of the three."""
        return {*self.base, *self.sides[WORKBOOK], *self.sides[MODEL]}

    def of(self, record: Record) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """The base, the workbook's and the model's cells of a record."""
        return (
            self.base.get(record, {}),
            self.sides[WORKBOOK].get(record, {}),
            self.sides[MODEL].get(record, {}),
        )

    def copy_sides(self) -> dict[Side, Records]:
        """Both sides, to be changed without touching these."""
        return {side: {key: dict(cells) for key, cells in self.sides[side].items()} for side in SIDES}


def state_of(base: Cells, workbook: Cells, model: Cells, unread: Collection[Where]) -> State:
    """The records where something differs, or may differ.

    Args:
        base: All the cells agreed on.
        workbook: All those of the workbook.
        model: All those of the model.
        unread: Cells of the workbook that could not be read: they stand there as the base has them.
    """
    readable = _readable(base, workbook, unread) if unread else workbook
    changed = (base.items() ^ readable.items()) | (base.items() ^ model.items())
    touched = {cell[:2] for cell, _ in changed}
    state = State(
        _grouped(base, touched), {WORKBOOK: _grouped(readable, touched), MODEL: _grouped(model, touched)}
    )
    for record in touched:
        _complete(state.of(record))
    return state


def is_unread(unread: Collection[Where], record: Record, columns: Iterable[str]) -> bool:
    """One of these cells could not be read, or nothing of the record could."""
    return any((*record, column) in unread for column in (ROW, *columns))


def changes(before: Records, after: Records) -> tuple[Change, ...]:
    """What leads from one state of a side to the other; ranks are not compared."""
    found = []
    for record in before.keys() | after.keys():
        old, new = before.get(record, {}), after.get(record, {})
        for column in old.keys() | new.keys():
            if old.get(column) != new.get(column) and not (column == ROW and column in old and column in new):
                found.append(Change(*record, column, old.get(column), new.get(column)))
    return in_order(found)


def in_order(found: Iterable[Change]) -> tuple[Change, ...]:
    """Sorted by table, key and column."""
    return tuple(sorted(found, key=lambda change: change.cell))


def _readable(base: Cells, workbook: Cells, unread: Collection[Where]) -> dict[Where, str]:
    """The workbook with the base where it could not be read, except in records that it no longer has."""
    hidden = set(unread)
    present = {cell[:2] for cell in workbook}

    def stands(cell: Where) -> bool:
        table, key, _ = cell
        there = (table, key) in present or (table, key, ROW) not in base
        return (table, key, ROW) in hidden or (cell in hidden and there)

    return {
        **{cell: text for cell, text in workbook.items() if not _covered(hidden, cell)},
        **{cell: text for cell, text in base.items() if stands(cell)},
    }


def _covered(hidden: set[Where], cell: Where) -> bool:
    return cell in hidden or (cell[0], cell[1], ROW) in hidden


def _grouped(cells: Cells, touched: set[Record]) -> Records:
    found: Records = {}
    if not touched:
        return found
    for (table, key, column), text in cells.items():
        if (table, key) in touched:
            found.setdefault((table, key), {})[column] = text
    return found


def _complete(states: tuple[dict[str, str], ...]) -> None:
    """A record that has cells exists, even where its own cell was left out."""
    ranks = [state[ROW] for state in states if ROW in state]
    for state in states:
        if ranks and state:
            state.setdefault(ROW, ranks[0])
