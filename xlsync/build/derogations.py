"""Derogations: computed cells whose value someone replaced, with a reason that the model keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlsync.build.conflict_sheet import ConflictLine
from xlsync.build.hidden import OVERRIDE
from xlsync.build.reading import ReadCell
from xlsync.errors import WrongValue
from xlsync.model import OVERRIDES, ConventionData, Value, decimal_text, from_text
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value as CellValue

Place = tuple[str, str, str]
"""Table, key and column of a computed cell."""


@dataclass(frozen=True, slots=True)
class Derogation:
    """One computed cell that keeps the value typed over it.

    Attributes:
        place: Table, key and column of the cell.
        value: Canonical text of the value.
        reason, article: Why, and where that is written.
    """

    place: Place
    value: str
    reason: str
    article: str = ""


def derogations_of(data: ConventionData) -> list[Derogation]:
    """Those of a convention."""
    return [
        Derogation(
            (_text(record["table"]), _text(record["cle"]), _text(record["colonne"])),
            _text(record["valeur"]),
            _text(record["motif"]),
            _text(record["article"]),
        )
        for record in data.records(OVERRIDES)
    ]


def computed_cells(cells: Iterable[ReadCell]) -> dict[Place, ReadCell]:
    """Computed cells by table, key and column."""
    return {(cell.table, cell.key_text, cell.column.name): cell for cell in cells if cell.is_computed}


def value_text(value: CellValue) -> str:
    """The canonical text of a value typed over a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return decimal_text(value)
    return "" if value is None else str(value)


def as_shown(text: str) -> str:
    """The same as the sheet `Conflits` shows it: a number with its decimal comma.

    Examples:
        >>> as_shown("12.5"), as_shown("art. 3")
        ('12,5', 'art. 3')
    """
    return text.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", text) else text


def put_derogations(
    book: Workbook, computed: Mapping[Place, ReadCell], wanted: Iterable[Derogation]
) -> list[ConflictLine]:
    """Writes the values over the formulas.

    Returns:
        The lines of the sheet `Conflits` that mark them; a cell that the workbook lacks has none.
    """
    lines = []
    for one in wanted:
        cell = computed.get(one.place)
        if cell is None:
            continue
        if cell.formula is not None or value_text(cell.value) != one.value:
            book.sheet(cell.sheet).set_value((cell.row, cell.at), _value(one, cell), over_formula=True)
        lines.append(line_of(one, cell))
    return lines


def line_of(one: Derogation, cell: ReadCell) -> ConflictLine:
    """The line of the sheet `Conflits` that marks a derogation."""
    return ConflictLine(
        cell.address, *one.place, workbook=as_shown(one.value), model=as_shown(one.value), choice=OVERRIDE,
        reason=one.reason, article=one.article,
    )  # fmt: skip


def _value(one: Derogation, cell: ReadCell) -> Value:
    try:
        return from_text(one.value, cell.column)
    except WrongValue:
        return one.value


def _text(value: Value) -> str:
    return "" if value is None else str(value)
