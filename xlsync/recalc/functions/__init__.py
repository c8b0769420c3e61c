"""Native functions, one module a family; `NATIVE` holds them all once this package is imported."""

from xlsync.recalc.functions import (
    bases,
    conditions,
    dates,
    finance,
    formats,
    logic,
    lookups,
    operators,
    rounding,
    texts,
    totals,
)
from xlsync.recalc.functions.declare import NATIVE, Native

__all__ = [
    "NATIVE",
    "Native",
    "bases",
    "conditions",
    "dates",
    "finance",
    "formats",
    "logic",
    "lookups",
    "operators",
    "rounding",
    "texts",
    "totals",
]
