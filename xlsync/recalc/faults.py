"""Faults of the program met while a cell is computed: the cell shows an error, the others are computed.

A function that raises what it should not is a mistake of ours or of a library: whoever reads the workbook
cannot mend it, whoever develops can. The first one of each function is told on standard error with its trace.
"""

from __future__ import annotations

import logging

from xlsync.recalc.values import NUM, VALUE
from xlsync.workbook.values import ErrorValue

_LOG = logging.getLogger("xlsync.recalc")
_told: set[tuple[str, type[Exception]]] = set()


def error_of(error: Exception, name: str) -> ErrorValue:
    """What a cell shows instead of a value.

    Args:
        error: What was raised.
        name: The function, or the formula, that raised it.

    Returns:
        #NUM! where a number was too large or no operation gives one, else #VALUE!.
    """
    shown = NUM if isinstance(error, ArithmeticError) else VALUE
    note(error, name, f"shown as {shown}")
    return shown


def note(error: Exception, name: str, outcome: str) -> None:
    """Tells a developer of a fault, once for a function and a kind of exception."""
    if (name, type(error)) not in _told:
        _told.add((name, type(error)))
        _LOG.warning("%s failed, %s: a fault of the program", name, outcome, exc_info=error)
