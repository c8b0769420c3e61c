"""Where vectors are placed in memory, and that they do not overlap."""

from __future__ import annotations

import numpy as np
import pytest

from udfs.rules.pret.vecteurs import LINE, PAGE, sorties, vecteurs


@pytest.mark.parametrize("size", [1, 7, 8, 1000, 24_001])
def test_each_row_starts_a_line_of_cache(size: int) -> None:
    rows = vecteurs(5, size)
    assert rows.shape == (5, size)
    assert all(row.ctypes.data % (LINE * rows.itemsize) == 0 for row in rows)


def test_rows_do_not_overlap() -> None:
    rows = vecteurs(4, 13, place=PAGE - LINE)
    rows[:] = np.arange(4 * 13).reshape(4, 13)
    assert rows.ravel().tolist() == list(range(4 * 13))


def test_columns_start_at_their_own_place_of_a_page() -> None:
    columns = sorties(3, 100)
    assert len({column.ctypes.data % (PAGE * column.itemsize) for column in columns}) == 4


def test_one_row_of_constant_payments() -> None:
    assert [len(column) for column in sorties(3, 100, constante=True)] == [3, 3, 3, 1]
