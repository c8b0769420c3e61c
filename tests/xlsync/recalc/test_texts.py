"""Texts that are numbers and dates, and numbers and dates made texts, in each language.

Expected values are those of Microsoft's documentation of VALUE, DATEVALUE, TIMEVALUE, NUMBERVALUE, DATEDIF
and TEXT, of the calendar, and of Apache POI's `NumberToTextConverter`, a table of what Excel writes. What
LibreOffice agrees with stands in `functions.yaml`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.xlsync.recalc.test_engine import book_with
from xlsync.recalc import evaluate
from xlsync.recalc.values import AMBIGUOUS, NUM, VALUE, general


def one(formula: str, language: str | None, **options: Any) -> Any:
    """The value of a formula, or the name by which it is not recalculated."""
    evaluation = evaluate(book_with({"A1": f"={formula}"}, language=language, **options))
    reasons = [found.function for found in evaluation.not_recalculated]
    return reasons[0] if reasons else evaluation["F!A1"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (756.0, "756"),
        (1234567.8901234567, "1234567.89012346"),
        (1.2345678901234568e-5, "1.23456789012346E-05"),
        (1.23456789e-5, "0.0000123456789"),
        (5.6789012345e-8, "0.000000056789012345"),
        (5.67890123456e-8, "5.67890123456E-08"),
        (2e-50, "2E-50"),
        (1.2345678901234568e15, "1234567890123460"),
        (1.2345678901234567e19, "12345678901234600000"),
        (-1.2345678901234568e20, "-1.23456789012346E+20"),
        (9.999999999999999e20, "1E+21"),
        (9.999999999999999e-19, "0.000000000000000001"),
        (-9.999999999999999e-20, "-1E-19"),
        (123499.9999999999, "123500"),
    ],
)
def test_a_number_joined_to_a_text_is_that_of_the_table_of_poi(value: float, written: str) -> None:
    assert general(value) == written


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("31 décembre 2024", AMBIGUOUS, 45657),
        ("31 déc. 2024", AMBIGUOUS, 45657),
        ("31-dec-24", 45657, AMBIGUOUS),
        ("December 31, 2024", 45657, AMBIGUOUS),
        ("31/12/2024 18:00", AMBIGUOUS, 45657.75),
        ("30 février 2024", AMBIGUOUS, VALUE),
        ("1/2", AMBIGUOUS, AMBIGUOUS),
        ("12/2024", AMBIGUOUS, AMBIGUOUS),
        ("45/60", VALUE, VALUE),
        ("$5", 5, VALUE),
        ("-$1,200.50", -1200.5, VALUE),
        ("5 €", AMBIGUOUS, 5),
        ("(1 200,50 €)", AMBIGUOUS, -1200.5),
        ("£5", AMBIGUOUS, VALUE),
        ("(5)", -5, -5),
        ("-1 1/2", -1.5, -1.5),
        ("1 1/0", VALUE, VALUE),
        ("5 12:00", VALUE, VALUE),
        ("2011/02/23", 40597, AMBIGUOUS),
        ("2011/02/23 6 PM", 40597.75, AMBIGUOUS),
        ("2011/02/30", VALUE, VALUE),
        ("2024/15", VALUE, VALUE),
        ("6 PM", 0.75, AMBIGUOUS),
        ("13 PM", VALUE, VALUE),
        ("5-JUL", AMBIGUOUS, AMBIGUOUS),
        ("5 juil.", AMBIGUOUS, AMBIGUOUS),
        ("5 juillet", AMBIGUOUS, AMBIGUOUS),
        ("3 maisons", VALUE, VALUE),
        ("£0-£50", VALUE, VALUE),
    ],
)
def test_a_text_is_read_as_each_language_writes_it(text: str, english: Any, french: Any) -> None:
    assert (one(f'VALUE("{text}")', "en"), one(f'"{text}"+0', "fr")) == (english, french)


@pytest.mark.parametrize(
    ("formula", "language", "value"),
    [
        ('DATEVALUE("31/12/2024")', "fr", 45657),
        ('DATEVALUE("31/12/2024")', "en", AMBIGUOUS),
        ('DATEVALUE("1er mars 2024")', "fr", VALUE),
        ('DATEVALUE("1 mars 2024 06:00")', "fr", 45352),
        ('DATEVALUE("2011/02/23")', "en", 40597),
        ('DATEVALUE("2011/02/23")', "fr", AMBIGUOUS),
        ('DATEVALUE("2011/02/23")', None, AMBIGUOUS),
        ('DATEVALUE("5-JUL")', "en", AMBIGUOUS),
        ('DATEVALUE("5 juillet")', "fr", AMBIGUOUS),
        ('DATEVALUE("5 juil.")', None, AMBIGUOUS),
        ('TIMEVALUE("6 PM")', "en", 0.75),
        ('TIMEVALUE("6 am")', "en", 0.25),
        ('TIMEVALUE("6 PM")', "fr", AMBIGUOUS),
        ('TIMEVALUE("6 PM")', None, AMBIGUOUS),
        ('DATEVALUE("45292")', None, VALUE),
        ('TIMEVALUE("2:24 AM")', None, 0.1),
        ('TIMEVALUE("22-Aug-2011 6:35 AM")', "en", 0.2743055555555556),
        ('NUMBERVALUE("3,5")', "fr", 3.5),
        ('NUMBERVALUE("1\u202f234,5")', "fr", 1234.5),
        ('NUMBERVALUE("3,5")', None, AMBIGUOUS),
        ('NUMBERVALUE("3.5%",".",",")', None, 0.035),
        ('NUMBERVALUE("")', None, 0),
    ],
)
def test_a_function_reads_what_an_operator_reads(formula: str, language: str | None, value: Any) -> None:
    assert one(formula, language) == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("written", "english", "french", "unknown"),
    [
        ("£0-£50", 1, 1, 1),
        ("10€-20€", 1, 1, 1),
        ("5€50", 1, 1, 1),
        ("£5", AMBIGUOUS, 1, AMBIGUOUS),
        ("5 €", AMBIGUOUS, 2, AMBIGUOUS),
        ("5-JUL", 1, 1, 1),
        ("2011/02/23", 1, AMBIGUOUS, AMBIGUOUS),
    ],
)
def test_a_criterion_is_a_number_where_its_text_is_one(
    written: str, english: Any, french: Any, unknown: Any
) -> None:
    """A text equal to the criterion always counts; the number 5 counts for 5 € in French."""

    def counted(language: str | None) -> Any:
        cells = {"B1": written, "B2": 5.0, "A1": f'=COUNTIF(B1:B2,"{written}")'}
        evaluation = evaluate(book_with(cells, language=language))
        return next((found.function for found in evaluation.not_recalculated), evaluation["F!A1"])

    assert [counted(language) for language in ("en", "fr", None)] == [english, french, unknown]


def test_dates_in_texts_count_from_1904_there() -> None:
    assert one('DATEVALUE("2024-12-31")', None, date1904=True) == 45657 - 1462
    assert one('DATEDIF("2024-01-01","2024-12-31","d")', None, date1904=True) == 365


@pytest.mark.parametrize(
    ("dates", "unit", "value"),
    [
        ("DATE(2024,1,31),DATE(2024,3,1)", "md", "DATEDIF"),
        ("DATE(2023,1,30),DATE(2023,3,1)", "md", "DATEDIF"),
        ("DATE(2024,1,31),DATE(2024,3,31)", "md", 0),
        ("DATE(2024,1,30),DATE(2024,2,29)", "md", 30),
        ("DATE(2024,2,29),DATE(2026,3,5)", "yd", "DATEDIF"),
        ("DATE(2024,1,1),DATE(2023,1,1)", "d", NUM),
        ("DATE(2024,1,1),DATE(2025,1,1)", "x", NUM),
        ("0,60", "d", 60),
    ],
)
def test_no_days_are_told_from_a_day_that_a_month_has_not(dates: str, unit: str, value: Any) -> None:
    """Microsoft says of "MD" that it may be negative, zero or inaccurate: nobody computes it alike there."""
    assert one(f'DATEDIF({dates},"{unit}")', "en") == value


@pytest.mark.parametrize(
    ("formula", "language", "value"),
    [
        ('TEXT(45292,"jjjj j mmmm aaaa")', "fr", "lundi 1 janvier 2024"),
        ('TEXT(45352,"jjj j mmm aa")', "fr", "ven. 1 mars 24"),
        ('TEXT(45323,"mmm")', "fr", "févr."),
        ('TEXT(45292,"dddd d mmmm yyyy")', "en", "Monday 1 January 2024"),
        ('TEXT(45292,"mmmm")', None, "TEXT"),
        ('TEXT(45292,"dd/mm/yyyy")', "fr", "TEXT"),
        ('TEXT(45292,"jj/mm/aaaa")', "en", "TEXT"),
        ('TEXT(45292,"jj/mm/aaaa")', None, "01/01/2024"),
        ('TEXT(45292.75,"jj/mm/aaaa hh:mm")', "fr", "01/01/2024 18:00"),
        ('TEXT(0.123456,"hh:mm:ss")', "en", "TEXT"),
        ('TEXT(59,"dddd")', "en", "TEXT"),
        ('TEXT(1234.5,"0,00 €")', "fr", "1234,50 €"),
        ('TEXT(-0.256,"0,0 %;(0,0 %)")', "fr", "(25,6 %)"),
        ('TEXT(1234.5,"0.00")', "fr", "TEXT"),
        ('TEXT(1234.5,"# ##0,00")', "fr", "TEXT"),
        ('TEXT(-5,"0;")', "en", "TEXT"),
        ('TEXT(-5,"0;-0;néant")', None, "-5"),
        ('TEXT(0,"0;-0;""néant""")', None, "néant"),
        ('TEXT("x","0;-0;0;@")', None, "TEXT"),
    ],
)
def test_a_format_is_that_of_the_language(formula: str, language: str | None, value: str) -> None:
    assert one(formula, language) == value


@pytest.mark.parametrize(
    ("formula", "english", "french", "unknown"),
    [
        ('IF("VRAI",1,2)', VALUE, 1, 1),
        ('IF("TRUE",1,2)', 1, VALUE, 1),
        ('COUNTIF(B1:B3,"VRAI")', 1, 1, 1),
        ('SUMIF(B1:B3,"VRAI",C1:C3)', 2, 1, 1),
        ('SUMIF(B1:B3,"true",C1:C3)', 1, 4, 1),
    ],
)
def test_a_boolean_is_written_in_the_language(formula: str, english: Any, french: Any, unknown: Any) -> None:
    """LibreOffice in English takes VRAI for any text, in conditions and in criteria."""
    cells = {"B1": True, "B2": "VRAI", "B3": "TRUE", "C1": 1.0, "C2": 2.0, "C3": 4.0, "A1": f"={formula}"}
    found = [evaluate(book_with(cells, language=one))["F!A1"] for one in ("en", "fr", None)]
    assert found == [english, french, unknown]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("NETWORKDAYS(43830,44196,43831)", 262),
        ("NETWORKDAYS(43830,44196,B1:B2)", 262),
        ("WORKDAY(43830,1,B1)", 43832),
        ("WORKDAY.INTL(43830,1)", 43831),
        ("WORKDAY(0,-1)", NUM),
        ("WEEKNUM(3)", 2),
        ("WEEKNUM(-1)", NUM),
        ("ISOWEEKNUM(0)", 53),
        ("DAYS360(43830,44196)", 360),
        ("XNPV(0.1,C1:C2,{43830,44196})", -100 + 110 / 1.1 ** (366 / 365)),
        ("COUPNCD(43830,44196,2,0)", 44012),
    ],
)
def test_functions_of_dates_count_from_1904_there(formula: str, value: Any) -> None:
    """LibreOffice 7.4 finds the same but for the days before the first, which no calendar has."""
    cells = {"B1": 43831.0, "C1": -100.0, "C2": 110.0, "A1": f"={formula}"}
    evaluation = evaluate(book_with(cells, date1904=True))
    assert evaluation.not_recalculated == []
    assert evaluation["F!A1"] == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('" 2024-01-10 "+0', VALUE),  # IronCalc, calc_tests/MATH_AND_TRIGONOMETRY/FLOOR_CEILING.xlsx
        ('"2024-01-10"+0', 45301.0),
        ('TEXT(0.08546296296296296,"s:m"" @ hour ""[hh]")', "4:3 @ hour 02"),  # poi, ElapsedFormatTests.xlsx
        ('TEXT(0,"s:m"" @ hour ""[hh]")', "0:0 @ hour 00"),
    ],
)
def test_what_excel_computed(formula: str, expected: Any) -> None:
    """Values that Excel saved in the test workbooks of other projects."""
    assert one(formula, "en") == expected


@pytest.mark.parametrize(
    ("formula", "name"), [('TEXT(-0.25,"[hh]:mm")', "TEXT"), ('DATEDIF(8,1987,"YD")', "DATEDIF")]
)
def test_what_excel_computes_in_its_own_way_is_refused(formula: str, name: str) -> None:
    """Negative hours, and the 29 February 1900: -05:59 and 153 in workbooks that Excel saved."""
    evaluation = evaluate(book_with({"A1": f"={formula}"}))
    assert [refused.function for refused in evaluation.not_recalculated] == [name]
