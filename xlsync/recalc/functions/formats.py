"""TEXT: a value through a number format.

Dates in figures, and numbers with a decimal point and commas between thousands, as files store them. Other
formats (names of months, decimal commas) are refused by name: their result depends on the language of
whoever opens the workbook.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP
from typing import Any, NamedTuple

import numpy as np

from xlsync.recalc.functions.dates import days_of
from xlsync.recalc.functions.declare import native
from xlsync.recalc.functions.rounding import rounded
from xlsync.recalc.values import VALUE, Failure, Unsupported, guarded, number, text
from xlsync.workbook.values import ErrorValue

LITERAL = r'(?:"[^"]*"|\\.|[ €$()/:+\-\u00a0\u202f])'
NUMBER = re.compile(rf"({LITERAL}*)([#0]*(?:,[#0]{{3}})?)(\.[0#]+)?(%?)({LITERAL}*)")
DATE = re.compile(r"((?P<letter>[ymdaj])(?P=letter)*)|(\"[^\"]*\"|\\.|[ /.,\-])", re.IGNORECASE)
DATE_PARTS = {
    "yyyy": "{0.year:04d}",
    "aaaa": "{0.year:04d}",
    "yy": "{1:02d}",
    "aa": "{1:02d}",
    "mm": "{0.month:02d}",
    "m": "{0.month}",
    "dd": "{0.day:02d}",
    "jj": "{0.day:02d}",
    "d": "{0.day}",
    "j": "{0.day}",
}


class Day(NamedTuple):
    """A day as Excel shows it."""

    year: int
    month: int
    day: int


@native("TEXT", "any", "text", framed=True)
def text_of(setting: Any, value: Any, code: str) -> str:
    """A value as a format shows it."""
    if isinstance(value, ErrorValue):
        raise Failure(value)
    if isinstance(value, bool):
        return text(value, setting.language)
    amount = guarded(number, value, setting.language, setting.date1904)
    if isinstance(amount, ErrorValue) and (";" in code or ("@" in code and code != "@")):
        raise Unsupported("TEXT")
    if isinstance(amount, ErrorValue):
        return str(value)
    if code == "@":
        return text(amount, setting.language)
    if code == "General":
        return general_shown(amount, setting.language)
    shown = _as_date(setting, amount, code)
    if shown is not None:
        return shown
    if setting.language != "en" and ("." in code or "," in code):
        raise Unsupported("TEXT")
    return _as_number(amount, code)


def general_shown(value: float, language: str | None) -> str:
    """A number in the General format of cells: eleven signs at most, then an exponent.

    Examples:
        >>> general_shown(112345900000.0, "en"), general_shown(1e-9, "en"), general_shown(1 / 3, "fr")
        ('1.12346E+11', '0.000000001', '0,333333333')
    """
    size = abs(value)
    plain = value == 0 or 1e-4 <= size < 1e11 or (size < 1 and float(f"{value:.9f}") == value)
    if plain:
        digits = f"{value:.{max(0, 9 - max(0, len(str(int(size))) - 1))}f}"
        found = digits.rstrip("0").rstrip(".") if "." in digits else digits
        if "." not in found and float(found) == value:
            return found
    else:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        found = f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{int(exponent[1:]):02d}"
    if "." not in found or language == "en":
        return found
    if language is None:
        raise Unsupported("TEXT")
    return found.replace(".", ",")


def _as_date(setting: Any, value: float, code: str) -> str | None:
    """The date shown; None when the format is no date."""
    position, parts = 0, []
    while position < len(code):
        match = DATE.match(code, position)
        if match is None:
            return None
        parts.append(match)
        position = match.end()
    if not any(match[1] for match in parts):
        return None
    days = days_of(setting, np.array([value]))
    if days.failed is not None:
        raise Failure(VALUE)
    day = Day(int(days.year[0]), int(days.month[0]), int(days.day[0]))
    return "".join(_date_part(day, match) for match in parts)


def _date_part(day: Day, match: re.Match[str]) -> str:
    if match[1] is None:
        return _literal(match[3])
    if match[1].lower() not in DATE_PARTS:
        raise Unsupported("TEXT")
    return DATE_PARTS[match[1].lower()].format(day, day.year % 100)


def _literal(code: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", code)


def _as_number(value: float, code: str) -> str:
    match = NUMBER.fullmatch(code)
    if match is None or not match[2]:
        raise Unsupported("TEXT")
    before, whole, decimals, percent, after = match.groups()
    places = len(decimals or ".") - 1
    amount = rounded(abs(value) * (100 if percent else 1), places, ROUND_HALF_UP)
    digits, _, fraction = f"{amount:.{places}f}".partition(".")
    digits = _padded(digits.lstrip("0"), whole.count("0"), grouped="," in whole)
    least = len((decimals or ".").rstrip("#")) - 1
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    mark = "." if decimals else ""
    sign = "-" if value < 0 and amount else ""
    return f"{sign}{_literal(before)}{digits}{mark}{fraction}{percent}{_literal(after)}"


def _padded(digits: str, least: int, *, grouped: bool) -> str:
    digits = digits.zfill(least)
    return f"{int(digits):0{len(digits) + (len(digits) - 1) // 3},d}" if grouped and digits else digits
