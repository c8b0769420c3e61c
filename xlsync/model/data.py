"""One convention: its single fields and its tables, edited by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from xlsync.annexes import Schema, schema
from xlsync.conventions import Texts
from xlsync.errors import AlreadyThere, InvalidKey, UnknownColumn, UnknownKey
from xlsync.model.cells import Value, from_text, normalize, parse, required
from xlsync.model.identity import Key, identity, read_key
from xlsync.model.records import Record, normalized
from xlsync.model.rows import cell_keys
from xlsync.model.shapes import SINGLE, Shape, kind_of, shape, shapes, unknown


@dataclass(frozen=True, slots=True, eq=False)
class ConventionData:
    """The inputs of one convention. Nothing is changed in place: each edit returns another one.

    Attributes:
        id: "<kind>/<instance>".
        fields: Value of every single field that is an input, blanks as None.
        tables: The records of every table with inputs, "derogations" included, in the order entered, blanks
            as None.
        linked: The records of tables that take them from other conventions, where these were looked for
            (`xlsync.annexbook.linked`); no part of the model.
    """

    id: str
    fields: dict[str, Value]
    tables: dict[str, tuple[Record, ...]]
    linked: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of convention."""
        return kind_of(self.id)

    @property
    def schema(self) -> Schema:
        """The schema of its kind."""
        return schema(self.kind)

    def records(self, table: str) -> list[Record]:
        """The records of a table, in order, blanks as None; none for a table without inputs.

        The single record of "conventions" or "champs" when asked for; those taken from other conventions,
        where these were looked for.
        """
        if table in SINGLE:
            return [{column.name: self.fields[column.name] for column in shape(self.kind, table).values}]
        if table in self.linked:
            return [dict(record) for record in self.linked[table]]
        return [dict(record) for record in self.tables.get(table, ())]

    def value(self, table: str, key: Key, column: str) -> Value:
        """The value of one cell.

        Raises:
            UnknownTable, UnknownColumn, UnknownKey: it does not exist.
        """
        found = shape(self.kind, table)
        found.column(column)
        return self._record(found, key)[1][column]

    def set(self, table: str, key: Key, column: str, value: object) -> ConventionData:
        """Another value in one cell.

        Args:
            table: A table of the kind; "conventions" or "champs" for a single field.
            key: `{"annee": 2025}`, "annee=2025" or "2025"; "" for a single field.
            column: An input of the table.
            value: A value, or a text as a person types it.

        Raises:
            UnknownTable, UnknownColumn, UnknownKey: the sentence lists what exists.
            WrongValue: wrong type, unknown choice, out of bounds, blank where a value is due.
            InvalidKey: the new key is taken.
        """
        found = shape(self.kind, table)
        declared = found.column(column)
        if isinstance(value, str):
            new = parse(value, declared)
        else:
            new = required(normalize(value, declared), declared)
        if found.is_single:
            read_key(found, key)
            return replace(self, fields={**self.fields, column: new})
        rank, record = self._record(found, key)
        rows = self.records(table)
        return self._with(found, [*rows[:rank], {**record, column: new}, *rows[rank + 1 :]])

    def add_row(self, table: str, record: Mapping[str, object], at: int | None = None) -> ConventionData:
        """One more record, last unless `at` says its rank.

        Raises:
            UnknownTable, UnknownColumn, WrongValue: as `set`.
            AlreadyThere: the key is taken.
            InvalidKey: the key is not whole.
        """
        found = self._many(table)
        read = {name: self._read(found, name, value) for name, value in record.items()}
        for column in found.keys:
            if read.get(column.name) is None and not column.nullable:
                raise InvalidKey(f"{table} : clé {column.name} vide", f"{table}: blank key {column.name}")
        rows = self.records(table)
        taken = {identity(found, row) for row in rows}
        if identity(found, read) in taken:
            text = identity(found, read)
            raise AlreadyThere(f"{table} : {text} existe déjà", f"{table}: {text} already exists", key=text)
        rows.insert(len(rows) if at is None else at, read)
        return self._with(found, rows)

    def delete_row(self, table: str, key: Key) -> ConventionData:
        """One record less.

        Raises:
            UnknownTable, UnknownKey: it does not exist.
        """
        found = self._many(table)
        rank, _ = self._record(found, key)
        rows = self.records(table)
        return self._with(found, rows[:rank] + rows[rank + 1 :])

    def with_records(self, table: str, rows: Iterable[Mapping[str, object]]) -> ConventionData:
        """Other records for a whole table.

        Raises:
            UnknownTable, UnknownColumn, WrongValue: as `set`.
            InvalidKey: two records with the same key.
        """
        found = self._many(table)
        return self._with(found, normalized(found, rows))

    def _many(self, table: str) -> Shape:
        found = shape(self.kind, table)
        if found.is_single:
            raise InvalidKey(f"{table} a une seule ligne", f"{table} has a single row", table=table)
        return found

    def _read(self, found: Shape, name: str, value: object) -> Value:
        column = found.column(name)
        return parse(value, column) if isinstance(value, str) and value else normalize(value, column)

    def _record(self, found: Shape, key: Key) -> tuple[int, Record]:
        wanted = identity(found, read_key(found, key))
        rows = self.records(found.name)
        for rank, row in enumerate(rows):
            if identity(found, row) == wanted:
                return rank, row
        expected = self._expected(found)
        if wanted in expected:
            return len(rows), expected[wanted]
        known = ", ".join(expected or (identity(found, row) for row in rows)) or "–"
        raise UnknownKey(
            f"{found.name} : pas de ligne {wanted} ; il existe : {known}",
            f"{found.name}: no row {wanted}; there are: {known}",
            table=found.name,
            key=wanted,
        )

    def _expected(self, found: Shape) -> dict[str, Record]:
        """Records that exist without being typed: those of a table whose rows are generated."""
        if found.source == "input":
            return {}
        blank: Record = {column.name: None for column in found.values}
        keys = cell_keys(self.schema, found.name, self)
        return {identity(found, key): {**key, **blank} for key in keys}

    def _with(self, found: Shape, rows: list[Record]) -> ConventionData:
        seen: set[str] = set()
        for row in rows:
            text = identity(found, row)
            if text in seen:
                fr, en = f"{found.name} : deux lignes {text}", f"{found.name}: two rows {text}"
                raise InvalidKey(fr, en, table=found.name, key=text)
            seen.add(text)
        return replace(self, tables={**self.tables, found.name: tuple(normalized(found, rows))})


def convention_data(
    convention: str,
    fields: Mapping[str, object] | None = None,
    tables: Mapping[str, Iterable[Mapping[str, object]]] | None = None,
) -> ConventionData:
    """The inputs of a convention, blank where nothing is given.

    Args:
        convention: "<kind>/<instance>".
        fields: Values of single fields.
        tables: Records of tables.

    Raises:
        UnknownKind, UnknownTable, UnknownColumn, WrongValue: something does not belong to the kind.
        InvalidKey: two records with the same key.
    """
    known = shapes(kind_of(convention))
    single = {column.name: column for name in SINGLE if name in known for column in known[name].values}
    for name in fields or {}:
        if name not in single:
            raise unknown(UnknownColumn, name, single, "champ saisi inconnu", "unknown input field")
    data = ConventionData(
        convention,
        {name: normalize((fields or {}).get(name), column) for name, column in single.items()},
        {name: () for name in known if name not in SINGLE},
    )
    for name, rows in (tables or {}).items():
        data = data.with_records(name, rows)
    return data


def from_texts(texts: Texts) -> ConventionData:
    """The inputs of a convention read as canonical texts.

    Raises:
        As `convention_data`.
    """
    kind = kind_of(texts.id)
    fields: Record = {}
    for table, pairs in texts.fields.items():
        fields |= _read_texts(shape(kind, table), pairs)
    tables = {
        table: [_read_texts(shape(kind, table), row) for row in rows] for table, rows in texts.tables.items()
    }
    return convention_data(texts.id, fields, tables)


def _read_texts(found: Shape, row: Mapping[str, str | None]) -> Record:
    return {name: from_text(text, found.column(name)) for name, text in row.items()}
