"""The parameters themselves, and where they come from (CONVENTION.*)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from udfs import parameters
from udfs.rules.steps import Step, step


def parametre(code: str, date: Any = None) -> Any:
    """The value in force of a parameter.

    Args:
        code: "<kind>.<name>".
        date: Omitted, the only version there is.

    Returns:
        A float, a text, or for a table a list of rows [key, value].

    Raises:
        WrongValue: Unknown code.
        NotAvailable: No version at that date.

    Examples:
        >>> parametre("intracting.majoration_retard")
        0.03
    """
    return _cells(parameters.value(code, date))


def _cells(value: parameters.Value) -> Any:
    if isinstance(value, Mapping):
        return [[key, _cells(item)] for key, item in value.items()]
    return float(value) if isinstance(value, Decimal) else value


def source(code: str, date: Any = None) -> str:
    """The document and article of a parameter, in French, the language of the documents.

    A value that stands in for a decision of its year, still to come, says « (provisoire : … ) » after them.

    Raises:
        WrongValue: Unknown code.
        NotAvailable: No version at that date.

    Examples:
        >>> source("intracting.majoration_retard")
        'Intracting, article 6.4'
    """
    return parameters.source(code, date).fr


def expliquer_parametre(code: str, date: Any = None) -> list[Step]:
    """The steps of `parametre`: the version, its dates and its source."""
    found, used = parameters.parameter(code), parameters.version(code, date)
    value = parametre(code, date)
    rows = value if isinstance(value, list) else [[code, value]]
    steps = [
        step(found.description.fr, found.description.en, item, found.unit, source(code, date))
        for _, item in rows
    ]
    end = [step("jusqu’au", "until", used.end)] if used.end is not None else []
    return [step("en vigueur depuis le", "in force from", used.start), *end, *steps]


def expliquer_source(code: str, date: Any = None) -> list[Step]:
    """The steps of `source`: those of the parameter."""
    return expliquer_parametre(code, date)
