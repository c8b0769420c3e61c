"""How much of a workbook is read: beyond, it is refused before memory or time is spent on it.

Each limit can be raised, or lowered, by an environment variable: `XLSYNC_MAX_CELLS=5000000`.
"""

from __future__ import annotations

import os

from xlsync.errors import UnsafeWorkbook

MEGABYTE = 1024 * 1024
PREFIX = "XLSYNC_MAX_"

LIMITS = {
    "PARTS": 5_000,
    "PART_MEGABYTES": 64,
    "READ_MEGABYTES": 128,
    "RATIO": 100,
    "SHEETS": 1_000,
    "CELLS": 1_500_000,
    "STRINGS": 1_500_000,
}
"""Parts of a file; size of one part, and of all those read, inflated; how many times a part of more than 4 MB
may inflate; sheets; cells of one sheet; shared texts."""

RATIO_APPLIES_ABOVE = 4 * MEGABYTE


def limit(name: str) -> int:
    """A limit: that of the environment, else that of the program.

    Raises:
        UnsafeWorkbook: The environment says no number.
    """
    given = os.environ.get(PREFIX + name)
    if given is None:
        return LIMITS[name]
    if not given.isdecimal():
        raise UnsafeWorkbook(
            f"{PREFIX}{name} : un nombre entier est attendu, reçu « {given} »",
            f"{PREFIX}{name}: a whole number is expected, not “{given}”",
        )
    return int(given)


def beyond(name: str, fr: str, en: str, **facts: object) -> UnsafeWorkbook:
    """The refusal of what goes beyond a limit, and what raises it."""
    return UnsafeWorkbook(
        f"classeur refusé : {fr} (limite {limit(name)}, à relever par {PREFIX}{name})",
        f"workbook refused: {en} (limit {limit(name)}, raised by {PREFIX}{name})",
        limit=name,
        **facts,
    )
