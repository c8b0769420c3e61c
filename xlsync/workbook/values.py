"""Names of cells and ranges, values that a cell can hold, and texts as XML writes them."""

from __future__ import annotations

import datetime as dt
import html
import math
import operator
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from udfs.errors import OutOfRange
from udfs.figures import french
from udfs.serials import EPOCH, serial_from_date
from xlsync.errors import UnwritableValue

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_TEXT = 32_767
MAX_HEIGHT = 409
"""Greatest height of a row, in points."""

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([1-9]\d{0,6}):\$?([1-9]\d{0,6})")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)
_ENTITY = re.compile(r"&(#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")


class ErrorValue(str):
    """The error that a cell shows: "#N/A", "#NUM!"… A text of the same letters is not one."""

    __slots__ = ()


Value = float | str | bool | ErrorValue | None


def is_same_value(one: Value, other: Value) -> bool:
    """Two cells hold the same: an error is no text, a truth value no number, an empty text is a blank.

    Examples:
        >>> is_same_value(None, ""), is_same_value(True, 1.0), is_same_value(ErrorValue("#N/A"), "#N/A")
        (True, False, False)
    """
    left, right = ("" if value is None else value for value in (one, other))
    return type(left) is type(right) and left == right


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Number of a column, A being 1.

    Examples:
        >>> column_number("A"), column_number("XFD")
        (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(number: int) -> str:
    """Letters of a column.

    Examples:
        >>> column_letters(28)
        'AB'
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Name of a cell from its row and column, both from 1."""
    return f"{column_letters(column)}{row}"


def parse_cell(name: str) -> tuple[int, int]:
    """Row and column of a cell name, `$` signs ignored.

    Raises:
        ValueError: The text is not the name of a cell.

    Examples:
        >>> parse_cell("$C$12")
        (12, 3)
    """
    match = _CELL.fullmatch(name)
    if match is None:
        raise ValueError(f"not a cell: {name!r}")
    return int(match[2]), column_number(match[1])


def split_address(address: str) -> tuple[str, str]:
    """Sheet and cell of `Annexe 2!C12`; the sheet may stand in quotes, as Excel writes it.

    Examples:
        >>> split_address("'L''annexe'!C12")
        ("L'annexe", 'C12')
    """
    sheet, _, cell = address.rpartition("!")
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, cell


class Address(NamedTuple):
    """One cell of a workbook; rows and columns count from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Range(NamedTuple):
    """A rectangle of cells, ends included, rows and columns from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, text: str) -> Range:
        """A range from `A1:C3`, `A1`, `A:C` or `1:3`.

        Raises:
            ValueError: The text is none of these.

        Examples:
            >>> Range.parse("$A$1:C3").last_column
            3
        """
        if match := _COLUMNS.fullmatch(text):
            return cls(1, column_number(match[1]), MAX_ROW, column_number(match[2]))
        if match := _ROWS.fullmatch(text):
            return cls(int(match[1]), 1, int(match[2]), MAX_COLUMN)
        first, _, last = text.partition(":")
        return cls(*parse_cell(first), *parse_cell(last or first))

    def __str__(self) -> str:
        first = cell_name(self.first_row, self.first_column)
        last = cell_name(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"

    @property
    def is_cell(self) -> bool:
        """One cell."""
        return (self.first_row, self.first_column) == (self.last_row, self.last_column)

    def holds(self, row: int, column: int) -> bool:
        """Whether that cell is inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: Range) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )


def unescape(text: str) -> str:
    """Text of a fragment of XML without markup: the five entities and the character references."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    if "&#" in text:
        return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


def decode_text(text: str) -> str:
    r"""Text of a string item, its `_xHHHH_` codes read.

    Examples:
        >>> decode_text("a_x000D_b _x005F_x000D_")
        'a\rb _x000D_'
    """
    if "_x" not in text:
        return text
    text = _CODE.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return text


def escape(text: str) -> str:
    """A text as XML character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode_text(text: str) -> str:
    """A text as the content of a string item: what XML cannot carry becomes `_xHHHH_`.

    Raises:
        UnwritableValue: The text is longer than a cell can hold.

    Examples:
        >>> encode_text("a<b"), encode_text("_x000D_")
        ('a&lt;b', '_x005F_x000D_')
    """
    if len(text) > MAX_TEXT:
        raise UnwritableValue(
            f"texte de {len(text)} caractères : une cellule en contient {MAX_TEXT} au plus",
            f"text of {len(text)} characters: a cell holds {MAX_TEXT} at most",
            length=len(text),
        )
    if "_x" in text:
        text = _CODE.sub(lambda match: "_x005F" + match[0], text)
    return escape(_UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text))


def escape_attribute(text: str) -> str:
    """A text as the value of an attribute between double quotes, line breaks as `_xHHHH_`."""
    text = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return escape(text).replace('"', "&quot;").replace("\n", "_x000a_").replace("\t", "&#9;")


def number_text(value: object) -> str:
    """Digits of a number, the fewest that read back as the same double.

    Raises:
        UnwritableValue: The number is infinite or not a number.

    Examples:
        >>> number_text(14980.12), number_text(3.0), number_text(-0.0)
        ('14980.12', '3', '0')
    """
    number = float(value)  # type: ignore[arg-type]
    digits = repr(number)
    if digits[-1] in "fn":
        raise UnwritableValue(
            f"nombre sans valeur : {number}", f"number without a value: {number}", value=value
        )
    if digits[-2:] == ".0":
        return digits[:-2] if number else "0"
    return digits


def number_texts(values: Sequence[float]) -> list[bytes]:
    """Digits of several numbers at once, as `number_text` writes each.

    Raises:
        UnwritableValue: One is infinite or not a number.

    Examples:
        >>> number_texts([14980.12, 3.0, -0.0])
        [b'14980.12', b'3', b'0']
    """
    digits = " ".join(map(repr, values)) + " "
    if "-0.0" in digits or "n" in digits:
        digits = " ".join(map(number_text, values))
    return digits.replace(".0 ", " ").encode().split()


def number_of(raw: str) -> float:
    """The number that the digits of a cell write; Python alone reads more: NaN, 1_000, Arabic digits.

    Raises:
        ValueError: No spreadsheet reads a number there.

    Examples:
        >>> number_of("1.5E-3")
        0.0015
    """
    number = float(raw) if _NUMBER.fullmatch(raw) else math.nan
    if not math.isfinite(number):
        raise ValueError(raw)
    return number


def number_or_text(raw: str) -> float | str:
    """The number that a cell writes; where no spreadsheet reads one, what stands there, as a text.

    So that one bad cell is the problem of that cell, and of no other.

    Examples:
        >>> number_or_text("12.5"), number_or_text("NaN"), number_or_text("1E400")
        (12.5, 'NaN', '1E400')
    """
    try:
        return number_of(raw)
    except ValueError:
        return decode_text(unescape(raw))


def serial_or_text(date: dt.date, date1904: bool = False) -> float | str:
    """A date that a file writes out: its serial, else the text that a person would type.

    Examples:
        >>> serial_or_text(dt.date(2024, 12, 2)), serial_or_text(dt.date(1895, 5, 12))
        (45628.0, '12/05/1895')
    """
    try:
        return serial_from_date(date, date1904)
    except OutOfRange:
        return french(date)


def moment_or_text(raw: str, date1904: bool = False) -> float | str:
    """A date, a date and time or a time that a cell writes in ISO 8601: its serial, else what stands there.

    A day that the date system does not know has no serial, but the epoch: the hours of no day.

    Source:
        ECMA-376 part 1, 18.17.4.1, of the day that counts for 0.

    Examples:
        >>> moment_or_text("2024-12-02T06:00:00"), moment_or_text("12:30:00"), moment_or_text("à midi")
        (45628.25, 0.5208333333333334, 'à midi')
    """
    try:
        moment = dt.datetime.fromisoformat(f"{EPOCH}T{raw}" if raw[2:3] == ":" else raw)
    except ValueError:
        return decode_text(raw)
    return part_of_day(moment.time()) if moment.date() == EPOCH else serial_or_text(moment, date1904)


def part_of_day(time: dt.time) -> float:
    """A time as spreadsheets count it.

    Examples:
        >>> part_of_day(dt.time(18))
        0.75
    """
    return (dt.datetime.combine(EPOCH, time) - dt.datetime.combine(EPOCH, dt.time())) / dt.timedelta(1)


def _serial(date: dt.date, date1904: bool) -> float:
    try:
        return serial_from_date(date, date1904)
    except OutOfRange as error:
        raise UnwritableValue(error.text.fr, error.text.en, value=date) from error


def plain_value(value: object, date1904: bool = False) -> Value:
    """A cell value from whatever a caller has: dates become serials, NumPy scalars become Python's.

    Raises:
        UnwritableValue: No cell can hold it.

    Examples:
        >>> plain_value(dt.date(2024, 12, 2))
        45628.0
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dt.date):
        return _serial(value, date1904)
    if hasattr(value, "item") and not isinstance(value, float):
        return plain_value(value.item(), date1904)
    try:
        return float(value) if not hasattr(value, "__index__") else float(operator.index(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        kind = type(value).__name__
        raise UnwritableValue(
            f"valeur impossible dans une cellule : {kind}", f"no cell can hold a {kind}", value=value
        ) from error
