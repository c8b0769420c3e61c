"""Units of readings, and what they are in kWh, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from udfs.money import decimal15, units
from xlsync.errors import WrongValue

ENERGIES = {"kWh": Fraction(1), "Wh": Fraction(1, 1000), "MWh": Fraction(1000)}
"""Units of energy, in kWh."""
POWERS = {"kW": Fraction(1), "W": Fraction(1, 1000)}
"""Units of power, in kW: a mean over a step."""
VOLUMES = ("m3",)
"""Units that only the coefficient of the meter brings to kWh."""
UNITS = (*ENERGIES, *POWERS, *VOLUMES)
HOUR = 3600
DIGITS = 6


def read_unit(written: str) -> str:
    """The unit that a person or a file writes, whatever the case.

    Raises:
        WrongValue: none of them; the sentence lists what exists.

    Examples:
        >>> read_unit("mwh"), read_unit(" kW ")
        ('MWh', 'kW')
    """
    for unit in UNITS:
        if written.strip().replace("³", "3").casefold() == unit.casefold():
            return unit
    listed = ", ".join(UNITS)
    raise WrongValue(
        f"unité inconnue : « {written} » ; il existe : {listed}",
        f"unknown unit: “{written}”; there are: {listed}",
        value=written,
    )


def exact_sum(values: NDArray[np.float64] | Sequence[float]) -> Fraction:
    """The exact sum of the decimals that numbers mean.

    Args:
        values: Finite numbers, (N,), each the double nearest to a decimal of 15 digits at most.

    Examples:
        >>> exact_sum([0.1] * 3), exact_sum([1e-9, 1.0])
        (Fraction(3, 10), Fraction(1000000001, 1000000000))
    """
    given = np.asarray(values, np.float64)
    whole, is_whole = units(given, DIGITS)
    rest = sum((decimal15(float(one)) for one in given[~is_whole]), Fraction(0))
    return Fraction(sum(whole[is_whole].tolist()), 10**DIGITS) + rest


def energy_of(total: Fraction, unit: str, step: int) -> Fraction:
    """The energy in kWh of a sum over steps.

    Args:
        total: Sum of mean powers, or of energies.
        unit: One of `ENERGIES` or `POWERS`.
        step: Length of a step in seconds: a power lasts that long.

    Examples:
        >>> energy_of(Fraction(6), "kW", 600), energy_of(Fraction(6), "Wh", 600)
        (Fraction(1, 1), Fraction(3, 500))
    """
    return total * POWERS[unit] * Fraction(step, HOUR) if unit in POWERS else total * ENERGIES[unit]
