"""Formulas that the batch engine lacks something for, computed by the general engine."""

from __future__ import annotations

from xlsync.recalc.frame import NEVER, Frame
from xlsync.recalc.state import State
from xlsync.recalc.values import Unsupported
from xlsync.recalc.vectors import Vector


class Foreign:
    """The general engine on the values of a computation.

    Args:
        state: The values known so far.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def found(self, frame: Frame) -> Vector:
        """The results of formulas of one form, for every member: two axes, four for an array formula.

        Raises:
            Unsupported: the general engine lacks something too, by name.
        """
        raise Unsupported(next((name for name in frame.linked.functions if name in NEVER), ""))
