"""Identifiers that sort by time: ULIDs (26 letters of Crockford's base 32, 48 bits of time, 80 of chance)."""

from __future__ import annotations

import secrets
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
RANDOM_BITS = 80


def ulid(milliseconds: int | None = None) -> str:
    """A new identifier.

    Args:
        milliseconds: Time since 1970, UTC; now when left out.

    Examples:
        >>> ulid(1469918176385)[:10], len(ulid())
        ('01ARYZ6S41', 26)
    """
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    number = (stamp << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range((LENGTH - 1) * 5, -1, -5))
