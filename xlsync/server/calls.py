"""The calls of a request: read, looked up among the last ones, computed together, answered one by one."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from udfs.errors import UdfError
from udfs.registry import Kind, calling, find
from xlsync.server import log
from xlsync.server.batching import Outcome, Together
from xlsync.server.cells import json_of
from xlsync.server.clock import Deadline
from xlsync.server.explanations import named_call
from xlsync.server.memory import Memory
from xlsync.server.reading import Reader, Values
from xlsync.server.refusals import Malformed, fault

Answer: TypeAlias = dict[str, Any]
"""`{"value"}`, or `{"error", "message"}`: an answer without the id of its call."""

REMEMBERED = 1_000_000
"""Cells of results kept."""

SPELLINGS = 2_000
"""Spellings of names kept."""

_FAULT = UdfError(*(fault().text.in_language(lang) for lang in ("fr", "en")))


class _Read(NamedTuple):
    """A call that was read: its function, the values of its arguments, and what tells it from others."""

    function: _Callable
    values: Values
    key: Hashable


class Calculator:
    """Computes the calls of requests, and remembers the last results by function and values."""

    def __init__(self) -> None:
        self._callables: dict[str, _Callable] = {}
        self._memory: Memory[Answer] = Memory(REMEMBERED)

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
            only = self._single(*named_call(calls[0]))
            return [{"id": calls[0].get("id"), **only}]
        read = [self._read(*named_call(call)) for call in calls]
        known = self._known({one.key: one for one in read if isinstance(one, _Read)}, deadline)
        return [
            {"id": call.get("id"), **(known[one.key] if isinstance(one, _Read) else one)}
            for call, one in zip(calls, read, strict=True)
        ]

    def _read(self, name: str, cells: list[Any]) -> _Read | Answer:
        """The call ready to be made, or its answer where its cells are refused."""
        try:
            function = self._callables.get(name) or self._callable(name)
            values = function.reader.values(cells)
        except UdfError as error:
            return _answer(error)
        except Exception as error:
            log.failed("the cells of a call", error)
            return _answer(_FAULT)
        return _Read(function, values, function.key(values))

    def _single(self, name: str, cells: list[Any]) -> Answer:
        """The answer to a call that comes alone, the soonest."""
        one = self._read(name, cells)
        if not isinstance(one, _Read):
            return one
        answer = self._memory.get(one.key)
        return answer or self._kept(one, one.function.alone(one.values))

    def _kept(self, one: _Read, outcome: Outcome) -> Answer:
        """The answer to a call, remembered where the same values always give it."""
        answer = _answer(outcome)
        if one.function.repeats and outcome is not _FAULT:
            self._memory.put(one.key, answer, _weight(answer))
        return answer

    def _known(self, wanted: Mapping[Hashable, _Read], deadline: Deadline) -> Mapping[Hashable, Answer]:
        """The answers to different calls, from the memory or computed."""
        known = {key: answer for key in wanted if (answer := self._memory.get(key)) is not None}
        for calls in _gathered(one for key, one in wanted.items() if key not in known):
            outcomes = calls[0].function.together.outcomes([one.values for one in calls], deadline)
            for one, outcome in zip(calls, outcomes, strict=True):
                known[one.key] = self._kept(one, outcome)
        return known

    def _callable(self, name: str) -> _Callable:
        """The function behind a spelling.

        Raises:
            UdfError: There is none.
        """
        identity = find(name).name
        found = self._callables.get(identity) or _Callable(identity)
        if len(self._callables) < SPELLINGS:
            self._callables[identity] = self._callables[name] = found
        return found


class _Callable:
    """One function as this server calls it.

    Attributes:
        reader: From cells to values.
        together: From the values of calls to their outcomes.
        repeats: The same values always mean the same call; not so where cells reach the rule as they are.
    """

    def __init__(self, name: str) -> None:
        self.function = find(name)
        self.reader = Reader(self.function)
        self.together = Together(self.function, self.alone)
        self.repeats = self.function.most is not None
        self._counts = self.function.result.kind is Kind.COUNT

    def key(self, values: Values) -> Hashable:
        """What tells a call from the others."""
        return (self.function.name, *self.reader.key(values)) if self.repeats else object()

    def alone(self, values: Values) -> Outcome:
        """The outcome of one call."""
        arguments = {one.name: value for one, value in zip(self.function.arguments, values, strict=True)}
        try:
            result = calling.compute(self.function, arguments)
            if result.__class__ is float and math.isfinite(result) and not self._counts:
                return result + 0.0
            return calling.result_cells(self.function, result)
        except UdfError as error:
            return error
        except Exception as error:
            log.failed(self.function.name, error)
            return _FAULT


def _gathered(calls: Iterable[_Read]) -> Iterator[list[_Read]]:
    """The calls that can be made in one array, together; the others alone."""
    groups: dict[Hashable, list[_Read]] = {}
    for one in calls:
        pattern = one.function.together.pattern(one.values)
        groups.setdefault(one.key if pattern is None else (one.function, pattern), []).append(one)
    yield from groups.values()


def _answer(outcome: Outcome) -> Answer:
    if isinstance(outcome, UdfError):
        return {"error": outcome.excel, "message": {"fr": outcome.text.fr, "en": outcome.text.en}}
    return {"value": json_of(outcome)}


def _weight(answer: Answer) -> int:
    value = answer.get("value")
    return sum(map(len, value)) + 1 if value.__class__ is list else 1
