"""The column of a table that a cell asks for, and the cell of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import WrongValue


def check_colonne(colonne: str, colonnes: Sequence[str]) -> None:
    """Refuses a column that a table does not have.

    Args:
        colonne: What is asked for.
        colonnes: Those of the table.

    Raises:
        WrongValue: Unknown column.
    """
    if colonne not in colonnes:
        raise WrongValue(
            f"colonne inconnue : « {colonne} » ; choix : {', '.join(colonnes)}",
            f"unknown column “{colonne}”; choices: {', '.join(colonnes)}",
            argument="colonne",
            value=colonne,
        )


def au_rang(column: NDArray[Any], rang: ArrayLike) -> Any:
    """What a column holds at some ranks, 1 the first.

    Args:
        column: (rows,), or (N, rows) for a batch.
        rang: Scalar or (N,).

    Returns:
        A scalar or (N,); NaN or NaT outside the ranks.
    """
    ranks = np.asarray(rang, np.int64)
    inside = (ranks >= 1) & (ranks <= column.shape[-1])
    place = np.where(inside, ranks - 1, 0)
    found = column[place] if column.ndim == 1 else column[np.arange(len(column)), place]
    blank = np.datetime64("NaT", "D") if column.dtype.kind == "M" else np.nan
    return np.where(inside, found, blank)[()]
