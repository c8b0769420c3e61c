"""How far long work is, and how long it still takes, told to who waits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from xlsync.actions.session import Session

EVERY = 2.0
"""Seconds between two lines."""


@dataclass(slots=True)
class Progress:
    """Tells who asks how far the work is, no more often than every other second.

    Attributes:
        session: Who asks.
        fr: What is counted, in French.
        en: What is counted, in English.
    """

    session: Session
    fr: str
    en: str
    _start: float = field(default_factory=lambda: time.monotonic())
    _told: float = field(default_factory=lambda: time.monotonic())

    def __call__(self, done: int, total: int) -> None:
        """So much is done, of so much."""
        now = time.monotonic()
        if now - self._told < EVERY or not 0 < done < total:
            return
        self._told = now
        spent = now - self._start
        since, left = said(spent), said(spent * (total - done) / done)
        self.session.say(
            f"{done}/{total} {self.fr} en {since}, encore {left} …",
            f"{done}/{total} {self.en} in {since}, {left} left …",
        )


def said(seconds: float) -> str:
    """A time as a reader waits for it.

    Examples:
        >>> said(7.2), said(75), said(7260)
        ('7 s', '1 min 15 s', '2 h 01 min')
    """
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {whole % 60:02} s" if minutes else f"{whole} s"
