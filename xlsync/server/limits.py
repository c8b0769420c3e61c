"""How much and how long the server accepts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request.

    Attributes:
        size: Bytes of a body.
        evaluation: Seconds to compute the calls of one request.
        document: Seconds for an action on a document.
    """

    size: int = 8 * 1024 * 1024
    evaluation: float = 30.0
    document: float = 120.0
