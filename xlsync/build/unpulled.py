"""Refuses to overwrite a workbook that holds edits which the model has not taken."""

from __future__ import annotations

import re
from pathlib import Path

from xlsync.annexbook import names
from xlsync.annexbook.base import read_base
from xlsync.annexbook.cells import ReadCell, Reader
from xlsync.annexbook.derogations import value_text
from xlsync.annexbook.formulas import same_text
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.places import locate
from xlsync.annexbook.seal import is_sealed
from xlsync.annexbook.stamp import Provenance, stamp
from xlsync.annexbook.templates import template_path
from xlsync.annexes import kinds, schema
from xlsync.conventions.keys import key_text
from xlsync.errors import UnpulledEdits, WrongValue
from xlsync.model import OVERRIDES, ROW, Where, normalize, to_text, unflatten
from xlsync.model.shapes import SINGLE
from xlsync.recalc import Book, book_of
from xlsync.workbook import Cell, Workbook
from xlsync.workbook.values import Address, date_from_serial

SHOWN = 3
ADDED = {
    "graphique": re.compile(r"/charts/chart\d*\.xml$"),
    "image": re.compile(r"/media/"),
    "commentaire": re.compile(r"/comments\w*\.xml$"),
    "tableau croisé": re.compile(r"/pivotTables/"),
    "macro": re.compile(r"vbaProject\.bin$"),
}
"""What people add to a workbook besides cells, known by the names of its parts."""


def unpulled_edits(path: Path) -> bytes | None:
    """Passes when a file is absent, or holds nothing that building it again would lose.

    A file that nobody has saved since it was built is known by its seal. Any other is compared with what was
    stamped into it, cell by cell, whatever the cell: inputs, formulas, texts, sheets, choices.

    Args:
        path: An annex workbook, or nothing yet.

    Returns:
        The content of the file that was looked at, None when there is none.

    Raises:
        UnpulledEdits: the workbook holds something that the model lacks, or is not one of ours.
        XlsyncError: the file cannot be read.
    """
    if not path.exists():
        return None
    book = Workbook.open(path)
    if not is_sealed(book):
        _refuse_edits(book, path)
    return book.package.source


def _refuse_edits(book: Workbook, path: Path) -> None:
    convention = str(book.custom_properties.get(names.CONVENTION, ""))
    kind = convention.split("/")[0]
    if kind not in kinds() or BASE_SHEET not in [entry.name for entry in book.sheets]:
        raise UnpulledEdits(
            f"{path.name} n’est pas un classeur d’annexes d’ici : déplacez-le avant de reconstruire",
            f"{path.name} is not an annex workbook of ours: move it before building",
        )
    changed = list(dict.fromkeys([*_changed(book, kind), *_other_changes(book, convention)]))
    if changed:
        shown = ", ".join(changed[:SHOWN]) + (" …" if len(changed) > SHOWN else "")
        raise UnpulledEdits(
            f"{path.name} contient {len(changed)} modification(s) que le modèle n’a pas ({shown}) : "
            "reprenez-les ou déplacez le fichier avant de reconstruire",
            f"{path.name} holds {len(changed)} edit(s) that the model lacks ({shown}): "
            "take them or move the file before building",
        )


def _other_changes(book: Workbook, convention: str) -> list[str]:
    """What differs from the workbook as it was stamped, outside the inputs: formulas, texts, sheets."""
    stamped = _as_stamped(book, convention)
    drawn = [entry.name for entry in stamped.sheets]
    extra = [entry.name for entry in book.sheets if entry.name not in drawn]
    missing = [name for name in drawn if name not in [entry.name for entry in book.sheets]]
    view = book_of(book)
    changed = [*extra, *missing, *_added(book, stamped)]
    for name in drawn:
        if name not in (BASE_SHEET, *missing):
            before, now = stamped.sheet(name).cells, book.sheet(name).cells
            changed += [
                str(Address(name, *at))
                for at in sorted(before.keys() | now.keys())
                if not _same(before.get(at), now.get(at), Address(name, *at), view)
            ]
    return changed


def _added(book: Workbook, stamped: Workbook) -> list[str]:
    """Charts, images, comments … that the stamped workbook has fewer of."""
    now, before = book.package.names(), stamped.package.names()
    return [
        what
        for what, part in ADDED.items()
        if sum(bool(part.search(name)) for name in now) > sum(bool(part.search(name)) for name in before)
    ]


def _as_stamped(book: Workbook, convention: str) -> Workbook:
    """The workbook that its own base and the template of its kind make."""
    cells = {(convention, *where): text for where, text in read_base(book).items()}
    cells |= {(convention, table, "", ROW): "0" for table in SINGLE}
    data = unflatten(cells).convention(convention)
    stamped = Workbook.open(template_path(data.kind))
    said = {name: str(value) for name, value in book.custom_properties.items()}
    revision, version = said.get(names.REVISION, ""), said.get(names.VERSION, "")
    stamp(stamped, data, Provenance("", revision, convention, version, ""))
    return Workbook.from_bytes(stamped.to_bytes())


def _same(before: Cell | None, now: Cell | None, place: Address, view: Book) -> bool:
    old, new = before or Cell(), now or Cell()
    if old.formula is not None and new.formula is not None:
        return same_text(new.formula, old.formula, place, view)
    if old.formula is not None or new.formula is not None:
        return False
    return ("" if old.value is None else old.value) == ("" if new.value is None else new.value)


def _changed(book: Workbook, kind: str) -> list[str]:
    """What differs from the base: inputs, records added or gone, values over formulas, lines under tables."""
    base = read_base(book)
    reader = Reader(book, locate(schema(kind), book))
    changed: list[str] = []
    met: set[Where] = set()
    for cell in reader.cells():
        if cell.is_input:
            where = (cell.table, cell.key_text, ROW if cell.column.key else cell.column.name)
            same = where in base if cell.column.key else _text(cell) == base.get(where)
            if not same or where in met:
                changed.append(cell.address)
            met.add(where)
        elif cell.is_computed and cell.formula is None and cell.value not in (None, ""):
            if base.get(_derogation(cell)) != value_text(cell.value):
                changed.append(cell.address)
            met.update(where for where in base if where[:2] == _derogation(cell)[:2])
    under = [cell.address for place in reader.places.tables.values() for cell in reader.under(place)]
    return changed + under + [" ".join(where).strip() for where in base if where not in met]


def _derogation(cell: ReadCell) -> Where:
    """Where the base keeps the value that a derogation gives a computed cell."""
    key = {"table": cell.table, "cle": cell.key_text, "colonne": cell.column.name}
    return OVERRIDES, key_text(key), "valeur"


def _text(cell: ReadCell) -> str | None:
    value = cell.value
    if cell.column.type == "date" and isinstance(value, float):
        value = date_from_serial(value)
    try:
        return to_text(normalize(value, cell.column), cell.column)
    except WrongValue:
        return str(value)
