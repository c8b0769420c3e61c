"""The computed cells of a workbook beside the formulas that the schema gives them, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from udfs.errors import Text
from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.formulas import ExpectedFormula, expected_formulas, same_text
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.locating import locate
from xlsync.annexbook.names import FORMULAS
from xlsync.annexbook.origin import is_typed
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.reading import Override, Reading
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import ROW, Where, shapes
from xlsync.recalc import Book, book_of
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.contents import folded, formulas_of
from xlsync.workbook.references import rename_columns, rewrite
from xlsync.workbook.values import Address

NOT_COMPUTED = ErrorValue("#NAME?")
SHOWN = 4
"""Cells that a sentence names; an ellipsis stands for the others."""


def examine(reading: Reading) -> None:
    """Says of a reading which of its computed cells lost their formula, hold another one, or show an error.

    A formula that was changed is an override, like a value typed over it. An empty cell holds nobody's work:
    its formula comes back when the workbook is written.
    """
    typed_over = [place for place, cell in reading.computed.items() if cell.formula is None]
    reading.emptied = {place for place in typed_over if _is_empty(reading.computed[place])}
    kept = reading.book.custom_properties.get(FORMULAS) == formulas_of(reading.book)
    if typed_over or not kept:
        _compare(reading, set(typed_over) - reading.emptied)
    judge_figures(reading)


def _is_empty(cell: ReadCell) -> bool:
    return cell.value in (None, "") or isinstance(cell.value, ErrorValue)


def _compare(reading: Reading, typed_over: set[Where]) -> None:
    expected, view = expected_text(reading.book, reading.identity), book_of(reading.book)
    for place, cell in reading.computed.items():
        text = expected.get(cell.home)
        if text is None:
            continue
        if place in typed_over:
            reading.overrides[place] = Override(place, cell, text, altered=False)
        elif cell.formula is not None and not _is_same(cell.formula, text, cell.home, view):
            reading.overrides[place] = Override(place, cell, text, altered=True)


def _is_same(found: str, expected: str, cell: Address, view: Book) -> bool:
    return folded(found) == folded(expected) or same_text(found, expected, cell, view)


# --- what is to be said of them


def emptied_problem(reading: Reading, place: Where) -> Problem:
    """What to say of a computed cell that holds nothing any more."""
    cell, what = reading.computed[place], _emptied(reading.computed[place])
    fix = sentence("« xlsync push » la remet", "“xlsync push” puts it back")
    return Problem(cell.address, what, fix, cell.column.source, reading.file)


def emptied_notice(reading: Reading, place: Where) -> Notice:
    """The same, where it is about to be put back."""
    cell, what = reading.computed[place], _emptied(reading.computed[place])
    return Notice(
        cell.address,
        sentence(f"{what.fr} ; push et sync la remettent", f"{what.en}; push and sync put it back"),
    )


def is_yet_to_come(reading: Reading, place: Where) -> bool:
    """An emptied cell that nobody emptied: of a record that has just come, or an error pasted there."""
    table, key, _ = place
    kind = reading.identity.schema.kind
    is_new = table in shapes(kind) and is_typed(kind, table) and (table, key, ROW) not in reading.base
    return is_new or isinstance(reading.computed[place].value, ErrorValue)


def _emptied(cell: ReadCell) -> Text:
    label = cell.column.label
    return sentence(
        f"la formule de « {label.fr} » est effacée",
        f"the formula of “{label.en}” is gone",
    )


def override_problem(reading: Reading, one: Override) -> Problem:
    """What to say of a computed cell that holds something else than its formula, and that nobody granted."""
    label, formula = one.cell.column.label, one.cell.formula
    if one.altered:
        what = sentence(
            f"la formule de « {label.fr} » a été changée : ={formula}",
            f"the formula of “{label.en}” was changed: ={formula}",
        )
    else:
        what = sentence(
            f"une valeur remplace la formule de « {label.fr} »",
            f"a value replaces the formula of “{label.en}”",
        )
    fix = sentence(f"rétablir ={one.formula}", f"restore ={one.formula}")
    return Problem(one.cell.address, what, fix, one.cell.column.source, reading.file)


def open_overrides(reading: Reading) -> list[Override]:
    """Those that no derogation of the base allows."""
    return [one for place, one in reading.overrides.items() if one.altered or not reading.is_granted(place)]


def judge_figures(reading: Reading) -> None:
    """Says of a reading what its computed cells show that is no figure: errors, and the alerts of a schema.

    One problem for each column and each error; one in all where the workbook was saved without the functions.
    """
    alike: dict[tuple[str, str, object], list[ReadCell]] = {}
    lost = []
    for cell in reading.computed.values():
        if cell.formula is not None and cell.value == NOT_COMPUTED:
            lost.append(cell)
        elif cell.formula is not None and _is_no_figure(cell):
            alike.setdefault((cell.table, cell.column.name, cell.value), []).append(cell)
    reading.figures = [_shown(reading, cells) for cells in alike.values()]
    reading.uncomputed = _without_functions(reading, lost) if lost else None


def _is_no_figure(cell: ReadCell) -> bool:
    return cell.is_failed or cell.value in cell.column.alerts


def _shown(reading: Reading, cells: list[ReadCell]) -> Problem:
    """What to say of the cells of one column that show the same."""
    first, label = cells[0], cells[0].column.label
    more = f" ({_listed(cells)})" if len(cells) > 1 else ""
    if isinstance(first.value, ErrorValue):
        what = sentence(
            f"« {label.fr} » affiche {first.value}{more}", f"“{label.en}” shows {first.value}{more}"
        )
    else:
        what = sentence(f"« {label.fr} » : {first.value}{more}", f"“{label.en}”: {first.value}{more}")
    fix = sentence(
        "corriger les saisies dont elle dépend, puis recalculer",
        "correct the inputs that it depends on, then recalculate",
    )
    return Problem(first.address, what, fix, first.column.source, reading.file)


def _listed(cells: list[ReadCell]) -> str:
    """Some cells by their names, the others counted by an ellipsis."""
    return ", ".join(cell.address for cell in islice(cells, SHOWN)) + (" …" if len(cells) > SHOWN else "")


def _without_functions(reading: Reading, lost: list[ReadCell]) -> Problem:
    shown = _listed(lost)
    return Problem(
        lost[0].address,
        sentence(
            f"{len(lost)} cellules calculées montrent {NOT_COMPUTED} ({shown}) : le classeur a été "
            "enregistré par un tableur sans les fonctions ; aucune saisie n’est en cause",
            f"{len(lost)} computed cells show {NOT_COMPUTED} ({shown}): the workbook was saved by a "
            "spreadsheet without the functions; no input is at fault",
        ),
        sentence(
            f"« xlsync convert {reading.file or 'FICHIER'} --to {reading.identity.host} » les recalcule",
            f"“xlsync convert {reading.file or 'FILE'} --to {reading.identity.host}” computes them again",
        ),
        "",
        reading.file,
    )


# --- the formula that each cell should hold


def expected_text(book: Workbook, identity: Identity) -> dict[Address, str]:
    """The formula that each computed cell should hold, by cell."""
    places = locate(identity.schema, book)
    return {one.cell: as_headed(book, places, one) for one in expected_formulas(places, identity.host)}


def as_headed(book: Workbook, places: Places, one: ExpectedFormula) -> str:
    """The formula with the headings that people gave to columns."""
    named = {
        place.table.excel: _headings(book, place)
        for place in places.tables.values()
        if place.table.layout == "rows" and f"{place.table.excel}[" in one.formula
    }
    if not any(named.values()):
        return one.formula
    return rewrite(one.formula, structured=lambda table, text: rename_columns(text, named.get(table, {})))


def _headings(book: Workbook, place: TablePlace) -> Mapping[str, str]:
    """Headings that are no longer those of the schema."""
    names = [column.name for column in book.find_table(place.table.excel).columns]
    found = {
        column.label.fr: names[place.column_of(column.name) - place.left]
        for column in place.table.columns
        if place.has(column.name)
    }
    return {old: new for old, new in found.items() if old != new}
