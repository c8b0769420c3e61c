"""From the lines of a table to records of the model, each cell with its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from xlsync.annexes import Column
from xlsync.errors import Problem, sentence
from xlsync.model import Shape, Value, from_text, identity
from xlsync.model.records import Record
from xlsync.model.shapes import CONVENTION
from xlsync.model.shipped import INSTANCE
from xlsync.model.validation import CellProblem
from xlsync.model.versions import FOR, VERSIONS
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.headings import Headings, headings_of, refused


@dataclass(frozen=True, slots=True)
class Row:
    """One record.

    Attributes:
        line: Number of its line in the file.
        convention: Whose it is.
        key: Its identity in the table.
        values: Its values by column, blanks as None; the columns that the file has, no other.
    """

    line: int
    convention: str
    key: str
    values: Record


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table of a file.

    Attributes:
        found: Which table of the model it is.
        grid: What the file holds.
        headings: Its columns.
        rows: Its records.
    """

    found: Shape
    grid: Grid
    headings: Headings
    rows: tuple[Row, ...]

    def problem_at(self, row: Row, column: Column, fr: str, en: str, fix: tuple[str, str]) -> Problem:
        """Something wrong in one cell."""
        said = sentence(f"{column.name} : {fr}", f"{column.name}: {en}")
        return self.grid.problem(said, sentence(*fix), row.line, self._rank(column.name))

    def misfit(self, row: Row, found: CellProblem) -> Problem:
        """What the declarations say of one cell, at its place in the file."""
        told = self.grid.problem(found.what, found.fix, row.line, self._rank(found.column))
        return replace(told, source=found.source)

    def _rank(self, name: str) -> int:
        return next(rank for rank, one in self.headings.at.items() if one.name == name)


def read_table(found: Shape, grid: Grid) -> ReadTable:
    """The records of a table of a file.

    Raises:
        TablesRefused: headings, lines or cells that the model cannot take, every one of them told.
    """
    headings = headings_of(found, grid)
    problems: list[Problem] = []
    rows = []
    for line, cells in grid.lines:
        told = list(_width(grid, line, cells))
        values: dict[str, Value] = {}
        for at, column in headings.at.items() if not told else ():
            values[column.name] = _value(grid, line, at, cells[at], column, told)
        if found.name == VERSIONS:
            values = {FOR: None, CONVENTION: found.kind, **values}
        told = told or list(_naming(found, grid, line, values))
        problems += told
        if not told:
            key = identity(found, values)
            rows.append(Row(line, str(values.pop(CONVENTION)), key, values))
    problems += _doubles(found, grid, rows)
    if problems:
        raise refused(problems)
    return ReadTable(found, grid, headings, tuple(rows))


def _width(grid: Grid, line: int, cells: list[Any]) -> Iterator[Problem]:
    """As many cells as there are headings; blank ones may follow, as Excel writes them."""
    given, due = len(cells), len(grid.headings)
    if given < due or any(not is_blank(cell) for cell in cells[due:]):
        yield grid.problem(
            sentence(f"{given} valeurs pour {due} colonnes", f"{given} values for {due} columns"),
            sentence(
                "vérifier les séparateurs et les guillemets de la ligne",
                "check the separators and the quotes of the line",
            ),
            line,
        )


def _value(grid: Grid, line: int, at: int, cell: Any, column: Column, told: list[Problem]) -> Value:
    """What a cell holds; what is wrong with it is told."""
    if (wrong := grid.unread.get((line, at))) is None:
        found = grid.read(cell, column)
        if (wrong := found.wrong) is None:
            return from_text(found.text, column)
    if not wrong.fr.startswith(column.name):
        wrong = sentence(f"{column.name} : {wrong.fr}", f"{column.name}: {wrong.en}")
    told.append(grid.problem(wrong, sentence("corriger la cellule", "correct the cell"), line, at))
    return None


def _naming(found: Shape, grid: Grid, line: int, values: Record) -> Iterator[Problem]:
    """A line says its convention, one of the kind of the table, and its whole key.

    A line of versions of parameters says the kind itself.
    """
    fix = sentence("corriger la cellule", "correct the cell")
    convention = values[CONVENTION]
    if convention is None:
        yield grid.problem(sentence("convention absente", "no convention"), fix, line)
        return
    kind, _, name = str(convention).partition("/")
    if found.name == VERSIONS:
        kind, name = (kind, kind) if kind == convention else ("", "")
    if kind != found.kind or not INSTANCE.fullmatch(name):
        yield grid.problem(
            sentence(
                f"convention : « {convention} » n’est pas du type {found.kind} ({found.kind}/nom)",
                f"convention: “{convention}” is not of the kind {found.kind} ({found.kind}/name)",
            ),
            fix,
            line,
        )
    for column in found.keys:
        if values[column.name] is None and not column.nullable:
            fr, en = f"{column.name} : clé absente", f"{column.name}: no key"
            yield grid.problem(sentence(fr, en), fix, line)


def _doubles(found: Shape, grid: Grid, rows: list[Row]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        before = first.setdefault((row.convention, row.key), row.line)
        if before != row.line:
            key = f" {row.key}" if row.key else ""
            yield grid.problem(
                sentence(
                    f"{row.convention}{key} est déjà à la ligne {before}",
                    f"{row.convention}{key} is at line {before} already",
                ),
                sentence("n’en garder qu’une", "keep only one"),
                row.line,
            )
