"""Annuities, with Excel's signs: what is paid is negative."""

from __future__ import annotations

from typing import Any

from xlsync.recalc.functions.declare import native, numbers_in
from xlsync.recalc.values import NUM, Failure


def growth(rate: float, periods: float) -> tuple[float, float]:
    """(1 + rate)^periods, and the sum of the powers below it."""
    factor = (1 + rate) ** periods
    return factor, (periods if rate == 0 else (factor - 1) / rate)


@native("PMT", "number", "number", "number", "number", "number")
def payment(rate: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """Constant payment."""
    if periods == 0:
        raise Failure(NUM)
    factor, annuity = growth(rate, periods)
    return -(present * factor + future) / (annuity * (1 + rate * bool(due)))


@native("FV", "number", "number", "number", "number", "number")
def future_value(rate: float, periods: float, paid: float, present: float = 0.0, due: float = 0.0) -> float:
    """Value at the end."""
    factor, annuity = growth(rate, periods)
    return -(present * factor + paid * annuity * (1 + rate * bool(due)))


@native("PV", "number", "number", "number", "number", "number")
def present_value(rate: float, periods: float, paid: float, future: float = 0.0, due: float = 0.0) -> float:
    """Value at the start."""
    factor, annuity = growth(rate, periods)
    return -(future + paid * annuity * (1 + rate * bool(due))) / factor


@native("IPMT", "number", "number", "number", "number", "number", "number")
def interest_part(
    rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0
) -> float:
    """Interest within the payment of a period."""
    if not 1 <= period <= periods:
        raise Failure(NUM)
    if due and period == 1:
        return 0.0
    paid = payment(rate, periods, present, future, due)
    balance = future_value(rate, period - 1, paid, present, due)
    return balance * rate / (1 + rate) if due else balance * rate


@native("PPMT", "number", "number", "number", "number", "number", "number")
def capital_part(
    rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0
) -> float:
    """Capital within the payment of a period."""
    return payment(rate, periods, present, future, due) - interest_part(
        rate, period, periods, present, future, due
    )


@native("NPV", "number", "range", repeat=1)
def net_present_value(rate: float, *flows: Any) -> float:
    """Present value of flows at the ends of successive periods."""
    return sum(flow / (1 + rate) ** (rank + 1) for rank, flow in enumerate(numbers_in(flows)))
