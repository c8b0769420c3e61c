"""Arguments that several functions share, and short forms to declare the others."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from udfs.declaration import REQUIRED, Argument, Bounds, Column, Kind, Result
from udfs.errors import Text

LARGEST_AMOUNT = 1e12
POSITIVE = Bounds(0, LARGEST_AMOUNT)
SIGNED = Bounds(-LARGEST_AMOUNT, LARGEST_AMOUNT)
A_CENT_AT_LEAST = Bounds(0.01, LARGEST_AMOUNT)
PER_ONE = Bounds(0, 1)
YEARS = Bounds(1901, 2200, years=True)
NO_CEILING = (("sans plafond", math.inf), ("sans", math.inf), ("no ceiling", math.inf), ("none", math.inf))
"""Words for no ceiling, where a 0 is a ceiling of nothing."""

INTRACTING_4 = Text("Intracting, article 4", "Intracting, article 4")


def amount(name: str, name_en: str, fr: str, en: str, bounds: Bounds = POSITIVE, **more: Any) -> Argument:
    """An amount in euros."""
    return Argument(name, name_en, Kind.AMOUNT, Text(fr, en), bounds=bounds, **more)


def rate(name: str, name_en: str, fr: str, en: str, bounds: Bounds = PER_ONE, **more: Any) -> Argument:
    """A rate, per 1."""
    return Argument(name, name_en, Kind.RATE, Text(fr, en), bounds=bounds, **more)


def number(name: str, name_en: str, fr: str, en: str, bounds: Bounds = POSITIVE, **more: Any) -> Argument:
    """A measure that is neither euros nor a rate."""
    return Argument(name, name_en, Kind.NUMBER, Text(fr, en), bounds=bounds, **more)


def count(
    name: str,
    name_en: str,
    fr: str,
    en: str,
    low: float,
    high: float,
    zero_is_blank: bool = True,
    **more: Any,
) -> Argument:
    """A whole number; a 0 is a blank unless said otherwise."""
    bounds = Bounds(low, high)
    help_ = Text(fr, en)
    return Argument(name, name_en, Kind.COUNT, help_, bounds=bounds, zero_is_blank=zero_is_blank, **more)


def date(name: str, name_en: str, fr: str, en: str, **more: Any) -> Argument:
    """A date; a 0 is a blank."""
    return Argument(name, name_en, Kind.DATE, Text(fr, en), zero_is_blank=True, **more)


def option(name: str, name_en: str, fr: str, en: str, *options: str, **more: Any) -> Argument:
    """One text of a closed list; the first one is the default unless `required=True`. A 0 is a blank."""
    default = REQUIRED if more.pop("required", False) else more.pop("default", options[0])
    help_ = Text(fr, en)
    return Argument(
        name, name_en, Kind.OPTION, help_, default=default, options=options, zero_is_blank=True, **more
    )


def flag(name: str, name_en: str, fr: str, en: str, default: bool) -> Argument:
    """VRAI or FAUX. A 0 is FAUX: hosts hand it for both."""
    return Argument(name, name_en, Kind.FLAG, Text(fr, en), default=default)


def column(name: str, kind: Kind, fr: str, en: str) -> Column:
    """One column of a table result."""
    return Column(name, kind, Text(fr, en))


def returns(kind: Kind, fr: str, en: str, *columns: Column) -> Result:
    """What a function returns."""
    return Result(kind, Text(fr, en), columns)


BASES = (
    *("30E/360", "30E/360 ISDA", "30A/360", "30U/360", "EXACT/360", "EXACT/365"),
    *("EXACT/EXACT ISDA", "EXACT/EXACT ICMA", "EXACT/EXACT AFB", "0", "1", "2", "3", "4"),
)
"""The names of `udfs.calendar.BASES`, written here because a declaration loads no library."""
RATE_YEARLY = rate(
    "taux",
    "rate",
    "taux annuel nominal, par unité (0,02 ou « 2 % ») ; "
    "selon le tableur, une cellule vide y vaut 0 : sans intérêts",
    "nominal yearly rate, per 1 (0.02 is 2 %); in some spreadsheets a blank cell is 0: no interest",
)
BASE = option(
    "base",
    "day_count",
    "base de décompte des jours ; par défaut 30E/360, lecture de « tous les mois comportent 30 jours » ; "
    "« 0 » à « 4 » sont celles de FRACTION.ANNEE (le nombre 0 vaut une cellule vide : écrire le texte « 0 »)",
    "day-count base; 30E/360 by default, the reading of “every month has 30 days”; “0” to “4” are those of "
    "YEARFRAC (the number 0 is a blank cell: write the text “0”)",
    *BASES,
)
CALENDAR = option(
    "calendrier",
    "calendar",
    "calendrier des jours fériés ; par défaut les onze fêtes légales nationales",
    "holiday calendar; the eleven national legal holidays by default",
    "FR",
    "FR-ALSACE-MOSELLE",
    "TARGET",
)
YEAR = replace(count("annee", "year", "année civile", "calendar year", YEARS.low, YEARS.high), bounds=YEARS)
VERSION_DATE = date(
    "date",
    "date",
    "date à laquelle la valeur est demandée ; omise, la seule version qui existe",
    "date for which the value is asked; when left out, the only version there is",
    default=None,
)
