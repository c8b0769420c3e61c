"""What tells a call from all others.

Its function, the values that it gives up to the last one, and the versions of parameters that are handed.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from udfs.parameters import handed
from udfs.registry.lots import Lot, Values


def key_of(name: str, given: Values) -> Hashable:
    """The key of one call."""
    return (handed(), name, *map(_hashable, given))


def keys_of(name: str, lot: Lot) -> list[Hashable]:
    """The key of each call of a lot."""
    count, under = len(lot.ranks), handed()
    if not lot.columns:
        return [(under, name)] * count
    return list(zip([under] * count, [name] * count, *map(_hashable_column, lot.columns), strict=True))


def _hashable_column(column: Sequence[Any]) -> Sequence[Hashable]:
    return list(map(_hashable, column)) if np.ndarray in set(map(type, column)) else column


def _hashable(value: Any) -> Hashable:
    if value.__class__ is not np.ndarray:
        return value  # type: ignore[no-any-return]
    content = tuple(value.tolist()) if value.dtype == object else value.tobytes()
    return value.dtype.str, value.shape, content
