"""A workbook over many scenarios: what varies, what is watched, what came out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from udfs.errors import Text
from xlsync.errors import WrongScenario
from xlsync.recalc import Address, NotRecalculated
from xlsync.recalc.dependents import Dependents
from xlsync.scenarios.distributions import Values
from xlsync.scenarios.draws import Correlation, Drawn, Variation, draw
from xlsync.scenarios.running import CHUNK, Progress, Results, run
from xlsync.scenarios.statistics import Effect, Summary, effects, summary
from xlsync.scenarios.targets import Target, Targets

LARGEST = 1_000_000
"""Scenarios in one run."""
_STILL = -1
"""In the place of the rank of a year: what nothing moves."""


@dataclass(slots=True)
class Series:
    """What a watched cell, or each cell of a watched column, gave.

    Attributes:
        name: As it was asked for.
        label: What it is, for who reads.
        labels: The year, else the address, of each.
        numbers: (scenarios, cells); NaN where there was no number.
        errors: Where there was an error.
        yearly: The labels are years.
        cells: The cells; none for figures made of others.
    """

    name: str
    label: Text
    labels: tuple[str, ...]
    numbers: NDArray[np.float64]
    errors: NDArray[np.bool_]
    yearly: bool = False
    cells: tuple[Address, ...] = ()

    @property
    def summaries(self) -> list[Summary]:
        """The distribution of each."""
        return [
            summary(numbers, errors) for numbers, errors in zip(self.numbers.T, self.errors.T, strict=True)
        ]

    @property
    def total(self) -> NDArray[np.float64]:
        """The sum of the numbers, one a scenario; NaN where there is none, or an error among them."""
        none = self.errors.any(axis=1) | np.isnan(self.numbers).all(axis=1)
        return np.where(none, np.nan, np.nansum(self.numbers, axis=1))


@dataclass(slots=True)
class Study:
    """A workbook over many scenarios.

    Attributes:
        count: Number of scenarios.
        seed: That of the draws.
        variations: What varied.
        drawn: Its draws.
        years: Years that the paths on one cell ran through.
        series: What was watched.
        not_recalculated: Watched cells that could not be computed.
    """

    count: int
    seed: int
    variations: Sequence[Variation]
    drawn: Drawn
    years: tuple[int, ...]
    series: list[Series] = field(default_factory=list)
    not_recalculated: list[NotRecalculated] = field(default_factory=list)

    def effects(self, series: Series) -> list[Effect]:
        """What each variation does to the total of a series."""
        return effects([one.name for one in self.variations], self.drawn.levels, series.total)

    @property
    def table(self) -> pd.DataFrame:
        """A row a scenario: every cell that varied, every watched one."""
        columns: dict[str, NDArray[np.float64]] = {
            str(cell): values for cell, values in self.drawn.cells.items()
        }
        for cell, values in self.drawn.by_year.items():
            for year, column in zip(self.years, values.T, strict=True):
                columns[f"{cell} {year}"] = column
        for one in self.series:
            for label, column in zip(one.labels, one.numbers.T, strict=True):
                columns[one.name if len(one.labels) == 1 else f"{one.name} {label}"] = column
        table = pd.DataFrame(columns)
        table.insert(0, "scenario", np.arange(1, self.count + 1))
        return table


def study(
    targets: Targets,
    variations: Sequence[Variation],
    watched: Sequence[Target],
    *,
    count: int,
    seed: int = 0,
    correlations: Sequence[Correlation] = (),
    date: datetime.date | None = None,
    jobs: int = 1,
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Study:
    """Draws the scenarios and computes what is watched; the workbook stays as it is.

    A path on one cell runs through the years of the watched columns: what stands in the row of a year is
    computed with that year's value of the path, the first year's being the present one.

    Args:
        targets: The workbook.
        variations: What varies.
        watched: What is watched.
        count: Number of scenarios.
        seed: The same one gives the same draws.
        correlations: Pairs of variations that go together.
        date: What TODAY and NOW give.
        jobs: Number of processes.
        chunk: Scenarios that are computed at once.
        progress: Told after each chunk how much is done, of how much.

    Raises:
        WrongScenario: nothing varies, a path without years to run through, too many scenarios.
    """
    if not variations or not watched or not 1 < count <= LARGEST:
        raise WrongScenario(
            f"il faut au moins une entrée qui varie, une cellule suivie, et de 2 à {LARGEST} scénarios",
            f"at least one input that varies, one watched cell, and 2 to {LARGEST} scenarios are needed",
        )
    through = [one for one in variations if one.through_years]
    years = tuple(sorted({year for one in watched for year in one.years}))
    if through and not years:
        raise WrongScenario(
            f"« {through[0].name} » suit une trajectoire d’année en année : suivre une colonne par années",
            f"“{through[0].name}” follows a path from year to year: watch a column by years",
        )
    drawn = draw(variations, correlations, count, seed, len(years) if through else 1)
    found = _Runs(targets, drawn, years, count, date, jobs, chunk, progress).of(watched)
    places = {cell: rank for rank, cell in enumerate(found.cells)}
    series = []
    for one in watched:
        ranks = [places[cell] for cell in one.cells]
        series.append(
            Series(
                one.name,
                one.label,
                one.labels,
                found.numbers[:, ranks],
                found.errors[:, ranks],
                bool(one.years),
                one.cells,
            )
        )
    return Study(count, seed, variations, drawn, years, series, found.not_recalculated)


@dataclass(slots=True)
class _Runs:
    """The runs of a study: what nothing moves, what the draws move, and for what a path moves one a year."""

    targets: Targets
    drawn: Drawn
    years: tuple[int, ...]
    count: int
    date: datetime.date | None
    jobs: int
    chunk: int
    progress: Progress | None

    def of(self, watched: Sequence[Target]) -> Results:
        """Every watched cell, once."""
        cells = tuple(dict.fromkeys(cell for one in watched for cell in one.cells))
        dependents = Dependents(self.targets.book)
        by_year = dependents.moved(self.drawn.by_year) | set(self.drawn.by_year)
        moved = dependents.moved(self.drawn.cells) | set(self.drawn.cells)
        years = {cell: year for one in watched for cell, year in zip(one.cells, one.years, strict=False)}
        timeless = next((cell for cell in cells if cell in by_year and cell not in years), None)
        if timeless is not None:
            raise WrongScenario(
                f"une trajectoire change {timeless}, qui n’a pas d’année : suivre une colonne par années",
                f"a path changes {timeless}, which has no year: watch a column by years",
            )
        groups: dict[int | None, list[Address]] = {}
        for cell in cells:
            rank = self.years.index(years[cell]) if cell in by_year else None if cell in moved else _STILL
            groups.setdefault(rank, []).append(cell)
        found = [
            self._run(dependents, group, rank, place, len(groups))
            for place, (rank, group) in enumerate(groups.items())
        ]
        return Results(
            tuple(cell for one in found for cell in one.cells),
            np.concatenate([one.numbers for one in found], axis=1),
            np.concatenate([one.errors for one in found], axis=1),
            [missing for one in found for missing in one.not_recalculated],
        )

    def _run(
        self, dependents: Dependents, cells: Sequence[Address], rank: int | None, place: int, of: int
    ) -> Results:
        inputs: dict[Address, Values] = {} if rank == _STILL else dict(self.drawn.cells)
        if rank != _STILL:
            inputs |= {cell: values[:, rank or 0] for cell, values in self.drawn.by_year.items()}
        told = self.progress
        return run(
            dependents.narrowed(cells),
            inputs,
            cells,
            count=self.count,
            date=self.date,
            jobs=self.jobs,
            chunk=self.chunk,
            progress=told and (lambda done, total: told(place * total + done, of * total)),
        )
