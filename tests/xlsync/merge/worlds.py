"""Small worlds for the merge: three states of a few tables, made by hand or drawn at random.

A drawn world is one byte for each record and each cell, so that thousands of them are cheap and still shrink:
two bits for the content in the base, two in the workbook, two in the model, and two that make a side equal to
the base, as it mostly is.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from xlsync.merge import Where
from xlsync.model import ROW

TEXTS = (None, "A", "B", "C")
KEYS = ("id=1", "id=2", "id=3", "id=4")
COLUMNS = ("a", "b", "c")
SINGLE, RECORDS = "champs", ("t", "u")
OWNERS = {
    ("t", ROW): "member", ("t", "a"): "member", ("t", "b"): "member", ("t", "c"): "operator",
    (SINGLE, "a"): "member",
}  # fmt: skip

State = dict[Where, str]


@dataclass(frozen=True)
class World:
    """The three arguments of a merge."""

    base: State
    workbook: State
    model: State

    @property
    def cells(self) -> set[Where]:
        return {*self.base, *self.workbook, *self.model}

    @property
    def swapped(self) -> World:
        return World(self.base, self.model, self.workbook)


def rows(table: str, records: dict[str, dict[str, str]]) -> State:
    """The cells of a table, each record with its rank."""
    found: State = {}
    for rank, (key, cells) in enumerate(records.items(), start=1):
        found[table, key, ROW] = str(rank)
        found |= {(table, key, column): text for column, text in cells.items()}
    return found


_RECORD = 1 + len(COLUMNS)
_SIZE = len(RECORDS) * len(KEYS) * _RECORD + len(COLUMNS)


def worlds(count: int) -> st.SearchStrategy[list[World]]:
    """Lists of so many worlds."""
    return st.binary(min_size=count * _SIZE, max_size=count * _SIZE).map(_worlds)


def _worlds(drawn: bytes) -> list[World]:
    return [_world(drawn[start : start + _SIZE]) for start in range(0, len(drawn), _SIZE)]


def _world(drawn: bytes) -> World:
    states: tuple[State, State, State] = ({}, {}, {})
    records = [(table, key) for table in RECORDS for key in KEYS]
    for number, record in enumerate(records):
        here = drawn[number * _RECORD : (number + 1) * _RECORD]
        for state, exists in zip(states, _digits(here[0]), strict=True):
            if exists:
                state[(*record, ROW)] = str(number + exists)
        for column, byte in zip(COLUMNS, here[1:], strict=True):
            for state, digit in zip(states, _digits(byte), strict=True):
                if digit and (*record, ROW) in state:
                    state[(*record, column)] = str(TEXTS[digit])
    for column, byte in zip(COLUMNS, drawn[-len(COLUMNS) :], strict=True):
        for state, digit in zip(states, _digits(byte), strict=True):
            if digit:
                state[SINGLE, "", column] = str(TEXTS[digit])
    return World(*states)


def _digits(byte: int) -> tuple[int, int, int]:
    base = byte & 3
    workbook = base if byte & 64 else byte >> 2 & 3
    model = base if byte & 128 else byte >> 4 & 3
    return base, workbook, model
