"""One input cell of a workbook, read as the model would keep it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from udfs.errors import OutOfRange, Text
from udfs.serials import date_from_serial
from xlsync.annexes import Column
from xlsync.errors import WrongValue, sentence
from xlsync.model import decimal_text, normalize, parse, to_text
from xlsync.model.cells import TEXTS, accepted
from xlsync.workbook import ErrorValue
from xlsync.workbook.values import Value

LONGEST_DIGITS = 10**15
"""From here on, a spreadsheet has lost digits of a number."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a cell means.

    Attributes:
        text: Canonical text, None for a blank.
        wrong: Why it means nothing, None when it does.
        repaired: The cell holds the value in another form: a number typed as a text, a choice in capitals.
    """

    text: str | None = None
    wrong: Text | None = None
    repaired: bool = False


def read_input(value: Value, column: Column, date1904: bool = False) -> Input:
    """What a cell holds, for its column.

    Args:
        value: Content of the cell, the cached value of a formula.
        column: Its column.
        date1904: The workbook counts its dates from 1904.

    Examples:
        >>> from xlsync.annexes import schema
        >>> amount = schema("mixeur").fields["montant_exceptionnel"]
        >>> read_input("1 750,00", amount)
        Input(text='1750', wrong=None, repaired=True)
        >>> read_input(1750.0, amount).repaired
        False
    """
    if value is None or value == "":
        return Input()
    if isinstance(value, ErrorValue):
        return Input(wrong=sentence(f"la cellule montre {value}", f"the cell shows {value}"))
    try:
        if isinstance(value, str):
            return _typed_text(value, column)
        if not math.isfinite(value):
            name = column.name
            return Input(wrong=sentence(f"{name} : nombre infini", f"{name}: infinite number"))
        return _typed_value(value, column, date1904)
    except WrongValue as error:
        return Input(wrong=error.text)
    except OutOfRange as error:
        fr, en = error.text.fr, error.text.en
        return Input(wrong=sentence(f"{column.name} : {fr}", f"{column.name}: {en}"))


def _typed_text(value: str, column: Column) -> Input:
    if column.type == "text" or value in column.choices:
        return Input(to_text(accepted(normalize(value, column), column), column))
    if not value.strip():
        return Input(repaired=True)
    return Input(to_text(parse(value, column), column), repaired=True)


def _typed_value(value: float | bool, column: Column, date1904: bool) -> Input:
    if column.type in TEXTS and not isinstance(value, bool):
        found = accepted(normalize(_digits(value, column), column), column)
        return Input(to_text(found, column), repaired=True)
    if column.type == "date" and not isinstance(value, bool):
        return Input(to_text(date_from_serial(value, date1904), column))
    return Input(to_text(accepted(normalize(value, column), column), column))


def _digits(value: float, column: Column) -> str:
    """The text that a number stands for: its digits, as long as the spreadsheet kept them all."""
    if abs(value) >= LONGEST_DIGITS:
        raise WrongValue(
            f"{column.name} : plus de 15 chiffres, le tableur n’en a gardé que 15 ; les taper comme un texte",
            f"{column.name}: more than 15 digits, the spreadsheet kept only 15; type them as a text",
            column=column.name,
            value=value,
        )
    return decimal_text(value)
