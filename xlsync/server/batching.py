"""Many calls of one function as one call of its rule on arrays, where the result is the same to the bit.

Only the rules listed here are called so: those whose every element is computed apart, by additions,
products, comparisons or exact numbers. A power is not the same to the last bit in an array and alone, so what
is unrounded is computed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from udfs.coerce import Cell, to_cell
from udfs.errors import UdfError
from udfs.registry import Function, Kind, calling
from xlsync.server import log
from xlsync.server.clock import Deadline
from xlsync.server.reading import Values

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
        self._shared: dict[tuple[type, ...], Callable[[Values], Values] | None] = {}

    def pattern(self, values: Values) -> Hashable | None:
        """What calls must share to be made in one array, None for a call to be made alone."""
        if not self._gathers:
            return None
        classes = tuple(map(type, values))
        if classes not in self._shared:
            self._shared[classes] = self._sharing(classes)
        shared = self._shared[classes]
        found = None if shared is None else shared(values)
        return None if found is None or not _ALONE.isdisjoint(found) else (classes, found)

    def _sharing(self, classes: tuple[type, ...]) -> Callable[[Values], Values] | None:
        """From the values of a call to those that cannot differ in one array; None where there is none."""
        if np.ndarray in classes or _DTYPES.keys().isdisjoint(classes):
            return None
        ranks = [
            rank
            for rank, one in enumerate(self._function.arguments)
            if one.passed and classes[rank] not in _DTYPES
        ]
        # one rank twice: of a single one `itemgetter` makes no tuple
        return itemgetter(*ranks, ranks[0]) if ranks else lambda values: ()

    def outcomes(self, calls: Sequence[Values], deadline: Deadline) -> list[Outcome]:
        """The outcome of each of several calls of one pattern, in order.

        Raises:
            TooLong: The moment has passed.
        """
        found: list[Outcome] = []
        for start in range(0, len(calls), MOST):
            found += self._halved(calls[start : start + MOST], deadline)
        return found

    def _halved(self, calls: Sequence[Values], deadline: Deadline) -> list[Outcome]:
        """The same; the half that holds a call without a value is halved again."""
        deadline.check()
        if len(calls) == 1:
            return [self._alone(calls[0])]
        try:
            return self._array(calls)
        except UdfError:
            step = len(calls) // 2 if len(calls) > FEW else 1
        except Exception as error:
            if not isinstance(error, _Unlike):
                log.failed(f"array of {self._function.name}", error)
            step = 1
        parts = [calls[start : start + step] for start in range(0, len(calls), step)]
        return [outcome for part in parts for outcome in self._halved(part, deadline)]

    def _array(self, calls: Sequence[Values]) -> list[Outcome]:
        """All of them at once.

        Raises:
            UdfError: One of them has no value.
            _Unlike: The rule did not give one value for each.
        """
        arguments = {}
        for rank, (argument, first) in enumerate(zip(self._function.arguments, calls[0], strict=True)):
            dtype = _DTYPES.get(first.__class__)
            arguments[argument.name] = (
                np.array([values[rank] for values in calls], dtype) if dtype and argument.passed else first
            )
        result = calling.compute(self._function, arguments)
        if not isinstance(result, np.ndarray) or result.shape != (len(calls),):
            raise _Unlike
        return _cells(self._function.result.kind, result)


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
