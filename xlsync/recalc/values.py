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
from decimal import ROUND_FLOOR, Decimal
from typing import Any, TypeVar

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

AMBIGUOUS = "texte lu selon la langue"
"""What a text means depends on the language of the workbook, which is not known."""

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
        >>> from datetime import date
        >>> given(date(2026, 7, 1), date1904=False), given("texte", date1904=False)
        (46204.0, 'texte')
    """
    return value if isinstance(value, str | int | float) else plain_value(value, date1904)


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
