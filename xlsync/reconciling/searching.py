"""The smallest set of changes under which two tables agree: one at a time, then in pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from udfs.errors import UdfError
from xlsync.reconciling.aligning import expected
from xlsync.reconciling.changes import CHOICES, Change, Tries
from xlsync.reconciling.comparing import Comparison, Difference, compared
from xlsync.reconciling.following import faults
from xlsync.reconciling.lender import LenderTable
from xlsync.reconciling.solved import SOLVERS
from xlsync.reconciling.variants import Row, Variant, rows_of

SHOWN = 3
"""Reasons of one size that are told."""
FEW = 3
"""Wrong lines that are told as such, where they are no more than a third of the lines."""
NEAREST = 6
"""Trials that come near, in which wrong lines are looked for."""

Family = Callable[[Variant, LenderTable, Comparison], Tries]


@dataclass(frozen=True, slots=True)
class Trial:
    """A loan otherwise, and what its table leaves apart."""

    changes: tuple[Change, ...]
    variant: Variant
    rows: Sequence[Row]
    found: Comparison


@dataclass(frozen=True, slots=True)
class Reason:
    """What explains differences.

    Attributes:
        changes: What is otherwise.
        wrong: Cells of the file that are then wrong by themselves.
        following: Lines that follow from these.
        explains: Lines that differ and are explained.
        remaining: Lines that still differ.
    """

    changes: tuple[Change, ...]
    wrong: tuple[Difference, ...]
    following: int
    explains: int
    remaining: int


def reasons(variant: Variant, rows: Sequence[Row], table: LenderTable, found: Comparison) -> list[Reason]:
    """Why two tables differ: the smallest sets of changes first; none where they agree.

    Args:
        variant: Our loan.
        rows: Its table.
        table: Theirs.
        found: Both side by side.
    """
    if found.is_equal:
        return []
    start = Trial((), variant, rows, found)
    search = _Search(table, start)
    singles = [trial for trial, _ in search.singles()]
    if whole := _whole(singles):
        return [search.whole(one) for one in whole]
    wrong = search.wrong_lines(start, 1)
    if wrong and len(wrong.wrong) == 1:
        return [wrong]
    pairs = list(search.pairs())
    if whole := _whole(pairs):
        return [search.whole(one) for one in whole]
    return search.nearest([start, *singles, *pairs])


def _whole(trials: Sequence[Trial]) -> list[Trial]:
    """Those under which everything agrees, the likeliest first; odd ones where there is nothing else."""
    found = [one for one in trials if one.found.is_equal]
    plain = [one for one in found if not any(change.is_odd for change in one.changes)]
    return (plain or found)[:SHOWN]


def _families() -> list[Family]:
    choices = [partial(_chosen, choice) for choice in CHOICES]
    return [*choices, *SOLVERS]


def _chosen(
    choice: Callable[[Variant], Tries], variant: Variant, table: LenderTable, found: Comparison
) -> Tries:
    return choice(variant)


class _Search:
    """The trials of a table."""

    def __init__(self, table: LenderTable, start: Trial) -> None:
        self.table, self.start = table, start
        self.families = _families()
        self.seen = {self._key(start.rows, start.found)}
        self.kept: list[tuple[Trial, int]] = []

    def singles(self) -> Iterator[tuple[Trial, int]]:
        """Each change alone, with the rank of its family; a table seen before is left out, but for theirs."""
        for rank, family in enumerate(self.families):
            for trial in self._trials(self.start, family):
                self.kept.append((trial, rank))
                yield trial, rank

    def pairs(self) -> Iterator[Trial]:
        """Each change of another family after each one that changed something."""
        for first, rank in self.kept:
            for family in self.families[rank + 1 :]:
                yield from self._trials(first, family)

    def _trials(self, start: Trial, family: Family) -> Iterator[Trial]:
        tries = family(start.variant, self.table, start.found)
        while True:
            try:
                change = next(tries)
                rows = rows_of(change.variant)
            except StopIteration:
                return
            except UdfError:
                continue
            found = compared(rows, self.table)
            key = self._key(rows, found)
            if key not in self.seen or found.is_equal:
                self.seen.add(key)
                yield Trial((*start.changes, change), change.variant, rows, found)

    def _key(self, rows: Sequence[Row], found: Comparison) -> int:
        return hash(tuple(tuple(expected(row, column) for column in found.columns) for row in rows))

    # --- what is kept

    def whole(self, trial: Trial) -> Reason:
        """The reason of a trial under which everything agrees."""
        return Reason(trial.changes, (), 0, len(self.start.found.apart), 0)

    def wrong_lines(self, trial: Trial, most: int) -> Reason | None:
        """The few lines of the file that are wrong by themselves, where all the others agree or follow."""
        most = min(most, len(self.table.lines) // 3)
        if len(self.table.lines) <= most:
            return None
        found = faults(trial.variant, trial.rows, trial.found)
        if not 0 < found.lines <= max(most, 1):
            return None
        return Reason(trial.changes, found.cells, found.following, len(self.start.found.lines_apart), 0)

    def nearest(self, trials: Sequence[Trial]) -> list[Reason]:
        """Of trials that leave something: one with few wrong lines, else those that explain most."""
        near = sorted(trials, key=lambda one: (one.found.cells, len(one.changes)))[:NEAREST]
        told = [reason for one in near if (reason := self.wrong_lines(one, FEW))]
        if told:
            return [min(told, key=lambda one: (len(one.changes) + len(one.wrong), len(one.changes)))]
        before = self.start.found.lines_apart
        found = []
        for one in sorted(trials, key=lambda one: (len(one.found.apart), one.found.cells, len(one.changes))):
            explains = len(before - one.found.lines_apart)
            if one.changes and explains:
                found.append(Reason(one.changes, (), 0, explains, len(one.found.apart)))
        return found[:SHOWN]
