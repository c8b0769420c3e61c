"""What a cell or an argument can hold, and how one kind turns into another.

A number is a `float` or an `int`, a text a `str`, a boolean a `bool`, a blank `None`, an error an
`ErrorValue`. A range or an array is a `Grid`. The order of kinds and the conversions are Excel's.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any, TypeVar

from udfs.errors import OutOfRange
from udfs.figures import MONTHS as LONG
from udfs.figures import SHORT_MONTHS as SHORT
from udfs.serials import serial_from_date
from xlsync.recalc.references import Area
from xlsync.workbook.values import ErrorValue, plain_value

NULL = ErrorValue("#NULL!")
DIV0 = ErrorValue("#DIV/0!")
VALUE = ErrorValue("#VALUE!")
REF = ErrorValue("#REF!")
NAME = ErrorValue("#NAME?")
NUM = ErrorValue("#NUM!")
NA = ErrorValue("#N/A")
ERRORS = {str(error): error for error in (NULL, DIV0, VALUE, REF, NAME, NUM, NA)}

V = TypeVar("V")


class Failure(Exception):
    """An evaluation that ends in an error value."""

    def __init__(self, error: ErrorValue) -> None:
        super().__init__(str(error))
        self.error = error


class Unsupported(Exception):
    """Something that this engine does not compute, by its name."""

    def __init__(self, function: str) -> None:
        super().__init__(function)
        self.function = function


@dataclass(slots=True)
class Grid:
    """A range (then `area` says where) or an array.

    Attributes:
        rows: Values, row by row, all rows of one length.
        area: The cells these values come from; None for an array.
    """

    rows: list[list[Any]]
    area: Area | None = None

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            yield from row

    def at(self, row: int, column: int) -> Any:
        """The value at a position counted from 0; a single row or column serves all; outside, #N/A."""
        row = 0 if self.height == 1 else row
        column = 0 if self.width == 1 else column
        return self.rows[row][column] if row < self.height and column < self.width else NA


def kind(value: Any) -> str:
    """The kind of a value: "number", "text", "boolean", "blank" or "error"."""
    if value is None:
        return "blank"
    if isinstance(value, ErrorValue):
        return "error"
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"


def is_number(value: Any) -> bool:
    """A number, a boolean excepted."""
    return isinstance(value, int | float) and not isinstance(value, bool)


LANGUAGES = ("fr", "en")
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*%?", re.IGNORECASE)
GROUPED = {
    "en": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?\s*%?"),
    "fr": re.compile(
        r"[+-]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)?(,\d*)?(e[+-]?\d+)?[ \u00a0\u202f]*[%€]?", re.IGNORECASE
    ),
}
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
HOURS = re.compile(r"(\d{1,4}):(\d{1,4})(?::(\d{1,4}(?:\.\d+)?))?(?: ([AP])M)?", re.IGNORECASE)
PARTIAL = re.compile(r"(\d{1,2})[/-](\d{1,4})")
"""A month and a day of the year in which it is read, or a month and a year."""
TIMED = re.compile(r"(.*[^ ]) +(\d{1,4}:.*)")
NAMED_DAY = re.compile(r"(\d{1,2}[-/ ])?[^\W\d_]{3,9}\.?[-/ ,]+\d{1,4}([-/ ,]+\d{2,4})?")
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
OF_MOMENTS = re.compile(r"[\w.][-/:]|[^\W\d_]{3}")
"""What every date and every time has: a sign between two parts, or the letters of a month."""
FRACTION = re.compile(r"([+-]?\d+) (\d{1,5})/(\d{1,5})")
BRACKETED = re.compile(r"\(([\d.,$€].*)\)")
"""A negative number as accountants write it."""
DOLLARS = re.compile(r"([+-]?)\$ *")
FIGURES = re.compile(r"[+\-\d.,/:% \u00a0\u202f€$£()eE]+")
"""The signs of a text that some language may read as a number or a date."""


def held(value: V) -> V | ErrorValue:
    """A value as a cell holds it: a number beyond all those of a cell is #NUM!."""
    if isinstance(value, (int, float)):
        try:
            return value if math.isfinite(value) else NUM
        except OverflowError:
            return NUM
    return value


def given(value: Any, date1904: bool) -> Any:
    """A value that a caller gives, as a cell holds it: a date is its serial, a NumPy scalar is Python's.

    Raises:
        UnwritableValue: no cell can hold it.

    Examples:
        >>> given(date(2026, 7, 1), date1904=False), given("texte", date1904=False)
        (46204.0, 'texte')
    """
    return value if isinstance(value, str | int | float) else plain_value(value, date1904)


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
    if match := ISO_DATE.fullmatch(text):
        return _serial(*map(int, match.groups()), date1904=date1904)
    stripped = text.strip(" \u00a0")
    if match := HOURS.fullmatch(stripped):
        return _time(match)
    if (both := TIMED.fullmatch(stripped)) and (match := HOURS.fullmatch(both[2])):
        date, time = moment_in(both[1], language, date1904), _time(match)
        return date + time if isinstance(date, float) and isinstance(time, float) else VALUE
    if SLASHED.fullmatch(stripped):
        return _agreed(lambda one, spoken: _slashed(one, spoken, date1904), stripped, language)
    if (match := PARTIAL.fullmatch(stripped)) and int(match[1]) <= DAYS_OF_MONTH:
        raise Unsupported(AMBIGUOUS)
    if NAMED_DAY.fullmatch(stripped) and MONTHS.search(stripped):
        return _named(stripped, language, date1904)
    return None


def _agreed(
    read: Callable[[str, str], float | ErrorValue], text: str, language: str | None
) -> float | ErrorValue:
    """What the language reads, or all of them where it is not known."""
    found = {read(text, one) for one in ((language,) if language else LANGUAGES)}
    if len(found) > 1:
        raise Unsupported(AMBIGUOUS)
    return found.pop()


def _named(text: str, language: str | None, date1904: bool) -> float | ErrorValue:
    """The date that names its month in the language."""
    match = NAMED[language].fullmatch(text) if language else None
    if language and match:
        day, word, year = (match[name] or match[name.upper()] for name in ("day", "month", "year"))
        for rank, names in enumerate(zip(LONG[language], SHORT[language], strict=True), 1):
            if word.casefold() in {
                form for name in names for form in (name.casefold(), name.casefold().rstrip("."))
            }:
                return _serial(_whole_year(year), rank, int(day), date1904=date1904)
    raise Unsupported(AMBIGUOUS)


def _whole_year(year: str) -> int:
    return int(year) + ((2000 if int(year) < 30 else 1900) if len(year) == 2 else 0)


MONTHS_OF_YEAR, DAYS_OF_MONTH = 12, 31
MONTHS = re.compile("jan|feb|fév|mar|apr|avr|may|mai|jun|jui|jul|aug|aoû|sep|oct|nov|dec|déc", re.IGNORECASE)
"""How months begin in English and in French."""


def _time(match: re.Match[str]) -> float | ErrorValue:
    """The part of a day that a time is."""
    hours, minutes, seconds, half = int(match[1]), int(match[2]), float(match[3] or 0), match[4]
    if (hours > 23) + (minutes > 59) + (seconds >= 60) > 1 or (half and hours > 12):
        return VALUE  # one part may go beyond, not two
    if half:
        hours = hours % 12 + (12 if half.upper() == "P" else 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86400


AMBIGUOUS = "texte lu selon la langue"
"""What a text means depends on the language of the workbook, which is not known."""


def _slashed(text: str, language: str, date1904: bool) -> float | ErrorValue:
    match = SLASHED.fullmatch(text)
    assert match is not None
    first, second = int(match[1]), int(match[3])
    if language == "en" and first > MONTHS_OF_YEAR >= second:
        raise Unsupported(AMBIGUOUS)  # London writes days first, New York does not
    day, month = (first, second) if language == "fr" else (second, first)
    return _serial(_whole_year(match[4]), month, day, date1904=date1904)


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
            raise Unsupported(AMBIGUOUS)  # a currency of some machines, not of others
        text = DOLLARS.sub(r"\1", text, count=1) if DOLLARS.match(text) else text
        return _finite(plain_number(text.replace(",", "") if GROUPED["en"].fullmatch(text) else text))
    if not GROUPED["fr"].fullmatch(text):
        return VALUE
    return _finite(plain_number(re.sub(r"[ \u00a0\u202f€]", "", text).replace(",", ".")))


def _finite(found: float | None) -> float | ErrorValue:
    return VALUE if found is None else NUM if math.isinf(found) else found


def _serial(year: int, month: int, day: int, *, date1904: bool) -> float | ErrorValue:
    try:
        return float(serial_from_date(date(year, month, day), date1904))
    except (ValueError, OutOfRange):
        return VALUE


def text(value: Any, language: str | None = "en") -> str:
    """The text that `&` or a text argument sees.

    Raises:
        Failure: the value is an error.
        Unsupported: it depends on the language, which is not known.

    Examples:
        >>> text(1234.5, "fr"), text(1234.5, "en"), text(2027.0, None), text(True, "fr")
        ('1234,5', '1234.5', '2027', 'VRAI')
    """
    if isinstance(value, ErrorValue):
        raise Failure(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        if language is None:
            raise Unsupported(AMBIGUOUS)
        return TRUTHS[language][value]
    found = general(value)
    if "." not in found or language == "en":
        return found
    if language is None:
        raise Unsupported(AMBIGUOUS)
    return found.replace(".", ",")


TRUTHS = {"en": ("FALSE", "TRUE"), "fr": ("FAUX", "VRAI")}
_SAID: dict[str | None, dict[str, bool]] = {
    language: {word: bool(rank) for rank, word in enumerate(words)} for language, words in TRUTHS.items()
}
_SAID[None] = _SAID["en"] | _SAID["fr"]


MOST_SIGNS, MOST_DIGITS = 20, 20


def general(value: float | int) -> str:
    """A number as `&` writes it: fifteen digits, an exponent where more than twenty signs would be needed.

    Examples:
        >>> general(1e15), general(1e20), general(0.00005), general(1 / 70000)
        ('1000000000000000', '1E+20', '0.00005', '1.42857142857143E-05')
    """
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    short = f"{value:.15g}"
    if "e" not in short:
        return short
    exact = Decimal(short).normalize()
    plain = f"{exact:f}"
    if exact.adjusted() < MOST_DIGITS and len(plain.lstrip("-")) <= MOST_SIGNS:
        return plain
    return re.sub(r"E([+-])(\d)$", r"E\g<1>0\2", f"{exact:E}")


def collation(text: str) -> tuple[str, str]:
    """What texts are ordered by: letters without case and accents first, then accents.

    Examples:
        >>> sorted(["Foix", "Évreux", "Gap", "Étampes", "dinan"], key=collation)
        ['dinan', 'Étampes', 'Évreux', 'Foix', 'Gap']
    """
    if text.isascii():
        low = text.lower()
        return low, low
    low = text.casefold()
    plain = "".join(sign for sign in unicodedata.normalize("NFD", low) if not unicodedata.combining(sign))
    return plain, low


def truth_in(text: str, language: str | None) -> bool | None:
    """The boolean that a text writes in the language, in any where it is not known; None for another text."""
    return _SAID[language].get(text.upper())


def flag(value: Any, language: str | None = None) -> bool:
    """The boolean that a condition sees.

    Raises:
        Failure: the value is an error, or a text that writes no boolean.
    """
    if isinstance(value, ErrorValue):
        raise Failure(value)
    if isinstance(value, str):
        found = truth_in(value, language)
        if found is None:
            raise Failure(VALUE)
        return found
    return bool(value)


def integer(value: Any, language: str | None = "en", date1904: bool = False) -> int:
    """The whole number that an index or a count sees: truncated towards zero."""
    found = number(value, language, date1904)
    if found.is_integer() and abs(found) < 1e15:
        return int(found)
    return int(Decimal(f"{found:.15g}"))


def floor15(value: float) -> int:
    """Floor of a number's fifteen-digit decimal: 2.9999999999999996 gives 3."""
    return int(Decimal(f"{value:.15g}").to_integral_value(ROUND_FLOOR))


NEAR = 2.0**-48


def same_number(left: float, right: float) -> bool:
    """Equal as far as fifteen digits tell."""
    gap = abs(left - right)
    return gap == 0 or (gap < abs(left) * NEAR and gap < abs(right) * NEAR)


def total(values: Iterator[float] | list[float]) -> float:
    """Exact sum, rounded once; never an infinity (#NUM! then)."""
    try:
        return finite(math.fsum(values))
    except (OverflowError, ValueError):  # ValueError: infinities of both signs
        raise Failure(NUM) from None


def finite(value: V) -> V:
    """The number, unless it is not one.

    Raises:
        Failure: #NUM! for an infinity, a NaN or a complex number.
    """
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise Failure(NUM)
    return value


RANK = {"number": 0, "text": 1, "boolean": 2}


def order(left: Any, right: Any) -> int:
    """-1, 0 or 1: numbers, then texts without case, then booleans; a blank is what faces it, empty.

    Raises:
        Failure: one side is an error.
    """
    left_kind, right_kind = kind(left), kind(right)
    for value in (left, right):
        if isinstance(value, ErrorValue):
            raise Failure(value)
    if left_kind == "blank":
        left, left_kind = _empty(right_kind)
    if right_kind == "blank":
        right, right_kind = _empty(left_kind)
    if left_kind != right_kind:
        return -1 if RANK[left_kind] < RANK[right_kind] else 1
    if left_kind == "number" and same_number(left, right):
        return 0
    if left_kind == "text":
        left, right = collation(left), collation(right)
    return 1 if left > right else -1 if left < right else 0


def _empty(facing: str) -> tuple[Any, str]:
    empties: dict[str, tuple[Any, str]] = {"text": ("", "text"), "boolean": (False, "boolean")}
    return empties.get(facing, (0, "number"))


def guarded(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result, or the error value in which the evaluation ended."""
    try:
        return function(*arguments)
    except Failure as failure:
        return failure.error


def single(value: Any) -> Any:
    """A scalar as it is; the top-left value of a grid."""
    return value.rows[0][0] if isinstance(value, Grid) else value
