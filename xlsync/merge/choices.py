"""What a person writes in the column « Choix » of the sheet `Conflits`."""

from __future__ import annotations

import datetime
from typing import Literal

from udfs.coerce.cells import plain
from xlsync.annexes import Column
from xlsync.errors import UnknownKey, WrongValue, XlsyncError
from xlsync.merge.data import Choice
from xlsync.model import ROW, Shape, Value, decimal_text, identity, parse, read_key, shape, to_text
from xlsync.model.changes import Where

_WORDS: dict[str, Literal["workbook", "model", "base"]] = {
    "classeur": "workbook",
    "modele": "model",
    "base": "base",
}


def read_choice(kind: str, cell: Where, written: Value) -> Choice | None:
    """The choice written for a cell, None for no choice.

    Args:
        kind: Kind of the convention.
        cell: The cell in conflict; the column `ROW` for a record.
        written: "classeur", "modèle" or "base", in any case and without accents too; else a value as a
            person types it, in French or plain form; else the value itself, as a spreadsheet holds it. For a
            record, the key that it was renamed to.

    Raises:
        UnknownTable, UnknownColumn: no such cell.
        WrongValue: not a value of that column. The sentence names the cell.

    Examples:
        >>> read_choice("intracting", ("versements", "versement=1", "montant"), "Modèle")
        Choice(take='model', value='')
        >>> read_choice("intracting", ("versements", "versement=1", "montant"), "175 000,50 €")
        Choice(take='value', value='175000.5')
    """
    table, _, column = cell
    found = shape(kind, table)
    typed = _typed(written)
    if not typed:
        return None
    if plain(typed) in _WORDS:
        return Choice(_WORDS[plain(typed)])
    try:
        return Choice("value", _key(found, typed) if column == ROW else _value(found.column(column), typed))
    except (WrongValue, UnknownKey) as error:
        raise _named(cell, written, error) from error


def _typed(written: Value) -> str:
    """What a person would type for it."""
    if written is None or isinstance(written, str):
        return (written or "").strip()
    if isinstance(written, bool):
        return "vrai" if written else "faux"
    if isinstance(written, datetime.date):
        return written.strftime("%d/%m/%Y")
    return decimal_text(written).replace(".", ",")


def _value(column: Column, typed: str) -> str:
    return to_text(parse(typed, column), column) or ""


def _key(found: Shape, typed: str) -> str:
    return identity(found, read_key(found, typed))


def _named(cell: Where, written: Value, error: XlsyncError) -> WrongValue:
    table, key, column = cell
    place = ", ".join(part for part in cell if part)
    return WrongValue(
        f"choix pour {place} : {error.text.fr} ; sinon écrire classeur, modèle ou base",
        f"choice for {place}: {error.text.en}; otherwise write classeur, modèle or base",
        table=table,
        key=key,
        column=column,
        value=written,
    )
