"""Room for the vectors of many loans, placed so that a processor goes through them without waiting.

A vector that starts in the middle of a line of cache costs up to twice the time at each step. Vectors are
also kept from starting at the same place of a page: a processor that reads one and writes another compares
addresses within a page, and may wait for nothing.
"""

from __future__ import annotations

import numpy as np

from udfs.rules.pret.conditions import Floats, Sorties

LINE = 8
"""Numbers in a line of cache."""

PAGE = 512
"""Numbers in a page of memory."""


def vecteurs(rows: int, size: int, place: int = 0) -> Floats:
    """Rows of numbers, not filled, each starting a line of cache.

    Args:
        rows: How many.
        size: Numbers in each.
        place: Where the first starts after the beginning of a page, in numbers; a whole number of lines.

    Returns:
        (rows, size).
    """
    pitch = -(-size // LINE) * LINE
    room = np.empty(rows * pitch + 2 * PAGE)
    start = -(room.ctypes.data // room.itemsize) % PAGE + place % PAGE
    return room[start : start + rows * pitch].reshape(rows, pitch)[:, :size]


def sorties(rows: int, size: int, constante: bool = False) -> Sorties:
    """Room for the four columns of a table: crd, interets, amortissement, echeance, each (rows, size).

    Args:
        rows: Of the table.
        size: Loans.
        constante: Whether one row is enough for echeance.
    """
    heights = (rows, rows, rows, 1 if constante else rows)
    places = range(0, PAGE, PAGE // 4)
    crd, interets, amortissement, paid = (
        vecteurs(height, size, place) for height, place in zip(heights, places, strict=True)
    )
    return crd, interets, amortissement, paid
