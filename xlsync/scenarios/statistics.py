"""What the draws of a result say: quantiles, probabilities, and which input moves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

QUANTILES = (5, 25, 50, 75, 95)
"""Per cent."""
FIFTH = 0.2
"""Share of the scenarios at each end that an effect compares."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The distribution of a result.

    Attributes:
        count: Scenarios that gave a number.
        mean: Mean of these; None where there is none, as of what follows.
        deviation: Standard deviation.
        quantiles: By per cent, those of `QUANTILES`.
        below_zero: Share of the scenarios with a number that are below 0.
        errors: Share of all scenarios that gave an error.
    """

    count: int
    mean: float | None
    deviation: float | None
    quantiles: dict[int, float | None]
    below_zero: float | None
    errors: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What an input does to a result.

    Attributes:
        name: The input.
        correlation: Rank correlation (Spearman) of the two; None where one of them never changes.
        low: Mean result over the fifth of the scenarios in which the input is lowest.
        high: Mean result over the fifth in which it is highest.
    """

    name: str
    correlation: float | None
    low: float
    high: float

    @property
    def span(self) -> float:
        """How far the input moves the result."""
        return abs(self.high - self.low)


def summary(numbers: NDArray[np.float64], errors: NDArray[np.bool_]) -> Summary:
    """The distribution of a result.

    Args:
        numbers: One a scenario, NaN where there is none.
        errors: Whether there is an error.

    Examples:
        >>> found = summary(np.array([-1.0, 1.0, 3.0, np.nan]), np.array([False, False, False, True]))
        >>> found.mean, found.quantiles[50], round(found.below_zero, 3), found.errors
        (1.0, 1.0, 0.333, 0.25)
    """
    kept = numbers[np.isfinite(numbers)]
    share = float(errors.mean()) if errors.size else 0.0
    if not kept.size:
        return Summary(0, None, None, dict.fromkeys(QUANTILES), None, share)
    found = np.percentile(kept, QUANTILES)
    return Summary(
        int(kept.size),
        float(kept.mean()),
        float(kept.std(ddof=1)) if kept.size > 1 else 0.0,
        dict(zip(QUANTILES, map(float, found), strict=True)),
        float((kept < 0).mean()),
        share,
    )


def effects(
    names: Sequence[str], levels: Sequence[NDArray[np.float64]], result: NDArray[np.float64]
) -> list[Effect]:
    """What each input does to a result, the one that moves it most first.

    Args:
        names: The inputs.
        levels: For each one a figure a scenario, which grows with it.
        result: One number a scenario; scenarios without one are left out.
    """
    kept = np.isfinite(result)
    values = result[kept]
    if values.size < 2:
        return []
    found = []
    for name, level in zip(names, levels, strict=True):
        order = np.argsort(level[kept], kind="stable")
        size = max(1, round(order.size * FIFTH))
        low, high = values[order[:size]].mean(), values[order[-size:]].mean()
        found.append(Effect(name, spearman(level[kept], values), float(low), float(high)))
    return sorted(found, key=lambda one: (-one.span, -abs(one.correlation or 0)))


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """The correlation of the ranks of two columns, equal values sharing theirs; None where one never changes.

    Examples:
        >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
        0.5
    """
    one, other = _ranks(first), _ranks(second)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(f"{np.corrcoef(one, other)[0, 1]:.12g}")


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray(((2 * ends - counts - 1) / 2)[places])
