"""The headings of a table: which column of the model each one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Problem, TablesRefused, sentence
from xlsync.model import Shape, frames
from xlsync.model.naming import ambiguous, named, nearest
from xlsync.model.shapes import CONVENTION
from xlsync.model.versions import FOR, VERSIONS
from xlsync.tables.grid import Grid, is_blank


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a table of a file.

    Attributes:
        at: The columns that are there, by their rank in a line.
        absent: The columns that are not, and may be left out.
    """

    at: dict[int, Column]
    absent: tuple[Column, ...]


def recognized(found: Shape, headings: list[str]) -> int:
    """How many headings name a column of the table, or several."""
    labels = _labels(found)
    return sum(bool(heading.strip() and named(heading, labels)) for heading in headings)


def headings_of(found: Shape, grid: Grid) -> Headings:
    """The columns of a table of a file, from its headings.

    Raises:
        TablesRefused: no headings; a heading twice, unknown or ambiguous; a column without heading; a key or
            a required column absent.
    """
    if not recognized(found, grid.headings):
        raise _no_headings(found, grid)
    ranks: dict[str, list[int]] = {}
    problems: list[Problem] = []
    labels = _labels(found)
    for rank, heading in enumerate(grid.headings):
        names = named(heading, labels) if heading.strip() else []
        if len(names) == 1:
            ranks.setdefault(names[0], []).append(rank)
        else:
            problems += _unnamed(found, grid, rank, names)
    problems += _twice(grid, ranks)
    columns = {column.name: column for column in frames.model_columns(found)}
    absent = [column for name, column in columns.items() if name not in ranks]
    problems += [_absent(grid, column) for column in absent if _is_needed(found, column)]
    if problems:
        raise refused(problems)
    return Headings({at[0]: columns[name] for name, at in ranks.items()}, tuple(absent))


def refused(problems: list[Problem]) -> TablesRefused:
    """The refusal of tables for these problems; its sentence tells the first and counts the others."""
    first, left = problems[0], len(problems) - 1
    fr, en = (f" ; et {left} de plus", f"; and {left} more") if left else ("", "")
    return TablesRefused(
        f"{first.where} : {first.what.fr}{fr}", f"{first.where}: {first.what.en}{en}", problems=problems
    )


def _labels(found: Shape) -> dict[str, Text]:
    return {column.name: column.label for column in frames.model_columns(found)}


def _is_needed(found: Shape, column: Column) -> bool:
    if found.name == VERSIONS and column.name in (CONVENTION, FOR):
        return False  # the code says the kind, and most versions are for every convention of it
    return column.name == CONVENTION or column in found.keys or not column.nullable


def _no_headings(found: Shape, grid: Grid) -> TablesRefused:
    expected = ", ".join(_labels(found))
    return refused(
        [
            grid.problem(
                sentence("pas de ligne d’en-tête", "no line of headings"),
                sentence(
                    f"la première ligne nomme les colonnes : {expected}",
                    f"the first line names the columns: {expected}",
                ),
            )
        ]
    )


def _unnamed(found: Shape, grid: Grid, rank: int, names: list[str]) -> Iterator[Problem]:
    """A heading that is no column, or several; one without a text matters when something stands under it."""
    heading, labels = grid.headings[rank].strip(), _labels(found)
    line = 1 if grid.sheet else None
    if names:
        yield grid.problem(ambiguous(heading, names, labels).text, _WRITE_THE_NAME, line, rank)
    elif heading:
        near = nearest(heading, labels) or list(labels)
        fr, en = f"colonne inconnue : « {heading} »", f"unknown column: “{heading}”"
        listed = ", ".join(near)
        fix = sentence(f"l’ôter, ou la nommer : {listed}", f"remove it, or name it: {listed}")
        yield grid.problem(sentence(fr, en), fix, line, rank)
    elif any(not is_blank(cells[rank]) for _, cells in grid.lines if rank < len(cells)):
        fr, en = f"la colonne {rank + 1} n’a pas de titre", f"column {rank + 1} has no heading"
        yield grid.problem(
            sentence(fr, en), sentence("la nommer, ou l’ôter", "name it, or remove it"), line, rank
        )


def _twice(grid: Grid, ranks: dict[str, list[int]]) -> Iterator[Problem]:
    for name, found in ranks.items():
        if len(found) > 1:
            places = ", ".join(str(rank + 1) for rank in found)
            yield grid.problem(
                sentence(
                    f"{len(found)} colonnes {name} : {places}", f"{len(found)} columns {name}: {places}"
                ),
                sentence("n’en garder qu’une", "keep only one"),
            )


def _absent(grid: Grid, column: Column) -> Problem:
    return grid.problem(
        sentence(f"colonne absente : {column.name}", f"column absent: {column.name}"),
        sentence("l’ajouter", "add it"),
    )


_WRITE_THE_NAME = sentence("écrire le nom de la colonne", "write the name of the column")
