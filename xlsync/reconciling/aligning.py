"""Lines of two tables face to face: by date, rank, year or order, whichever makes most of them agree."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from xlsync.reconciling.headings import AMOUNTS, DATES, DUE, PAID_ON
from xlsync.reconciling.lender import LenderTable, TheirLine
from xlsync.reconciling.variants import Row

Pair = tuple[Row | None, TheirLine | None]
Matches = dict[int, int]
"""Place of one of their lines, by that of ours."""

FARTHEST = 45
"""Days between two dates of one payment, at most; never more than half a period."""


def aligned(rows: Sequence[Row], table: LenderTable) -> list[Pair]:
    """Lines face to face, in order; None where one side has none."""
    by_date = _by_date(rows, table)
    if len(rows) == len(table.lines) == len(by_date) and all(at == by_date[at] for at in by_date):
        return list(zip(rows, table.lines, strict=True))
    ways = [by_date, _by_rank(rows, table), _by_year(rows, table), _in_order(rows, table)]
    if len(rows) != len(table.lines):
        ways.append(_by_amounts(rows, table))
    found = [_filled(rows, table, matches) for matches in ways if matches]
    if not found:
        return [*((row, None) for row in rows), *((None, line) for line in table.lines)]
    return max(found, key=lambda pairs: _agreement(pairs, table))


def expected(row: Row, column: str) -> object:
    """What our line holds in a column, None where it holds nothing."""
    if column in AMOUNTS:
        return row.amounts[column]
    return row.dates.get(column) if column in DATES else row.year


def given(line: TheirLine, column: str) -> object:
    """What their line holds in a column, None where it is blank; a text where it cannot be read."""
    if column in line.unread:
        return line.unread[column]
    if column in AMOUNTS:
        return line.amounts.get(column)
    return line.dates.get(column) if column in DATES else line.year


def agrees(row: Row, line: TheirLine, column: str) -> bool:
    """Whether a cell is the same on both sides: a blank is 0, and a day that we do not know is any day."""
    ours, theirs = expected(row, column), given(line, column)
    if column in AMOUNTS:
        return (theirs or 0) == ours
    return ours is None or theirs == ours


def _agreement(pairs: Sequence[Pair], table: LenderTable) -> tuple[int, int]:
    both = [(row, line) for row, line in pairs if row is not None and line is not None]
    same = sum(agrees(row, line, column) for row, line in both for column in table.columns)
    return same, len(both)


def _filled(rows: Sequence[Row], table: LenderTable, matches: Matches) -> list[Pair]:
    """Pairs in order; what lies between two of them on both sides goes together where there are as many."""
    kept = list(_rising(matches))
    bounds = [(-1, -1), *kept, (len(rows), len(table.lines))]
    pairs: list[Pair] = []
    for (row, line), (next_row, next_line) in pairwise(bounds):
        if row >= 0:
            pairs.append((rows[row], table.lines[line]))
        ours, theirs = rows[row + 1 : next_row], table.lines[line + 1 : next_line]
        if len(ours) == len(theirs):
            pairs += zip(ours, theirs, strict=True)
        else:
            pairs += [*((one, None) for one in ours), *((None, one) for one in theirs)]
    return pairs


def _rising(matches: Matches) -> Iterator[tuple[int, int]]:
    last = -1
    for row in sorted(matches):
        if matches[row] > last:
            last = matches[row]
            yield row, last


def _by_date(rows: Sequence[Row], table: LenderTable) -> Matches:
    """Lines of the same day, then of the nearest one."""
    column = DUE if DUE in table.columns else PAID_ON
    ours = {at: row.dates[column] for at, row in enumerate(rows) if row.dates}
    theirs = {at: line.dates[column] for at, line in enumerate(table.lines) if column in line.dates}
    near = min((abs((b - a).days) for a, b in pairwise(ours.values())), default=FARTHEST * 2) // 2
    found: Matches = {}
    left = sorted((day, at) for at, day in theirs.items())
    for farthest in (0, min(FARTHEST, near)):
        for at, day in ours.items():
            if at not in found and (place := _nearest(left, day, farthest)) is not None:
                found[at] = left.pop(place)[1]
    return found


def _nearest(left: Sequence[tuple[datetime.date, int]], day: datetime.date, farthest: int) -> int | None:
    """Place of the nearest day, no farther than that."""
    after = bisect_left(left, (day, -1))
    places = [place for place in (after, after - 1) if 0 <= place < len(left)]
    best = min(places, key=lambda place: abs((left[place][0] - day).days), default=None)
    return None if best is None or abs((left[best][0] - day).days) > farthest else best


def _matched(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> Matches:
    places: dict[Hashable, int] = {}
    for at, key in enumerate(theirs):
        places.setdefault(key, at)
    return {at: places[key] for at, key in enumerate(ours) if key is not None and key in places}


def _by_rank(rows: Sequence[Row], table: LenderTable) -> Matches:
    theirs = [line.rank for line in table.lines]
    ways: list[Callable[[Row], int | None]] = [lambda row: row.rank, lambda row: row.payment]
    return max((_matched([way(row) for row in rows], theirs) for way in ways), key=len)


def _by_year(rows: Sequence[Row], table: LenderTable) -> Matches:
    """The first line of a year, then its second one."""
    return _matched(_counted([row.year for row in rows]), _counted([_year_of(line) for line in table.lines]))


def _year_of(line: TheirLine) -> int | None:
    day: datetime.date | None = line.dates.get(DUE) or line.dates.get(PAID_ON)
    if line.year is not None or day is None:
        return line.year
    return day.year


def _counted(years: Sequence[int | None]) -> list[Hashable]:
    seen: dict[int, int] = {}
    found: list[Hashable] = []
    for year in years:
        if year is not None:
            seen[year] = seen.get(year, 0) + 1
        found.append(None if year is None else (year, seen[year]))
    return found


def _in_order(rows: Sequence[Row], table: LenderTable) -> Matches:
    return {at: at for at in range(min(len(rows), len(table.lines)))}


def _by_amounts(rows: Sequence[Row], table: LenderTable) -> Matches:
    """The longest runs of lines with the same amounts."""
    columns = [column for column in table.columns if column in AMOUNTS]
    ours = [tuple(row.amounts[column] for column in columns) for row in rows]
    theirs = [tuple(line.amounts.get(column, 0) for column in columns) for line in table.lines]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return {block.a + at: block.b + at for block in blocks for at in range(block.size)}
