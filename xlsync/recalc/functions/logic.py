"""Logic and information. IF and CHOOSE, which compute only what they need, are in `compile`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsync.recalc.functions.declare import native
from xlsync.recalc.values import NA, VALUE, Failure, Grid, flag, is_number, single
from xlsync.workbook.values import ErrorValue


def conditions(arguments: tuple[Any, ...]) -> Iterator[bool]:
    """Booleans of ranges (texts and blanks left out) and of single values."""
    for argument in arguments:
        if not isinstance(argument, Grid):
            yield flag(argument)
            continue
        for value in argument:
            if isinstance(value, ErrorValue):
                raise Failure(value)
            if not isinstance(value, str) and value is not None:
                yield bool(value)


@native("AND", "range", repeat=1)
def and_(*arguments: Any) -> bool:
    """Whether all are true; #VALUE! without any condition."""
    return all(_some(arguments))


@native("OR", "range", repeat=1)
def or_(*arguments: Any) -> bool:
    """Whether one at least is true; #VALUE! without any condition."""
    return any(_some(arguments))


def _some(arguments: tuple[Any, ...]) -> list[bool]:
    found = list(conditions(arguments))
    if not found:
        raise Failure(VALUE)
    return found


@native("NOT", "flag")
def not_(value: bool) -> bool:
    """The contrary."""
    return not value


@native("TRUE")
def true() -> bool:
    """TRUE."""
    return True


@native("FALSE")
def false() -> bool:
    """FALSE."""
    return False


@native("IFERROR", "any", "any")
def if_error(value: Any, instead: Any) -> Any:
    """The value, or what stands instead of an error."""
    return instead if isinstance(value, ErrorValue) else value


@native("IFNA", "any", "any")
def if_not_available(value: Any, instead: Any) -> Any:
    """The value, or what stands instead of #N/A."""
    return instead if isinstance(value, ErrorValue) and value == NA else value


@native("ISBLANK", "any")
def is_blank(value: Any) -> bool:
    """Whether the cell is blank; an empty text is not."""
    return value is None


@native("ISNUMBER", "any")
def is_a_number(value: Any) -> bool:
    """Whether it is a number."""
    return is_number(value)


@native("ISTEXT", "any")
def is_text(value: Any) -> bool:
    """Whether it is a text."""
    return isinstance(value, str) and not isinstance(value, ErrorValue)


@native("ISNONTEXT", "any")
def is_not_text(value: Any) -> bool:
    """Whether it is no text."""
    return not is_text(value)


@native("ISLOGICAL", "any")
def is_boolean(value: Any) -> bool:
    """Whether it is a boolean."""
    return isinstance(value, bool)


@native("ISERROR", "any")
def is_error(value: Any) -> bool:
    """Whether it is an error."""
    return isinstance(value, ErrorValue)


@native("ISNA", "any")
def is_not_available(value: Any) -> bool:
    """Whether it is #N/A."""
    return isinstance(value, ErrorValue) and value == NA


@native("ISERR", "any")
def is_other_error(value: Any) -> bool:
    """Whether it is an error other than #N/A."""
    return is_error(value) and not is_not_available(value)


@native("NA")
def not_available() -> Any:
    """#N/A."""
    return NA


@native("N", "range")
def as_number(value: Any) -> Any:
    """The number, 1 for TRUE, 0 for anything else; of a range, its first cell."""
    first = single(value)
    if isinstance(first, ErrorValue):
        return first
    return float(first) if isinstance(first, int | float) else 0.0


@native("T", "range")
def as_text(value: Any) -> Any:
    """The text, empty for anything else; of a range, its first cell."""
    first = single(value)
    return first if isinstance(first, str) else ""
