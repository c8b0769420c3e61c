"""A real LibreOffice with the extension installed: a workbook of formulas opened and hard-recalculated."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.parity.calls import Call
from tests.parity.outcomes import Outcome
from tests.parity.sheets import CELLS, write
from tests.xlsync.addins.desk import Office, user
from udfs.coerce import CellError

ERRORS: Final = {
    32767: "#N/A",
    519: "#VALUE!",
    503: "#NUM!",
    532: "#DIV/0!",
    524: "#REF!",
    525: "#NAME?",
    521: "#NULL!",
}


def replay(calls: Sequence[Call]) -> Mapping[str, Mapping[int, Outcome]]:
    """Each call over cells and typed, in Calc's spelling."""
    with tempfile.TemporaryDirectory() as folder, user() as owner:
        path = Path(folder) / "calls.xlsx"
        places = write(path, calls, "calc")
        owner.xlsync("addin", "remove", "calc")  # makes the profile of LibreOffice
        owner.install()
        with Office(owner) as office:
            office("open", owner.give(path).as_uri())
            office("recalculate")
            read = {(sheet, row - 1, at - 1): _value(*cell) for sheet, at, row, *cell in office("formulas")}
            office("close")
    found: dict[str, dict[int, Outcome]] = {"Calc, cells": {}, "Calc, typed": {}}
    for place in places:
        column = "Calc, cells" if place.sheet == CELLS else "Calc, typed"
        found[column][place.rank] = place.outcome(lambda *where: read[where])
    return found


def _value(formula: str, error: int, value: float, text: str) -> Any:
    """What a cell shows: Calc says 0 for the value of a text."""
    if error:
        return CellError(ERRORS.get(error, f"Err:{error}"))
    return text if value == 0 and text != "0" else value
