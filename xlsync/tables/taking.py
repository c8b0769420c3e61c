"""Tables of files put over what the model holds: what is not in the files stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from udfs.parameters import EnteredVersion
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import ConventionData, convention_data, identity, kind_of
from xlsync.model.model import IDENTITY
from xlsync.model.records import Record
from xlsync.model.shapes import shape
from xlsync.model.validation import validate
from xlsync.tables.headings import refused
from xlsync.tables.reading import ReadTable, Row


@dataclass(frozen=True, slots=True)
class Taken:
    """Conventions with the tables of files over them.

    Attributes:
        conventions: The conventions, as they are to be.
        notices: What of the model the files do not say, and stays.
        problems: What was taken and does not fit the declarations, as `Tables.misfits` tells it.
    """

    conventions: tuple[ConventionData, ...]
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of some files.

    Attributes:
        source: Where they come from.
        tables: The tables.
        notices: What is worth saying of the files.
        versions: Versions of parameters that they hold.
    """

    source: Path
    tables: tuple[ReadTable, ...]
    notices: tuple[Notice, ...] = ()
    versions: tuple[EnteredVersion, ...] = ()

    def conventions(self, kind: str | None = None) -> list[str]:
        """Ids of the conventions that some line names, in alphabetical order."""
        named = {row.convention for table in self.tables for row in table.rows}
        return sorted(name for name in named if kind in (None, kind_of(name)))

    def new(self, convention: str) -> ConventionData:
        """A convention as the files describe it, blank where they say nothing."""
        merging = _Merging(replacing=True)
        return merging.over(self.tables, convention_data(convention))

    def over(self, held: Iterable[ConventionData], *, replacing: bool = False) -> Taken:
        """The tables over what the model holds.

        A table, a column or a row that the files do not have stays as it is. A blank cell of a column that is
        there is a blank.

        Args:
            held: What the model holds of the conventions of the files. Those that are not there are new, and
                the files must describe them (table `conventions`).
            replacing: Rows that a table of the files does not have go.

        Raises:
            TablesRefused: a required value would be blanked, or a convention is nowhere described.
        """
        known = {data.id: data for data in held}
        merging = _Merging(replacing, list(self._unknown(known)))
        names = self.conventions()
        taken = [merging.over(self.tables, known.get(name) or convention_data(name)) for name in names]
        if merging.problems:
            raise refused(merging.problems)
        misfits = (problem for data in taken for problem in self.misfits(data))
        return Taken(tuple(taken), (*self._absent(), *merging.notices), tuple(misfits))

    def misfits(self, data: ConventionData) -> Iterator[Problem]:
        """What a convention took from the files that does not fit the declarations, each at its line.

        A blank where a value is due, a day off where a working day is: a convention that is not filled in yet
        goes out and comes back. What came from the model alone is not the files' to say.
        """
        lines = {
            (table.found.name, row.key): (table, row)
            for table in self.tables
            for row in table.rows
            if row.convention == data.id
        }
        for problem in validate(data):
            key = identity(shape(data.kind, problem.table), problem.key)
            table, row = lines.get((problem.table, key), (None, None))
            if table is not None and row is not None and problem.column in row.values:
                yield table.misfit(row, problem)

    def _unknown(self, known: Collection[str]) -> Iterator[Problem]:
        """A line of a convention that is nowhere: more often a slip than a new one."""
        described = {
            row.convention for table in self.tables if table.found.name == IDENTITY for row in table.rows
        }
        told = {*known, *described}
        for table in self.tables:
            for row in table.rows:
                if row.convention not in told:
                    told.add(row.convention)
                    fr = f"convention absente du modèle : « {row.convention} »"
                    en = f"no such agreement in the model: “{row.convention}”"
                    yield table.grid.problem(sentence(fr, en), _ADD_IT, row.line)

    @property
    def lacking(self) -> list[str]:
        """The columns that tables lack, and that may be left out."""
        return [column.name for table in self.tables for column in table.headings.absent]

    def _absent(self) -> Iterator[Notice]:
        for table in self.tables:
            names = ", ".join(column.name for column in table.headings.absent)
            if names:
                yield _about(
                    table,
                    f"colonnes absentes : {names} ; le modèle garde leurs valeurs",
                    f"columns absent: {names}; the model keeps their values",
                )


@dataclass(slots=True)
class _Merging:
    """Tables put over conventions, with what is wrong and what stays."""

    replacing: bool
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def over(self, tables: Iterable[ReadTable], data: ConventionData) -> ConventionData:
        """A convention with its lines of the tables."""
        for table in tables:
            rows = [row for row in table.rows if row.convention == data.id]
            if table.found.kind != data.kind:
                continue
            if not table.found.is_single:
                data = data.with_records(table.found.name, self._records(table, rows, data))
            for row in rows if table.found.is_single else ():
                self._check(table, row, data.fields)
                data = replace(data, fields={**data.fields, **row.values})
        return data

    def _records(self, table: ReadTable, rows: list[Row], data: ConventionData) -> list[Record]:
        """The records of a table: those of the model at their place, then those that come."""
        held = {identity(table.found, record): record for record in data.records(table.found.name)}
        blank: Record = {column.name: None for column in table.found.columns}
        given: dict[str, Record] = {}
        for row in rows:
            before = held.get(row.key, blank)
            self._check(table, row, before)
            given[row.key] = {**before, **row.values}
        if self.replacing:
            return list(given.values())
        left = len(held.keys() - given.keys())
        if left:
            self.notices.append(
                _about(
                    table,
                    f"{data.id} : lignes que le fichier n’a pas, gardées : {left} (--replace les ôte)",
                    f"{data.id}: rows that the file lacks, kept: {left} (--replace removes them)",
                )
            )
        return [*({**held, **given}).values()]

    def _check(self, table: ReadTable, row: Row, before: Record) -> None:
        """A required value is changed, never blanked."""
        for column in table.headings.at.values():
            lost = before.get(column.name) is not None and row.values.get(column.name) is None
            if lost and not column.nullable and column.name in row.values:
                self.problems.append(
                    table.problem_at(
                        row,
                        column,
                        "valeur obligatoire, elle ne peut pas être effacée",
                        "a value is required, it cannot be blanked",
                        ("la renseigner", "fill it in"),
                    )
                )


def _about(table: ReadTable, fr: str, en: str) -> Notice:
    return Notice(f"{table.found.kind}.{table.found.name}", sentence(fr, en))


_ADD_IT = sentence(
    "corriger le nom, ou ajouter la convention avec « add »", "correct the name, or add it with “add”"
)
