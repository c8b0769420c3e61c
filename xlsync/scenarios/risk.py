"""The risk, year by year, that savings do not cover instalments: a recipe a kind of convention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from udfs.errors import Text
from xlsync.errors import UnknownKind
from xlsync.scenarios.draws import Variation, read_variation
from xlsync.scenarios.study import Series, Study
from xlsync.scenarios.targets import Target, Targets

RECIPES = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recipe varies: `--vary CELLS=DISTRIBUTION`, what it is and why."""

    cells: str
    distribution: str
    label: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Recipe:
    """What varies and what is watched to tell the risk of a kind of convention.

    Attributes:
        kind: The kind.
        hypotheses: What varies.
        savings: Column of the savings of each year.
        instalments: Column of what is due each year.
        own_funds: Column of the own funds of each year.
    """

    kind: str
    hypotheses: tuple[Hypothesis, ...]
    savings: str
    instalments: str
    own_funds: str


@cache
def recipe(kind: str) -> Recipe:
    """The recipe of a kind.

    Raises:
        UnknownKind: it has none.
    """
    path = RECIPES / f"{kind}.yaml"
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in RECIPES.glob("*.yaml")))
        raise UnknownKind(
            f"pas de risque décrit pour « {kind} » ; genres de convention qui en ont un : {known}",
            f"no risk is described for “{kind}”; kinds of agreement that have one: {known}",
        )
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    hypotheses = tuple(
        Hypothesis(one["cells"], one["distribution"], Text(*one["label"]), Text(*one["why"]))
        for one in read.pop("vary")
    )
    return Recipe(hypotheses=hypotheses, **read)


def hypotheses(targets: Targets, found: Recipe, given: Sequence[Variation]) -> list[Variation]:
    """What varies: what was asked for, and of the recipe what moves none of the same cells."""
    taken = {cell for one in given for group in one.cells for cell in group}
    own = [
        replace(read_variation(targets, f"{one.cells}={one.distribution}", one.label), why=one.why)
        for one in found.hypotheses
    ]
    return [
        *(one for one in own if not taken & {cell for group in one.cells for cell in group}),
        *given,
    ]


def watched(targets: Targets, found: Recipe) -> list[Target]:
    """What a recipe watches."""
    return [targets.find(text) for text in (found.savings, found.instalments, found.own_funds)]


@dataclass(slots=True)
class Risk:
    """The risk of a plan, year by year.

    Attributes:
        years: Years in which something is due.
        savings: Savings of each year.
        instalments: What is due each year.
        balance: Savings less instalments.
        cumulative: The same since the first year.
        net: Over the whole plan: savings less instalments and own funds.
    """

    years: tuple[int, ...]
    savings: Series
    instalments: Series
    balance: Series
    cumulative: Series
    net: Series

    @property
    def uncovered(self) -> NDArray[np.float64]:
        """For each year, the share of the scenarios in which savings are less than what is due."""
        return _share(self.balance.numbers < 0, self.balance.numbers)

    @property
    def missing(self) -> NDArray[np.float64]:
        """For each year, what is missing on average where something is; 0 where nothing ever is."""
        lacking = np.where(self.balance.numbers < 0, -self.balance.numbers, 0.0)
        times = (self.balance.numbers < 0).sum(axis=0)
        return np.asarray(lacking.sum(axis=0) / np.maximum(times, 1))

    @property
    def ever(self) -> float:
        """Share of the scenarios in which savings are less than what is due at least one year."""
        return float((self.balance.numbers < 0).any(axis=1).mean())

    @property
    def at_the_end(self) -> float:
        """Share of the scenarios whose savings of all these years do not cover what is due in them."""
        return float((self.cumulative.numbers[:, -1] < 0).mean())


def _share(true: NDArray[np.bool_], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the scenarios, those without a number left out."""
    counted = np.isfinite(numbers).sum(axis=0)
    return np.asarray(true.sum(axis=0) / np.maximum(counted, 1))


def assess(found: Study) -> Risk:
    """The risk that a study of `watched` tells.

    Raises:
        UnknownKind: nothing is due in any year.
    """
    savings, instalments, own_funds = found.series[:3]
    due = [rank for rank, column in enumerate(instalments.numbers.T) if np.nansum(column) > 0]
    if not due:
        raise UnknownKind("aucune échéance dans le plan", "nothing is due in the plan")
    savings_due, instalments_due = (_kept(one, due) for one in (savings, instalments))
    balance = savings_due.numbers - instalments_due.numbers
    whole = savings.total - instalments.total - own_funds.total
    return Risk(
        tuple(int(savings.labels[rank]) for rank in due),
        savings_due,
        instalments_due,
        _made("solde", BALANCE, savings_due.labels, balance),
        _made("solde_cumule", CUMULATIVE, savings_due.labels, np.cumsum(balance, axis=1)),
        _made("bilan", NET, ("",), whole[:, np.newaxis]),
    )


BALANCE = Text("Économies moins échéances (€)", "Savings less instalments (EUR)")
CUMULATIVE = Text("Économies moins échéances, cumulées (€)", "Savings less instalments, cumulative (EUR)")
NET = Text(
    "Économies moins échéances et autofinancement, sur tout le plan (€)",
    "Savings less instalments and own funds, over the whole plan (EUR)",
)


def _kept(series: Series, ranks: Sequence[int]) -> Series:
    return Series(
        series.name,
        series.label,
        tuple(series.labels[rank] for rank in ranks),
        series.numbers[:, ranks],
        series.errors[:, ranks],
        series.yearly,
        tuple(series.cells[rank] for rank in ranks),
    )


def _made(name: str, label: Text, labels: tuple[str, ...], numbers: NDArray[np.float64]) -> Series:
    return Series(name, label, labels, numbers, np.zeros(numbers.shape, dtype=bool), len(labels) > 1)
