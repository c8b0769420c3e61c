"""What a convention takes from others: the members of a community, the authority of a territory.

The schema says which records (`rows`, source "conventions"); nothing of them is typed or kept twice. What a
column names is read from the inputs of the other convention, or computed in its own annex.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from udfs.parameters import EnteredVersion
from xlsync.annexbook.cells import Reader, dated
from xlsync.annexbook.figures import computed_tables
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import TablePlace
from xlsync.annexes import Column, Table, schema
from xlsync.errors import Problem, sentence
from xlsync.model import CellChange, ConventionData, Value, convention_of, to_text
from xlsync.model.amendments import LATEST, View
from xlsync.model.cells import normalize
from xlsync.model.changes import patched
from xlsync.model.renewal import followed, last_year, linked_tables, renewed
from xlsync.model.versions import used_by, versions_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import ErrorValue

if TYPE_CHECKING:
    from xlsync.store import Store

Row = dict[str, Value]


class Source(Protocol):
    """Where other conventions are looked for."""

    def conventions(self) -> list[str]:
        """Ids of all of them."""
        ...

    def convention(self, convention: str) -> ConventionData:
        """The inputs of one."""
        ...

    def versions_for(self, convention: str) -> tuple[EnteredVersion, ...]:
        """The versions of parameters that count for one."""
        ...


class Held:
    """The conventions of a store, seen at a moment.

    Args:
        store: The store.
        revision: Id of the revision, the last one when left out.
        view: Which amendments count; a draft is one of the convention that follows, no other has it.
        changes: Changes of what the store keeps that are looked at before they count.
    """

    def __init__(
        self,
        store: Store,
        revision: str | None = None,
        view: View = LATEST,
        changes: Sequence[CellChange] = (),
    ) -> None:
        self._store, self._revision, self._view = store, revision, View(view.at)
        self._changes: dict[str, list[CellChange]] = {}
        for change in changes:
            self._changes.setdefault(change.convention, []).append(change)

    @cached_property
    def _known(self) -> list[str]:
        return self._store.conventions(self._revision)

    def conventions(self) -> list[str]:
        """Ids of all of them."""
        return self._known

    def convention(self, convention: str) -> ConventionData:
        """The inputs of one, changes included."""
        changes = self._changes.get(convention)
        if not changes or self._revision is None:
            return self._store.convention(convention, self._revision, self._view)
        cells = self._store.seen(convention, changes, self._revision, self._view)
        return convention_of(cells, convention)

    def versions_for(self, convention: str) -> tuple[EnteredVersion, ...]:
        """The versions of parameters that count for one, changes included."""
        kind = convention.partition("/")[0]
        cells = patched(self._store.cells(kind, self._revision), self._changes.get(kind, ()))
        return used_by(convention, versions_of(cells))


class Given:
    """Conventions at hand, under the versions of parameters that are given for each."""

    def __init__(
        self, conventions: Iterable[ConventionData], versions: Iterable[EnteredVersion] = ()
    ) -> None:
        self._conventions = {one.id: one for one in conventions}
        self._versions = tuple(versions)

    def conventions(self) -> list[str]:
        """Ids of all of them."""
        return list(self._conventions)

    def convention(self, convention: str) -> ConventionData:
        """The inputs of one."""
        return self._conventions[convention]

    def versions_for(self, convention: str) -> tuple[EnteredVersion, ...]:
        """The versions of parameters that count for one."""
        return used_by(convention, self._versions)


def linked(data: ConventionData, source: Source) -> ConventionData:
    """A convention with what it takes from others.

    Args:
        data: Its inputs.
        source: Where the others are.

    Raises:
        XlsyncError, UdfError: the annex of another one cannot be made.
    """
    tables = linked_tables(data.schema)
    if not tables:
        return data
    return replace(data, linked={table.name: tuple(_records(data, table, source)) for table in tables})


def _records(data: ConventionData, table: Table, source: Source) -> list[Row]:
    if table.rows.named and not data.fields.get(table.rows.named):
        return []
    until = last_year(data, table.rows.until) if table.rows.until else None
    theirs = schema(table.rows.kind).table(table.rows.table)
    others = [
        renewed(source.convention(name), theirs, until)[0]
        for name in followed(data, table, source.conventions())
    ]
    found = [
        row
        for other, rows in zip(others, _held(others, table, theirs, source), strict=True)
        for row in _named(table, other, rows)
    ]
    keys = [column.name for column in table.columns if column.key]
    return sorted(found, key=lambda row: [(row[key] is None, row[key]) for key in keys])


def _held(
    others: Sequence[ConventionData], table: Table, theirs: Table, source: Source
) -> list[list[dict[str, Any]]]:
    """What each record of other conventions holds, typed and, where a column asks for it, computed."""
    typed_in = [other.records(theirs.name) for other in others]
    asked = {column.name for column in table.columns if column.generated == "convention"}
    if not any(column.formula and column.name in asked for column in theirs.columns):
        return typed_in
    whole = [linked(other, source) for other in others]
    computed = computed_tables(whole, [source.versions_for(other.id) for other in others], [theirs])
    return [found[theirs.name] for found in computed]


def _named(table: Table, other: ConventionData, rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """The records that a table takes from one other convention; an error there is a blank here."""
    *keys, convention = (column.name for column in table.columns if column.key)
    for row in rows:
        record: Row = {key: row[key] for key in keys} | {convention: other.id}
        for column in table.columns:
            if column.generated == "convention":
                record[column.name] = _value(row if column.name in row else other.fields, column)
        yield record


def _value(held: Mapping[str, Any], column: Column) -> Value:
    found = held[column.name]
    if isinstance(found, ErrorValue) or found == "":
        return None
    return normalize(dated(found) if column.type == "date" else found, column)


# --- workbooks


def problems_of_linked(book: Workbook, data: ConventionData, file: Path | str) -> list[Problem]:
    """One problem for each table of a workbook that does not hold what other conventions say today.

    Args:
        book: The workbook.
        data: Its convention, with what it takes from others.
        file: Its path.
    """
    places = locate(data.schema, book)
    reader = Reader(book, places)
    tables = [table for table in linked_tables(data.schema) if table.name in places.tables]
    return [
        _problem(table, lines, file)
        for table in tables
        if (lines := _differing(reader, places.tables[table.name], data.records(table.name)))
    ]


def _differing(reader: Reader, place: TablePlace, records: list[Row]) -> int:
    """How many lines differ, or stand on one side only."""
    columns = [column for column in place.table.columns if column.generated and place.has(column.name)]
    held = Counter(
        tuple(_text(reader, place, column, rank) for column in columns)
        for rank in range(place.count)
        if not reader.is_blank(place, rank)
    )
    said = Counter(tuple(to_text(record[column.name], column) for column in columns) for record in records)
    return max((held - said).total(), (said - held).total())


def _text(reader: Reader, place: TablePlace, column: Column, rank: int) -> str | None:
    cell = reader.book.sheet(place.sheet).cells.get(place.cell(column.name, rank))
    return read_input(cell.value if cell else None, column, reader.book.date1904).text


def _problem(table: Table, lines: int, file: Path | str) -> Problem:
    return Problem(
        Path(file).name,
        sentence(
            f"{table.title.fr} : {lines} ligne(s) ne sont plus ce que disent les autres conventions",
            f"{table.title.en}: {lines} row(s) no longer say what the other agreements do",
        ),
        sentence("« xlsync push » les écrit dans le classeur", "“xlsync push” writes them into the workbook"),
        source=table.annex,
        file=str(file),
    )
