"""A moment not to go beyond, checked between two pieces of work."""

from __future__ import annotations

import time

from xlsync.server.refusals import TooLong


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, 0 when there are none."""
        return max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Go on, or stop.

        Raises:
            TooLong: The moment has passed.
        """
        if time.monotonic() > self._end:
            raise too_long(self._seconds)


def too_long(seconds: float) -> TooLong:
    """The refusal of what takes longer than it may."""
    return TooLong(
        f"calcul interrompu après {seconds:g} s : envoyez moins d’appels à la fois",
        f"computation stopped after {seconds:g} s: send fewer calls at a time",
    )


def still_running(seconds: float) -> TooLong:
    """The refusal to wait longer for an action on a document, which goes on."""
    return TooLong(
        f"toujours en cours après {seconds:g} s : demandez l’état du classeur dans un moment",
        f"still under way after {seconds:g} s: ask for the state of the workbook in a moment",
    )
