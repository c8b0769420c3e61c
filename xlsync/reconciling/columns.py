"""Which columns a file has: what headings say, and what cells say where a heading may mean several things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Problem, sentence
from xlsync.reconciling.headings import (
    AMOUNTS,
    BALANCE,
    DUE,
    FEES,
    IGNORED,
    INSTALMENT,
    PAID,
    PRINCIPAL,
    RANK,
    read_heading,
)
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.numbers import read_numbers

DATE = Column("date", Text("Date", "Date"), "date")
AMOUNT = Column("montant", Text("Montant", "Amount"), "amount")
SERIALS = (25_000, 80_000)
"""Dates of loans as spreadsheets number them: from 1968 to 2119."""
MOST = 0.5
"""Part of the cells from which a column is what they are."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file.

    Attributes:
        at: Rank of each role that is there.
        fees: Ranks of the columns of fees.
        ignored: Headings that say nothing that is read.
    """

    at: dict[str, int]
    fees: tuple[int, ...]
    ignored: tuple[str, ...]

    def heading(self, grid: Grid, role: str) -> str:
        """The heading of a role, as written."""
        return grid.headings[self.at[role]].strip()


def columns_of(grid: Grid) -> tuple[Columns, list[Problem]]:
    """The columns of a file, and what makes it unreadable: no amount, a column twice."""
    roles = [read_heading(text) if text.strip() else IGNORED for text in grid.headings]
    roles = [_told(grid, rank, role, roles) for rank, role in enumerate(roles)]
    if BALANCE not in roles and not {*roles} & {"crd", "crd_apres"} and roles.count(PRINCIPAL) == 2:
        roles[roles.index(PRINCIPAL)] = BALANCE  # « Capital » beside « Amortissement »
    at: dict[str, int] = {}
    problems: list[Problem] = []
    for rank, role in enumerate(roles):
        if role in (IGNORED, FEES) or at.setdefault(role, rank) == rank:
            continue
        problems.append(_twice(grid, at[role], rank))
    if len({*at} & {*AMOUNTS, BALANCE}) < 1 + (BALANCE in at):
        problems.append(_lacking(grid))
    ignored = [
        text.strip() for text, role in zip(grid.headings, roles, strict=True) if text.strip() and not role
    ]
    fees = tuple(rank for rank, role in enumerate(roles) if role == FEES)
    return Columns(at, fees, tuple(ignored)), problems


def _told(grid: Grid, rank: int, role: str, roles: Sequence[str]) -> str:
    """The role of a column whose heading may be a number, a date or an amount."""
    if role not in (INSTALMENT, RANK, DUE):
        return role
    if role == RANK and not _is_of_dates(grid, rank):
        return RANK
    if role == DUE and not _is_of_numbers(grid, rank):
        return DUE
    if _is_of_dates(grid, rank):
        return DUE
    if _is_of_ranks(grid, rank):
        return RANK
    return IGNORED if role == INSTALMENT and PAID in roles else PAID


def _cells(grid: Grid, at: int) -> list[object]:
    return [cells[at] for _, cells in grid.lines if at < len(cells) and not is_blank(cells[at])]


def _is_of_dates(grid: Grid, at: int) -> bool:
    """Most cells are dates: texts that are read so, or whole numbers that rise as serials do."""
    cells = _cells(grid, at)
    texts = [cell for cell in cells if isinstance(cell, str)]
    written = [cell for cell in texts if _is_number(cell) is False and grid.read(cell, DATE).wrong is None]
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    serials = [one for one in numbers if one == int(one) and SERIALS[0] <= one <= SERIALS[1]]
    rising = all(a < b for a, b in pairwise(serials))
    found = len(written) + (len(serials) if rising else 0)
    return bool(cells) and found > MOST * len(cells)


def _is_number(text: str) -> bool:
    return text.replace(" ", "").replace(",", "").isdigit()


def _is_of_numbers(grid: Grid, at: int) -> bool:
    """Most cells are numbers that are no dates."""
    if _is_of_ranks(grid, at):
        return True
    numbers = [one for one in read_numbers(grid, at, AMOUNT, signed=True).values if one is not None]
    return len(numbers) > MOST * len(_cells(grid, at)) and not _is_of_dates(grid, at)


def _is_of_ranks(grid: Grid, at: int) -> bool:
    """Most numbers are each one more than the one before."""
    numbers = [one for one in read_numbers(grid, at, AMOUNT, signed=True).values if one is not None]
    steps = [b - a == 1 for a, b in pairwise(numbers)]
    return bool(steps) and sum(steps) > MOST * len(steps) and numbers[0] < SERIALS[0]


def _twice(grid: Grid, first: int, second: int) -> Problem:
    a, b = grid.headings[first].strip(), grid.headings[second].strip()
    return grid.problem(
        sentence(
            f"deux colonnes pour la même chose : « {a} » et « {b} »",
            f"two columns of the same thing: “{a}” and “{b}”",
        ),
        sentence("n’en garder qu’une", "keep only one"),
    )


def _lacking(grid: Grid) -> Problem:
    said = ", ".join(_shown(grid.headings)) or "–"
    return grid.problem(
        sentence(
            f"aucun tableau d’amortissement reconnu parmi les colonnes : {said}",
            f"no amortization table recognised among the columns: {said}",
        ),
        sentence(
            "nommer les colonnes « Date d’échéance », « Capital restant dû », « Intérêts », "
            "« Amortissement », « Échéance »",
            "name the columns “Due date”, “Opening balance”, “Interest”, “Principal”, “Payment”",
        ),
    )


def _shown(headings: Sequence[str]) -> Iterator[str]:
    yield from (text.strip() for text in headings if text.strip())
