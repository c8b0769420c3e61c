"""Derogations: computed cells whose value someone replaced, with a reason that the model keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.conflict_sheet import ConflictLine
from xlsync.annexbook.hidden import GRANTED, OVERRIDE
from xlsync.annexbook.printed import Printed
from xlsync.conventions.keys import key_text
from xlsync.errors import WrongValue
from xlsync.model import OVERRIDES, ConventionData, Value, Where, decimal_text, from_text
from xlsync.workbook import Workbook
from xlsync.workbook.values import Value as CellValue

ANNEX_FORMULA = "formule de l’annexe"
"""What both sides agreed on in a computed cell, as the sheet `Conflits` shows it."""


@dataclass(frozen=True, slots=True)
class Derogation:
    """One computed cell that keeps the value typed over it.

    Attributes:
        place: Table, key and column of the cell.
        value: Canonical text of the value.
        reason, article: Why, and where that is written.
    """

    place: Where
    value: str
    reason: str
    article: str = ""


def derogation_key(place: Where) -> str:
    """Key of a derogation in the model."""
    table, key, column = place
    return key_text({"table": table, "cle": key, "colonne": column})


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


def computed_cells(cells: Iterable[ReadCell]) -> dict[Where, ReadCell]:
    """Computed cells by table, key and column."""
    return {(cell.table, cell.key_text, cell.column.name): cell for cell in cells if cell.is_computed}


def value_text(value: CellValue) -> str:
    """The canonical text of a value typed over a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return decimal_text(value)
    return "" if value is None else str(value)


def put_derogations(
    book: Workbook, computed: Mapping[Where, ReadCell], wanted: Iterable[Derogation]
) -> list[Derogation]:
    """Writes the values over the formulas.

    Returns:
        Those written; a cell that the workbook lacks has none.
    """
    written = [one for one in wanted if one.place in computed]
    for one in written:
        cell = computed[one.place]
        if cell.formula is not None or value_text(cell.value) != one.value:
            book.sheet(cell.sheet).set_value((cell.row, cell.at), _value(one, cell), over_formula=True)
    return written


def line_of(one: Derogation, cell: ReadCell, printed: Printed) -> ConflictLine:
    """The line of the sheet `Conflits` that marks a derogation."""
    value = printed.value(one.place, one.value)
    return replace(
        line_about(one.place, cell.address, GRANTED, printed),
        base=ANNEX_FORMULA, workbook=value, model=value,
        choice=OVERRIDE, reason=one.reason, article=one.article,
    )  # fmt: skip


def line_about(place: Where, address: str, situation: str, printed: Printed) -> ConflictLine:
    """A line that says where and what, its contents still to come."""
    return ConflictLine(
        address, *place, situation, printed.annex(place), printed.record(place), printed.heading(place)
    )


def _value(one: Derogation, cell: ReadCell) -> Value:
    try:
        return from_text(one.value, cell.column)
    except WrongValue:
        return one.value


def _text(value: Value) -> str:
    return "" if value is None else str(value)
