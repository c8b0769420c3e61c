"""What a command writes into a workbook, in memory: records, inputs, formulas, figures, base, stamp."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlsync import __version__
from xlsync.annexbook.base import listed
from xlsync.annexbook.computed import expected_text
from xlsync.annexbook.conflict_sheet import ConflictLine, has_conflict_sheet, write_lines
from xlsync.annexbook.derogations import derogations_of, put_derogations
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.names import CONTENTS, FORMULAS, SEAL, SYNCED
from xlsync.annexbook.origin import BASE_ONLY
from xlsync.annexbook.protection import refuse_protected, texts_of
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.records import read_records
from xlsync.annexbook.seal import is_sealed, said_of, seal_of
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp_provenance
from xlsync.errors import CannotWrite, UnsupportedWorkbook
from xlsync.files import lock_file
from xlsync.model import ROW, ConventionData, Where, from_text
from xlsync.model.amendments import View
from xlsync.sync.structure import Renamed, restructure
from xlsync.workbook import Workbook
from xlsync.workbook.contents import formulas_of
from xlsync.workbook.properties import Property


@dataclass(slots=True)
class Writing:
    """What a workbook is to hold.

    Attributes:
        cells: Every input, by table, key and column.
        data: The same, as a convention.
        renamed: Records whose key changes in place.
        unread: Inputs that nothing is written over.
        formulas: Inputs that keep the formula that someone typed.
        repairs: Inputs whose value is to be written in its own form.
        restore: Computed cells whose formula comes back.
    """

    cells: Mapping[Where, str]
    data: ConventionData
    renamed: Renamed = field(default_factory=dict)
    unread: set[Where] = field(default_factory=set)
    formulas: set[Where] = field(default_factory=set)
    repairs: set[Where] = field(default_factory=set)
    restore: set[Where] = field(default_factory=set)


def check_writable(path: Path) -> None:
    """Refuses a file that cannot be written, before anything is decided.

    Raises:
        CannotWrite: open elsewhere, or no permission.
    """
    lock = lock_file(path)
    if lock is not None:
        raise CannotWrite(
            f"{path.name} est ouvert ailleurs (témoin {lock.name}) : fermez-le, puis recommencez",
            f"{path.name} is open elsewhere (lock file {lock.name}): close it, then try again",
            path=str(path),
            reason="open",
        )
    if not os.access(path, os.W_OK):
        raise CannotWrite(
            f"{path.name} est en lecture seule", f"{path.name} is read-only",
            path=str(path), reason="permission",
        )  # fmt: skip
    if not os.access(path.parent, os.W_OK):
        raise CannotWrite(
            f"{path.name} est dans un dossier en lecture seule", f"{path.name} is in a read-only folder",
            path=str(path), reason="permission",
        )  # fmt: skip


def write_cells(book: Workbook, identity: Identity, wanted: Writing) -> bool:
    """Records, inputs, derogations and formulas, then the figures that depend on them.

    Returns:
        Whether something was written.

    Raises:
        CannotResize: something stands in the way of a table.
        UnsupportedWorkbook: a sheet is protected.
    """
    held_back = {where[:2] for where in wanted.unread if where[2] == ROW}
    before = texts_of(book)
    tables = restructure(book, wanted.data, wanted.renamed, held_back)
    side = read_records(book, identity, wanted.cells)
    _write_inputs(book, side, wanted)
    _write_formulas(book, identity, side, wanted, tables)
    put_derogations(book, side.computed, derogations_of(wanted.data))
    return refuse_protected(book, before)


def refresh_figures(book: Workbook) -> None:
    """Computes every formula again and writes the figures that differ."""
    from xlsync.recalc import evaluate, refresh

    refresh(book, evaluate(book))


def _write_inputs(book: Workbook, side: Reading, wanted: Writing) -> None:
    for where, cell in side.at.items():
        table, key, column = where
        if column == ROW or where in side.formulas or where in wanted.unread or cell.is_computed:
            continue
        if (table, key, ROW) in wanted.unread:
            continue
        text = wanted.cells.get(where)
        if text != side.cells.get(where) or where in wanted.repairs:
            value = from_text(text, cell.column)
            book.sheet(cell.sheet).set_value((cell.row, cell.at), value)
    for cell in side.keys_to_repair:
        found = read_input(cell.value, cell.column, book.date1904)
        book.sheet(cell.sheet).set_value((cell.row, cell.at), from_text(found.text, cell.column))


# --- formulas


def _write_formulas(
    book: Workbook, identity: Identity, side: Reading, wanted: Writing, tables: Iterable[str]
) -> None:
    """Formulas that are to come back, and those that a record which came lacks."""
    grown = set(tables)
    lost = {
        place: cell
        for place, cell in side.computed.items()
        if place in wanted.restore
        or (cell.formula is None and cell.value in (None, "") and place[0].partition(".")[0] in grown)
    }
    if not lost:
        return
    expected = expected_text(book, identity)
    for cell in lost.values():
        text = expected.get(cell.home)
        if text is not None:
            book.sheet(cell.sheet).set_formula((cell.row, cell.at), text)


# --- what belongs to the synchronisation


def write_conflicts(book: Workbook, lines: Sequence[ConflictLine]) -> None:
    """Writes the sheet `Conflits`.

    Raises:
        UnsupportedWorkbook: there are conflicts and the workbook has lost the sheet.
    """
    if not has_conflict_sheet(book):
        if lines:
            raise _missing(CONFLICT_SHEET)
        return
    write_lines(book, lines)


@dataclass(frozen=True, slots=True)
class Stamped:
    """The revision that a workbook is stamped with.

    Attributes:
        store: UUID of the store.
        id: The revision.
        on: The one that it is made from, "" where it was there already.
        before: What the model held in the cells that it changes, None for a blank.
    """

    store: str
    id: str
    on: str
    before: Mapping[Where, str | None]


def write_stamp(
    book: Workbook,
    identity: Identity,
    base: Mapping[Where, str],
    revision: Stamped,
    view: View,
) -> None:
    """Writes the base, where it comes from, and the moment at which it shows the convention.

    Raises:
        UnsupportedWorkbook: the workbook has lost the sheet of the base.
    """
    if all(entry.name != BASE_SHEET for entry in book.sheets):
        raise _missing(BASE_SHEET)
    provenance = Provenance(
        revision.store,
        revision.id,
        identity.convention,
        __version__,
        parameters_hash(identity.schema),
        view,
        revision.on,
    )
    stamp_provenance(book, listed(base, revision.before), provenance)


def finished(book: Workbook, side: Reading, *, clean: bool, whole: bool, true_formulas: bool) -> bytes:
    """The file; one with nothing left to report carries its seals, so that the next look is immediate.

    Args:
        book: The workbook.
        side: What was read of it.
        clean: Nothing is left to report.
        whole: More than its base was looked at.
        true_formulas: Every formula is the one that it should be.
    """
    fresh = Workbook.from_bytes(book.to_bytes())
    ending = "" if whole else BASE_ONLY
    seals: dict[str, Property | None] = dict.fromkeys((SYNCED, CONTENTS, FORMULAS))
    if true_formulas:
        seals[FORMULAS] = formulas_of(fresh)
    if clean:
        seals[SYNCED] = seal_of(fresh) + ending
        # The value of an input made by a formula may change while nothing that was typed does.
        seals[CONTENTS] = None if side.formulas else said_of(fresh) + ending
    elif is_sealed(fresh):
        seals[SEAL] = "-"
    fresh.set_custom_properties(seals)
    return fresh.to_bytes()


def _missing(sheet: str) -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        f"il manque au classeur la feuille {sheet} : reconstruire le classeur dans un autre dossier",
        f"the workbook lacks the sheet {sheet}: build it again in another folder",
        sheet=sheet,
    )
