"""What the lines of a list say, before anyone knows which conventions there are."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Notice, Problem, sentence
from xlsync.lists.headings import (
    EFFECT,
    IDENTIFIER,
    MEMBER,
    NUMBER,
    SIGNED,
    YEAR,
    Headings,
    Inputs,
    headings_of,
)
from xlsync.model.cells import TEXTS, labelled, refusal
from xlsync.model.naming import Place
from xlsync.model.shapes import SINGLE
from xlsync.model.shipped import INSTANCE
from xlsync.tables.files import Source, read_lists
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.headings import refused
from xlsync.tables.spelling import is_of_totals

CORRECT = sentence("corriger la cellule", "correct the cell")
_TEXT = Column("convention", Text("Convention", "Agreement"), "text")
COLUMN, OPTION = "column", "option"
"""Where the year of a line comes from, beside the names of two dates."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        grid: The list.
        number: Its number in the file.
        at: Rank of each input of the list in a line.
        texts: Canonical text of each cell that is not blank, the identifier and the year as they are.
        year: Year of its records, None where nothing says it.
        year_from: Where the year comes from: "column", "option", "date_effet" or "date_signature".
    """

    grid: Grid
    number: int
    at: Mapping[Place, int]
    texts: Mapping[Place, str]
    year: int | None = None
    year_from: str = ""

    @property
    def place(self) -> str:
        """Its first cell that names something."""
        return self.place_of(IDENTIFIER if IDENTIFIER in self.texts else MEMBER)

    def place_of(self, place: Place) -> str:
        """The cell of an input."""
        return self.grid.place(self.number, self.at.get(place, 0))

    def problem(self, what: Text, fix: Text, place: Place = MEMBER) -> Problem:
        """Something wrong with it, told at the cell of an input."""
        return self.grid.problem_at(what, fix, self.number, self.at.get(place, self.at.get(IDENTIFIER, 0)))


@dataclass(frozen=True, slots=True)
class FileLines:
    """The lines of a file.

    Attributes:
        lines: Those that can be read.
        problems: What is wrong with the others, a cell each.
        notices: What is worth saying.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def read_list(path: Path, inputs: Inputs, year: int | None = None) -> FileLines:
    """The lines of a list of members.

    Args:
        path: As `read_lists`.
        inputs: What lines may say.
        year: Year of the records of the lines that say none.

    Raises:
        TablesRefused: headings that name nobody, or an input twice.
        XlsyncError: a file that cannot be read.
    """
    sources, notices = read_lists(path, inputs.score, inputs.tells_who)
    readers = [_Reader(source, inputs, year) for source in sources]
    lines = tuple(line for reader in readers for line in reader.read())
    return FileLines(
        lines,
        tuple(problem for reader in readers for problem in reader.problems),
        (*notices, *(notice for reader in readers for notice in reader.said()), *_years(path, lines)),
    )


@dataclass
class _Reader:
    """A list that is being read."""

    source: Source
    inputs: Inputs
    year: int | None
    problems: list[Problem] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grid = self.source.grid
        self.headings: Headings
        self.headings, problems = headings_of(self.inputs, self.grid)
        if problems:
            raise refused(problems)

    def read(self) -> Iterator[Line]:
        for number, cells in self.grid.lines:
            if self._is_of_totals(cells):
                self.totals.append(number)
                continue
            told = len(self.problems)
            texts = dict(self._texts(number, cells))
            if len(self.problems) == told and texts:
                line = Line(self.grid, number, self.headings.at, texts)
                if (dated := self._dated(line)) is not None:
                    yield dated

    def said(self) -> Iterator[Notice]:
        if self.totals:
            listed = ", ".join(map(str, self.totals))
            yield Notice(
                self.grid.file.name,
                sentence(
                    f"lignes de totaux, non prises : {listed} ; d’un membre de ce nom, dire le SIRET, "
                    "le statut ou la convention",
                    f"lines of totals, not taken: {listed}; of a member of that name, say the SIRET, "
                    "the status or the agreement",
                ),
            )
        if self.headings.ignored:
            listed = ", ".join(self.headings.ignored)
            yield Notice(
                self.grid.file.name, sentence(f"colonnes non lues : {listed}", f"columns not read: {listed}")
            )

    def _is_of_totals(self, cells: list[object]) -> bool:
        """Figures under a word that says so, whatever its column, and nothing that only a member has."""
        if not any(isinstance(cell, str) and is_of_totals(cell) for cell in cells):
            return False
        for place, at in self.headings.at.items():
            column, cell = self._column(place), cells[at] if at < len(cells) else None
            if column.type in (*TEXTS, "date") and not (is_blank(cell) or is_of_totals(str(cell))):
                return False
            if place == IDENTIFIER and isinstance(cell, str) and _is_code(cell):
                return False
        return True

    def _texts(self, number: int, cells: list[object]) -> Iterator[tuple[Place, str]]:
        for place, at in self.headings.at.items():
            if at >= len(cells) or (is_blank(cells[at]) and (number, at) not in self.grid.unread):
                continue
            column = self._column(place)
            wrong = self.grid.unread.get((number, at))
            if wrong is None:
                text, wrong = self._read(cells[at], column)
                if wrong is None:
                    if text:
                        yield place, text
                    continue
            self.problems.append(self.grid.problem_at(wrong, CORRECT, number, at))

    def _read(self, cell: object, column: Column) -> tuple[str | None, Text | None]:
        """The canonical text of a cell, or what is wrong with it: a text that its pattern refuses, too."""
        found = self.grid.read(cell, column)
        wrong = found.wrong
        if wrong is None and column.pattern and found.text:
            wrong = refusal(found.text, column)
        return found.text, None if wrong is None else labelled(wrong, column)

    def _column(self, place: Place) -> Column:
        if place == IDENTIFIER:
            return _TEXT
        if place == YEAR:
            assert self.inputs.year is not None
            return self.inputs.year
        return self.inputs.columns[place]

    def _dated(self, line: Line) -> Line | None:
        """The line with the year of its records; None, told, where it has some and nothing says when."""
        recorded = next((place for place in line.texts if place[0] not in (*SINGLE, "")), None)
        if recorded is None:
            return line
        label = self.inputs.columns[recorded].label
        found = self._year(line)
        if found is None:
            what = sentence(f"{label.fr} : de quelle année ?", f"{label.en}: of which year?")
            self.problems.append(line.problem(what, _SAY_THE_YEAR, recorded))
            return None
        year, told, place = found
        assert self.inputs.year is not None
        if (wrong := refusal(year, self.inputs.year)) is not None:
            self.problems.append(line.problem(labelled(wrong, self.inputs.year), CORRECT, place))
            return None
        return replace(line, year=year, year_from=told)

    def _year(self, line: Line) -> tuple[int, str, Place] | None:
        """The year that a line says, else that of the command, else that of its dates; and what says it."""
        if YEAR in line.texts:
            return int(line.texts[YEAR]), COLUMN, YEAR
        if self.year is not None:
            return self.year, OPTION, MEMBER
        for place in (EFFECT, SIGNED):
            if place in line.texts:
                return datetime.date.fromisoformat(line.texts[place]).year, place[1], place
        return None


def _is_code(text: str) -> bool:
    """An agreement said by its code, as `total-energies`; a sum is a word, `sous-total`, or has spaces."""
    first, _, last = text.rpartition("-")
    return bool(INSTANCE.fullmatch(text)) and bool(first) and last.isalpha() and not is_of_totals(last)


_SAY_THE_YEAR = sentence(
    "une colonne « année », --year, ou une date d’effet ou de signature",
    "a column “year”, --year, or a date of effect or of signature",
)
_SOURCES = {
    OPTION: ("donnée par --year", "given by --year"),
    EFFECT[1]: ("de la date d’effet", "of the date of effect"),
    SIGNED[1]: ("de la date de signature", "of the date of signature"),
}


def _years(path: Path, lines: Iterable[Line]) -> Iterator[Notice]:
    """Where the year comes from, unless a column says it."""
    counts: dict[tuple[str, int], int] = {}
    for line in lines:
        if line.year is not None and line.year_from in _SOURCES:
            key = (line.year_from, line.year)
            counts[key] = counts.get(key, 0) + 1
    for source, (fr, en) in _SOURCES.items():
        found = {year: count for (own, year), count in sorted(counts.items()) if own == source}
        if found:
            said_fr = ", ".join(f"{year} (lignes : {count})" for year, count in found.items())
            said_en = ", ".join(f"{year} (lines: {count})" for year, count in found.items())
            yield Notice(path.name, sentence(f"année {fr} : {said_fr}", f"year {en}: {said_en}"))


def member_of(line: Line) -> tuple[str, str]:
    """Member and SIRET or SIREN of a line, "" for what it does not say."""
    return line.texts.get(MEMBER, ""), line.texts.get(NUMBER, "").replace(" ", "")
