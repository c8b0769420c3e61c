"""Energy-savings certificates (CEE.*)."""

from __future__ import annotations

import heapq
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money
from udfs.errors import OutOfRange, WrongValue
from udfs.figures import english, french
from udfs.rules.steps import Step, step

POINT_4 = "Arrêté du 8 décembre 2020, fiche PRO-INFO-09, point 4 (Moby, annexe 1)"
ARTICLE_6 = "Moby, article 6"

# Fiche PRO-INFO-09, point 4: V = C / factor


def volume(contribution: ArrayLike, facteur: ArrayLike) -> Any:
    """Volume of certificates that a contribution gives.

    Args:
        contribution: EUR before VAT. Scalar or (N,).
        facteur: EUR before VAT per kWh cumac, > 0. Scalar or (N,).

    Returns:
        kWh cumac, unrounded, shape of the broadcast arguments.

    Raises:
        OutOfRange: A factor of 0 or less.

    Source:
        Order of 8 December 2020, sheet PRO-INFO-09, point 4.

    Examples:
        >>> volume(58268, 0.005)
        11653600.0
    """
    factor = np.asarray(facteur, np.float64)
    if (factor <= 0).any():
        raise OutOfRange(
            "facteur : un nombre positif est nécessaire",
            "facteur: a positive number is needed",
            argument="facteur",
            value=facteur,
        )
    result = np.asarray(contribution, np.float64) / factor
    return float(result) if result.ndim == 0 else result


# Article 6: certificates follow the contributions of the obligés


def repartition(total: int, contributions: ArrayLike, cles: Any = None) -> NDArray[np.int64]:
    """Whole units shared in proportion to contributions, by the method of Sainte-Laguë.

    The next unit always goes to the largest contribution / (2 × units held + 1): the sum is exact, and nobody
    loses a unit when the total grows. Most units are given at once by a multiplier below the true one; exact
    comparisons give the last ones, at most as many as there are contributors.

    Args:
        total: Units to share, >= 0.
        contributions: (k,), >= 0.
        cles: (k,) keys, all different: the lowest one wins a tie, numbers before texts. Omitted, the order
            of the range.

    Returns:
        (k,) int64.

    Raises:
        OutOfRange: A negative number, or no contribution to share a total over.
        WrongValue: As many keys as contributions are needed, all different.

    Source:
        Moby, article 6.

    Examples:
        >>> repartition(10, [60.0, 30.0, 10.0])
        array([6, 3, 1])
    """
    weights = _weights(contributions)
    order = _order(cles, len(weights))
    units = int(total)
    if units < 0 or (units > 0 and not any(weights)):
        raise OutOfRange(
            "total : rien à répartir sur ces contributions",
            "total: nothing to share over these contributions",
            argument="total",
            value=total,
        )
    held = _floor(units, weights)
    queue = [(-Fraction(w, 2 * held[i] + 1), order[i], i) for i, w in enumerate(weights) if w]
    heapq.heapify(queue)
    for _ in range(units - sum(held)):
        _, rank, i = queue[0]
        held[i] += 1
        heapq.heapreplace(queue, (-Fraction(weights[i], 2 * held[i] + 1), rank, i))
    return np.array(held, np.int64)


def _weights(contributions: ArrayLike) -> list[int]:
    """Whole numbers in the exact proportions of the contributions."""
    exact = [money.decimal15(float(c)) for c in np.asarray(contributions, np.float64).reshape(-1)]
    if any(contribution < 0 for contribution in exact):
        raise OutOfRange(
            "contributions : aucune ne peut être négative",
            "contributions: none may be negative",
            argument="contributions",
        )
    scale = lcm(*(contribution.denominator for contribution in exact))
    return [int(contribution * scale) for contribution in exact]


def _order(keys: Any, count: int) -> list[int]:
    """Rank of each contributor when a tie is broken."""
    names = list(range(count)) if keys is None else [getattr(key, "item", lambda k=key: k)() for key in keys]
    if len(names) != count or len(set(names)) != count:
        raise WrongValue(
            "cles : une clé par contribution, toutes différentes",
            "cles: one key for each contribution, all different",
            argument="cles",
        )
    by_key = sorted(range(count), key=lambda i: (isinstance(names[i], str), names[i]))
    ranks = [0] * count
    for rank, i in enumerate(by_key):
        ranks[i] = rank
    return ranks


def _floor(units: int, weights: list[int]) -> list[int]:
    """Units that each one surely holds: rounded shares of a total less half the number of contributors."""
    top, everything = 2 * units - len(weights), sum(weights)
    if top <= 0:
        return [0] * len(weights)
    return [(weight * top + everything) // (2 * everything) for weight in weights]


def expliquer_volume(contribution: ArrayLike, facteur: ArrayLike) -> list[Step]:
    """The steps of `volume`, same arguments."""
    result = volume(contribution, facteur)
    return [
        step("contribution", "contribution", contribution, "EUR HT"),
        step("facteur de proportionnalité", "proportionality factor", facteur, "EUR HT/kWh cumac", POINT_4),
        step(
            "volume = contribution / facteur", "volume = contribution / factor", result, "kWh cumac", POINT_4
        ),
    ]


def expliquer_repartition(total: int, contributions: ArrayLike, cles: Any = None) -> list[Step]:
    """The steps of `repartition`, same arguments."""
    shares = repartition(total, contributions, cles)
    given = np.asarray(contributions, np.float64).reshape(-1)
    return [
        step("total à répartir", "total to share", total, "unites"),
        step("somme des contributions", "sum of the contributions", float(given.sum()), "", ARTICLE_6),
        *(
            step(
                f"contributeur {i + 1}, contribution {french(value)}",
                f"contributor {i + 1}, contribution {english(value)}",
                int(share),
                "unites",
                "Sainte-Laguë",
            )
            for i, (value, share) in enumerate(zip(given.tolist(), shares, strict=True))
        ),
    ]
