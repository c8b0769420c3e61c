"""The degressive grids of annex 2: their brackets, checked as they are read, and the price of each."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money, parameters
from udfs.errors import NotAvailable, OutOfRange, ParameterFileError, WrongValue
from udfs.rules.choix import check_choix

Tranche = tuple[int, int | None]


class Niveau(NamedTuple):
    """The parameters of one level of schools."""

    grille: str
    """CEE part of the price of each bracket."""
    taux: str
    """What the authority pays, over the CEE part."""


NIVEAUX = {
    "secondaire": Niveau("moby.grille_cee", "moby.taux_reste_a_charge"),
    "elementaire": Niveau("moby.grille_cee_ecoles", "moby.taux_reste_a_charge_ecoles"),
}
"""Annex 2 prints the grid of « collèges/lycée »; that of the « école élémentaire » is not annexed."""


def level_of(niveau: str) -> Niveau:
    """The parameters of a level.

    Raises:
        WrongValue: An unknown level.
    """
    check_choix("niveau", niveau, tuple(NIVEAUX), "level")
    return NIVEAUX[niveau]


@lru_cache(maxsize=16)
def brackets_of(version: parameters.Version, code: str) -> tuple[tuple[Tranche, int], ...]:
    """Each bracket of a grid with its CEE price in cents.

    Raises:
        ParameterFileError: Brackets that do not cover every number from 1 once and in order, or a price
            that is not in whole cents.
    """
    table: Any = version.value
    brackets = tuple((_bracket(key, code), _price(key, price, code)) for key, price in table.items())
    expected: int | None = 1
    for low, high in (bracket for bracket, _ in brackets):
        if low != expected or (high is not None and high < low):
            raise _faulty(
                code,
                f"the bracket {low} to {high} should start at {expected or 'no number, after “… et plus”'}",
            )
        expected = None if high is None else high + 1
    if expected is not None:
        raise _faulty(code, "the last bracket must be open, “… et plus”")
    return brackets


def _bracket(key: str, code: str) -> Tranche:
    """The bracket of a heading of the grid: "2" is (2, 2), "4 à 6" is (4, 6), "11 et plus" is (11, None)."""
    match = re.fullmatch(r"(\d+)(?: à (\d+)|( et plus))?", key)
    if match is None:
        raise _faulty(code, f"{key!r} is not a bracket")
    low = int(match[1])
    return low, None if match[3] else int(match[2] or low)


def _price(key: str, price: Any, code: str) -> int:
    cents = price * 100 if isinstance(price, Decimal) else Decimal("NaN")
    if not cents.is_finite() or cents < 0 or cents != int(cents):
        raise _faulty(code, f"the price of {key!r}, {price}, is not in whole cents")
    return int(cents)


def _faulty(code: str, what: str) -> ParameterFileError:
    return ParameterFileError(f"{code}: {what}")


def cee_of_bracket(bracket: tuple[Any, Any], date: Any, code: str) -> money.Integers:
    """CEE price of a bracket that must be one of the grid, cents."""
    known = dict(brackets_of(parameters.version(code, date), code))
    if bracket not in known:
        grid: Any = parameters.value(code, date)
        names, (low, high) = ", ".join(grid), bracket
        asked = f"{low} et plus" if high is None else f"{low} à {high}"
        raise NotAvailable(
            f"nombre : la tranche « {asked} » n’est pas dans la grille ; tranches : {names}",
            f"nombre (number): bracket “{asked}” is not in the grid; brackets: {names}",
            argument="nombre",
            value=bracket,
        )
    return np.asarray(known[bracket])


def cee_part(nombre: ArrayLike, date: Any, code: str) -> money.Integers:
    """CEE price per establishment for each number of establishments, cents."""
    count = np.asarray(nombre, np.int64)
    if (count < 1).any():
        raise OutOfRange(
            "nombre : au moins un établissement",
            "nombre: at least one establishment",
            argument="nombre",
            value=nombre,
        )
    check_dates(date)
    if isinstance(date, np.ndarray) and date.ndim:
        count, dates = np.broadcast_arrays(count, date)
        cents = np.zeros(count.shape, np.int64)
        for version, where in parameters.versions_at(code, dates):
            cents[where] = _look_up(version, count[where], code)
        return cents
    return _look_up(parameters.version(code, date), count, code)


def check_dates(date: Any) -> None:
    """Refuse a missing date among those of a batch."""
    if isinstance(date, np.ndarray) and np.isnat(date).any():
        raise WrongValue("date : manquante", "date: missing", argument="date")


def _look_up(version: parameters.Version, count: NDArray[np.int64], code: str) -> NDArray[np.int64]:
    brackets = brackets_of(version, code)
    highs = np.array([np.inf if high is None else high for (_, high), _ in brackets])
    prices = np.array([price for _, price in brackets])
    return np.asarray(prices[np.searchsorted(highs, count)])
