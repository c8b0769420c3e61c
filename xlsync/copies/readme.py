"""The sheet « Lisez-moi » of a copy: what speaks of the program leaves, a note says what the copy is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from xlsync.annexbook.hidden import CONFLICT_SHEET
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.copies.planning import Plan
from xlsync.copies.reach import is_ours
from xlsync.copies.removed import Removed
from xlsync.recalc.carried import is_annex
from xlsync.recalc.references import Area, stretches
from xlsync.workbook import Sheet, Workbook
from xlsync.workbook.values import Range, cell_name, column_letters

SHEET: Final = "Lisez-moi"
_TITLE_ROWS = 2
_SPEAKS_OF_US: Final = (
    "xlsync",
    "complément",
    "fonctions (",
    f"feuille {CONFLICT_SHEET}",
    "Provenance",
    "dérogation",
)
_WIDTH: Final = 116
"""Characters of a line of the note, over both columns of the sheet."""
_AREAS: Final = 12
"""Areas named of each sheet, of the cells that keep their value."""


def rewrite_readme(book: Workbook, note: str, gone: Collection[str]) -> list[Removed]:
    """Clears the rows that speak of the program, and writes a note in the place of the first one.

    Args:
        book: The workbook, changed in memory.
        note: What the copy is.
        gone: Sheets that leave.
    """
    if SHEET in gone or not (is_copy(book) or (is_annex(book) and _has_readme(book))):
        return []
    sheet = book.sheet(SHEET)
    doomed = sorted(set(_rows(book, sheet, gone)))
    for row, column in [where for where in sheet.cells if where[0] in doomed]:
        cell = sheet.cell((row, column))
        if cell.value is not None or cell.kind:
            style = cell.style if row == doomed[0] else 0
            sheet.set_value((row, column), None, style=style, over_formula=True)
    if doomed:
        sheet.set_value((doomed[0], 1), note)
        sheet.set_row_heights({doomed[0]: height_of(lines_of(note, _WIDTH))})
    return [Removed("text", f"{SHEET}!{row}:{row}") for row in doomed]


def _rows(book: Workbook, sheet: Sheet, gone: Collection[str]) -> Iterable[int]:
    for name in book.names:
        if is_ours(name.name) and name.text.replace("'", "").startswith(f"{SHEET}!"):
            area = Range.parse(name.text.rpartition("!")[2].replace("$", ""))
            yield from range(area.first_row, area.last_row + 1)
    for (row, _), cell in sheet.cells.items():
        text = cell.value if row > _TITLE_ROWS and isinstance(cell.value, str) else ""
        if text and (text in gone or any(word in text for word in _SPEAKS_OF_US)):
            yield row


_VALUES: Final = "Copie en valeurs de l’annexe"
_NATIVE: Final = "Copie de l’annexe en formules ordinaires"


def is_copy(book: Workbook) -> bool:
    """Whether a workbook says that it is a copy, and holds nothing of the synchronisation."""
    if is_annex(book) or not _has_readme(book):
        return False
    return any(str(value).startswith((_VALUES, _NATIVE)) for value in book.sheet(SHEET).values.values())


def _has_readme(book: Workbook) -> bool:
    return SHEET in [one.name for one in book.sheets]


def values_note() -> str:
    """What a copy of values says of itself."""
    return f"{_VALUES} : rien ne s’y recalcule, et aucun complément n’est nécessaire."


def native_note(plan: Plan) -> str:
    """What a native copy says of itself, the cells that keep their value by sheet."""
    said = (
        f"{_NATIVE}, sans complément. Les tarifs y sont ceux que l’annexe connaissait ; ce que les fonctions "
        "refusaient (un taux de 200 %, l’année 3000) s’y calcule."
    )
    if not plan.left:
        return f"{said} Toutes ses formules se recalculent."
    sheets: dict[str, list[Area]] = {}
    for area in _joined(stretches(plan.left)):
        sheets.setdefault(area.sheet, []).append(area)
    told = " ; ".join(f"{sheet} : {_told(areas)}" for sheet, areas in sheets.items())
    return f"{said} {len(plan.left)} cellules gardent leur valeur et ne se recalculent pas : {told}."


def _joined(areas: Iterable[Area]) -> list[Area]:
    """Areas of the same rows, side by side, as one."""
    found: list[Area] = []
    for area in areas:
        last = next(
            (
                one
                for one in found
                if one[0:2] == area[0:2] and one.bottom == area.bottom and one.right + 1 == area.left
            ),
            None,
        )
        if last is None:
            found.append(area)
        else:
            found[found.index(last)] = last._replace(right=area.right)
    return found


def _told(areas: list[Area]) -> str:
    more = f", et {len(areas) - _AREAS} autres plages" if len(areas) > _AREAS else ""
    return ", ".join(map(local, areas[:_AREAS])) + more


def local(area: Area) -> str:
    """An area as a reader names it: `B35:H49`."""
    first = cell_name(area.top, area.left)
    return first if area.is_cell else f"{first}:{column_letters(area.right)}{area.bottom}"
