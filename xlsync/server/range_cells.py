"""The ranges that calls give: each is read once, and remembered by its cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from udfs.coerce import coerce
from udfs.coerce.cells import refuse_errors
from udfs.registry import Argument
from xlsync.server.cells import cell_of
from xlsync.server.memory import Memory
from xlsync.server.plain_cells import DOUBT, blank_value

CHARACTERS: Final = 8_000_000
"""Characters of ranges kept for each function."""


class Ranges:
    """What was read in the last ranges of one function."""

    def __init__(self) -> None:
        self._memory: Memory[Any] = Memory(CHARACTERS, lambda key, _: len(key[1]))

    def read(self, what: str, cell: Any, read: Callable[[Any], Any]) -> Any:
        """What is read in a range, read once; a doubt where it is refused.

        Args:
            what: Which reading it is.
            cell: The range, as JSON has it.
            read: From the range to its value.
        """
        key = what, json.dumps(cell)
        found = self._memory.get(key)
        if found is None:
            try:
                found = read(cell)
            except Exception:  # the registry will raise it again, for this call alone
                found = DOUBT
            self._memory.put(key, found)
        return found


class RangeCells:
    """Reads the ranges of one argument that takes them.

    Args:
        argument: Its declaration.
        ranges: What was read before.

    Attributes:
        blank: The value of the argument left out, a doubt where it cannot be.
    """

    def __init__(self, argument: Argument, ranges: Ranges) -> None:
        self.blank = blank_value(argument)
        self._argument, self._ranges = argument, ranges

    def one(self, cell: Any) -> Any:
        """The value of a range, as JSON has it."""
        if cell is None:
            return self.blank
        if cell.__class__ is not list:
            return DOUBT
        return self._ranges.read(self._argument.name, cell, self._vector)

    def column(self, cells: Sequence[Any]) -> list[Any]:
        """The value of each of several ranges."""
        return list(map(self.one, cells))

    def _vector(self, cell: Any) -> Any:
        vector = cell_of(cell)
        refuse_errors([(self._argument.name, vector)])
        found = coerce(self._argument, vector)
        if isinstance(found, np.ndarray):
            found.setflags(write=False)  # several calls share it
        return found
