"""Values as a reader writes them: `14 980,12` in French, `14,980.12` in English."""

from __future__ import annotations

import datetime
import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

NBSP: Final = "\u00a0"
"""The one no-break space: what keyboards and spreadsheets give, so that a figure can be searched for."""
MONTHS: Final = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
SHORT_MONTHS: Final = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": tuple(name[:3] for name in MONTHS["en"]),
}
"""As spreadsheets shorten them."""
WEEKDAYS: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_DIGITS: Final = Context(prec=400)
"""Room for every number that a cell can hold."""


def shown(value: float | Decimal, decimals: int) -> Decimal:
    """A number as a cell shows it: its decimal of fifteen digits, ties away from zero, as ROUND.

    Args:
        value: The number, finite; a decimal is exact already.
        decimals: So many of them.

    Examples:
        >>> shown(2.675, 2), shown(-0.125, 2), shown(Decimal("1000.5"), 0)
        (Decimal('2.68'), Decimal('-0.13'), Decimal('1001'))
    """
    exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
    return exact.quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP, _DIGITS)


def figure(value: float | Decimal, lang: str, *, decimals: int | None = None, apart: bool = True) -> str:
    r"""A number as a reader of a language writes it.

    Args:
        value: The number.
        lang: "fr" or "en".
        decimals: So many of them; fifteen digits in all where none is asked for.
        apart: Thousands stand apart; a number that may be a year has them together.

    A zero has no sign, were it what is left of a negative number.

    Examples:
        >>> figure(14980.12, "fr"), figure(14980.12, "en"), figure(2025, "fr", apart=False)
        ('14\xa0980,12', '14,980.12', '2025')
        >>> figure(Decimal("1000.5"), "fr", decimals=2)
        '1\xa0000,50'
        >>> figure(-0.0, "fr"), figure(-0.001, "fr", decimals=2), figure(2.675, "fr", decimals=2)
        ('0', '0,00', '2,68')
    """
    form = f"z{',' if apart else ''}{'.15g' if decimals is None else f'.{decimals}f'}"
    try:
        if decimals is not None and not isinstance(value, int) and math.isfinite(value):
            value = shown(value, decimals)
        digits = format(value, form).replace("e", "E")
    except OverflowError:
        digits = "inf" if value > 0 else "-inf"
    return digits if lang.startswith("en") else digits.replace(",", NBSP).replace(".", ",")


def percentage(value: float | Decimal, lang: str, *, decimals: int | None = None) -> str:
    r"""A rate as a reader of a language writes it: 0.02 is 2 %.

    Args:
        value: The rate, per 1.
        lang: "fr" or "en".
        decimals: So many of them, of the percentage; those that it needs where none is asked for.

    Examples:
        >>> percentage(0.02, "fr"), percentage(0.055, "en"), percentage(0.2, "fr", decimals=1)
        ('2\xa0%', '5.5%', '20,0\xa0%')
    """
    exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
    percents = exact * 100
    text = figure(percents, lang, decimals=decimals_of(percents) if decimals is None else decimals)
    return f"{text}%" if lang.startswith("en") else f"{text}{NBSP}%"


def decimals_of(value: Decimal, least: int = 0) -> int:
    """Decimals that tell a value whole, so many at least.

    Examples:
        >>> decimals_of(Decimal("2.500")), decimals_of(Decimal(20), 2)
        (1, 2)
    """
    exponent = value.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else 0)


def french(value: object) -> str:
    """A value in a French sentence: a figure, VRAI, a date, a text between guillemets."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        return figure(value, "fr")
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else f"« {value} »"


def english(value: object) -> str:
    """A value in an English sentence."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return figure(value, "en")
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else f"“{value}”"


def spoken(value: object, lang: str) -> str:
    """A value in a sentence of that language.

    Examples:
        >>> spoken(datetime.date(2026, 12, 1), "fr"), spoken(datetime.date(2026, 12, 1), "en")
        ('01/12/2026', '2026-12-01')
    """
    return english(value) if lang.startswith("en") else french(value)
