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

from xlsync.annexes import kinds
from xlsync.errors import InvalidKey
from xlsync.model import frames
from xlsync.model.cells import Value, from_text, to_text
from xlsync.model.data import ConventionData
from xlsync.model.identity import identity, key_values
from xlsync.model.model import Model, unknown_convention
from xlsync.model.records import Record
from xlsync.model.shapes import CONVENTION, SINGLE, Shape, kind_of, shapes
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
        found, conventions = shapes(kind)[table], frame[CONVENTION].tolist()
        records = frames.records(found, frame)
        _flatten_table(cells, found, zip(conventions, records, strict=True), numbering)
    return cells


def cells_of(data: ConventionData, ranks: Mapping[Cell, str] | None = None) -> Cells:
    """Every cell of one convention.

    Args:
        data: The convention.
        ranks: As for `flatten`.

    Raises:
        InvalidKey: a blank key.
    """
    cells: Cells = {}
    numbering = Numbering(ranks or {})
    for name, found in shapes(data.kind).items():
        _flatten_table(cells, found, ((data.id, record) for record in data.records(name)), numbering)
    return cells


def unflatten(cells: Mapping[Cell, str]) -> Model:
    """The model that these cells make; what no schema declares any more is left out.

    Raises:
        WrongValue: a text that is not of the type of its column.
    """
    return Model.of_records(_records(cells))


def convention_of(cells: Mapping[Cell, str], convention: str) -> ConventionData:
    """The inputs of one convention that these cells make, as `unflatten` does, without a frame.

    Raises:
        UnknownConvention: they make no such convention.
        WrongValue: a text that is not of the type of its column.
    """
    found = _records({cell: text for cell, text in cells.items() if cell[0] == convention})
    if not found:
        raise unknown_convention(convention, sorted({cell[0] for cell in cells}))
    known = shapes(kind_of(convention))
    own = {
        name: tuple(
            {column.name: record[column.name] for column in known[name].columns}
            for record in found.get((kind_of(convention), name), ())
        )
        for name in known
    }
    fields: Record = {column.name: None for name in SINGLE if name in known for column in known[name].values}
    for name in SINGLE:
        for record in own.get(name, ()):
            fields |= record
    return ConventionData(
        convention, fields, {name: records for name, records in own.items() if name not in SINGLE}
    )


def _records(cells: Mapping[Cell, str]) -> dict[tuple[str, str], list[Record]]:
    """The records that cells make, by kind and table, in the order of their ranks."""
    rows: dict[RecordName, dict[str, str]] = {}
    for (convention, table, key, column), text in cells.items():
        rows.setdefault((convention, table, key), {})[column] = text
    ranked: dict[tuple[str, str], list[tuple[int, str, Record]]] = {}
    for (convention, table, key), texts in rows.items():
        found = known_shapes(convention).get(table)
        if found is not None and ROW in texts and not is_kind(convention):
            record = _record(found, convention, key, texts)
            ranked.setdefault((found.kind, table), []).append((int(texts[ROW]), key, record))
    return {place: _ordered(found) for place, found in ranked.items()}


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


def _flatten_table(
    cells: Cells, found: Shape, records: Iterable[tuple[str, Record]], numbering: Numbering
) -> None:
    """Adds the cells of a table: its records, each after the name of its convention."""
    last: dict[str, int] = {}
    for convention, record in records:
        key = _identity(found, record)
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
        for column in found.values:
            text = to_text(record[column.name], column)
            if text is not None:
                cells[convention, found.name, key, column.name] = text


def _identity(found: Shape, record: Record) -> str:
    for column in found.keys:
        if record[column.name] is None and not column.nullable:
            raise InvalidKey(
                f"{found.name} : une ligne n’a pas de {column.name}",
                f"{found.name}: a row has no {column.name}",
                table=found.name,
            )
    return identity(found, record) if found.keys else ""


def _ordered(ranked: list[tuple[int, str, Record]]) -> list[Record]:
    return [record for _, _, record in sorted(ranked, key=itemgetter(0, 1))]


def _record(found: Shape, convention: str, key: str, texts: Mapping[str, str]) -> Record:
    values = {column.name: from_text(texts.get(column.name), column) for column in found.values}
    return {CONVENTION: convention, **key_values(found, key), **values}
