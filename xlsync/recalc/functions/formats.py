"""TEXT: a value through a number format.

Dates, hours in whole seconds, and numbers as files store them: a decimal point and commas between thousands,
a section for each sign. What depends on the language of whoever opens the workbook (names of days and
months, decimal marks) is written where the workbook tells it, else refused by name.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import numpy as np

from udfs.figures import MONTHS, SHORT_MONTHS, WEEKDAYS
from udfs.serials import NEVER_WAS
from xlsync.recalc.functions.dates import days_of
from xlsync.recalc.functions.declare import native
from xlsync.recalc.functions.rounding import rounded
from xlsync.recalc.numerals import number
from xlsync.recalc.values import VALUE, Failure, Unsupported, guarded, text
from xlsync.workbook.values import ErrorValue

LITERAL = r'(?:"[^"]*"|\\.|_.|[ €$()/:+\-\u00a0\u202f])'
NUMBER = {
    "en": re.compile(
        rf"({LITERAL}*)([#0]*(?:,[#0]{{3}})?)(,*)(?:(\.)([0#]+)(,*))?([ \u00a0]?%)?({LITERAL}*)"
    ),
    "fr": re.compile(rf"({LITERAL}*)([#0]*)()(?:(,)([0#]+)())?([ \u00a0]?%)?({LITERAL}*)"),
}
"""Literals, digits, commas that divide by 1000, decimal mark, decimals, such commas, percent, literals."""
COLOURS = re.compile(r"^\[(?:black|blue|cyan|green|magenta|red|white|yellow)\]", re.IGNORECASE)
SECTIONS = re.compile(r"""((?:"[^"]*"|\\.|[^;"\\])*)(;|$)""")
DATE = re.compile(
    r"(?P<clock>\[h+\]|am/pm|a/p)|(?P<part>(?P<letter>[ymdajhs])(?P=letter)*)"
    r"|(?P<literal>\"[^\"]*\"|\\.|[ /.,:\-])",
    re.IGNORECASE,
)
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
FOREIGN_LETTERS = {"en": frozenset("aj"), "fr": frozenset("yd"), None: frozenset[str]()}
"""Letters that stand for years and days in the other language, and for something else or nothing here."""
DAY_SECONDS = 86400


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
    if isinstance(amount, ErrorValue) and code != "@" and ("@" in code or len(_sections(code)) > 3):
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
    if setting.language is None and ("." in code or "," in code):
        raise Unsupported("TEXT")
    return _in_section(amount, code, setting.language or "en")


def _in_section(value: float, code: str, language: str) -> str:
    """The section for the sign of a number, or for zero, and the number through it."""
    sections = _sections(code)
    if any("@" in one for one in sections[:3]) or len(sections) > 4:
        raise Unsupported("TEXT")
    if len(sections) > 2 and value == 0:
        return _as_number(0.0, sections[2], language, bare=True)
    if len(sections) > 1 and value < 0:
        if len(sections) == 2 and not sections[1]:
            raise Unsupported("TEXT")
        return _as_number(-value, sections[1], language, bare=True)
    return _as_number(value, sections[0], language, bare=len(sections) > 1)


def _sections(code: str) -> list[str]:
    """What a format says of positive numbers, negative ones, zero and texts."""
    found = []
    for match in SECTIONS.finditer(code):
        found.append(match[1])
        if not match[2]:
            break
    return found


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
    if not any(match["part"] or match["clock"] for match in parts):
        return None
    days = days_of(setting, np.array([value]))
    if days.failed is not None:
        if any((match["clock"] or "").startswith("[") for match in parts):
            raise Unsupported("TEXT")  # hours that have passed: they may be negative, and have no end
        raise Failure(VALUE)
    day = Day(int(days.year[0]), int(days.month[0]), int(days.day[0]))
    codes = [(match["part"] or match["clock"] or "").lower() for match in parts]
    if {match["letter"].lower() for match in parts if match["letter"]} & FOREIGN_LETTERS[setting.language]:
        raise Unsupported("TEXT")
    clock = _clock(value, codes) if any(one[:1] in ("h", "s", "[") for one in codes) else {}
    shown = []
    for rank, (match, part) in enumerate(zip(parts, codes, strict=True)):
        if not part:
            shown.append(_literal(match["literal"]))
        elif part in ("m", "mm") and clock and _is_minute(codes, rank):
            shown.append(clock["n" * len(part)])
        elif part in clock:
            shown.append(clock[part])
        else:
            shown.append(_date_part(setting, value, day, part))
    return "".join(shown)


def _is_minute(codes: list[str], rank: int) -> bool:
    """M means minutes after hours or seconds, and before seconds."""
    before = next((one for one in codes[:rank][::-1] if one), "")
    after = next((one for one in codes[rank + 1 :] if one), "")
    return before.startswith(("h", "[h", "s")) or after.startswith("s")


def _clock(value: float, codes: list[str]) -> dict[str, str]:
    """The time of a number, by code; refused where rounding the second would show."""
    seconds = round(value * DAY_SECONDS)
    if abs(value * DAY_SECONDS - seconds) > 2e-6 or "a/p" in codes:
        raise Unsupported("TEXT")
    (minutes, second), whole = divmod(seconds, 60), seconds // 3600
    hour, minute = whole % 24, minutes % 60
    if "am/pm" in codes:
        half, hour = "AM" if hour < 12 else "PM", hour % 12 or 12
    else:
        half = ""
    found = {"h": hour, "n": minute, "s": second}
    return (
        {name * width: f"{number:0{width}d}" for name, number in found.items() for width in (1, 2)}
        | {f"[{'h' * width}]": f"{whole:0{width}d}" for width in (1, 2)}
        | {"am/pm": half}
    )


def _date_part(setting: Any, value: float, day: Day, part: str) -> str:
    if part in DATE_PARTS:
        return DATE_PARTS[part].format(day, day.year % 100)
    names = _names(setting, value, day).get("j" * len(part) if part[0] == "d" else part)
    if names is None:
        raise Unsupported("TEXT")
    return names


def _names(setting: Any, value: float, day: Day) -> dict[str, str]:
    """The names of the day and of its month, by the codes that ask for them."""
    language = setting.language
    if language is None or (not setting.date1904 and value < NEVER_WAS + 1):
        return {}
    weekday = WEEKDAYS[language][date(day.year, day.month, day.day).weekday()]
    month = MONTHS[language][day.month - 1]
    return {
        "mmmm": month,
        "mmm": SHORT_MONTHS[language][day.month - 1],
        "mmmmm": month[0],
        "jjjj": weekday,
        "jjj": weekday[:3] + ("." if language == "fr" else ""),
    }


def _literal(code: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)|_.', lambda match: match[1] or match[2] or _gap(match[0]), code)


def _gap(code: str) -> str:
    return " " if code.startswith("_") else ""


def _as_number(value: float, code: str, language: str, *, bare: bool) -> str:
    """A number through one section; without its sign where the section is for one sign."""
    match = NUMBER[language].fullmatch(COLOURS.sub("", code))
    if match is None or not (match[2] or (bare and not match[3] and not match[5] and not match[7])):
        raise Unsupported("TEXT")
    before, whole, thousands, mark, decimals, more, percent, after = (part or "" for part in match.groups())
    if not whole:
        return _literal(before + after)
    places = len(decimals)
    size = abs(value) * (100 if percent else 1) / 1000.0 ** len(thousands + more)
    amount = Decimal(f"{rounded(size, places, ROUND_HALF_UP):.15g}")
    digits, _, fraction = f"{amount:.{places}f}".partition(".")
    digits = _padded(digits.lstrip("0"), whole.count("0"), grouped="," in whole)
    least = len(decimals.rstrip("#"))
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    sign = "-" if value < 0 and amount and not bare else ""
    return f"{sign}{_literal(before)}{digits}{mark}{fraction}{percent}{_literal(after)}"


def _padded(digits: str, least: int, *, grouped: bool) -> str:
    digits = digits.zfill(least)
    return f"{int(digits):0{len(digits) + (len(digits) - 1) // 3},d}" if grouped and digits else digits
