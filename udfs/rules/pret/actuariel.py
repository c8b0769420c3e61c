"""The rate that makes flows worth nothing, for many loans at once.

The unknown is the continuous rate d = ln(1 + X). With P(d) and N(d) the present values of what is received
and of what is paid, h(d) = ln P(d) - ln N(d) is close to a straight line, and increasing when all that is
received comes before all that is paid: Newton on h, kept inside a bracket.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from udfs.errors import NotAvailable, OutOfRange

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LARGEST = 700.0
"""Beyond it, exp(d) is no longer a number."""

LOWEST = -30.0
"""Below it, nothing is left of the rate but -1."""

ITERATIONS = 200
NOISE = 2.0**-50
"""Of h(d): a step that h cannot tell from 0 is the last one."""


def taux_continu(montants: Floats, annees: Floats) -> Floats:
    """The continuous rates d at which the flows discounted by exp(-d t) add up to 0.

    Args:
        montants: Signed amounts in order of time, 0 for none, (N, k).
        annees: Years from the first flow, (N, k).

    Returns:
        (N,).

    Raises:
        NotAvailable: Flows that several rates may bring to 0.
        OutOfRange: No rate that a number can hold.

    Examples:
        >>> d = taux_continu(np.array([[1000.0, -1200.0]]), np.array([[0.0, 546 / 365]]))
        >>> np.expm1(d).round(4)
        array([0.1296])
    """
    _refuse_several_rates(montants)
    flows = montants * np.sign(montants[:, :1])
    flows = flows / np.abs(flows).max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        received = np.log(np.maximum(flows, 0.0))
        paid = np.log(np.maximum(-flows, 0.0))
    low, high = _bracket(received, paid, annees)
    return _newton(received, paid, annees, low, high)


def _refuse_several_rates(montants: Floats) -> None:
    """One change of sign has one rate; so have several, when the running total changes sign once.

    The second case is a loan paid out in parts: one positive rate (Norstrøm), and only when more is paid in
    all than was received.
    """
    several = _changes(montants) != 1
    running = np.cumsum(montants, axis=1)
    running[np.abs(running) <= 2.0**-48 * np.abs(montants).sum(axis=1, keepdims=True)] = 0.0
    several &= (_changes(running) != 1) | (running[:, -1] == 0.0)
    if several.any():
        changes = int(_changes(montants)[several][0])
        raise NotAvailable(
            f"flux : ils changent de signe {changes} fois ; plusieurs taux peuvent les annuler",
            f"flux (flows): they change sign {changes} times; several rates may bring them to 0",
            argument="flux",
            value=changes,
        )


def _changes(values: Floats) -> NDArray[np.int64]:
    """Changes of sign along each row; a 0 has the sign of what comes before it."""
    signs = np.sign(values)
    last = np.maximum.accumulate(np.where(signs != 0.0, np.arange(values.shape[1]), 0), axis=1)
    held = np.take_along_axis(signs, last, 1)
    return np.asarray(((held[:, 1:] * held[:, :-1]) < 0.0).sum(axis=1))


def _value(logs: Floats, annees: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """Logarithm of a present value, and the mean time of its flows, each weighted by its present value."""
    terms = logs - rate[:, None] * annees
    top = terms.max(axis=1, keepdims=True)
    weights = np.exp(terms - top)
    total = weights.sum(axis=1)
    return np.log(total) + top[:, 0], np.asarray((weights * annees).sum(axis=1) / total)


def _surplus(received: Floats, paid: Floats, annees: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """h(d) and its slope."""
    (value_in, time_in), (value_out, time_out) = _value(received, annees, rate), _value(paid, annees, rate)
    return value_in - value_out, time_out - time_in


def _bracket(received: Floats, paid: Floats, annees: Floats) -> tuple[Floats, Floats]:
    """Rates between which h changes sign: from 0, away by doubling.

    Raises:
        OutOfRange: Not before `LARGEST`.
    """
    still = np.zeros(len(annees))
    height, _ = _surplus(received, paid, annees, still)
    side = np.where(height < 0.0, 1.0, -1.0)
    reach = np.maximum(np.abs(height) / annees.max(axis=1), 1e-12)
    while True:
        missing = _surplus(received, paid, annees, side * reach)[0] * side < 0.0
        if not missing.any():
            break
        if (reach[missing] > LARGEST).any():
            raise _no_rate()
        reach = np.where(missing, 2.0 * reach, reach)
    return np.minimum(still, side * reach), np.maximum(still, side * reach)


def _newton(received: Floats, paid: Floats, annees: Floats, low: Floats, high: Floats) -> Floats:
    """Newton from the nearest end, by halves where it leaves the bracket."""
    rate = np.where(np.abs(low) < np.abs(high), low, high)
    for _ in range(ITERATIONS):
        height, slope = _surplus(received, paid, annees, rate)
        low, high = np.where(height < 0.0, rate, low), np.where(height > 0.0, rate, high)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            guess = rate - height / slope
        inside = (guess >= low) & (guess <= high) & (slope > 0.0)
        moved = np.where(inside, guess, (low + high) / 2.0)
        moved = np.where(height == 0.0, rate, moved)
        settled = np.abs(moved - rate) * np.maximum(slope, 0.0) <= NOISE * (1.0 + np.abs(rate) * slope)
        rate = moved
        if settled.all():
            break
    if ((rate > LARGEST) | (rate < LOWEST)).any():
        raise _no_rate()
    return rate


def _no_rate() -> OutOfRange:
    return OutOfRange(
        "flux : aucun taux raisonnable ne les annule (sommes ou dates trop éloignées l’une de l’autre)",
        "flux (flows): no reasonable rate brings them to 0 (amounts or dates too far from each other)",
        argument="flux",
    )
