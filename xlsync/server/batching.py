"""Many calls of one function as one call of its rule on arrays, where the result is the same to the bit.

Only the rules listed here are called so: those whose every element is computed apart, by additions,
products, comparisons or exact numbers. A power is not the same to the last bit in an array and alone, so what
is unrounded is computed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from udfs.coerce import Cell, to_cell
from udfs.errors import UdfError
from udfs.registry import Function, Kind, calling
from xlsync.server import log
from xlsync.server.clock import Deadline
from xlsync.server.lots import Lot, Values

TOGETHER: Final = frozenset(
    {
        "PRET.ECHEANCE",
        "PRET.LIGNE",
        "PRET.CRD",
        "PRET.ICNE",
        "PRET.EXERCICE",
        "PRET.INTERETS",
        "PRET.RETARD",
        "JOURS.NOMBRE",
        "JOURS.FRACTION",
        "JOURS.AJUSTER",
        "JOURS.DECALER",
        "MIXEUR.CONTRIBUTION",
        "MIXEUR.PRORATA",
        "MOBY.PRIX",
        "MOBY.MONTANT",
        "CEE.VOLUME",
        "ENERGIE.ECONOMIE",
        "ENERGIE.GES",
        "ENERGIE.TEMPS_RETOUR",
        "ENERGIE.EVITEE",
        "INTRACTING.BILAN",
        "INTRACTING.COUVERTURE",
        "CREDITS.RESTITUTION",
        "CREDITS.RESTE_A_PAYER",
    }
)
_ALONE: Final = frozenset({"theorique"})
"""Options of what is unrounded, hence computed alone."""
MOST = 1024
"""Calls in one array, so that tables of 1 200 rows fit in memory and time is watched."""

FEW = 16
"""Below, calls are made one by one rather than halved again when one of them fails."""

_DTYPES: Final = {float: "float64", int: "int64", np.datetime64: "datetime64[D]"}
_EPOCH = np.datetime64("1899-12-30", "D")

Outcome = Cell | UdfError
"""What a call gives: a cell, a list of rows, or the error that it raised."""


class _Unlike(Exception):
    """A rule gave something else than one value for each call."""


class Together:
    """The calls of one function, gathered.

    Args:
        function: Its declaration.
        alone: From the values of one call to its outcome.
    """

    def __init__(self, function: Function, alone: Callable[[Values], Outcome]) -> None:
        self._function, self._alone = function, alone
        self._gathers = function.name in TOGETHER
        self._passed = tuple(argument.passed for argument in function.arguments)

    def outcomes(self, lot: Lot, deadline: Deadline) -> Iterator[tuple[Sequence[int], list[Outcome]]]:
        """The outcomes as they are computed, with the places in the lot of their calls.

        Args:
            lot: Different calls.
            deadline: When to stop.

        Raises:
            TooLong: The moment has passed.
        """
        for places in self._gathered(lot):
            for start in range(0, len(places), MOST):
                some = places[start : start + MOST]
                yield some, self._halved(lot.taken(some), deadline)

    def _gathered(self, lot: Lot) -> Iterable[Sequence[int]]:
        """The places of the calls that can be made in one array, together; those of the others alone."""
        places = range(len(lot.ranks))
        marks = self._marks(lot) if self._gathers and _ALONE.isdisjoint(lot.rest) else None
        if marks is None:
            return [places[place : place + 1] for place in places]
        groups: dict[Hashable, list[int]] = {}
        for place, mark in zip(places, zip(*marks, strict=True), strict=False):
            groups.setdefault(mark if _ALONE.isdisjoint(mark) else place, []).append(place)
        return groups.values() if groups else [places]

    def _marks(self, lot: Lot) -> list[list[Any]] | None:
        """What cannot differ in one array, a column an argument; None where arguments are arrays already."""
        found = []
        for column, passed in zip(lot.columns, self._passed, strict=False):
            kinds = set(map(type, column))
            if np.ndarray in kinds:
                return None
            if passed and not (len(kinds) == 1 and kinds <= _DTYPES.keys()):
                found.append([value.__class__ if value.__class__ in _DTYPES else value for value in column])
        return found

    def _halved(self, lot: Lot, deadline: Deadline) -> list[Outcome]:
        """The outcome of each call; the half that holds one without a value is halved again."""
        deadline.check()
        count = len(lot.ranks)
        if count == 1:
            return [self._alone(lot.row(0))]
        try:
            return self._array(lot)
        except UdfError:
            step = count // 2 if count > FEW else 1
        except Exception as error:
            if not isinstance(error, _Unlike):
                log.failed(f"array of {self._function.name}", error)
            step = 1
        parts = [lot.taken(range(start, min(start + step, count))) for start in range(0, count, step)]
        return [outcome for part in parts for outcome in self._halved(part, deadline)]

    def _array(self, lot: Lot) -> list[Outcome]:
        """All of them at once.

        Raises:
            UdfError: One of them has no value.
            _Unlike: The rule did not give one value for each, or one is beyond what a cell holds.
        """
        values = [*map(_as_array, lot.columns), *lot.rest]
        arguments = {one.name: value for one, value in zip(self._function.arguments, values, strict=True)}
        result = calling.compute(self._function, arguments)
        if not isinstance(result, np.ndarray) or result.shape != (len(lot.ranks),):
            raise _Unlike
        if result.dtype.kind == "f" and np.isinf(result).any():
            raise _Unlike
        return _cells(self._function.result.kind, result)


def _as_array(column: Sequence[Any]) -> Any:
    """The values of one argument as an array, or what they all are."""
    dtype = _DTYPES.get(column[0].__class__)
    return column[0] if dtype is None else np.array(column, dtype)


def _cells(kind: Kind, result: NDArray[Any]) -> list[Outcome]:
    """Each element as `udfs.registry.calling.result_cells` writes it."""
    if result.dtype.kind == "M":
        serials = (result.astype("datetime64[D]") - _EPOCH).astype("int64").tolist()
        return ["" if blank else day for blank, day in zip(np.isnat(result), serials, strict=True)]
    if result.dtype.kind != "f":
        return [to_cell(value) for value in result]
    blank = np.isnan(result)
    if not blank.any():
        return _numbers(kind, (result + 0.0).tolist())
    return [
        "" if missing else _numbers(kind, [value + 0.0])[0]
        for missing, value in zip(blank.tolist(), result.tolist(), strict=True)
    ]


def _numbers(kind: Kind, values: list[float]) -> list[Outcome]:
    return [int(value) for value in values] if kind is Kind.COUNT else list(values)
