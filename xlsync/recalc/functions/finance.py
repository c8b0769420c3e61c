"""Annuities, with Excel's signs: what is paid is negative."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlsync.recalc.functions.declare import kernel
from xlsync.recalc.functions.totals import terms
from xlsync.recalc.vectors import NUM_TAG, Floats, Tags, Vector, first_error, numbers, result


def _read(frame: Any, *arguments: Vector | None) -> tuple[list[Any], Tags | None]:
    """Numbers, 0 for what is left out, and the first error of each place."""
    pairs = [(np.zeros((1, 1)), None) if one is None else numbers(one, frame.pool) for one in arguments]
    return [num for num, _ in pairs], first_error(*(failed for _, failed in pairs))


def _wrong(where: Any) -> Tags | None:
    return np.where(where, NUM_TAG, 0).astype(np.uint8) if np.any(where) else None


def growth(rate: Floats, periods: Floats) -> tuple[Floats, Floats]:
    """(1 + rate)^periods, and the sum of the powers below it."""
    factor = (1 + rate) ** periods
    nought = rate == 0
    return factor, np.where(nought, periods, (factor - 1) / np.where(nought, 1.0, rate))


def _paid(rate: Floats, periods: Floats, present: Floats, future: Floats, due: Floats) -> Floats:
    factor, annuity = growth(rate, periods)
    paid: Floats = -(present * factor + future) / (annuity * (1 + rate * (due != 0)))
    return paid


def _at_end(rate: Floats, periods: Floats, paid: Floats, present: Floats, due: Floats) -> Floats:
    factor, annuity = growth(rate, periods)
    found: Floats = -(present * factor + paid * annuity * (1 + rate * (due != 0)))
    return found


@kernel("PMT", "value", "value", "value", "value", "value")
def payment(
    frame: Any,
    rate: Vector,
    periods: Vector,
    present: Vector,
    future: Vector | None = None,
    due: Vector | None = None,
) -> Vector:
    """Constant payment."""
    (r, n, pv, fv, when), failed = _read(frame, rate, periods, present, future, due)
    none = n == 0
    return result(_paid(r, np.where(none, 1.0, n), pv, fv, when), first_error(failed, _wrong(none)))


@kernel("FV", "value", "value", "value", "value", "value")
def future_value(
    frame: Any,
    rate: Vector,
    periods: Vector,
    paid: Vector,
    present: Vector | None = None,
    due: Vector | None = None,
) -> Vector:
    """Value at the end."""
    (r, n, pmt, pv, when), failed = _read(frame, rate, periods, paid, present, due)
    return result(_at_end(r, n, pmt, pv, when), failed)


@kernel("PV", "value", "value", "value", "value", "value")
def present_value(
    frame: Any,
    rate: Vector,
    periods: Vector,
    paid: Vector,
    future: Vector | None = None,
    due: Vector | None = None,
) -> Vector:
    """Value at the start."""
    (r, n, pmt, fv, when), failed = _read(frame, rate, periods, paid, future, due)
    factor, annuity = growth(r, n)
    return result(-(fv + pmt * annuity * (1 + r * (when != 0))) / factor, failed)


def _interest(
    r: Floats, k: Floats, n: Floats, pv: Floats, fv: Floats, when: Floats
) -> tuple[Floats, Tags | None]:
    beyond = (k < 1) | (k > n)
    paid = _paid(r, np.where(n == 0, 1.0, n), pv, fv, when)
    balance = _at_end(r, k - 1, paid, pv, when) * r
    found = np.where(when != 0, np.where(k == 1, 0.0, balance / (1 + r)), balance)
    return found, _wrong(beyond)


@kernel("IPMT", "value", "value", "value", "value", "value", "value")
def interest_part(
    frame: Any,
    rate: Vector,
    period: Vector,
    periods: Vector,
    present: Vector,
    future: Vector | None = None,
    due: Vector | None = None,
) -> Vector:
    """Interest within the payment of a period."""
    (r, k, n, pv, fv, when), failed = _read(frame, rate, period, periods, present, future, due)
    found, beyond = _interest(r, k, n, pv, fv, when)
    return result(found, first_error(failed, beyond))


@kernel("PPMT", "value", "value", "value", "value", "value", "value")
def capital_part(
    frame: Any,
    rate: Vector,
    period: Vector,
    periods: Vector,
    present: Vector,
    future: Vector | None = None,
    due: Vector | None = None,
) -> Vector:
    """Capital within the payment of a period."""
    (r, k, n, pv, fv, when), failed = _read(frame, rate, period, periods, present, future, due)
    found, beyond = _interest(r, k, n, pv, fv, when)
    return result(_paid(r, np.where(n == 0, 1.0, n), pv, fv, when) - found, first_error(failed, beyond))


@kernel("NPV", "value", "range", repeat=1)
def net_present_value(frame: Any, rate: Vector, *flows: Vector) -> Vector:
    """Present value of flows at the ends of successive periods."""
    r, wrong = numbers(rate, frame.pool)
    nums, counted, failed = terms(frame, flows)
    if counted is not None:
        kept = counted.reshape(len(counted), -1)
        if (kept != kept[:, :1]).any():
            frame.halve()
        nums = nums[kept[:, 0]]
    total: Any = np.zeros(np.broadcast_shapes(r.shape, nums.shape[1:]))
    for rank, flow in enumerate(nums, 1):
        total = total + flow / (1 + r) ** rank
    return result(total, first_error(wrong, failed))
