"""A function as this server calls it: cells in, results out, both as JSON has them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, TypeAlias

from udfs.errors import UdfError
from udfs.registry import Function
from udfs.registry.batching import Outcome, Together, outcome_of
from udfs.registry.lots import Lot, Values
from xlsync.server import log
from xlsync.server.cells import json_of
from xlsync.server.clock import Deadline
from xlsync.server.keys import key_of, keys_of
from xlsync.server.reading import Asked, Cells, Reader
from xlsync.server.refusals import fault


class Failure(NamedTuple):
    """What a call without a value gives.

    Attributes:
        error: The error of the cell.
        message: Its sentence, in each language.
    """

    error: str
    message: dict[str, str]


Result: TypeAlias = Any
"""A `Failure`, or a value in JSON, never null."""

_FAULT = UdfError(*(fault().text.in_language(lang) for lang in ("fr", "en")))
_SCALARS = frozenset({float, int, str, bool})


class Served:
    """One function.

    Args:
        function: Its declaration.

    Attributes:
        repeats: The same values always mean the same call; not so where cells reach the rule as they are.
        together: From calls that were read to their outcomes.
    """

    def __init__(self, function: Function) -> None:
        self._function = function
        self._reader = Reader(function)
        self.together = Together(function, self._alone, self._failed)
        self.repeats = function.most is not None

    def given(self, cells: Cells) -> Values | Failure:
        """What one call gives, or what is wrong with it."""
        try:
            return self._reader.given(cells)
        except UdfError as error:
            return failure(error)
        except Exception as error:
            log.failed("the cells of a call", error)
            return FAILED

    def read(self, asked: Asked, deadline: Deadline) -> tuple[list[Lot], dict[int, Failure]]:
        """Several calls as lots, and what is wrong with the others, by their rank in the request.

        Raises:
            TooLong: The deadline has passed.
        """
        lots, others = self._reader.lots(asked)
        failures: dict[int, Failure] = {}
        by_length: dict[int, dict[int, Values]] = {}
        for rank, cells in zip(others.ranks, others.rows, strict=True):
            deadline.check()
            given = self.given(cells)
            if isinstance(given, Failure):
                failures[rank] = given
            else:
                by_length.setdefault(len(given), {})[rank] = given
        lots += [self._reader.lot(list(some), list(some.values())) for some in by_length.values()]
        return lots, failures

    def key(self, given: Values) -> Hashable:
        """What tells a call from all others."""
        return key_of(self._function.name, given) if self.repeats else object()

    def keys(self, lot: Lot) -> Sequence[Hashable]:
        """The same of each call of a lot."""
        return keys_of(self._function.name, lot) if self.repeats else [object() for _ in lot.ranks]

    def alone(self, given: Values) -> Outcome:
        """The outcome of one call."""
        return self._alone(self._reader.complete(given))

    def _alone(self, values: Values) -> Outcome:
        try:
            return outcome_of(self._function, values)
        except Exception as error:
            log.failed(self._function.name, error)
            return _FAULT

    def _failed(self, error: Exception) -> None:
        log.failed(f"array of {self._function.name}", error)


def result_of(outcome: Outcome) -> Result:
    """An outcome as JSON writes it."""
    if outcome.__class__ in _SCALARS:
        return outcome
    if outcome is _FAULT:
        return FAILED
    return failure(outcome) if isinstance(outcome, UdfError) else json_of(outcome)


def failure(error: UdfError) -> Failure:
    """What an error of a call gives."""
    return Failure(error.excel, {"fr": error.text.fr, "en": error.text.en})


def cells_in(key: Hashable, result: Result) -> int:
    """How many cells a result fills."""
    return sum(map(len, result)) + 1 if result.__class__ is list else 1


FAILED = failure(_FAULT)
"""What a call gives when the program is at fault; it is not remembered."""
