"""How much and how long the server accepts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request.

    Attributes:
        size: Bytes of a body or of a frame.
        arrival: Seconds for a request to arrive whole, once it has begun.
        evaluation: Seconds to compute the calls of one request.
        document: Seconds for an action on a document.
        connections: Connections that each listener keeps open.
    """

    size: int = 8 * 1024 * 1024
    arrival: float = 10.0
    evaluation: float = 30.0
    document: float = 120.0
    connections: int = 64
