"""Who pays what before and after versions of parameters: the annexes of each convention computed twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from udfs.errors import Text
from udfs.parameters import EnteredVersion
from xlsync.annexbook.figures import computed_figures
from xlsync.annexes import Table
from xlsync.model import ConventionData
from xlsync.model.identity import printed_key
from xlsync.model.renewal import renewed, year_column
from xlsync.model.versions import used_by

GRIDS = ("parameter", "parameters")
"""Sources of rows of tables that show tariffs: no one pays a line of them."""

Versions = tuple[EnteredVersion, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that changes.

    Attributes:
        convention: Whose it is.
        table: Title of its table.
        column: Heading.
        row: Its line, as the annex prints it.
        year: The year of its line; None where the table has none.
        before, after: The figure; None where it cannot be computed.
        renewed: The line is not in the model yet: that of the year before, renewed.
    """

    convention: str
    table: Text
    column: Text
    row: Text
    year: int | None
    before: float | None
    after: float | None
    renewed: bool = False

    @property
    def difference(self) -> float | None:
        """After less before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Impact:
    """What versions of parameters change.

    Attributes:
        lines: The figures that change, by convention, table and year.
        unchanged: The conventions of which none does.
    """

    lines: tuple[Line, ...]
    unchanged: tuple[str, ...]

    @property
    def totals(self) -> list[tuple[int, float, float]]:
        """Year, sum before and sum after of the figures that change, where all are known."""
        years = sorted({one.year for one in self.lines if one.year is not None})
        return [(year, *self._sums(year)) for year in years]

    def _sums(self, year: int) -> tuple[float, float]:
        own = [one for one in self.lines if one.year == year and one.difference is not None]
        return sum(one.before or 0.0 for one in own), sum(one.after or 0.0 for one in own)


def impact(conventions: Iterable[ConventionData], before: Versions, after: Versions) -> Impact:
    """The amounts of each convention under two sets of versions.

    Amounts are the computed ones of tables that have a year a line; where a kind has none, of every table
    but those that show tariffs; one that is part of another is left out. A yearly table that people type and
    that stops before the new versions is renewed up to their first year, with the inputs of its last line,
    unless the convention is left by then.

    Args:
        conventions: Their inputs, with what they take from others (`xlsync.annexbook.linked`).
        before: Versions of parameters before.
        after: Versions after.

    Raises:
        XlsyncError, UdfError: an annex cannot be made.
    """
    lines: list[Line] = []
    unchanged: list[str] = []
    changed = set(before) ^ set(after)
    first = min((one.start for one in changed), default=None)
    for data in conventions:
        whole, added = _renewed(data, first) if first else (data, set())
        found = list(_lines(whole, added, used_by(data.id, before), used_by(data.id, after)))
        lines += found
        if not found:
            unchanged.append(data.id)
    return Impact(tuple(lines), tuple(unchanged))


def _renewed(data: ConventionData, first: datetime.date) -> tuple[ConventionData, set[tuple[str, int]]]:
    """A convention with the first year of new versions, and which lines of which tables it got."""
    added = set[tuple[str, int]]()
    for table in data.schema.tables:
        if _amounts(table):
            data, years = renewed(data, table, first.year)
            added |= {(table.name, year) for year in years}
    return data, added


def _amounts(table: Table) -> set[str]:
    """The computed amounts of a table, none counted twice."""
    columns = (*table.columns, *(table.blocks.columns if table.blocks else ()))
    return {
        column.name for column in columns if column.formula and column.type == "amount" and not column.part_of
    }


def _lines(
    data: ConventionData, added: set[tuple[str, int]], before: Versions, after: Versions
) -> Iterator[Line]:
    if before == after:
        return
    tables = {table.name: table for table in data.schema.tables if _amounts(table)}
    yearly = {name for name, table in tables.items() if year_column(table)}
    wanted = yearly or {name for name, table in tables.items() if table.rows.source not in GRIDS}
    old, new = (computed_figures(data, versions, wanted) for versions in (before, after))
    for place in dict.fromkeys((*old, *new)):
        cell, was = old.get(place, (None, None))
        other, now = new.get(place, (None, None))
        shown = other or cell
        if was == now or shown is None or place[2] not in _amounts(tables[place[0]]):
            continue
        table = tables[place[0]]
        column = year_column(table)
        year = int(shown.key[column]) if column and shown.key.get(column) is not None else None
        yield Line(
            data.id, table.title, shown.column.label, printed_key(data.schema, table, shown.key),
            year, _number(was), _number(now), (place[0], year) in added,
        )  # fmt: skip


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def without(versions: Iterable[EnteredVersion], gone: Iterable[EnteredVersion]) -> Versions:
    """Versions without those of the same places as others."""
    places = {one.place for one in gone}
    return tuple(one for one in versions if one.place not in places)


def with_versions(versions: Iterable[EnteredVersion], added: Iterable[EnteredVersion]) -> Versions:
    """Versions with others, each in the place of the one there."""
    new = tuple(added)
    return (*without(versions, new), *new)


def starting(versions: Iterable[EnteredVersion], code: str, day: datetime.date | None) -> Versions:
    """The versions of a parameter, or of a whole kind, that begin on a day, by default their last."""
    own = [one for one in versions if code in (one.code, one.code.partition(".")[0])]
    last = day or max((one.start for one in own), default=None)
    return tuple(one for one in own if one.start == last)
