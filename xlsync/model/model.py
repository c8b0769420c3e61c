"""The canonical model: every convention, one frame a (kind, table)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from udfs.errors import names_alike
from xlsync.errors import AlreadyThere, InvalidKey, UnknownConvention, XlsyncError, listed
from xlsync.model import frames
from xlsync.model.data import ConventionData
from xlsync.model.identity import Key, identity
from xlsync.model.records import Record
from xlsync.model.shapes import CONVENTION, SINGLE, Shape, kind_of, shape, shapes

if TYPE_CHECKING:
    import pandas as pd

TableId = tuple[str, str]
IDENTITY = "conventions"
NAMED = 12
"""Conventions that a sentence names; of more, it counts those of each kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Inputs of all conventions. Nothing is changed in place: each edit returns another model.

    Attributes:
        tables: By (kind, table), a frame whose first column is `convention`, then the key columns, then
            the other inputs. Sorted by convention, records in the order entered. A kind without any
            convention has no frame.

    Examples:
        >>> from xlsync.model import convention_data
        >>> model = Model().add(convention_data("mixeur/exemple", {"titre": "Exemple"}))
        >>> model.set("mixeur/exemple", "conventions", "", "date_signature", "18/06/2025").conventions()
        ['mixeur/exemple']
    """

    tables: Mapping[TableId, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of_records(cls, records: Mapping[TableId, Sequence[Record]]) -> Model:
        """The model of records that say their convention, in any order of conventions.

        Args:
            records: By (kind, table), values of the model by column, `convention` included.

        Raises:
            UnknownKind, UnknownTable: a table that does not exist.
            InvalidKey: two records with the same key.
        """
        names: dict[str, set[str]] = {}
        for (kind, _), rows in records.items():
            names.setdefault(kind, set()).update(str(row[CONVENTION]) for row in rows)
        for place in records:
            shape(*place)
        tables = {
            (kind, name): _typed(found, records.get((kind, name), ()), sorted(conventions))
            for kind, conventions in names.items()
            if conventions
            for name, found in shapes(kind).items()
        }
        return cls(MappingProxyType(tables))

    def conventions(self, kind: str | None = None) -> list[str]:
        """Ids of the conventions, or of those of one kind, in alphabetical order."""
        found = [
            frame[CONVENTION].tolist()
            for (one, table), frame in self.tables.items()
            if table == IDENTITY and kind in (None, one)
        ]
        return sorted(name for names in found for name in names)

    def frame(self, kind: str, table: str) -> pd.DataFrame:
        """One table of a kind; empty, with its columns, when the model holds no such convention.

        Raises:
            UnknownKind, UnknownTable: it does not exist.
        """
        found = self.tables.get((kind, table))
        return frames.typed(frames.model_columns(shape(kind, table)), []) if found is None else found

    def convention(self, convention: str) -> ConventionData:
        """The inputs of one convention.

        Raises:
            UnknownConvention: not in the model.
        """
        self._known(convention)
        kind = kind_of(convention)
        parts = {name: _part(self.tables[kind, name], convention) for name in shapes(kind)}
        fields = {
            name: value
            for table in SINGLE
            if table in parts
            for record in frames.records(shape(kind, table), parts[table])
            for name, value in record.items()
        }
        tables = {
            name: tuple(frames.records(shape(kind, name), part))
            for name, part in parts.items()
            if name not in SINGLE
        }
        return ConventionData(convention, fields, tables)

    def add(self, data: ConventionData) -> Model:
        """One more convention.

        Raises:
            AlreadyThere: the model holds it.
        """
        if data.id in self.conventions():
            raise already_there(data.id)
        return self.put(data)

    def put(self, data: ConventionData) -> Model:
        """The model with these inputs for a convention, whether it was there or not."""
        tables = dict(self.tables)
        for name, found in shapes(data.kind).items():
            rows = frames.with_convention(frames.typed(found.columns, data.records(name)), data.id)
            tables[data.kind, name] = _join(self.tables.get((data.kind, name)), rows, data.id)
        return replace(self, tables=MappingProxyType(tables))

    def remove(self, convention: str) -> Model:
        """The model without a convention.

        Raises:
            UnknownConvention: not in the model.
        """
        self._known(convention)
        kind = kind_of(convention)
        others = [name for name in self.conventions(kind) if name != convention]
        tables = {place: frame for place, frame in self.tables.items() if place[0] != kind}
        for name in shapes(kind) if others else ():
            frame = self.tables[kind, name]
            tables[kind, name] = frame[frame[CONVENTION] != convention].reset_index(drop=True)
        return replace(self, tables=MappingProxyType(tables))

    def part(self, conventions: Iterable[str]) -> Model:
        """The model with these conventions only.

        Raises:
            UnknownConvention: one is not in the model.
        """
        wanted, names = set(conventions), self.conventions()
        for convention in sorted(wanted - set(names)):
            raise unknown_convention(convention, names)
        kinds = {kind_of(convention) for convention in wanted}
        return replace(
            self,
            tables=MappingProxyType(
                {
                    place: frame[frame[CONVENTION].isin(wanted)].reset_index(drop=True)
                    for place, frame in self.tables.items()
                    if place[0] in kinds
                }
            ),
        )

    def set(self, convention: str, table: str, key: Key, column: str, value: object) -> Model:
        """The model with another value in one cell; see `ConventionData.set`."""
        return self.put(self.convention(convention).set(table, key, column, value))

    def add_row(self, convention: str, table: str, record: Mapping[str, object]) -> Model:
        """The model with one more record; see `ConventionData.add_row`."""
        return self.put(self.convention(convention).add_row(table, record))

    def delete_row(self, convention: str, table: str, key: Key) -> Model:
        """The model with one record less; see `ConventionData.delete_row`."""
        return self.put(self.convention(convention).delete_row(table, key))

    def equals(self, other: Model) -> bool:
        """Same conventions, same records in the same order, same values."""
        return self.tables.keys() == other.tables.keys() and all(
            frame.equals(other.tables[place]) for place, frame in self.tables.items()
        )

    def _known(self, convention: str) -> None:
        names = self.conventions()
        if convention not in names:
            raise unknown_convention(convention, names)


def already_there(convention: str) -> AlreadyThere:
    """The refusal of a convention that the model holds already."""
    return AlreadyThere(
        f"la convention {convention} existe déjà",
        f"the agreement {convention} already exists",
        convention=convention,
    )


def unknown_convention(convention: str, names: Iterable[str]) -> XlsyncError:
    """The refusal of a convention that the model does not hold; it tells those that it holds."""
    told = told_conventions(names, convention)
    return UnknownConvention(
        f"convention absente du modèle : « {convention} » ; il existe : {told}",
        f"no such agreement in the model: “{convention}”; there are: {told}",
        name=convention,
    )


def told_conventions(names: Iterable[str], asked: str = "") -> str:
    """Conventions as a sentence lists them, the nearest to the one asked for first; many, as counts of kinds.

    Examples:
        >>> told_conventions(["moby/a", "mixeur/b"], "mixeur/c")
        'mixeur/b, moby/a'
        >>> told_conventions(f"moby/{n}" for n in range(40))
        'moby (40)'
    """
    known = list(names)
    if len(known) <= NAMED:
        return listed(asked, known)
    kinds = Counter(name.partition("/")[0] for name in known)
    return ", ".join([*names_alike(asked, known), *(f"{kind} ({count})" for kind, count in kinds.items())])


def _typed(found: Shape, records: Sequence[Record], conventions: list[str]) -> pd.DataFrame:
    """Records by convention, in their order; every convention has its row of single fields."""
    rows: dict[str, dict[str, Record]] = {convention: {} for convention in conventions}
    for record in records:
        own = rows[str(record[CONVENTION])]
        key = identity(found, record)
        if key in own:
            where = f"{record[CONVENTION]}, {found.name}"
            raise InvalidKey(f"{where} : deux lignes {key}", f"{where}: two rows {key}", key=key)
        own[key] = record
    if found.is_single:
        for convention in conventions:
            rows[convention].setdefault("", {CONVENTION: convention})
    ordered = [record for own in rows.values() for record in own.values()]
    return frames.typed(frames.model_columns(found), ordered)


def _part(frame: pd.DataFrame, convention: str) -> pd.DataFrame:
    rows = frame[frame[CONVENTION] == convention]
    return rows.drop(columns=CONVENTION).reset_index(drop=True)


def _join(frame: pd.DataFrame | None, rows: pd.DataFrame, convention: str) -> pd.DataFrame:
    """Rows in place of those of the convention, at its place in alphabetical order."""
    import pandas as pd

    if frame is None or frame.empty:
        return rows
    before = frame[(frame[CONVENTION] < convention).to_numpy()]
    after = frame[(frame[CONVENTION] > convention).to_numpy()]
    kept = [part for part in (before, rows, after) if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else frame.iloc[:0].reset_index(drop=True)
