"""The hosts that the calls are replayed through, each with what is known of its habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.parity.calls import Call
from tests.parity.habits import (
    BLANK_IS_ZERO,
    BLANKS_ARE_ZEROS,
    BOOLEANS_ARE_NUMBERS,
    CUT_TO_RANGE,
    ERROR_IN_RANGE,
    LAST_ERROR,
    OMITTED_IS_ZERO,
    SPREADS,
    SPREADS_LINES,
    Habit,
)
from tests.parity.hosts import calc, engine, excel, library, office
from tests.parity.outcomes import Outcome

Replayed = Mapping[str, Mapping[int, Outcome]]
"""By column of the table, then by rank of the call; a call that cannot be made there is absent."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host.

    Attributes:
        replay: What each call comes to there.
        columns: Its columns in the table, with the habits that may explain a difference.
    """

    replay: Callable[[Sequence[Call]], Replayed]
    columns: Mapping[str, tuple[Habit, ...]]


_CALC: Final = (
    BLANK_IS_ZERO,
    BOOLEANS_ARE_NUMBERS,
    ERROR_IN_RANGE,
    LAST_ERROR,
    SPREADS_LINES,
    CUT_TO_RANGE,
)

HOSTS: Final[Mapping[str, Host]] = {
    "engine": Host(engine.replay, {"engine, cells": (), "engine, typed": ()}),
    "formulas": Host(
        library.replay, {"formulas, cells": (OMITTED_IS_ZERO,), "formulas, typed": (OMITTED_IS_ZERO,)}
    ),
    "calc": Host(calc.replay, {"Calc, cells": _CALC, "Calc, typed": _CALC}),
    "office": Host(
        office.replay, {"Office.js, desktop": (BLANKS_ARE_ZEROS, SPREADS), "Office.js, Web": (SPREADS,)}
    ),
    "excel": Host(excel.replay, {"xlwings": ()}),
}
