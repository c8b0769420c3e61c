"""Ranges that go together, a cell of each for one month, year or action; shares that make a whole."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.errors import OutOfRange, Text, WrongValue
from udfs.figures import english, french

SUM_TOLERANCE = Fraction(1, 10**9)
"""Three times 1/3 is 1, although no decimal says so."""


def check_lengths(ranges: Mapping[str, NDArray[Any]], each: Text) -> None:
    """Refuses ranges that have not the same length, on their last axis.

    Args:
        ranges: Two ranges or more, by the name of their argument. The first one is at fault when all
            the others agree, else the first of the others that differs from it.
        each: What a cell stands for: "une valeur par année", "one value a year".

    Raises:
        WrongValue: One of them is longer or shorter.
    """
    first, *others = (values.shape[-1] for values in ranges.values())
    expected = others[0] if len(set(others)) == 1 else first
    for name, values in ranges.items():
        if (found := values.shape[-1]) != expected:
            raise WrongValue(
                f"{name} : longueur de la plage {found} au lieu de {expected}, {each.fr}",
                f"{name}: length of the range {found} instead of {expected}, {each.en}",
                argument=name,
                value=found,
            )


def check_parts(parts: NDArray[np.float64], argument: str = "parts", name_en: str = "") -> None:
    """Refuses shares that do not add up to 1, to 1e-9, on the last axis.

    Args:
        parts: The shares.
        argument: Name of their argument.
        name_en: Its English name, where it is another.

    Raises:
        OutOfRange: A sum that is not 1.
    """
    rows = parts.reshape(-1, parts.shape[-1])
    for shares in rows[np.abs(rows.sum(axis=-1) - 1.0) > 0.5 * float(SUM_TOLERANCE)]:
        total = sum((money.decimal15(float(share)) for share in shares), Fraction(0))
        if abs(total - 1) > SUM_TOLERANCE:
            found = float(total)
            raise OutOfRange(
                f"{argument} : leur somme vaut {french(found)} et non 1",
                f"{argument}{f' ({name_en})' if name_en else ''}: they add up to {english(found)}, not 1",
                argument=argument,
                value=found,
            )
