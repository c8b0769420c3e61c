"""What was computed last, within bounds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by key, the least recently used forgotten first; for several threads.

    Args:
        capacity: Sum of the weights that it keeps.
        weight: That of a key and its value; one that is heavier than everything together is not kept.

    Examples:
        >>> memory = Memory(2, lambda key, value: 1)
        >>> memory.put_all(zip("abc", "ABC"))
        >>> memory.get_all("abc")
        [None, 'B', 'C']
    """

    def __init__(self, capacity: int, weight: Callable[[Any, Value], int]) -> None:
        self._capacity, self._weigh = capacity, weight
        self._held = 0
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, None when it is not there."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def get_all(self, keys: Sequence[Hashable]) -> list[Value | None]:
        """The value of each key, None for those that are not there."""
        with self._lock:
            found = list(map(self._kept.get, keys))
            for key, value in zip(keys, found, strict=True):
                if value is not None:
                    self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value."""
        self.put_all([(key, value)])

    def put_all(self, items: Iterable[tuple[Hashable, Value]]) -> None:
        """Keep the value of each key."""
        kept, weigh = self._kept, self._weigh
        with self._lock:
            for key, value in items:
                weight = weigh(key, value)
                if weight > self._capacity:
                    continue
                if key in kept:
                    self._held -= weigh(key, kept.pop(key))
                kept[key] = value
                self._held += weight
            while self._held > self._capacity:
                self._held -= weigh(*kept.popitem(last=False))
