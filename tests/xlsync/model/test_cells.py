"""Texts and values of cells. Expected values: the decimals themselves, read with `decimal`."""

import datetime
import sys
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import WrongValue
from xlsync.model.cells import (
    LONGEST_TEXT,
    accepted,
    decimal_text,
    figure,
    from_text,
    normalize,
    parse,
    to_text,
)
from xlsync.workbook.values import MAX_TEXT

LABEL = Text("Colonne", "Column")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")))


def column(kind: str, **more: object) -> Column:
    return Column("colonne", LABEL, kind, **more)


@given(st.decimals(-(10**11), 10**11, places=2))
def test_an_amount_in_cents_is_its_own_text(amount):
    cents = column("amount", decimals=2)
    text = to_text(float(amount), cents)
    assert Decimal(text) == amount
    assert to_text(from_text(text, cents), cents) == text


@given(st.floats(-1e300, 1e300))
def test_any_number_comes_back_as_the_same_text(number):
    plain = column("number")
    text = to_text(normalize(number, plain), plain)
    assert to_text(from_text(text, plain), plain) == text
    assert "e" not in text


@given(st.decimals(-(10**6), 10**6, places=6), st.integers(0, 5))
def test_a_number_is_kept_at_its_declared_scale(number, decimals):
    expected = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert Decimal(decimal_text(float(number), decimals)) == expected


@given(st.dates(datetime.date(1900, 1, 1)))
def test_dates_come_back(day):
    assert from_text(to_text(day, column("date")), column("date")) == day


@given(st.integers(-(2**53), 2**53))
def test_integers_come_back(number):
    assert from_text(to_text(number, column("integer")), column("integer")) == number or abs(number) > 10**15


@given(TEXT)
def test_texts_come_back(text):
    value = normalize(text, column("text"))
    assert from_text(to_text(value, column("text")), column("text")) == value == (text or None)


@pytest.mark.parametrize("flag", [True, False, None])
def test_flags_come_back(flag):
    assert from_text(to_text(flag, column("flag")), column("flag")) is flag


@pytest.mark.parametrize("blank", [None, "", float("nan"), pd.NA, pd.NaT, np.datetime64("NaT")])
@pytest.mark.parametrize("kind", ["amount", "integer", "date", "flag", "text"])
def test_blanks_are_none(blank, kind):
    assert normalize(blank, column(kind)) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("amount", "1e3"),
        ("amount", "1 000"),
        ("amount", "1,5"),
        ("integer", "1.5"),
        ("date", "30/06/2025"),
        ("date", "20250630"),
        ("date", "2025-W27-1"),
        ("flag", "vrai"),
        ("choice", "autre"),
    ],
)
def test_a_canonical_text_is_canonical(kind, text):
    choices = ("oui", "non") if kind == "choice" else ()
    with pytest.raises(WrongValue) as caught:
        from_text(text, column(kind, choices=choices))
    assert text in caught.value.text.fr


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("amount", float("inf")),
        ("amount", True),
        ("integer", 1.5),
        ("text", "a\x00"),
        ("text", 3),
        ("integer", sys.float_info.max),
        ("amount", -sys.float_info.max),
        ("text", "x" * 32_768),
        pytest.param("integer", 10**400, id="integer-huge"),
        pytest.param("amount", -(10**400), id="amount-huge"),
        ("date", 3),
        ("date", datetime.date(1899, 12, 31)),
        ("date", datetime.datetime(1895, 5, 12, 8)),
        ("date", np.datetime64("1899-12-31")),
        ("date", np.datetime64("12026-01-01")),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(kind, value):
    with pytest.raises(WrongValue, match="colonne"):
        normalize(value, column(kind))


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("amount", "1 045 373,50", 1045373.5),
        ("amount", "1\u202f045\u00a0373,505 €", 1045373.51),
        ("rate", "2 %", 0.02),
        ("rate", "0.02", 0.02),
        ("integer", "13", 13),
        ("year", "2025", 2025),
        ("date", "30/06/2025", datetime.date(2025, 6, 30)),
        ("date", "2025-06-30", datetime.date(2025, 6, 30)),
        ("date", "01/01/1900", datetime.date(1900, 1, 1)),
        ("date", "31/12/9999", datetime.date(9999, 12, 31)),
        ("flag", "oui", True),
        ("choice", "TERMINEE", "terminée"),
        ("text", "=1+1", "=1+1"),
        ("amount", "  ", None),
    ],
)
def test_what_people_type_is_read(kind, typed, expected):
    more = {"choices": ("en vigueur", "terminée")} if kind == "choice" else {}
    scale = {"decimals": 2} if kind == "amount" else {}
    assert parse(typed, column(kind, **more, **scale)) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("amount", "1.500", "ambigu"),
        ("amount", "abc", "montant"),
        ("rate", "2", "2 %"),
        ("date", "32/01/2025", "32/01/2025"),
        ("date", "12/05/1895", "01/01/1900"),
        ("choice", "autre", "terminée"),
    ],
)
def test_what_cannot_be_read_is_said(kind, typed, said):
    more = {"choices": ("en vigueur", "terminée")} if kind == "choice" else {}
    with pytest.raises(WrongValue) as caught:
        parse(typed, column(kind, minimum=0, maximum=1, **more))
    assert said in caught.value.text.fr.replace("\u00a0", " ")
    assert caught.value.column == "colonne"


def test_a_due_value_is_not_blanked():
    with pytest.raises(WrongValue, match="obligatoire"):
        parse("", column("text", nullable=False))


@pytest.mark.parametrize("kind", ["integer", "amount"])
def test_a_number_of_thousands_of_digits_is_said(kind):
    with pytest.raises(WrongValue, match="inf"):
        from_text("9" * 5000, column(kind))


def test_a_date_before_1900_in_a_file_is_said_and_never_kept():
    with pytest.raises(WrongValue, match="12/05/1895"):
        from_text("1895-05-12", column("date"))


def test_the_longest_text_is_that_of_a_cell():
    assert LONGEST_TEXT == MAX_TEXT
    assert len(normalize("x" * LONGEST_TEXT, column("text"))) == LONGEST_TEXT


def test_line_ends_are_one_character():
    assert normalize("a\r\nb\rc", column("text")) == "a\nb\nc"


METER = {"pattern": r"\d{14}", "expected": Text("14 chiffres", "14 digits")}


def test_a_text_is_of_the_pattern_of_its_column():
    meter = column("text", **METER)
    assert parse("01234567890123", meter) == "01234567890123"
    for typed in ("1234567890123", "012345678901234", "0123456789012x", "01234567890123\n"):
        with pytest.raises(WrongValue) as caught:
            parse(typed, meter)
        assert "14 chiffres attendu" in caught.value.text.fr
        assert "14 digits is expected" in caught.value.text.en


def test_a_text_that_is_kept_already_is_read_whatever_the_pattern():
    """A store is read whatever a later schema wants; `check` says what no longer fits."""
    assert from_text("ancien", column("text", **METER)) == "ancien"
    with pytest.raises(WrongValue):
        accepted("ancien", column("text", **METER))


@pytest.mark.parametrize("typed", ["1999", "2101"])
def test_a_year_is_written_as_a_year(typed):
    with pytest.raises(WrongValue) as caught:
        parse(typed, column("year", minimum=2000, maximum=2100))
    assert f"{typed} est hors limites (au moins 2000 et au plus 2100)" in caught.value.text.fr
    assert f"{typed} is out of bounds (at least 2000 and at most 2100)" in caught.value.text.en


def test_thousands_stand_apart_in_any_other_number():
    assert figure(12345, column("year")) == Text("12345", "12345")
    assert figure(12345, column("integer")) == Text("12\u00a0345", "12,345")
