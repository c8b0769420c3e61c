"""A step of an explanation: what a rule used or found, its unit, and the article behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from udfs import parameters
from udfs.errors import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation.

    Attributes:
        label: What the value is.
        value: The value: a number, a date, a text, or an array of a batch.
        unit: Its unit, empty for a text.
        source: Document and article; empty for what the caller gave.
    """

    label: Text
    value: object
    unit: str
    source: str


def step(fr: str, en: str, value: object, unit: str = "", source: str = "") -> Step:
    """A step, its label given in the two languages."""
    return Step(Text(fr, en), value, unit, source)


def parameter_step(code: str, date: Any = None, *keys: str) -> Step:
    """The step that says which parameter was used, and where it comes from.

    Args:
        code: Code of the parameter.
        date: Of its version; an array for a number only, whose sources are then all given.
        *keys: Path to the value when it stands in a table.

    Examples:
        >>> parameter_step("mixeur.prix_utilisateur", None, "structure").value
        80.0
    """
    found = parameters.parameter(code)
    if isinstance(date, np.ndarray) and date.ndim:
        found_at = list(parameters.versions_at(code, date))
        used = [version for version, _ in found_at]
        days = [date[where].max() for _, where in found_at]
    else:
        used, days = [parameters.version(code, date)], [date]
    only = used[0].value if len(used) == 1 else None
    value: object = only if isinstance(only, str) else parameters.number(code, date, *keys)
    sources = dict.fromkeys(parameters.source(code, day).fr for day in days)
    return Step(found.description, value, found.unit, " ; ".join(sources))
