"""What was computed last, within bounds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by key, the least recently used forgotten first; for several threads.

    Args:
        capacity: Sum of the weights that it keeps.

    Examples:
        >>> memory = Memory(2)
        >>> for key in "abc":
        ...     memory.put(key, key.upper())
        >>> memory.get("a"), memory.get("c")
        (None, 'C')
    """

    def __init__(self, capacity: int) -> None:
        self._capacity, self._weight = capacity, 0
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, None when it is not there."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        """Keep a value; one that is heavier than everything together is not kept."""
        if weight > self._capacity:
            return
        with self._lock:
            former = self._kept.pop(key, None)
            self._weight += weight - (former[1] if former else 0)
            self._kept[key] = value, weight
            while self._weight > self._capacity:
                _, (_, forgotten) = self._kept.popitem(last=False)
                self._weight -= forgotten
