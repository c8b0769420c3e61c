"""Texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsync.recalc.functions.conditions import wildcards
from xlsync.recalc.functions.declare import native
from xlsync.recalc.numerals import moment_in, number, plain_number
from xlsync.recalc.values import AMBIGUOUS, VALUE, Failure, Grid, Unsupported, text
from xlsync.workbook.values import MAX_TEXT, ErrorValue


def _positive(count: int, least: int = 0) -> int:
    if count < least:
        raise Failure(VALUE)
    return count


@native("LEN", "text")
def length(value: str) -> int:
    """Number of characters."""
    return len(value)


@native("LEFT", "text", "integer")
def left(value: str, count: int = 1) -> str:
    """First characters."""
    return value[: _positive(count)]


@native("RIGHT", "text", "integer")
def right(value: str, count: int = 1) -> str:
    """Last characters."""
    return value[-count:] if _positive(count) else ""


@native("MID", "text", "integer", "integer")
def middle(value: str, start: int, count: int) -> str:
    """Characters from a place, counted from 1."""
    return value[_positive(start, 1) - 1 : start - 1 + _positive(count)]


@native("FIND", "text", "text", "integer")
def find(wanted: str, within: str, start: int = 1) -> int:
    """Place of a text in another, with case."""
    place = within.find(wanted, _positive(start, 1) - 1)
    return _positive(place + 1, 1)


@native("SEARCH", "text", "text", "integer")
def search(wanted: str, within: str, start: int = 1) -> int:
    """Place of a text in another, without case, with wildcards."""
    found = wildcards(wanted).search(within, min(_positive(start, 1) - 1, len(within)))
    if found is None or start > len(within) + 1:
        raise Failure(VALUE)
    return found.start() + 1


@native("SUBSTITUTE", "text", "text", "text", "integer")
def substitute(value: str, old: str, new: str, rank: int | None = None) -> str:
    """Every occurrence of a text replaced, or only one."""
    if not old:
        return value
    if rank is None:
        return value.replace(old, new)
    parts = value.split(old)
    if _positive(rank, 1) >= len(parts):
        return value
    return old.join(parts[:rank]) + new + old.join(parts[rank:])


@native("REPLACE", "text", "integer", "integer", "text")
def replace(value: str, start: int, count: int, new: str) -> str:
    """Characters from a place replaced."""
    first = _positive(start, 1) - 1
    return value[:first] + new + value[first + _positive(count) :]


@native("CONCATENATE", "text", repeat=1)
def concatenate(*values: str) -> str:
    """Single values one after the other."""
    return "".join(values)


def _texts(setting: Any, arguments: tuple[Any, ...]) -> Iterator[str]:
    for argument in arguments:
        for value in argument if isinstance(argument, Grid) else [argument]:
            yield text(value, setting.language)


@native("CONCAT", "range", repeat=1, framed=True)
def concat(setting: Any, *arguments: Any) -> str:
    """Values and ranges one after the other."""
    return "".join(_texts(setting, arguments))


@native("TEXTJOIN", "text", "flag", "range", repeat=1, framed=True)
def join_texts(setting: Any, separator: str, skip_empty: bool, *arguments: Any) -> str:
    """Values and ranges with a separator between them."""
    return separator.join(value for value in _texts(setting, arguments) if value or not skip_empty)


@native("UPPER", "text")
def upper(value: str) -> str:
    """Capital letters."""
    return value.upper()


@native("LOWER", "text")
def lower(value: str) -> str:
    """Small letters."""
    return value.lower()


@native("TRIM", "text")
def trim(value: str) -> str:
    """One space between words, none around; no-break spaces stay."""
    return " ".join(part for part in value.split(" ") if part)


@native("REPT", "text", "integer")
def repeat(value: str, count: int) -> str:
    """A text several times."""
    if len(value) * _positive(count) > MAX_TEXT:
        raise Failure(VALUE)
    return value * count


@native("EXACT", "text", "text")
def exact(first: str, second: str) -> bool:
    """Whether two texts are the same, case included."""
    return first == second


@native("CHAR", "number", framed=True)
def char(setting: Any, code: float) -> str:
    """The sign of a number, on the machine where the workbook was written."""
    if not 1 <= code < 256:
        raise Failure(VALUE)
    return bytes([int(code)]).decode(setting.signs, "replace").replace("\ufffd", chr(int(code)))


@native("CODE", "text", framed=True)
def code(setting: Any, value: str) -> float:
    """The number of the first sign of a text, on the machine where the workbook was written."""
    if not value:
        raise Failure(VALUE)
    return float(value[0].encode(setting.signs, "replace")[0])


@native("VALUE", "value", framed=True)
def value_of(setting: Any, value: Any) -> float:
    """The number that a text writes; a boolean writes none."""
    if isinstance(value, bool):
        raise Failure(VALUE)
    return number(value, setting.language, setting.date1904)


SEPARATORS = {"en": (".", ","), "fr": (",", " ")}
SPACES = str.maketrans("", "", " \t\r\n")


@native("NUMBERVALUE", "text", "text", "text", framed=True)
def number_value(setting: Any, value: str, decimal: str | None = None, group: str | None = None) -> float:
    """The number that a text writes with given separators; those of the language where they are left out."""
    if decimal == "" or group == "" or moment_in(value, setting.language) is not None:
        raise Unsupported("NUMBERVALUE")
    spoken = [setting.language] if setting.language else [*SEPARATORS]
    found = {_separated(value, one, decimal, group) for one in spoken}
    if len(found) > 1:
        raise Unsupported(AMBIGUOUS)
    (number,) = found
    if isinstance(number, ErrorValue):
        raise Failure(number)
    return number


def _separated(value: str, language: str, decimal: str | None, group: str | None) -> float | ErrorValue:
    own = SEPARATORS[language]
    point, apart = (decimal or own[0])[0], (group or own[1])[0]
    if point == apart and decimal and group:
        raise Unsupported("NUMBERVALUE")
    bare = value.translate(SPACES)
    if language == "fr":
        bare = bare.replace("\u00a0", "").replace("\u202f", "")
    whole, mark, decimals = bare.partition(point)
    if apart != point:
        whole = whole.replace(apart, "")
    figures = f"{whole}.{decimals}" if mark else whole
    digits = figures.rstrip("%")
    if not figures:
        return 0.0
    if digits and not digits.endswith(" ") and (found := plain_number(digits)) is not None:
        return found / 100.0 ** (len(figures) - len(digits))
    if not any(map(str.isdigit, figures)) or {point, apart} & {*decimals}:
        return VALUE
    raise Unsupported("NUMBERVALUE")
