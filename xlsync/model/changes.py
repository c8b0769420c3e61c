"""The model as a flat set of cells, and what changed between two of them.

A cell is named (convention, table, key, column); its content is its canonical text, blanks are absent. The
column `ROW` of a key is the rank of the record in its table: it says that the record exists, and where. This
is what a store keeps and what changes are made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

import pandas as pd

from xlsync.annexes import kinds
from xlsync.errors import InvalidKey
from xlsync.model import frames
from xlsync.model.cells import Value, from_text
from xlsync.model.data import ConventionData
from xlsync.model.frames import Record
from xlsync.model.identity import identity, key_values
from xlsync.model.model import Model
from xlsync.model.shapes import CONVENTION, Shape, shapes
from xlsync.model.versions import VERSIONS, is_kind, versions_shape

Where: TypeAlias = tuple[str, str, str]
"""Table, key, column: what names a cell of one convention, here, in a merge and in a workbook."""

Cell: TypeAlias = tuple[str, str, str, str]
"""The same after the name of its convention."""

RecordName: TypeAlias = tuple[str, str, str]
"""Convention, table, key: what names a record."""

Cells: TypeAlias = dict[Cell, str]

ROW = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after.

    Attributes:
        convention, table: Where.
        key: Identity of the record (`identity`), "" for a single field.
        column: Column, or `ROW`: None before for a record added, None after for one deleted, two ranks for
            one moved.
        before, after: Canonical texts, None for a blank.
    """

    convention: str
    table: str
    key: str
    column: str
    before: str | None
    after: str | None

    @property
    def cell(self) -> Cell:
        """The name of the cell."""
        return self.convention, self.table, self.key, self.column

    @property
    def key_columns(self) -> dict[str, Value]:
        """The key as values by column name."""
        return key_values(known_shapes(self.convention)[self.table], self.key)

    def inverse(self) -> CellChange:
        """The change that undoes it."""
        return CellChange(*self.cell, before=self.after, after=self.before)


def flatten(model: Model, ranks: Mapping[Cell, str] | None = None) -> Cells:
    """Every cell of a model.

    Args:
        model: The model.
        ranks: Ranks of an earlier state, those of records that are gone included: a record that kept its
            place keeps its rank, one that comes back finds it again, another gets a rank that none had.

    Raises:
        InvalidKey: two records with the same key, or a blank key.
    """
    cells: Cells = {}
    numbering = Numbering(ranks or {})
    for (kind, table), frame in model.tables.items():
        _flatten_table(cells, shapes(kind)[table], frame, numbering)
    return cells


def cells_of(data: ConventionData) -> Cells:
    """Every cell of one convention."""
    return flatten(Model().put(data))


def unflatten(cells: Mapping[Cell, str]) -> Model:
    """The model that these cells make; what no schema declares any more is left out.

    Raises:
        WrongValue: a text that is not of the type of its column.
    """
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for (convention, table, key, column), text in cells.items():
        rows.setdefault((convention, table, key), {})[column] = text
    ranked: dict[tuple[str, str], list[tuple[int, str, Record]]] = {}
    for (convention, table, key), texts in rows.items():
        found = known_shapes(convention).get(table)
        if found is not None and ROW in texts and not is_kind(convention):
            record = _record(found, convention, key, texts)
            ranked.setdefault((found.kind, table), []).append((int(texts[ROW]), key, record))
    return Model.of_records({place: _ordered(found) for place, found in ranked.items()})


def differences(before: Mapping[Cell, str], after: Mapping[Cell, str]) -> list[CellChange]:
    """What changed, in the order of conventions, tables, keys and columns.

    A cell of an unknown kind, table or column, which only another version of the program knows, stays as it
    is unless its record goes.
    """
    changed = [cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)]
    kept = [cell for cell in changed if cell in after or _concerns(cell, after)]
    return [CellChange(*cell, before.get(cell), after.get(cell)) for cell in sorted(kept)]


def patched(cells: Mapping[Cell, str], changes: Iterable[CellChange]) -> Cells:
    """The cells after these changes; their `before` is not looked at."""
    after = dict(cells)
    for change in changes:
        if change.after is None:
            after.pop(change.cell, None)
        else:
            after[change.cell] = change.after
    return after


class Numbering:
    """Ranks of records: a record that comes stands after all those that its table ever had."""

    def __init__(self, ranks: Mapping[Cell, str]) -> None:
        self._ranks = ranks
        self._last: dict[tuple[str, str], int] = {}
        for (convention, table, _, column), rank in ranks.items():
            if column == ROW:
                self._last[convention, table] = max(int(rank), self._last.get((convention, table), 0))

    def known(self, record: RecordName) -> int:
        """The last rank of a record, 0 when there never was such a record."""
        return int(self._ranks.get((*record, ROW), 0))

    def next(self, record: RecordName, after: int = 0) -> int:
        """A rank that no record of the table had, beyond this one."""
        place = record[:2]
        self._last[place] = max(self._last.get(place, 0), after) + 1
        return self._last[place]


def known_shapes(convention: str) -> dict[str, Shape]:
    """The tables of the kind of a convention; none for a kind that this version of the program lacks.

    The name of a kind alone has the table of its versions of parameters.
    """
    kind = convention.partition("/")[0]
    if is_kind(convention):
        return {VERSIONS: versions_shape(kind)} if kind in kinds() else {}
    return shapes(kind) if kind in kinds() else {}


def _concerns(cell: Cell, after: Mapping[Cell, str]) -> bool:
    """A cell that went: blanked, or gone with its record."""
    convention, table, key, column = cell
    found = known_shapes(convention).get(table)
    if found is None:
        return False
    known = column == ROW or column in {one.name for one in found.values}
    return known or (convention, table, key, ROW) not in after


def _flatten_table(cells: Cells, found: Shape, frame: pd.DataFrame, numbering: Numbering) -> None:
    conventions = frame[CONVENTION].tolist()
    keys = _identities(found, frame)
    columns = {column.name: frames.texts(frame[column.name], column) for column in found.values}
    last: dict[str, int] = {}
    for row, (convention, key) in enumerate(zip(conventions, keys, strict=True)):
        place = (convention, found.name, key, ROW)
        if place in cells:
            raise InvalidKey(
                f"{convention}, {found.name} : deux lignes {key}",
                f"{convention}, {found.name}: two rows {key}",
                key=key,
            )
        before, known = last.get(convention, 0), numbering.known(place[:3])
        last[convention] = known if known > before else numbering.next(place[:3], before)
        cells[place] = str(last[convention])
        for name, texts in columns.items():
            text = texts[row]
            if text is not None:
                cells[convention, found.name, key, name] = text


def _identities(found: Shape, frame: pd.DataFrame) -> list[str]:
    columns = [frames.values(frame[column.name], column) for column in found.keys]
    names = [column.name for column in found.keys]
    records = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)] if columns else []
    for record in records:
        for column in found.keys:
            if record[column.name] is None and not column.nullable:
                raise InvalidKey(
                    f"{found.name} : une ligne n’a pas de {column.name}",
                    f"{found.name}: a row has no {column.name}",
                    table=found.name,
                )
    return [identity(found, record) for record in records] if columns else [""] * len(frame)


def _ordered(ranked: list[tuple[int, str, Record]]) -> list[Record]:
    return [record for _, _, record in sorted(ranked, key=itemgetter(0, 1))]


def _record(found: Shape, convention: str, key: str, texts: Mapping[str, str]) -> Record:
    values = {column.name: from_text(texts.get(column.name), column) for column in found.values}
    return {CONVENTION: convention, **key_values(found, key), **values}
