"""Inputs that vary, and their draws: seeded, correlated, a row a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.coerce.numbers import read_number
from udfs.errors import Text, UdfError
from xlsync.errors import WrongScenario
from xlsync.recalc import Address
from xlsync.recalc.values import is_number
from xlsync.scenarios.distributions import (
    NUMBER,
    TOGETHER,
    Among,
    Distribution,
    Draws,
    Path,
    Values,
    read_distribution,
)
from xlsync.scenarios.targets import Targets, apart

UNSAID = Text("", "")


@dataclass(frozen=True, slots=True)
class Variation:
    """Cells that vary.

    Attributes:
        name: What was varied, as written.
        label: What it is, for who reads.
        text: Its distribution, as written.
        distribution: What the cells may be.
        cells: Cells that share a draw, together.
        present: What these cells hold.
        together: One draw is for all of them.
        why: Where that hypothesis comes from; nothing where nobody said.
    """

    name: str
    label: Text
    text: str
    distribution: Distribution
    cells: tuple[tuple[Address, ...], ...]
    present: tuple[tuple[Any, ...], ...]
    together: bool = False
    why: Text = UNSAID

    @property
    def through_years(self) -> bool:
        """A path on a single place: it runs through the years of what is watched."""
        return isinstance(self.distribution, Path) and len(self.cells) == 1

    def rows(self, years: int) -> int:
        """Number of draws in a scenario."""
        if self.through_years:
            return years
        return 1 if self.together else len(self.cells)


def read_variation(targets: Targets, text: str, label: Text | None = None) -> Variation:
    """The cells that vary and how, `NAME=DISTRIBUTION`, `NAME&NAME=same:DISTRIBUTION`.

    Names joined by `&` share their draws, cell by cell. Blank cells among several stay blank.

    Args:
        targets: The workbook.
        text: What a person wrote.
        label: What it is, for who reads; else what the workbook prints for each name.

    Raises:
        WrongScenario: no distribution, other numbers of cells, nothing to vary.
        MissingInWorkbook: a name that the workbook does not have.
    """
    named, *said = apart(text, "=")
    if len(said) != 1 or not named.strip():
        raise WrongScenario(
            f"« {text} » : écrire NOM=LOI, prix_chaleur=normal(+0%;10%)",
            f"“{text}”: write NAME=DISTRIBUTION, prix_chaleur=normal(+0%;10%)",
        )
    written = said[0].strip()
    prefix = next((one for one in TOGETHER if written.casefold().startswith(one)), "")
    distribution = read_distribution(written[len(prefix) :])
    found = [targets.find(name) for name in apart(named, "&")]
    if len({len(one.cells) for one in found}) > 1:
        raise WrongScenario(
            f"« {named.strip()} » : les noms joints par « & » n’ont pas le même nombre de cellules",
            f"“{named.strip()}”: the names joined by “&” have not as many cells",
        )
    if prefix and isinstance(distribution, Path) and len(found[0].cells) > 1:
        raise WrongScenario(
            f"« {text} » : une trajectoire suit les lignes ; ôter « {prefix} »",
            f"“{text}”: a path follows the rows; remove “{prefix}”",
        )
    cells, present = [], []
    for together in zip(*(one.cells for one in found), strict=True):
        held = [(cell, targets.book.cell(cell).value) for cell in together]
        kept = [(cell, value) for cell, value in held if value not in (None, "") or len(found[0].cells) == 1]
        if kept:
            cells.append(tuple(cell for cell, _ in kept))
            present.append(tuple(value for _, value in kept))
    wrong = [
        cell
        for group, values in zip(cells, present, strict=True)
        for cell, value in zip(group, values, strict=True)
        if distribution.relative and not is_number(value)
    ]
    if wrong or not cells:
        place = str(wrong[0]) if wrong else named.strip()
        raise WrongScenario(
            f"{place} ne contient pas de nombre : « {written} » change la valeur présente",
            f"{place} holds no number: “{written}” changes the present value",
        )
    said_fr, said_en = (", ".join(one.label.in_language(lang) for one in found) for lang in ("fr", "en"))
    return Variation(
        named.strip(),
        label or Text(said_fr, said_en),
        written,
        distribution,
        tuple(cells),
        tuple(present),
        bool(prefix),
    )


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two variations that go together, `A,B=0.6`; of the normal draws behind them."""

    first: str
    second: str
    value: float


def read_correlation(text: str, names: Sequence[str]) -> Correlation:
    """Two names of variations, apart with a comma or a semicolon, and their correlation.

    Raises:
        WrongScenario: other words, an unknown name, a number that is not between -1 and 1.

    Examples:
        >>> read_correlation("prix;T[a, b]=0,6", ["prix", "T[a, b]"])
        Correlation(first='prix', second='T[a, b]', value=0.6)
    """
    pair, _, number = text.rpartition("=")
    try:
        value = read_number(NUMBER, number)
    except UdfError:
        value = 2.0
    for first in names:
        for second in names:
            if first != second and pair.replace(" ", "") in (
                f"{first}{mark}{second}".replace(" ", "") for mark in ",;"
            ):
                if -1 < value < 1:
                    return Correlation(first, second, value)
                raise WrongScenario(
                    f"« {text} » : une corrélation entre -1 et 1 est attendue",
                    f"“{text}”: a correlation between -1 and 1 is expected",
                )
    known = ", ".join(names)
    raise WrongScenario(
        f"« {text} » : écrire A;B=0,6 avec deux de ce qui varie : {known}",
        f"“{text}”: write A;B=0.6 with two of what varies: {known}",
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draws of every scenario.

    Attributes:
        cells: Values of each cell that varies in the same way whatever the year, one a scenario.
        by_year: Values of each cell that follows a path through years, (scenarios, years).
        levels: For each variation one figure a scenario, which grows with its values: the mean of its cells
            (their change, where it is relative); the rank of a text among its choices.
    """

    cells: dict[Address, Values]
    by_year: dict[Address, Values]
    levels: tuple[NDArray[np.float64], ...]


def draw(
    variations: Sequence[Variation],
    correlations: Sequence[Correlation],
    count: int,
    seed: int,
    years: int = 1,
) -> Drawn:
    """Draws every scenario.

    Args:
        variations: What varies.
        correlations: Pairs that go together, cell by cell.
        count: Number of scenarios.
        seed: The same one gives the same draws; those of a variation do not depend on the others, unless they
            are correlated.
        years: Number of years that a path on one cell runs through.

    Raises:
        WrongScenario: a cell varies twice, two correlated inputs have not as many draws, or the
            correlations contradict one another.
    """
    _once_each(variations)
    normal = _correlated(variations, correlations, _normal(variations, count, seed, years))
    cells: dict[Address, Values] = {}
    by_year: dict[Address, Values] = {}
    levels = []
    for one, draws in zip(variations, normal, strict=True):
        values = one.distribution.values(draws)
        for row, (group, held) in enumerate(zip(one.cells, one.present, strict=True)):
            for cell, value in zip(group, held, strict=True):
                if one.through_years:
                    by_year[cell] = value * (1 + values)
                else:
                    column = values[:, 0 if one.together else row]
                    cells[cell] = value * (1 + column) if one.distribution.relative else column
        levels.append(_level(one.distribution, draws, values))
    return Drawn(cells, by_year, tuple(levels))


def _level(distribution: Distribution, draws: Draws, values: Values) -> NDArray[np.float64]:
    if isinstance(distribution, Among) and isinstance(distribution.choices[0], str):
        values = distribution.ranks(draws)
    levels: NDArray[np.float64] = np.asarray(values, dtype=float).mean(axis=1)
    return levels


def _once_each(variations: Sequence[Variation]) -> None:
    seen: set[Address] = set()
    for one in variations:
        for cell in (cell for group in one.cells for cell in group):
            if cell in seen:
                raise WrongScenario(f"{cell} varie deux fois", f"{cell} varies twice")
            seen.add(cell)


def _normal(variations: Sequence[Variation], count: int, seed: int, years: int) -> list[Draws]:
    """Standard normal draws, (scenarios, draws of a scenario), from a stream of each variation's own."""
    found = []
    for one in variations:
        stream = np.random.SeedSequence([seed, *one.name.casefold().encode()])
        found.append(np.random.default_rng(stream).standard_normal((count, one.rows(years))))
    return found


def _correlated(
    variations: Sequence[Variation], correlations: Sequence[Correlation], normal: list[Draws]
) -> list[Draws]:
    if not correlations:
        return normal
    ranks = {one.name: rank for rank, one in enumerate(variations)}
    matrix = np.eye(len(variations))
    for one in correlations:
        first, second = ranks[one.first], ranks[one.second]
        if normal[first].shape != normal[second].shape:
            raise WrongScenario(
                f"« {one.first} » et « {one.second} » n’ont pas le même nombre de tirages : corréler deux "
                "colonnes de même longueur, ou deux tirages communs (commun:)",
                f"“{one.first}” and “{one.second}” have not as many draws: correlate two columns of one "
                "length, or two common draws (same:)",
            )
        matrix[first, second] = matrix[second, first] = one.value
    tied = sorted({ranks[name] for one in correlations for name in (one.first, one.second)})
    try:
        root = np.linalg.cholesky(matrix[np.ix_(tied, tied)])
    except np.linalg.LinAlgError as error:
        raise WrongScenario(
            "les corrélations se contredisent (leur matrice n’est pas définie positive) : en réduire",
            "the correlations contradict one another (their matrix is not positive definite): reduce some",
        ) from error
    mixed = list(normal)
    for row, rank in enumerate(tied):
        weighted = [weight * normal[other] for weight, other in zip(root[row], tied, strict=True) if weight]
        mixed[rank] = np.add.reduce(weighted)
    return mixed
