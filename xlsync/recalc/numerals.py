"""The number, the date or the time that a text writes, as each language writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from udfs.errors import OutOfRange
from udfs.figures import MONTHS, SHORT_MONTHS
from udfs.serials import serial_from_date
from xlsync.recalc.values import AMBIGUOUS, NUM, VALUE, Failure, Unsupported, collation
from xlsync.workbook.values import ErrorValue

P = TypeVar("P")

LANGUAGES = tuple(MONTHS)
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*%?", re.IGNORECASE)
GROUPED = {
    "en": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?\s*%?"),
    "fr": re.compile(
        r"[+-]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)?(,\d*)?(e[+-]?\d+)?[ \u00a0\u202f]*[%€]?", re.IGNORECASE
    ),
}
DAY = re.compile(r"(\d{1,4})([-/])(\d{1,4})(?:\2(\d{1,4}))?")
"""Two or three parts of a date in figures."""
YEAR_DIGITS = 4
HOURS = re.compile(r"(\d{1,4})(?::(\d{1,4})(?::(\d{1,4}(?:\.\d+)?))?)?(?: ([AP])M)?", re.IGNORECASE)
TIMED = re.compile(r"(.*[^ ]) +(\d{1,4}(?::.*| [AP]M))", re.IGNORECASE)
NAMED_DAY = re.compile(r"(\d{1,2}[-/ ])?([^\W\d_]{3,9})\.?([-/ ,]+\d{1,4}(?:[-/ ,]+\d{2,4})?)?")
"""A text that may be a date with the name of a month, in some language."""
NAMED = {
    "fr": re.compile(r"(?P<day>\d{1,2})[-/ ](?P<month>[^\W\d_]{3,9}\.?)[-/ ](?P<year>\d{4}|\d{2})"),
    "en": re.compile(
        r"(?P<day>\d{1,2})[-/ ](?P<month>[a-z]{3,9})[-/ ](?P<year>\d{4}|\d{2})"
        r"|(?P<MONTH>[a-z]{3,9}) (?P<DAY>\d{1,2}), ?(?P<YEAR>\d{4})",
        re.IGNORECASE,
    ),
}
"""A day, the name of its month and its year, as each language writes them."""
DIGIT = re.compile(r"\d")
OF_MOMENTS = re.compile(r"[\w.][-/:]|[^\W\d_]{3}|\d [AaPp][Mm]")
"""What every date and every time has: a sign between two parts, or letters of a month or a half day."""
FRACTION = re.compile(r"([+-]?\d+) (\d{1,5})/(\d{1,5})")
BRACKETED = re.compile(r"\(([\d.,$€].*)\)")
"""A negative number as accountants write it."""
DOLLARS = re.compile(r"([+-]?)\$ *")
PRICED = re.compile(r"([+-]?)(?:[€£] *)?([^€£]+?)(?:[ \u00a0\u202f]*[€£])?")
"""A text with a currency before or after the rest."""
FIGURES = re.compile(r"[+\-\d.,% \u00a0\u202f€$£()eE]+(?: \d{1,5}/\d{1,5}\)?)?")
"""The signs of a text that some language may read as a number."""


def number(value: Any, language: str | None = "en", date1904: bool = False) -> float:
    """The number that an operator or a numeric argument sees.

    Raises:
        Failure: the value is an error, a text that is no number, or one beyond all numbers.
        Unsupported: it depends on the language, which is not known.
    """
    if value is None:
        return 0.0
    found = number_in(value, language, date1904) if type(value) is str else value
    if isinstance(found, ErrorValue):
        raise Failure(found)
    return float(found)


def plain_number(text: str) -> float | None:
    """The number that a text writes as files do, infinite beyond all numbers; None for another text."""
    stripped = text.strip()
    if not PLAIN_NUMBER.fullmatch(stripped):
        return None
    return float(stripped.rstrip("%").rstrip()) / (100 if stripped.endswith("%") else 1)


def number_in(text: str, language: str | None, date1904: bool = False) -> float | ErrorValue:
    """The number, date or time that a text writes.

    Args:
        text: What the cell holds.
        language: That of the workbook.
        date1904: Dates count from 1904.

    Raises:
        Unsupported: it depends on the language, which is not known.

    Examples:
        >>> number_in("1 750,00", "fr"), number_in("3.5", "en"), number_in("12:30", None)
        (1750.0, 3.5, 0.5208333333333334)
        >>> number_in("abc", None)
        '#VALUE!'
    """
    if not DIGIT.search(text):
        return VALUE
    moment = moment_in(text, language, date1904) if OF_MOMENTS.search(text) else None
    if moment is not None:
        return moment
    stripped = text.strip(" \u00a0")
    if not FIGURES.fullmatch(stripped):
        return VALUE
    return _agreed(_read, stripped, language)


def moment_in(text: str, language: str | None, date1904: bool = False) -> float | ErrorValue | None:
    """The date, the time or both that a text writes; None where it writes neither.

    Raises:
        Unsupported: it depends on the language, which is not known, or on the year in which it is read.

    Examples:
        >>> moment_in("31 déc. 2024", "fr"), moment_in("Dec 31, 2024 6:00 PM", "en"), moment_in("45657", "fr")
        (45657.0, 45657.75, None)
    """
    stripped = text.strip(" \u00a0")
    if match := DAY.fullmatch(stripped):
        spaced = text != stripped and len(match[1]) == YEAR_DIGITS  # no date for Excel with spaces around it
        return VALUE if spaced else _in_figures(match, language, date1904)
    if ":" in stripped or stripped[-1:] in "mM":
        if match := HOURS.fullmatch(stripped):
            return _time(match, language)
        if (both := TIMED.fullmatch(stripped)) and (match := HOURS.fullmatch(both[2])):
            date, time = moment_in(both[1], language, date1904), _time(match, language)
            return date + time if isinstance(date, float) and isinstance(time, float) else VALUE
    if (match := NAMED_DAY.fullmatch(stripped)) and (match[1] or match[3]) and _is_month(match[2]):
        return _named(stripped, language, date1904)
    return None


def is_yearless(text: str) -> bool:
    """Whether a text may be a day of the year in which it is read, or a month and a year.

    Examples:
        >>> is_yearless("1/2"), is_yearless("5-JUL"), is_yearless("3 maisons"), is_yearless("1/2/2024")
        (True, True, False, False)
    """
    if match := DAY.fullmatch(text):
        return _is_day(match[1]) and match[4] is None
    named = NAMED_DAY.fullmatch(text)
    return named is not None and bool(named[1]) and not named[3] and _is_month(named[2])


def _is_day(written: str) -> bool:
    return len(written) <= 2 and int(written) <= DAYS_OF_MONTH


def _is_month(word: str) -> bool:
    return collation(word)[0] in BEGINNINGS


def _agreed(
    read: Callable[[P, str], float | ErrorValue], text: P, language: str | None
) -> float | ErrorValue:
    """What the language reads, or all of them where it is not known."""
    found = {read(text, one) for one in ((language,) if language else LANGUAGES)}
    if len(found) > 1:
        raise Unsupported(AMBIGUOUS)
    return found.pop()


MONTHS_OF_YEAR, DAYS_OF_MONTH = len(MONTHS["fr"]), 31
BEGINNINGS = frozenset(
    word[:length]
    for names in MONTHS.values()
    for word in (collation(name)[0] for name in names)
    for length in range(3, len(word) + 1)
)
"""What the names of months begin with, in French and in English."""
RANKS = {
    language: {
        form: rank
        for names in (MONTHS[language], SHORT_MONTHS[language])
        for rank, name in enumerate(names, 1)
        for form in (name.casefold(), name.casefold().rstrip("."))
    }
    for language in LANGUAGES
}


def _named(text: str, language: str | None, date1904: bool) -> float | ErrorValue:
    """The date that names its month in the language."""
    match = NAMED[language].fullmatch(text) if language else None
    if language and match:
        day, word, year = (match[name] or match[name.upper()] for name in ("day", "month", "year"))
        if rank := RANKS[language].get(word.casefold()):
            return _serial(_whole_year(year), rank, int(day), date1904=date1904)
    raise Unsupported(AMBIGUOUS)


def _in_figures(match: re.Match[str], language: str | None, date1904: bool) -> float | ErrorValue | None:
    """The date whose parts are figures; None where they are those of no date."""
    first, mark, second, third = match.groups()
    if third is None:
        if _is_day(first):
            raise Unsupported(AMBIGUOUS)
    elif len(first) == 4 and len(second) <= 2 and len(third) <= 2:
        found = _serial(int(first), int(second), int(third), date1904=date1904)
        if mark == "/" and language != "en" and isinstance(found, float):
            raise Unsupported(AMBIGUOUS)
        return found
    elif len(first) <= 2 and len(second) <= 2 and len(third) in (2, 4):
        return _agreed(partial(_year_last, date1904=date1904), (first, second, third), language)
    return None


def _year_last(parts: tuple[str, str, str], language: str, *, date1904: bool) -> float | ErrorValue:
    first, second = map(int, parts[:2])
    if language == "en" and first > MONTHS_OF_YEAR >= second:
        raise Unsupported(AMBIGUOUS)  # London writes days first, New York does not
    day, month = (first, second) if language == "fr" else (second, first)
    return _serial(_whole_year(parts[2]), month, day, date1904=date1904)


def _whole_year(year: str) -> int:
    return int(year) + ((2000 if int(year) < 30 else 1900) if len(year) == 2 else 0)


def _time(match: re.Match[str], language: str | None) -> float | ErrorValue:
    """The part of a day that a time is; only English is known to write an hour without its minutes."""
    hours, minutes, seconds, half = int(match[1]), int(match[2] or 0), float(match[3] or 0), match[4]
    if (hours > 23) + (minutes > 59) + (seconds >= 60) > 1 or (half and hours > 12):
        return VALUE  # one part may go beyond, not two
    if match[2] is None and language != "en":
        raise Unsupported(AMBIGUOUS)
    if half:
        hours = hours % 12 + (12 if half.upper() == "P" else 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86400


def _read(text: str, language: str) -> float | ErrorValue:
    """The number that a text writes: with its currency, in brackets where it is negative, with a fraction."""
    if match := BRACKETED.fullmatch(text):
        inner = _read(match[1], language)
        return inner if isinstance(inner, ErrorValue) else -inner
    if match := FRACTION.fullmatch(text):
        whole, above, below = map(int, match.groups())
        part = above / below if below else math.nan
        return VALUE if math.isnan(part) else whole - part if text.startswith("-") else whole + part
    if language == "en":
        if "€" in text or "£" in text:
            return _priced(text)
        text = DOLLARS.sub(r"\1", text, count=1) if DOLLARS.match(text) else text
        return _finite(plain_number(text.replace(",", "") if GROUPED["en"].fullmatch(text) else text))
    if not GROUPED["fr"].fullmatch(text):
        return VALUE
    return _finite(plain_number(re.sub(r"[ \u00a0\u202f€]", "", text).replace(",", ".")))


def _priced(text: str) -> float | ErrorValue:
    """What English reads in euros or pounds: the currency of some machines, not of others.

    Raises:
        Unsupported: it is a number where that is the currency.
    """
    match = PRICED.fullmatch(text)
    if match and any(isinstance(_read(match[1] + match[2], one), float) for one in LANGUAGES):
        raise Unsupported(AMBIGUOUS)
    return VALUE


def _finite(found: float | None) -> float | ErrorValue:
    return VALUE if found is None else NUM if math.isinf(found) else found


def _serial(year: int, month: int, day: int, *, date1904: bool) -> float | ErrorValue:
    try:
        return float(serial_from_date(date(year, month, day), date1904))
    except (ValueError, OutOfRange):
        return VALUE


def integer(value: Any, language: str | None = "en", date1904: bool = False) -> int:
    """The whole number that an index or a count sees: truncated towards zero."""
    found = number(value, language, date1904)
    if found.is_integer() and abs(found) < 1e15:
        return int(found)
    return int(Decimal(f"{found:.15g}"))
