"""The calls of a request: read, looked up among the last ones, computed together, answered one by one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from udfs.errors import UdfError
from udfs.registry import find
from udfs.registry.batching import Outcome
from udfs.registry.lots import Lot
from xlsync.server.clock import Deadline
from xlsync.server.explanations import named_call
from xlsync.server.memory import Memory
from xlsync.server.reading import Asked
from xlsync.server.refusals import Malformed
from xlsync.server.served import FAILED, Failure, Result, Served, cells_in, failure, result_of

Answer: TypeAlias = dict[str, Any]
"""`{"id", "value"}`, or `{"id", "error", "message"}`."""

REMEMBERED = 1_000_000
"""Cells of results kept."""

SPELLINGS = 2_000
"""Spellings of names kept."""


class Calculator:
    """Computes the calls of requests, and remembers the last results by function and values."""

    def __init__(self) -> None:
        self._served: dict[str, Served] = {}
        self._memory: Memory[Result] = Memory(REMEMBERED, cells_in)

    def results(self, calls: Any, deadline: Deadline) -> list[Answer]:
        """The answer to each call, in order.

        Args:
            calls: `[{"id", "name", "args"}]`.
            deadline: When to stop.

        Raises:
            Malformed: Another shape.
            TooLong: The deadline has passed; what was computed is remembered.

        Examples:
            >>> calls = [{"id": 7, "name": "PRET.ECHEANCE", "args": [170000, 0.02, 13]}]
            >>> Calculator().results(calls, Deadline(1.0))
            [{'id': 7, 'value': 14980.12}]
        """
        if not isinstance(calls, list):
            raise Malformed("calls : une liste d’appels est attendue", "calls: a list of calls is expected")
        if len(calls) == 1:
            return [_answer(calls[0], self._single(*named_call(calls[0])))]
        results: dict[int, Result] = {}
        for name, asked in _by_name(calls):
            results.update(self._several(name, asked, deadline))
        return [_answer(call, results[rank]) for rank, call in enumerate(calls)]

    def _single(self, name: str, cells: list[Any]) -> Result:
        """The result of a call that comes alone, the soonest."""
        try:
            function = self._served.get(name) or self._found(name)
        except UdfError as error:
            return failure(error)
        given = function.given(cells)
        if given.__class__ is Failure:
            return given
        key = function.key(given)
        known = self._memory.get(key)
        return self._kept(function, [key], [function.alone(given)])[0] if known is None else known

    def _several(self, name: str, asked: Asked, deadline: Deadline) -> Mapping[int, Result]:
        """The results of calls of one name with as many cells, by their rank in the request."""
        try:
            function = self._served.get(name) or self._found(name)
        except UdfError as error:
            return dict.fromkeys(asked.ranks, failure(error))
        lots, found = function.read(asked, deadline)
        results: dict[int, Result] = dict(found)
        for lot in lots:
            results.update(zip(lot.ranks, self._computed(function, lot, deadline), strict=True))
        return results

    def _computed(self, function: Served, lot: Lot, deadline: Deadline) -> Sequence[Result]:
        """The result of each call, from the memory or computed; equal calls are one."""
        keys = function.keys(lot)
        known = self._memory.get_all(keys)
        places = {key: place for place, (key, one) in enumerate(zip(keys, known, strict=True)) if one is None}
        if not places:
            return known
        fresh = lot if len(places) == len(keys) else lot.taken(list(places.values()))
        wanted, results = list(places), dict[Hashable, Result]()
        for some, outcomes in function.together.outcomes(fresh, deadline.check):
            computed = [wanted[place] for place in some]
            results.update(zip(computed, self._kept(function, computed, outcomes), strict=True))
        return [results[key] if one is None else one for key, one in zip(keys, known, strict=True)]

    def _kept(
        self, function: Served, keys: Iterable[Hashable], outcomes: Iterable[Outcome]
    ) -> Sequence[Result]:
        """The result of each call, remembered where the same values always give it."""
        results = list(map(result_of, outcomes))
        if function.repeats:
            self._memory.put_all(
                (key, one) for key, one in zip(keys, results, strict=True) if one is not FAILED
            )
        return results

    def _found(self, name: str) -> Served:
        """The function behind a spelling.

        Raises:
            UdfError: There is none.
        """
        function = find(name)
        found = self._served.get(function.name) or Served(function)
        if len(self._served) < SPELLINGS:
            self._served[function.name] = self._served[name] = found
        return found


def _by_name(calls: Sequence[Any]) -> Iterable[tuple[str, Asked]]:
    """The calls of each name with as many cells.

    Raises:
        Malformed: One of them has another shape.
    """
    found: dict[tuple[str, int], Asked] = {}
    for rank, call in enumerate(calls):
        name, cells = named_call(call)
        kind = name, len(cells)
        asked = found.get(kind)
        if asked is None:
            asked = found[kind] = Asked([], [])
        asked.ranks.append(rank)
        asked.rows.append(cells)
    return [(name, asked) for (name, _), asked in found.items()]


def _answer(call: Mapping[str, Any], result: Result) -> Answer:
    if result.__class__ is Failure:
        return {"id": call.get("id"), "error": result.error, "message": result.message}
    return {"id": call.get("id"), "value": result}
