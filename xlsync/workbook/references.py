"""References inside formula texts: found, shifted as a copy shifts them, or replaced one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Range, column_letters, column_number

RESERVED = "[]#'@"
"""Signs of a heading that take an apostrophe before them in a structured reference."""
HEADING = r"(?:[^\[\]']|'.)*"
"""A heading as a structured reference writes it, between its brackets."""

_BRACKETS = rf"\[(?:[^\[\]']|'.|\[{HEADING}\])*\]"
_SHEET = r"""(?:'(?:[^']|'')*'|(?:\[\d+\])?[^\W\d][\w.]*+(?::[^\W\d][\w.]*+)?)!"""
_LETTERS = r"(?:[A-Wa-w][A-Za-z]{2}|[Xx](?:[A-Ea-e][A-Za-z]|[Ff][A-Da-d])|[A-Za-z]{1,2})"
"""A column, XFD at most: YTD2024 is a name."""
_DIGITS = r"(?:10[0-3]\d{4}|104[0-7]\d{3}|1048[0-4]\d{2}|10485[0-6]\d|104857[0-6]|[1-9]\d{0,5})"
"""A row, 1048576 at most: LOT2024001 is a name."""
_AGAIN = r"(?:(?i:(?P=sheet)))?"
"""The sheet, which a range may say at both its ends."""
_AREA = rf"\$?{_LETTERS}\$?{_DIGITS}(?::{_AGAIN}\$?{_LETTERS}\$?{_DIGITS})?"
_WHOLE = rf"\$?{_LETTERS}:{_AGAIN}\$?{_LETTERS}|\$?{_DIGITS}:{_AGAIN}\$?{_DIGITS}"
_TOKEN = re.compile(
    rf"""(?P<string>"(?:[^"]|"")*")"""
    rf"""|(?P<sheet>{_SHEET})?(?P<area>{_AREA}|{_WHOLE})(?![\w.(!\[])"""
    rf"""|(?P<other>{_SHEET})"""
    rf"""|(?P<table>[^\W\d][\w.]*+)?(?P<brackets>{_BRACKETS})"""
    rf"""|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[^\W\d][\w.\\?]*+"""
    rf"""|[!\\](?:{_AREA}|{_WHOLE})"""
)
_END = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d{1,7})?")


class End(NamedTuple):
    """One corner of a reference; a row or a column is None in whole columns or rows."""

    row: int | None
    column: int | None
    row_fixed: bool
    column_fixed: bool

    @classmethod
    def parse(cls, text: str) -> End:
        """A corner from `$A$1`, `A` or `1`."""
        match = _END.fullmatch(text)
        assert match is not None
        first, letters, second, digits = match.groups()
        column_fixed = bool(first) and letters is not None
        row_fixed = bool(second) or (bool(first) and letters is None)
        return cls(
            int(digits) if digits else None,
            column_number(letters) if letters else None,
            row_fixed,
            column_fixed,
        )

    def __str__(self) -> str:
        column = (
            "" if self.column is None else ("$" if self.column_fixed else "") + column_letters(self.column)
        )
        return column + ("" if self.row is None else ("$" if self.row_fixed else "") + str(self.row))

    def shifted(self, rows: int, columns: int) -> End | None:
        """The corner as a copy so many rows and columns away writes it; None off the sheet."""
        row = self.row if self.row is None or self.row_fixed else self.row + rows
        column = self.column if self.column is None or self.column_fixed else self.column + columns
        if (row is not None and not 1 <= row <= MAX_ROW) or (
            column is not None and not 1 <= column <= MAX_COLUMN
        ):
            return None
        return End(row, column, self.row_fixed, self.column_fixed)


class Reference(NamedTuple):
    """A reference as a formula writes it.

    Attributes:
        sheet: Name of the sheet, quotes read, or None on the formula's own.
        prefix: The sheet as written, with its `!`.
        first, last: Corners; `last` is None for one cell.
        again: The sheet as written once more before `last`, or nothing.
    """

    sheet: str | None
    prefix: str
    first: End
    last: End | None
    again: str = ""

    def __str__(self) -> str:
        return self.prefix + str(self.first) + ("" if self.last is None else f":{self.again}{self.last}")

    @property
    def range(self) -> Range:
        """The rectangle, whole columns and rows filled in."""
        last = self.last or self.first
        rows = sorted((self.first.row or 1, last.row or MAX_ROW))
        columns = sorted((self.first.column or 1, last.column or MAX_COLUMN))
        return Range(rows[0], columns[0], rows[1], columns[1])


def _reference(match: re.Match[str]) -> Reference:
    prefix = match["sheet"] or ""
    name: str | None = prefix[:-1] or None
    if name and name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    first, _, rest = match["area"].partition(":")
    if not rest:
        return Reference(name, prefix, End.parse(first), None)
    again = rest[: len(prefix)] if len(rest) > len(prefix) > 0 and rest[len(prefix) - 1] == "!" else ""
    return Reference(name, prefix, End.parse(first), End.parse(rest[len(again) :]), again)


def rewrite(
    formula: str,
    area: Callable[[Reference], str] | None = None,
    structured: Callable[[str, str], str] | None = None,
) -> str:
    """A formula with its references replaced; texts, names and functions stay as written.

    So does a reference that stays the same, were it in small letters.

    Args:
        formula: Text without the equals sign.
        area: New text of a reference to cells.
        structured: New text of a structured reference's brackets, from the table's name and the brackets.

    Examples:
        >>> rewrite('SUM(A1:B2)&"A1"', area=lambda reference: "X")
        'SUM(X)&"A1"'
    """

    def replace(match: re.Match[str]) -> str:
        if match["area"] and area:
            old, written = _reference(match), match[0]
            new = area(old)
            stays = new == written or (new.upper() == written.upper() and new == str(old))
            return written if stays else new
        if match["brackets"] and structured:
            return (match["table"] or "") + structured(match["table"] or "", match["brackets"])
        return match[0]

    return _TOKEN.sub(replace, formula)


def translate(formula: str, rows: int, columns: int) -> str:
    """A formula as its copy so many rows below and columns to the right writes it.

    Args:
        formula: Text without the equals sign.
        rows: How far down.
        columns: How far to the right.

    Examples:
        >>> translate("SUM(A$1:A5)*Tarifs!$B$2+LOG10(C5)", 2, 1)
        'SUM(B$1:B7)*Tarifs!$B$2+LOG10(D7)'
    """

    def shift(reference: Reference) -> str:
        first = reference.first.shifted(rows, columns)
        last = reference.last and reference.last.shifted(rows, columns)
        if first is None or (reference.last is not None and last is None):
            return f"{reference.prefix}#REF!"
        return str(reference._replace(first=first, last=last))

    return rewrite(formula, area=shift)


_ITEM = re.compile(rf"\[({HEADING})\]")
_ONE = re.compile(rf"\[(@?)({HEADING})\]")
"""Brackets that name one column without brackets of its own."""
_UNESCAPED = re.compile(f"([{re.escape(RESERVED)}])")
_ESCAPED = re.compile(f"'{_UNESCAPED.pattern}")


def escape_heading(name: str) -> str:
    """A heading as structured references write it, special signs behind an apostrophe.

    Examples:
        >>> escape_heading("Coût [€]")
        "Coût '[€']"
    """
    return _UNESCAPED.sub(r"'\1", name)


def unescape_heading(text: str) -> str:
    """The heading that a structured reference names.

    Examples:
        >>> unescape_heading("Coût '[€']")
        'Coût [€]'
    """
    return _ESCAPED.sub(r"\1", text)


def rename_columns(brackets: str, names: Mapping[str, str]) -> str:
    """The brackets of a structured reference with columns renamed.

    Args:
        brackets: As `[Montant]`, `[[#This Row],[Montant]]` or `[@Montant]`.
        names: New names by old names.

    Examples:
        >>> rename_columns("[[#This Row],[CRD 1]]", {"CRD 1": "CRD 2"})
        '[[#This Row],[CRD 2]]'
    """
    specs = {escape_heading(old).lower(): escape_heading(new) for old, new in names.items()}
    if one := _ONE.fullmatch(brackets):
        return f"[{one[1]}{specs.get(one[2].lower(), one[2])}]"
    return f"[{_ITEM.sub(lambda item: f'[{specs.get(item[1].lower(), item[1])}]', brackets[1:-1])}]"


def column_items(brackets: str) -> list[str]:
    """Columns that the brackets of a structured reference name, in order, in lower case.

    Examples:
        >>> column_items("[[#This Row],[CRD 1]:[CRD 2]]")
        ['crd 1', 'crd 2']
    """
    one = _ONE.fullmatch(brackets)
    found = [one[2]] if one else _ITEM.findall(brackets[1:-1])
    return [unescape_heading(item).lower() for item in found if not item.startswith("#")]
