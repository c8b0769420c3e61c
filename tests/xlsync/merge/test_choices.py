"""What a person writes in « Choix »."""

from __future__ import annotations

import datetime

import pytest

from xlsync.errors import UnknownColumn, WrongValue
from xlsync.merge import Choice, read_choice
from xlsync.model import ROW

AMOUNT = ("versements", "versement=1", "montant")
RATE = ("versements", "versement=1", "taux")
RECORD = ("versements", "versement=1", ROW)
DATE = ("conventions", "", "date_signature")


@pytest.mark.parametrize(
    ("cell", "written", "choice"),
    [
        (AMOUNT, "", None),
        (AMOUNT, None, None),
        (AMOUNT, " \u00a0 ", None),
        (AMOUNT, "classeur", Choice("workbook")),
        (AMOUNT, " Classeur ", Choice("workbook")),
        (AMOUNT, "modèle", Choice("model")),
        (AMOUNT, "MODELE", Choice("model")),
        (AMOUNT, "mode\u0300le", Choice("model")),
        (AMOUNT, "base", Choice("base")),
        (RECORD, "base", Choice("base")),
        (AMOUNT, "1 045 373,50 €", Choice("value", "1045373.5")),
        (AMOUNT, "1045373.5", Choice("value", "1045373.5")),
        (AMOUNT, 1045373.5, Choice("value", "1045373.5")),
        (AMOUNT, 1.25, Choice("value", "1.25")),
        (AMOUNT, 170000, Choice("value", "170000")),
        (RATE, "2 %", Choice("value", "0.02")),
        (RATE, 0.025, Choice("value", "0.025")),
        (DATE, "31/12/2026", Choice("value", "2026-12-31")),
        (DATE, datetime.date(2026, 12, 31), Choice("value", "2026-12-31")),
        (RECORD, "4", Choice("value", "versement=4")),
        (RECORD, 4, Choice("value", "versement=4")),
        (RECORD, "versement=4", Choice("value", "versement=4")),
    ],
)
def test_what_is_written_is_read(cell, written, choice):
    assert read_choice("intracting", cell, written) == choice


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (AMOUNT, "claseur"),
        (AMOUNT, "1.500"),
        (RATE, "2"),
        (RATE, True),
        (DATE, "31/02/2026"),
        (RECORD, "quatre"),
        (RECORD, "ligne=4"),
    ],
)
def test_anything_else_is_refused_and_the_cell_named(cell, written):
    with pytest.raises(WrongValue) as caught:
        read_choice("intracting", cell, written)
    assert (caught.value.table, caught.value.key, caught.value.column) == cell
    for text in (caught.value.text.fr, caught.value.text.en):
        assert ", ".join(part for part in cell if part) in text
        assert "classeur" in text


def test_an_unknown_column_is_an_error_of_the_caller():
    with pytest.raises(UnknownColumn):
        read_choice("intracting", ("versements", "versement=1", "montnat"), "12")
