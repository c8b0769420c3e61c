"""Numbers in and out of a rule that takes scalars and arrays alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def floats(x: ArrayLike) -> Floats:
    """A scalar or an array as float64."""
    return np.asarray(x, np.float64)


def plain(x: Any) -> Any:
    """A float for a scalar, else the array."""
    return float(x) if np.ndim(x) == 0 else x


def dernier_rang(true: NDArray[np.bool_]) -> Any:
    """Rank of the last cell that is true on the last axis, 1 the first; 0 where none is."""
    return (true * np.arange(1, true.shape[-1] + 1)).max(axis=-1, initial=0)
