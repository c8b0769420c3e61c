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
