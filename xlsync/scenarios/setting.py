"""One what-if: cells set, `NAME=VALUE` typed as in a cell, and what changes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from udfs.coerce.dates import read_day
from udfs.coerce.numbers import read_number
from udfs.declaration import Argument, Kind
from udfs.errors import Text, UdfError
from xlsync.errors import WrongScenario
from xlsync.recalc import Address, Book, NotRecalculated, evaluate
from xlsync.recalc.cached import same
from xlsync.recalc.values import is_number
from xlsync.scenarios.distributions import NUMBER, is_change
from xlsync.scenarios.targets import Targets, apart
from xlsync.workbook.values import plain_value

BOOLEANS = {"vrai": True, "true": True, "faux": False, "false": False}
_DATE = Argument("date", "date", Kind.DATE, Text("", ""))
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell before and after."""

    cell: Address
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What setting some cells changes.

    Attributes:
        given: The cells that were set.
        changes: Formula cells whose value changes, in the order of the sheets.
        formulas: Number of formulas.
        not_recalculated: Cells that could not be computed with what was set.
    """

    given: list[Change]
    changes: list[Change]
    formulas: int
    not_recalculated: list[NotRecalculated]


def read_setting(targets: Targets, text: str) -> dict[Address, Any]:
    """The cells that `NAME=VALUE` sets, and their value.

    A value is typed as in a cell: `91,5`, `2 %`, `30/06/2025`, `VRAI`, a text; nothing blanks the cell. A
    signed percentage, `+10%`, changes the present value. Blank cells of a column stay blank.

    Raises:
        WrongScenario: no value, a value that does not suit what the cell holds.
        MissingInWorkbook: a name that the workbook does not have.

    Examples:
        >>> from xlsync.recalc import CellView
        >>> targets = Targets(Book({"F": {(1, 1): CellView(200.0)}}))
        >>> [*read_setting(targets, "F!A1=+10%").values(), *read_setting(targets, "F!A1=2,5").values()]
        [220.0, 2.5]
    """
    name, *rest = apart(text, "=")
    if not rest or not name.strip():
        raise WrongScenario(
            f"« {text} » : écrire NOM=VALEUR, prix_chaleur=91,5",
            f"“{text}”: write NAME=VALUE, prix_chaleur=91.5",
        )
    written = text[len(name) + 1 :].strip()
    found = targets.find(name)
    held = {cell: targets.book.cell(cell).value for cell in found.cells}
    kept = held if len(held) == 1 else {cell: old for cell, old in held.items() if old not in (None, "")}
    if not kept:
        raise WrongScenario(f"« {name.strip()} » est vide", f"“{name.strip()}” is blank")
    return {cell: _typed(written, cell, old, targets.book) for cell, old in kept.items()}


def _typed(text: str, cell: Address, old: Any, book: Book) -> Any:
    if not text:
        return None
    if text.casefold() in BOOLEANS:
        return BOOLEANS[text.casefold()]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    try:
        if _DAY.fullmatch(text):
            return plain_value(read_day(_DATE, text), book.date1904)
        value = read_number(NUMBER, text)
    except UdfError as error:
        if not is_number(old):
            return text
        raise WrongScenario(
            f"{cell} contient un nombre : {error.text.fr}", f"{cell} holds a number: {error.text.en}"
        ) from error
    if not is_change(text):
        return value
    if not is_number(old):
        raise WrongScenario(
            f"{cell} ne contient pas de nombre : « {text} » change la valeur présente",
            f"{cell} holds no number: “{text}” changes the present value",
        )
    return float(f"{old * (1 + value):.15g}")


def what_if(
    targets: Targets, settings: Sequence[Mapping[Address, Any]], date: datetime.date | None = None
) -> WhatIf:
    """What setting some cells changes; the workbook stays as it is.

    Args:
        targets: The workbook.
        settings: Cells and values; of two values of one cell the last holds.
        date: What TODAY and NOW give.
    """
    book = targets.book
    values = {cell: value for setting in settings for cell, value in setting.items()}
    before = evaluate(book, date=date)
    after = evaluate(book, date=date, overrides={str(cell): value for cell, value in values.items()})

    def old(cell: Address) -> Any:
        return before.values.get(cell, book.cell(cell).value)

    order = {sheet: rank for rank, sheet in enumerate(book.sheets)}
    changes = [
        Change(cell, old(cell), value)
        for cell, value in after.values.items()
        if cell not in after.kept and not same(old(cell), value)
    ]
    return WhatIf(
        [Change(cell, old(cell), value) for cell, value in values.items()],
        sorted(changes, key=lambda one: (order[one.cell.sheet], one.cell.row, one.cell.column)),
        after.formulas,
        after.not_recalculated,
    )
