"""Numbers from cells: typed, or written as French or plain text."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from numbers import Real

from udfs.coerce.cells import Cell, float_of, plain
from udfs.coerce.messages import not_a, out_of_bounds, refuse
from udfs.declaration import Argument, Kind
from udfs.errors import UdfError
from udfs.figures import french

_TEXT = re.compile(
    r"(?P<sign>[+\-−]?)\s?(?P<whole>\d{1,3}(?: \d{3})+|\d+)?(?:(?P<mark>[.,])(?P<part>\d+))?"
    r"(?P<power>e[+-]?\d{1,3})?\s?(?P<unit>%|€|eur|euros?)?",
    re.IGNORECASE,
)
_PERCENT = frozenset({Kind.RATE, Kind.NUMBER})
_EXPECTED = {
    Kind.AMOUNT: ("montant en euros attendu", "an amount in euros is expected"),
    Kind.RATE: ("taux attendu (0,02 ou « 2 % »)", "a rate is expected (0.02 or “2 %”)"),
    Kind.NUMBER: ("nombre attendu", "a number is expected"),
    Kind.COUNT: ("nombre entier attendu", "a whole number is expected"),
    Kind.BRACKET: (
        "nombre entier ou tranche attendus (« 4 à 6 », « 11 et plus »)",
        "a whole number or a bracket is expected (“4 à 6”, “11 et plus”)",
    ),
}


def read_number(argument: Argument, cell: Cell) -> float:
    """The number of a scalar cell that is not blank, within the argument's bounds or meant by a word.

    Args:
        argument: Its declaration.
        cell: A number, a boolean (0 or 1), or a text.

    Raises:
        WrongValue: Not a number, an ambiguous one ("1.500"), or not a whole one where one is due.
        OutOfRange: Outside the bounds.
    """
    for word, meant in argument.words:
        if isinstance(cell, str) and plain(cell) == plain(word):
            return meant
    number = _finite(argument, cell)
    if argument.kind in (Kind.COUNT, Kind.BRACKET):
        number = _whole(argument, cell, number)
    outside = argument.bounds is not None and not argument.bounds.contain(number)
    if outside or (argument.allowed and number not in argument.allowed):
        raise out_of_bounds(argument, number)
    return number


def _finite(argument: Argument, cell: Cell) -> float:
    if not isinstance(cell, Real | Decimal | str):
        raise _wrong(argument, cell)
    number = _from_text(argument, cell) if isinstance(cell, str) else float_of(cell)
    if not math.isfinite(number):
        raise _wrong(argument, str(number))
    return number


def _from_text(argument: Argument, text: str) -> float:
    match = _TEXT.fullmatch(" ".join(text.split()))
    if match is None or (match["whole"] is None and match["part"] is None):
        raise _wrong(argument, text)
    _refuse_unit(argument, text, match["unit"])
    if _is_ambiguous(match):
        comma = text.replace(".", ",")
        whole = text.replace(".", "")
        raise refuse(
            argument,
            text,
            f"{french(text)} est ambigu ; écrire {french(comma)} ou {french(whole)}",
            f"“{text}” is ambiguous; write “{comma}” (decimal) or “{whole}” (thousands)",
        )
    return _decimal(match)


def _is_ambiguous(match: re.Match[str]) -> bool:
    """True for one to three digits, a dot, three digits: thousands to some, decimals to others."""
    whole = match["whole"] or ""
    return (
        match["mark"] == "." and len(match["part"]) == 3 and 1 <= len(whole) <= 3 and whole.strip("0") != ""
    )


def _decimal(match: re.Match[str]) -> float:
    digits = f"{(match['whole'] or '0').replace(' ', '')}.{match['part'] or '0'}{match['power'] or ''}"
    number = Decimal(digits) / (100 if match["unit"] == "%" else 1)
    return -float(number) if match["sign"] in ("-", "−") else float(number)


def _refuse_unit(argument: Argument, text: str, unit: str | None) -> None:
    if unit == "%" and argument.kind not in _PERCENT:
        raise _wrong(argument, text)
    if unit not in (None, "%") and argument.kind is not Kind.AMOUNT:
        raise _wrong(argument, text)


def _whole(argument: Argument, cell: Cell, number: float) -> int:
    """A cell's number means its 15 significant digits: 12.000000000000002 is 12, the largest one is none."""
    shown = float(f"{number:.15g}")
    if not shown.is_integer():
        raise _wrong(argument, cell)
    return int(shown)


def _wrong(argument: Argument, cell: Cell) -> UdfError:
    fr, en = _EXPECTED[argument.kind]
    return not_a(argument, cell, fr, en)
