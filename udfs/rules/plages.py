"""Ranges that go together, a cell of each for one month, year or action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from udfs.errors import Text, WrongValue


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
