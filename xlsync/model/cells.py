r"""One cell of the model: its value, its canonical text, and what a person types for it.

| type | value | canonical text |
| --- | --- | --- |
| amount, number, rate | float nearest to the declared scale | exact decimal, no exponent: `14980.12` |
| integer, year | int | `2025` |
| date | datetime.date, one that a cell can hold (1900 to 9999) | `2025-06-30` |
| flag | bool | `true`, `false` |
| text, choice | str, lines separated by `\n` | itself |

A blank is None on both sides. Two values are the same when their canonical texts are: amounts are thus
compared as whole numbers of their declared scale.
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from typing import TypeAlias

from udfs import figures
from udfs.coerce import coerce
from udfs.coerce.cells import float_of
from udfs.coerce.dates import read_day
from udfs.declaration import Argument, Bounds, Kind
from udfs.errors import Text, UdfError
from udfs.serials import FIRST, LAST, expected
from xlsync.annexes import Column
from xlsync.errors import WrongValue

Value: TypeAlias = float | int | bool | str | datetime.date | None

DECIMALS = ("amount", "number", "rate")
INTEGERS = ("integer", "year")
TEXTS = ("text", "choice")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INTEGER = re.compile(r"-?\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LARGEST_INTEGER = 2**53
LONGEST_TEXT = 32_767
_KINDS = {
    "amount": Kind.AMOUNT, "number": Kind.NUMBER, "rate": Kind.RATE, "integer": Kind.COUNT,
    "year": Kind.COUNT, "date": Kind.DATE, "choice": Kind.OPTION, "flag": Kind.FLAG, "text": Kind.TEXT,
}  # fmt: skip


def to_text(value: Value, column: Column) -> str | None:
    """The canonical text of a value of the model.

    Examples:
        >>> from xlsync.annexes import schema
        >>> signature = schema("mixeur").fields["date_signature"]
        >>> to_text(datetime.date(2025, 6, 18), signature)
        '2025-06-18'
    """
    if value is None or value == "":
        return None
    if column.type in DECIMALS:
        assert isinstance(value, float | int)
        return decimal_text(value, column.decimals)
    if column.type == "date":
        assert isinstance(value, datetime.date)
        return value.isoformat()
    if column.type == "flag":
        return "true" if value else "false"
    return str(value)


def from_text(text: str | None, column: Column) -> Value:
    """The value of a canonical text.

    Raises:
        WrongValue: the text is not canonical for that type.
    """
    if text is None or text == "":
        return None
    number = {**dict.fromkeys(DECIMALS, _NUMBER), **dict.fromkeys(INTEGERS, _INTEGER)}.get(column.type)
    if number is not None and number.fullmatch(text):
        return normalize(float(text), column)
    if column.type == "date" and _DATE.fullmatch(text):
        try:
            return normalize(datetime.date.fromisoformat(text), column)
        except ValueError:
            raise _refuse(column, text) from None
    if column.type == "flag" and text in ("true", "false"):
        return text == "true"
    if column.type in TEXTS:
        return normalize(text, column)
    raise _refuse(column, text)


def decimal_text(number: float, decimals: int | None = None) -> str:
    """The exact decimal that a number means: 15 significant digits, rounded half up to `decimals`.

    Examples:
        >>> decimal_text(0.1 + 0.2), decimal_text(2.675, 2), decimal_text(1e21), decimal_text(-0.0)
        ('0.3', '2.68', '1000000000000000000000', '0')
    """
    exact = Decimal(f"{number:.15g}")
    exponent = exact.as_tuple().exponent
    if decimals is not None and isinstance(exponent, int) and -exponent > decimals:
        exact = figures.shown(exact, decimals)
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def normalize(value: object, column: Column) -> Value:
    """A value as the model keeps it: at the declared scale, dates without time, blank texts as None.

    Args:
        value: A Python, NumPy or pandas scalar.
        column: Its column.

    Raises:
        WrongValue: not of the column's type, infinite, or a text that no cell can hold.
    """
    if _is_blank(value):
        return None
    if column.type in TEXTS:
        return _text(value, column)
    if column.type == "date":
        return _date(value, column)
    number = value.item() if hasattr(value, "item") else value
    if column.type == "flag" and number in (True, False):
        return bool(number)
    if isinstance(number, str | bool) or not isinstance(number, int | float | Decimal):
        raise _refuse(column, value)
    number = float_of(number)
    if not math.isfinite(number):
        raise _refuse(column, number)
    if column.type in INTEGERS:
        return _whole(number, column)
    kept = float(decimal_text(number, column.decimals))
    if math.isinf(kept):
        raise _refuse(column, value)
    return kept


def parse(text: str, column: Column) -> Value:
    """What a person types for a cell, in French or plain form, within the column's choices and bounds.

    Args:
        text: "1 045 373,50", "2 %", "31/12/2026", "oui"…; blank for nothing.
        column: The column.

    Raises:
        WrongValue: blank where a value is due, wrong type, unknown choice, out of bounds.

    Examples:
        >>> from xlsync.annexes import schema
        >>> parse("18/06/2025", schema("mixeur").fields["date_signature"])
        datetime.date(2025, 6, 18)
    """
    if not text.strip():
        return required(None, column)
    if column.type == "text":
        return accepted(normalize(text, column), column)
    argument = Argument(
        column.name, column.name, _KINDS[column.type], column.label,
        bounds=_bounds(column) if column.type == "rate" else None, options=column.choices,
    )  # fmt: skip
    try:
        read = (read_day if column.type == "date" else coerce)(argument, text)
        return accepted(normalize(read, column), column)
    except UdfError as error:
        raise WrongValue(error.text.fr, error.text.en, column=column.name, value=text) from error


def accepted(value: Value, column: Column) -> Value:
    """The value, unless it is out of its column's bounds, or a text that the pattern does not match.

    Raises:
        WrongValue: the sentence says what is expected.

    Examples:
        >>> from xlsync.annexes import schema
        >>> accepted(2025, schema("mixeur").fields["annee_bareme"])
        2025
    """
    if isinstance(value, str) and not matches(value, column):
        raise _refuse(column, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = column.minimum, column.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise _out_of_bounds(column, value)
    return value


def refusal(value: object, column: Column) -> Text | None:
    """Why a column does not take a value, None when it does.

    Examples:
        >>> from xlsync.annexes import schema
        >>> print(refusal(3, schema("moby").table("acomptes").column("part")).en)
        part: 3 is out of bounds (at least 0 and at most 1)
    """
    try:
        accepted(normalize(value, column), column)
    except WrongValue as error:
        return error.text
    return None


def labelled(what: Text, column: Column) -> Text:
    """A sentence about a cell, that begins with the heading of its column rather than with its name.

    Examples:
        >>> from xlsync.annexes import schema
        >>> amount = schema("intracting").table("versements").column("montant")
        >>> labelled(Text("montant : trop", "montant: too much"), amount).en
        'Amount (EUR): too much'
    """
    return Text(
        re.sub(rf"^{column.name}(?=\s:)", lambda _: column.label.fr, what.fr),
        re.sub(rf"^{column.name}(?=:)", lambda _: column.label.en, what.en),
    )


def matches(text: str, column: Column) -> bool:
    """The text is written as the column's pattern wants it, when it has one."""
    return not column.pattern or re.fullmatch(column.pattern, text) is not None


def figure(value: float, column: Column) -> Text:
    r"""A number as readers of both languages write it: thousands apart, unless it is a year.

    Examples:
        >>> from xlsync.annexes import schema
        >>> fields = schema("mixeur").fields
        >>> figure(2025, fields["annee_bareme"]).fr, figure(1750.5, fields["montant_exceptionnel"]).fr
        ('2025', '1\xa0750,5')
    """
    apart = column.type != "year"
    return Text(*(figures.figure(value, lang, apart=apart) for lang in ("fr", "en")))


def _limits(column: Column) -> Text:
    """The bounds of a column, as a sentence says them: « au moins 1 et au plus 60 »."""
    bounds = ((column.minimum, "au moins", "at least"), (column.maximum, "au plus", "at most"))
    parts = [(figure(bound, column), fr, en) for bound, fr, en in bounds if bound is not None]
    fr = " et ".join(f"{word} {bound.fr}" for bound, word, _ in parts)
    return Text(fr, " and ".join(f"{word} {bound.en}" for bound, _, word in parts))


def required(value: Value, column: Column) -> Value:
    """The value, unless it is blank where one is due.

    Raises:
        WrongValue: blank in a column that must be filled.
    """
    if value is None and not column.nullable:
        raise WrongValue(
            f"{column.name} : valeur obligatoire, elle ne peut pas être effacée",
            f"{column.name}: a value is required, it cannot be blanked",
            column=column.name,
            value=None,
        )
    return value


def _is_blank(value: object) -> bool:
    """None, "", NaN, NaT or pandas.NA (which answers no comparison)."""
    if value is None or isinstance(value, str):
        return not value
    return type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _text(value: object, column: Column) -> str:
    if not isinstance(value, str) or _UNREADABLE.search(value):
        raise _refuse(column, value)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        length = len(text)
        raise WrongValue(
            f"{column.name} : texte de {length} caractères, {LONGEST_TEXT} au plus",
            f"{column.name}: text of {length} characters, {LONGEST_TEXT} at most",
            column=column.name,
            value=value,
        )
    if column.type == "choice" and text not in column.choices:
        raise _refuse(column, text)
    return text


def _date(value: object, column: Column) -> datetime.date:
    day = value.item() if type(value).__name__ == "datetime64" else value  # type: ignore[attr-defined]
    day = day.date() if isinstance(day, datetime.datetime) else day
    if not isinstance(day, datetime.date):
        raise _refuse(column, value)
    if not FIRST <= day <= LAST:
        text = expected(FIRST, LAST, day)
        raise WrongValue(
            f"{column.name} : {text.fr}", f"{column.name}: {text.en}", column=column.name, value=value
        )
    return day


def _whole(number: float, column: Column) -> int:
    shown = float(f"{number:.15g}")
    if not shown.is_integer() or abs(shown) > _LARGEST_INTEGER:
        raise _refuse(column, number)
    return int(shown)


def _bounds(column: Column) -> Bounds | None:
    if column.minimum is None and column.maximum is None:
        return None
    low = -math.inf if column.minimum is None else column.minimum
    return Bounds(low, math.inf if column.maximum is None else column.maximum)


_EXPECTED = {
    "amount": ("un montant", "an amount"),
    "number": ("un nombre", "a number"),
    "rate": ("un taux (0.02 pour 2 %)", "a rate (0.02 for 2 %)"),
    "integer": ("un nombre entier", "a whole number"),
    "year": ("une année", "a year"),
    "date": ("une date (2026-12-31)", "a date (2026-12-31)"),
    "flag": ("vrai ou faux", "true or false"),
    "text": ("un texte qu’une cellule peut contenir", "a text that a cell can hold"),
}


def _out_of_bounds(column: Column, value: float) -> WrongValue:
    expected, shown = _limits(column), figure(value, column)
    return WrongValue(
        f"{column.name} : {shown.fr} est hors limites ({expected.fr})",
        f"{column.name}: {shown.en} is out of bounds ({expected.en})",
        column=column.name,
        value=value,
    )


def _refuse(column: Column, value: object) -> WrongValue:
    fr, en = _EXPECTED.get(column.type, ("", ""))
    if column.type == "choice":
        fr, en = "l’un de " + ", ".join(column.choices), "one of " + ", ".join(column.choices)
    if column.expected is not None:
        fr, en = column.expected.fr, column.expected.en
    return WrongValue(
        f"{column.name} : {fr} attendu, reçu « {value} »",
        f"{column.name}: {en} is expected, got “{value}”",
        column=column.name,
        value=value,
    )
