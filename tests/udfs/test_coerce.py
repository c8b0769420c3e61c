"""What each cell means, whatever host it comes from."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import udfs
from udfs.coerce import CellError, coerce, grid, is_blank, to_cell, unwrap
from udfs.coerce.cells import error_in
from udfs.errors import OutOfRange, UdfError, WrongValue
from udfs.registry import FUNCTIONS, Argument

NBSP, THIN = "\u00a0", "\u202f"


def argument(function: str, name: str) -> Argument:
    return next(a for a in FUNCTIONS[function].arguments if a.name == name)


CAPITAL = argument("PRET.ECHEANCE", "capital")
TAUX = argument("PRET.ECHEANCE", "taux")
ECHEANCES = argument("PRET.ECHEANCE", "nombre_echeances")
PERIODES = argument("PRET.ECHEANCE", "periodes_par_an")
PROFIL = argument("PRET.ECHEANCE", "profil")
DATE = argument("PRET.INTERETS", "debut")
DEROGATION = argument("MIXEUR.CONTRIBUTION", "derogation")
AJUSTEMENT = argument("MOBY.SIMULATION", "ajustement_cee")
FLAG = argument("MIXEUR.CONTRIBUTION", "utilisateurs_prorates")
HABITANTS = argument("MIXEUR.CONTRIBUTION", "habitants")
NOMBRE = argument("MOBY.PRIX", "nombre")
TRAVAUX = argument("INTRACTING.PLAN", "travaux")
DATES = argument("PRET.TAEG", "dates")
DATES_A_VENIR = argument("ACOMPTES.ECHEANCIER", "dates")
DJU = argument("ENERGIE.REFERENCE_MENSUELLE", "dju_suivi")
FINS = argument("INTRACTING.OBJECTIF", "fins_travaux")
CLES = argument("CEE.REPARTITION", "cles")
RANG = argument("PRET.LIGNE", "rang")


def refused(declared: Argument, cell: Any) -> UdfError:
    with pytest.raises(UdfError) as caught:
        coerce(declared, cell)
    assert declared.name in caught.value.text.fr
    assert declared.name in caught.value.text.en
    assert caught.value.argument == declared.name
    return caught.value


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (170000, 170000.0),
        (np.float64(1.5), 1.5),
        (Decimal("1045373.50"), 1045373.5),
        (True, 1.0),
        ("170000", 170000.0),
        ("1 045 373,50", 1045373.5),
        (f"1{NBSP}045{NBSP}373,50{NBSP}€", 1045373.5),
        (f"1{THIN}045{THIN}373,50", 1045373.5),
        ("1045373.5", 1045373.5),
        ("170 000 euros", 170000.0),
        ("1,500", 1.5),
        ("0.500", 0.5),
        ("1500.125", 1500.125),
        (",5", 0.5),
        ("1,5E3", 1500.0),
        ([[170000]], 170000.0),
        (np.array([[170000.0]]), 170000.0),
    ],
)
def test_an_amount_is_read_as_french_or_plain(cell: Any, number: float) -> None:
    assert coerce(CAPITAL, cell) == number


@pytest.mark.parametrize("cell", ["1.500", "12.345", "-1.000", "1.500 €"])
def test_a_dot_before_three_digits_is_ambiguous(cell: str) -> None:
    error = refused(CAPITAL, cell)
    assert isinstance(error, WrongValue)
    assert "ambigu" in error.text.fr
    assert "ambiguous" in error.text.en


@pytest.mark.parametrize(
    "cell",
    ["12 34", "1 0000", "1.234.567", "1,234.5", "2 %", "dix", "-", "€", "(100)", "1e", float("nan"), "inf"],
)
def test_what_is_not_an_amount(cell: Any) -> None:
    assert isinstance(refused(CAPITAL, cell), WrongValue)


def test_an_infinite_number_is_refused() -> None:
    assert isinstance(refused(CAPITAL, float("inf")), WrongValue)


@pytest.mark.parametrize("cell", [10**400, "1e400"])
def test_a_number_beyond_floats_is_refused(cell: Any) -> None:
    assert isinstance(refused(CAPITAL, cell), WrongValue)
    assert isinstance(refused(NOMBRE, cell), WrongValue)


@pytest.mark.parametrize(
    ("argument", "error"), [(DATE, OutOfRange), (PROFIL, WrongValue), (FLAG, WrongValue)]
)
def test_a_whole_number_beyond_floats_is_refused_where_something_else_is_due(
    argument: Argument, error: type[UdfError]
) -> None:
    assert isinstance(refused(argument, 10**400), error)


@pytest.mark.parametrize(
    ("cell", "rate"),
    [("2 %", 0.02), ("2%", 0.02), (f"2,5{NBSP}%", 0.025), ("0,02", 0.02), (1, 1.0), (0, 0.0)],
)
def test_a_rate(cell: Any, rate: float) -> None:
    assert coerce(TAUX, cell) == rate


def test_a_rate_above_one_gets_a_question() -> None:
    error = refused(TAUX, 2)
    assert isinstance(error, OutOfRange)
    assert error.text.fr == f"taux{NBSP}: 2 = 200{NBSP}%{NBSP}; vouliez-vous 2{NBSP}%{NBSP}?"
    assert "did you mean 2" in error.text.en


@given(st.integers(0, 10**6), st.sampled_from(["", " %", "%"]))
def test_percents_are_exact_decimals(hundredths: int, percent: str) -> None:
    """A text means its decimal: the float is the nearest one, not the result of a float division."""
    decimal = Decimal(hundredths) / 10**6
    shown = f"{decimal * 100 if percent else decimal:f}{percent}".replace(".", ",")
    assert coerce(TAUX, shown) == float(decimal)


def test_a_blank_is_missing_omitted_or_zero() -> None:
    for blank in (None, "", "  ", NBSP, [[None]], [[""]], []):
        assert isinstance(refused(CAPITAL, blank), WrongValue)
        assert coerce(PERIODES, blank) == 1
        assert coerce(HABITANTS, blank) is None
        assert coerce(RANG, blank) == 0


def test_a_zero_is_a_blank_where_hosts_cannot_tell() -> None:
    assert coerce(PERIODES, 0) == 1
    assert coerce(PROFIL, 0) == "echeances_constantes"
    assert coerce(DEROGATION, 0) is None
    assert isinstance(refused(DATE, 0), WrongValue)
    assert isinstance(refused(CAPITAL, 0), WrongValue)


@pytest.mark.parametrize("declared", [DEROGATION, AJUSTEMENT])
def test_a_real_zero_is_written_where_0_is_a_blank(declared: Argument) -> None:
    assert coerce(declared, 0) is None
    assert coerce(declared, "Gratuit") == coerce(declared, "free") == 0.0
    assert coerce(declared, "1 750") == 1750.0


def test_a_whole_number() -> None:
    assert coerce(ECHEANCES, 13.000000000000002) == 13
    assert isinstance(coerce(ECHEANCES, 13.0), int)
    assert isinstance(refused(ECHEANCES, 12.5), WrongValue)
    assert isinstance(refused(ECHEANCES, "13 ans"), WrongValue)
    assert isinstance(refused(ECHEANCES, 1201), OutOfRange)


def test_the_largest_number_of_all_is_beyond_them_at_fifteen_digits() -> None:
    assert isinstance(refused(ECHEANCES, sys.float_info.max), WrongValue)
    assert isinstance(refused(CLES, [["a", sys.float_info.max]]), WrongValue)


def test_only_some_numbers() -> None:
    error = refused(PERIODES, 3)
    assert isinstance(error, OutOfRange)
    assert "1, 2, 4, 12" in error.text.fr
    assert coerce(PERIODES, "12") == 12


@pytest.mark.parametrize(
    "cell",
    [
        46387,
        46387.75,
        np.int64(46387),
        datetime.date(2026, 12, 31),
        datetime.datetime(2026, 12, 31, 18, 30),
        np.datetime64("2026-12-31T10:00"),
        "2026-12-31",
        "2026-12-31T00:00:00",
        "31/12/2026",
        " 31/12/2026 ",
    ],
)
def test_a_date(cell: Any) -> None:
    assert coerce(DATE, cell) == np.datetime64("2026-12-31")


def test_the_first_serial_on_which_spreadsheets_agree() -> None:
    assert coerce(DATE, 61) == np.datetime64("1900-03-01")
    for cell in (60, 1, -5, 1e12, "28/02/1900"):
        assert isinstance(refused(DATE, cell), OutOfRange)


@pytest.mark.parametrize(
    "cell", ["demain", "31/02/2026", "2026-13-01", "12/2026", "46387", float("nan"), b"x"]
)
def test_what_is_not_a_date(cell: Any) -> None:
    assert isinstance(refused(DATE, cell), WrongValue)


def test_a_missing_date_is_a_blank() -> None:
    assert is_blank(np.datetime64("NaT"))


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 12, 31)))
def test_dates_go_in_and_come_out_as_the_same_serial(day: datetime.date) -> None:
    serial = to_cell(np.datetime64(day))
    assert isinstance(serial, int)
    assert serial == (day - datetime.date(1899, 12, 30)).days
    assert coerce(DATE, serial) == np.datetime64(day)


@pytest.mark.parametrize("cell", ["Echéances constantes", "ÉCHÉANCES_CONSTANTES", "echeances-constantes "])
def test_an_option_without_case_or_accents(cell: str) -> None:
    assert coerce(PROFIL, cell) == "echeances_constantes"


def test_an_unknown_option_lists_the_others() -> None:
    error = refused(argument("PRET.ECHEANCE", "arrondi"), "euro")
    assert "centime" in error.text.fr
    assert "theorique" in error.text.en


@pytest.mark.parametrize(
    ("cell", "value"), [(True, True), (0, False), ("VRAI", True), ("false", False), ("", True)]
)
def test_a_flag(cell: Any, value: bool) -> None:
    assert coerce(FLAG, cell) is value


@pytest.mark.parametrize(
    ("cell", "bracket"),
    [
        (2, 2),
        ("3", 3),
        ("4 à 6", (4, 6)),
        ("De 4 a 6", (4, 6)),
        ("7-10", None),
        ("11 et plus", (11, None)),
        (f"11{NBSP}ET PLUS", (11, None)),
    ],
)
def test_a_bracket(cell: Any, bracket: Any) -> None:
    if bracket is None:
        assert isinstance(refused(NOMBRE, cell), WrongValue)
    else:
        assert coerce(NOMBRE, cell) == bracket


def test_a_bracket_that_ends_before_it_begins() -> None:
    assert "4 à 6" in refused(NOMBRE, "6 à 4").text.fr


def test_a_range_is_one_vector() -> None:
    found = coerce(TRAVAUX, [["10", None], [30, ""]])
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float64
    assert found.tolist() == [10.0, 0.0, 30.0, 0.0]
    assert coerce(TRAVAUX, [[None], [None]]).tolist() == [0.0, 0.0]  # type: ignore[attr-defined]


def test_a_blank_in_a_range_where_it_is_not_zero() -> None:
    assert "2" in refused(DATES, [["31/12/2026"], [None]]).text.fr
    assert isinstance(refused(DATES, [[None], [None]]), WrongValue)


def test_a_blank_in_a_range_of_dates_still_to_come() -> None:
    found = coerce(DATES_A_VENIR, [["31/12/2026"], [None], [""], [0]])
    assert np.asarray(found).astype(str).tolist() == ["2026-12-31", "NaT", "NaT", "NaT"]
    assert coerce(DATES_A_VENIR, [[None], [None]]) is None


def test_a_blank_in_a_required_range_of_unknown_values() -> None:
    assert np.array_equal(coerce(DJU, [["360"], [None], [0]]), [360.0, np.nan, 0.0], equal_nan=True)  # type: ignore[arg-type]
    assert np.isnan(coerce(DJU, [[None], [""]])).tolist() == [True, True]  # type: ignore[call-overload]
    assert np.isnat(coerce(FINS, [[None], [0]])).tolist() == [True, True]  # type: ignore[call-overload]
    assert isinstance(refused(FINS, None), WrongValue)


def test_a_key_is_a_number_or_a_text() -> None:
    assert list(coerce(CLES, [["A", 2.0, "10", 10]])) == ["A", 2.0, "10", 10.0]  # type: ignore[call-overload]
    assert list(coerce(CLES, [["trois ", 0.1 + 0.2]])) == ["trois", 0.3]  # type: ignore[call-overload]


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf"), datetime.date(2025, 1, 1)])
def test_what_is_not_a_key(cell: Any) -> None:
    assert isinstance(refused(CLES, [[cell]]), WrongValue)


def test_a_range_where_one_cell_is_due() -> None:
    error = refused(TAUX, [[0.02, 0.03], [1, 1]])
    assert isinstance(error, WrongValue)
    assert "2 × 2" in error.text.fr


def test_ranges_of_any_make() -> None:
    assert grid([1, 2]) == [[1, 2]]
    assert grid(((1,), (2,))) == [[1], [2]]
    assert grid(np.array([[1, 2], [3, 4]])) == [[1, 2], [3, 4]]
    assert unwrap([[[5]]]) == 5
    assert unwrap([]) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        (CellError("#NUM!"), "#NUM!"),
        ("#VALEUR !", "#VALUE!"),
        (f"#NOM{NBSP}?", "#NAME?"),
        ([[1, "#REF!"], ["#N/A", 2]], "#REF!"),
        ("# 12", None),
        ("texte", None),
    ],
)
def test_an_error_is_seen_wherever_it_is(cell: Any, code: str | None) -> None:
    assert error_in(cell) == code


def test_values_come_out_as_python_ones() -> None:
    assert to_cell(np.float64(-0.0)) == 0.0
    assert str(to_cell(np.float64(-0.0))) == "0.0"
    assert type(to_cell(np.int64(3))) is int
    assert to_cell(np.datetime64("NaT")) == ""
    assert to_cell(None) == ""
    assert type(to_cell(np.str_("positif"))) is str
    assert to_cell(True) is True


def test_a_year_out_of_bounds_is_written_as_a_year():
    with pytest.raises(OutOfRange) as caught:
        udfs.call("JOURS.FERIES", 15000)
    assert "attendu entre 1901 et 2200, reçu 15000" in caught.value.text.fr
    assert "expected between 1901 and 2200, got 15000" in caught.value.text.en
    with pytest.raises(OutOfRange) as caught:
        udfs.call("PRET.ECHEANCE", 170000, 0.02, 12000)
    assert "12\u00a0000" in caught.value.text.fr
