"""Refuses to overwrite a workbook that holds something which the model lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from udfs.errors import Text
from xlsync.annexbook import names
from xlsync.annexbook.additions import additions
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.computed import override_problem
from xlsync.annexbook.derogations import derogation_key, value_text
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import identify
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.reading import Override, Reading
from xlsync.annexbook.seal import is_sealed
from xlsync.annexes import kinds
from xlsync.errors import Notice, UnpulledEdits, sentence
from xlsync.model import OVERRIDES, ROW, Where
from xlsync.workbook import Workbook

SHOWN = 3


def unpulled_edits(path: Path) -> bytes | None:
    """Passes when a file is absent, or holds nothing that building it again would lose.

    A file that nobody has saved since it was built is known by its seal. Any other is read, and what it holds
    is compared with what was agreed on when it was written: inputs, formulas, texts, sheets, choices.

    Args:
        path: An annex workbook, or nothing yet.

    Returns:
        The content of the file that was looked at, None when there is none.

    Raises:
        UnpulledEdits: the workbook holds something that the model lacks, or is not one of ours; its `edits`
            are the notices of what would be lost.
        XlsyncError: the file cannot be read.
    """
    if not path.exists():
        return None
    book = Workbook.open(path)
    if not is_sealed(book):
        _refuse_edits(book, path)
    return book.package.source


def _refuse_edits(book: Workbook, path: Path) -> None:
    kind = str(book.custom_properties.get(names.CONVENTION, "")).split("/")[0]
    if kind not in kinds() or BASE_SHEET not in [entry.name for entry in book.sheets]:
        raise UnpulledEdits(
            f"{path.name} n’est pas un classeur d’annexes d’ici : déplacez-le avant de reconstruire",
            f"{path.name} is not an annex workbook of ours: move it before building",
            edits=(),
        )
    identity = identify(book, path)
    if identity.is_older:
        raise UnpulledEdits(
            f"{path.name} suit un schéma plus ancien, et quelqu’un l’a enregistré depuis : "
            "« xlsync sync » d’abord, ou déplacez le fichier avant de reconstruire",
            f"{path.name} follows an older schema, and someone has saved it since: "
            "“xlsync sync” first, or move the file before building",
            edits=(),
        )
    edits = list(dict.fromkeys(edits_of(read_annex(book, identity, file=str(path)))))
    if edits:
        said = [f"{one.where or one.what.fr}" for one in edits[:SHOWN]]
        shown = ", ".join(said) + (" …" if len(edits) > SHOWN else "")
        raise UnpulledEdits(
            f"{path.name} contient {len(edits)} modification(s) que le modèle n’a pas ({shown}) : "
            "reprenez-les ou déplacez le fichier avant de reconstruire",
            f"{path.name} holds {len(edits)} edit(s) that the model lacks ({shown}): "
            "take them or move the file before building",
            edits=tuple(edits),
        )


def edits_of(reading: Reading) -> Iterator[Notice]:
    """What a build would lose of a workbook: what people typed, added or changed since it was written."""
    yield from (Notice(problem.where, problem.what) for problem in reading.problems)
    if reading.refused:
        return
    yield from _inputs(reading)
    for one in reading.overrides.values():
        if not _is_agreed(reading, one):
            yield Notice(one.cell.address, override_problem(reading, one).what)
    yield from reading.additions or additions(reading)


def _inputs(reading: Reading) -> Iterator[Notice]:
    """Inputs that are not those of the base; a record that came or went is one, its rank does not count."""
    printed = Printed(reading.identity.schema, reading.cells, reading.base)
    both = sorted(
        reading.base.keys() | reading.cells.keys(), key=lambda where: (where not in reading.at, where)
    )
    moved = {where[:2] for where in both if where[2] == ROW and not _is_same(reading, where)}
    for where in both:
        of_a_record = where[2] != ROW and where[:2] in moved
        unread = where in reading.unread or (where[0], where[1], ROW) in reading.unread
        if _is_same(reading, where) or of_a_record or unread or where[0] == OVERRIDES:
            continue
        change = _change(where, reading.base.get(where), reading.cells.get(where), printed)
        yield Notice(_place(reading, where, printed), change)


def _is_same(reading: Reading, where: Where) -> bool:
    before, now = reading.base.get(where), reading.cells.get(where)
    return (before is None) == (now is None) if where[2] == ROW else before == now


def _place(reading: Reading, where: Where, printed: Printed) -> str:
    """The cell of an input, the printed names of one that is gone."""
    cell = reading.at.get(where)
    return cell.address if cell else f"{printed.annex(where)}, {printed.cell(where)}"


def _change(where: Where, before: str | None, now: str | None, printed: Printed) -> Text:
    if where[2] == ROW:
        if before is None:
            return sentence("ligne ajoutée", "row added")
        return sentence("ligne supprimée", "row deleted")
    old, new = printed.value(where, before), printed.value(where, now)
    return sentence(f"saisie changée : {old} → {new}", f"input changed: {old} → {new}")


def _is_agreed(reading: Reading, one: Override) -> bool:
    """The model keeps that very value in the place of the formula."""
    held = reading.base.get((OVERRIDES, derogation_key(one.place), "valeur"))
    return not one.altered and held == value_text(one.content)
