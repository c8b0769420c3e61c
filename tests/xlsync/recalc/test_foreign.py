"""Formulas that the general engine helps to compute.

Expected values come from Microsoft's documentation of each function, exact arithmetic, the README of a
fault, or Excel itself where the test says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from tests.shared import shared_path
from tests.xlsync.recalc.test_engine import book_with
from tests.xlsync.recalc.test_functions import CASES, typed
from tests.xlsync.recalc.workbooks import write_functions
from xlsync.recalc import Area, CellView, book_of, evaluate, plan
from xlsync.recalc.borrowed import BORROWED
from xlsync.recalc.cached import same
from xlsync.recalc.engine import Computation
from xlsync.recalc.general import Calculator, supports
from xlsync.recalc.linking import Linker
from xlsync.recalc.syntax import spelled
from xlsync.recalc.values import NA, NUM, VALUE
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

HERE = Path(__file__).parent
DIFFERENCES: list[dict[str, Any]] = yaml.safe_load((HERE / "general.yaml").read_text(encoding="utf-8"))
CELLS: dict[str, Any] = {
    "A1": 3.0, "A2": 1.0, "A3": 4.0, "A4": 1.0, "A5": 5.0, "A6": None, "A7": "x", "A8": True,
    "B1": 10.0, "B2": 20.0, "B3": 30.0, "B4": 40.0, "B5": 50.0,
    "C1": "dinan", "C2": "Étampes", "C3": "Évreux", "C4": "Foix", "C5": "Gap",
    "D1": NA, "D2": "12", "D3": False, "D4": 45_000.0, "D5": 60.0,
}  # fmt: skip


def one(formula: str, **options: Any) -> Any:
    """The value of a formula in F1."""
    return evaluate(book_with({**CELLS, "F1": f"={formula}"}, **options), date=date(2026, 1, 1))["F!F1"]


def refused(formula: str, **options: Any) -> str:
    """By what name a formula is not computed."""
    evaluation = evaluate(book_with({**CELLS, "F1": f"={formula}"}, **options))
    (found,) = evaluation.not_recalculated
    return found.function


def array(formula: str, area: str) -> list[list[Any]]:
    """The values of an array formula over an area of row 10 and below, from column F."""
    height, width = map(int, area.split("x"))
    book = book_with(CELLS)
    book.sheets["F"][10, 6] = CellView(0.0, formula, Area("F", 10, 6, 9 + height, 5 + width))
    evaluation = evaluate(book)
    assert evaluation.not_recalculated == []
    return [
        [evaluation.values[Address("F", 10 + row, 6 + column)] for column in range(width)]
        for row in range(height)
    ]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("ROMAN(499,0)", "CDXCIX"),
        ('ARABIC("LVII")', 57),
        ('CONVERT(1,"lbm","kg")', 0.45359237),
        ("CEILING.MATH(24.3,5)", 25),
        ("FLOOR.MATH(-8.1,2)", -10),
        ("GCD(24,36)", 12),
        ("LCM(24,36)", 72),
        ("MEDIAN(A1:A5)", 3),
        ("LARGE(A1:A5,2)", 4),
        ("SMALL(A1:A5,3)", 3),
        ("MULTINOMIAL(2,3,4)", 1260),
        ("COMBIN(8,2)", 28),
        ("FACT(5)", 120),
        ("FACT(1E+9)", NUM),
        ('DATEDIF("2001-06-01","2002-08-15","d")', 440),
        ("NETWORKDAYS(41183,41334)", 110),
        ("WORKDAY(39722,151)", 39_933),
        ("SLN(30000,7500,10)", 2250),
        ("VDB(2400,300,10,0,0.875,1.5)", 315.0),
        ("SYD(30000,7500,10,1)", 4090.90909090909),
        ('COMPLEX(3,4,"j")', "3+4j"),
        ("IMABS(\"5+12i\")", 13),
        ("IMAGINARY(\"3+4i\")", 4),
        ("DELTA(5,4)", 0),
        ("XOR(TRUE,TRUE)", False),
        ("BITAND(13,25)", 9),
        ('REGEXTEST("abc123","[0-9]+")', True),
        ('TEXTBEFORE("Red riding hood","hood")', "Red riding "),
        ('TEXTAFTER("Red riding hood","Red")', " riding hood"),
        ('PROPER("2-way street")', "2-Way Street"),
        ("TYPE(A7)", 2),
        ("ERROR.TYPE(D1)", 7),
        ('SWITCH(2,1,"un",2,"deux","autre")', "deux"),
        ('SWITCH(9,1,"un",2,"deux","autre")', "autre"),
        ('IFS(A1>5,"grand",A1>2,"moyen")', "moyen"),
        ("IFS(A1>5,1)", NA),
        ("AGGREGATE(14,6,A1:A5,1)", 5),
        ("AGGREGATE(9,6,D1:D5)", 45_060),
        ("SUBTOTAL(11,A1:A5)", 2.56),
        ("RANK(4,A1:A5)", 2),
        ("RANK(3,A1:A1)", 1),
        ("AREAS((A1:A2,B1))", 2),
        ("ISREF(A1)", True),
        ("SHEET()", 1),
        ("ADDRESS(2,3)", "$C$2"),
    ],
)  # fmt: skip
def test_values(formula: str, expected: Any) -> None:
    found = one(formula)
    assert found == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected)


def test_what_the_batch_engine_computes_is_handed_over_as_a_value() -> None:
    """0,1+0,2-0,3 is 0 and texts compare as they sort there, whatever the general engine makes of them."""
    assert one("MEDIAN(0.1+0.2-0.3)") == 0
    assert one('ROMAN(SUM(A1:A5),0)&TEXT(B1,"0")&IF(C2<C4,"oui",ROMAN(1))') == "XIV10oui"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("XLOOKUP(4,A1:A5,B1:B5)", 30),
        ('XLOOKUP(2,A1:A5,B1:B5,"aucun")', "aucun"),
        ("XLOOKUP(2,A1:A5,B1:B5)", NA),
        ("XLOOKUP(2,A1:A5,B1:B5,,-1)", 20),
        ("XLOOKUP(2,A1:A5,B1:B5,,1)", 10),
        ("XLOOKUP(1,A1:A5,B1:B5,,0,-1)", 40),
        ('XLOOKUP("F*",C1:C5,B1:B5,,2)', 40),
        ('XLOOKUP("evreux",C1:C5,B1:B5,,-1)', 20),
        ('XMATCH("FOIX",C1:C5)', 4),
        ("XMATCH(TRUE,A1:A8)", 8),
        ("XLOOKUP(4,A1:A5,B1:B4)", VALUE),
        ("LOOKUP(25,B1:B5,A1:A5)", 1),
        ("LOOKUP(5,B1:B5)", NA),
        ('LOOKUP("Fa",C1:C5)', "Évreux"),
    ],
)
def test_look_ups(formula: str, expected: Any) -> None:
    assert one(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("LET(x,A1,y,x+1,x*y)", 12),
        ("LET(_xlpm.f,LAMBDA(_xlpm.n,_xlpm.n*2),_xlpm.f(A3))", 8),
        ("SUM(MAP(A1:A5,LAMBDA(a,a*a)))", 52),
        ("REDUCE(0,A1:A5,LAMBDA(t,a,t+a))", 14),
        ("SUM(BYROW(A1:B5,LAMBDA(r,MAX(r))))", 150),
        ("SUM(MAKEARRAY(2,3,LAMBDA(r,c,r*c)))", 18),
        ("SUM(MAP(A1:A5,_xleta.ABS))", 14),
    ],
)
def test_names_and_lambdas(formula: str, expected: float) -> None:
    assert array(formula, "1x1") == [[expected]]


def test_arrays_fill_their_cells() -> None:
    assert array("SORT(C1:C5,,-1)", "5x1") == [["Gap"], ["Foix"], ["Évreux"], ["Étampes"], ["dinan"]]
    assert array("UNIQUE(A1:A5)", "4x1") == [[3], [1], [4], [5]]
    assert array("FILTER(B1:B5,A1:A5>2)", "4x1") == [[10], [30], [50], [NA]]
    assert array("SEQUENCE(2,3)", "2x3") == [[1, 2, 3], [4, 5, 6]]
    assert array("TRANSPOSE(A1:A3)", "1x3") == [[3, 1, 4]]
    assert array("SCAN(0,A1:A3,LAMBDA(t,a,t+a))", "3x1") == [[3], [4], [8]]
    assert array("XLOOKUP(4,A1:A5,A1:B5)", "1x2") == [[4, 30]]
    assert array("LINEST({1,5,9,13},{0,1,2,3})", "1x2") == [[pytest.approx(4), pytest.approx(1)]]


def test_a_function_of_one_value_takes_each_of_an_array() -> None:
    assert array("ROMAN(A1:A3)", "3x1") == [["III"], ["I"], ["IV"]]
    assert array("MATCH({4,1},A1:A5,0)", "1x2") == [[3, 2]]
    assert one("SUMPRODUCT(EVEN(A1:A5))") == 18  # exact: 4 + 2 + 4 + 2 + 6


def test_a_range_where_one_value_is_due_is_that_of_the_row() -> None:
    evaluation = evaluate(book_with({**CELLS, "F2": "=ROMAN(A1:A5)", "F9": "=ROMAN(A1:A5)"}))
    assert (evaluation["F!F2"], evaluation["F!F9"]) == ("I", VALUE)


@pytest.mark.parametrize("formula", ["DELTA(A1:A5)", "ERF(D3)", "EDATE(D4,D3)", "EOMONTH(A1:A5,1)"])
def test_functions_of_the_toolpak_take_neither_ranges_nor_booleans(formula: str) -> None:
    """So does Excel, in the workbooks that the `formulas` and `pycel` projects had it compute."""
    assert one(formula) == VALUE


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("RAND()+ROMAN(1)", "RAND"),
        ("BAHTTEXT(1)", "BAHTTEXT"),
        ("CUBEVALUE(1)", "CUBEVALUE"),
        ("ROMAN(TODAY())", "TODAY"),
        ("RIEN(1)", "RIEN"),
        ("COMBIN(1E+15,5E+14)", "COMBIN"),
        ("BESSELJ(1E+6,1E+9)", "BESSELJ"),
        ("EXPAND(1,1E+9)", "EXPAND"),
        ("WRAPROWS(A1:A5,1E+9)", "WRAPROWS"),
        ('SEQUENCE("1E+9")', "SEQUENCE"),
        ('COMBIN("1E+15",5)', "COMBIN"),
        ("MULTINOMIAL(1E+9,1E+9)", "MULTINOMIAL"),
        ("ISOWEEKNUM(D5)", "ISOWEEKNUM"),
        ("VDB(2400,300,10,0.5,1.5)", "VDB"),
        ("A1:INDEX(A1:A5,2)", ":"),
        ("LAMBDA(x,x)", "LAMBDA"),
    ],
)
def test_refused_by_name(formula: str, name: str) -> None:
    assert refused(formula) == name


def test_what_depends_on_the_date_system_is_counted_from_it() -> None:
    assert one("ISOWEEKNUM(D4)", date1904=True) == (date(1904, 1, 1) + timedelta(45_000)).isocalendar().week


def test_what_depends_on_the_language_is_refused() -> None:
    for language in ("fr", None):
        book = replace(book_with({**CELLS, "F1": "=FIXED(1234.5,1)"}), language=language)
        assert [one.function for one in evaluate(book).not_recalculated] == ["FIXED"]


def test_a_refused_cell_refuses_no_other_of_its_form() -> None:
    cells = {"A1": 5.0, "A2": 1e15, "B1": "=COMBIN(A1,2)", "B2": "=COMBIN(A2,2)", "C2": "=B2+1"}
    evaluation = evaluate(book_with(cells))
    assert evaluation["F!B1"] == 10
    assert [(str(one.cell), one.function) for one in evaluation.not_recalculated] == [
        ("F!B2", "COMBIN"),
        ("F!C2", "COMBIN"),
    ]


def test_a_call_of_ours_is_recorded_once() -> None:
    book = book_with({**CELLS, "F1": "=PRET.ECHEANCE(170000,0.02,13)&ROMAN(1)"})
    evaluation = evaluate(book)
    assert evaluation["F!F1"] == "14980.12I"
    assert [(call.name, call.result) for call in evaluation.calls] == [("PRET.ECHEANCE", 14980.12)]


def test_each_member_has_its_own() -> None:
    book = book_with({"A1": 1.0, "B1": "=ROMAN(A1)", "B2": "=LARGE(A1:A2,1)", "A2": 2.0})
    computation = Computation(plan(book))
    computation.run(3, {Address("F", 1, 1): [4.0, 9.0, "x"]}, None)
    column = computation.state.column(computation.state.id(Address("F", 1, 2)))
    assert [*column] == ["IV", "IX", VALUE]
    assert [*computation.state.column(computation.state.id(Address("F", 2, 2)))] == [4.0, 9.0, 2.0]


def test_hidden_rows_and_filters() -> None:
    """109 leaves out rows that do not show, 9 those that a filter leaves out only, says Microsoft."""
    book = book_with(
        {**CELLS, "F1": "=SUBTOTAL(109,A1:A5)", "F2": "=SUBTOTAL(9,A1:A5)", "F3": "=AGGREGATE(9,5,A1:A5)"}
    )
    book.hidden = {"F": frozenset({1, 3})}
    book.filtered = {"F": frozenset({3})}
    evaluation = evaluate(book)
    assert [evaluation[f"F!F{row}"] for row in (1, 2, 3)] == [7, 10, 7]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('COUNTIF(A:A,"<>3")', 1_048_575),
        ("COUNTBLANK(Z:Z)", 1_048_576),
        ('COUNTIFS(A:A,"",B:B,"")', 1_048_569),
        ('COUNTIF(2:2,"<>")', 4),
    ],
)
def test_whole_columns_count_to_their_end(formula: str, expected: int) -> None:
    assert one(formula) == expected


def test_hidden_rows_of_a_file(tmp_path: Path) -> None:
    """Row 2 is hidden by hand, rows 12 and 13 by the filter of the sheet."""
    path = tmp_path / "filtre.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("F")
        sheet.write_column("A1", [1, 2, 3])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write_column("C10", ["x", 10, 20, 40])
        sheet.autofilter("C10:C13")
        sheet.filter_column("C", "x < 15")
        for row in (11, 12):
            sheet.set_row(row, None, None, {"hidden": True})
        for row, code in enumerate((9, 109), 20):
            sheet.write_formula(row, 0, f"=SUBTOTAL({code},A1:A3)")
            sheet.write_formula(row, 2, f"=SUBTOTAL({code},C11:C13)")
    evaluation = evaluate(Workbook.open(path))
    assert [evaluation[f"F!{cell}"] for cell in ("A21", "A22", "C21", "C22")] == [6, 4, 10, 10]


def test_signs_of_a_macintosh() -> None:
    assert (one("CHAR(128)"), one('CODE("€")')) == ("€", 128)
    book = replace(book_with({"A1": "=CHAR(157)", "A2": '=CODE("ù")'}), signs="mac_roman")
    evaluation = evaluate(book)
    assert (evaluation["F!A1"], evaluation["F!A2"]) == ("ù", 157)


# --- faults seen in other programs


def values_of(fault: str, file: str) -> dict[str, Any]:
    """What is computed of the workbook of a fault, by cell without its sheet."""
    book = book_of(Workbook.open(shared_path(f"faults/{fault}/{file}")))
    evaluation = evaluate(replace(book, language="fr" if book.language is None else book.language))
    assert not [one for one in evaluation.not_recalculated if one.function != "TABLE"]
    return {str(cell).partition("!")[2]: value for cell, value in evaluation.values.items()}


def missing(found: Iterable[Any], wanted: Iterable[Any]) -> list[Any]:
    """The wanted values that are not among those found, numbers to five decimals."""
    values = [round(one, 5) if isinstance(one, float) else one for one in found]
    return [one for one in wanted if (round(one, 5) if isinstance(one, float) else one) not in values]


@pytest.mark.parametrize(
    ("fault", "file", "wanted"),
    [
        (
            "05-french-text-overwritten",
            "classeur-excel-francais.xlsx",
            ["Total : 1234,5 €", 7.0, 2024.0, 12.5 / 24, 1.0],
        ),
        ("08-yearfrac", "yearfrac.xlsx", [1.0, 210 / 365]),
        ("10-date-criteria", "criteres-dates.xlsx", [70.0, 3.0, 45.0]),
        ("11-rate-same-sign", "taux.xlsx", [NUM]),
        ("12-irr-blanks", "tri.xlsx", [0.106517, 0.2]),
        ("15-accents", "communes.xlsx", [True, 4.0]),
        ("16-text-numbers-counted", "textes.xlsx", [34.0, 2**0.5]),
    ],
)
def test_faults(fault: str, file: str, wanted: list[Any]) -> None:
    assert missing(values_of(fault, file).values(), wanted) == []


def test_a_rate_exists_or_not() -> None:
    """Every flow is positive: no rate; 300/9.8 is one, for 31.6^-36 is nothing (fault 11)."""
    assert one("RATE(13,14980.12,170000)") == NUM
    assert one("RATE(36,-300,9.8)") in (NUM, pytest.approx(300 / 9.8))


def test_every_cell_of_a_data_table_is_named() -> None:
    path = shared_path("faults/13-data-table-stale/table-de-donnees.xlsx")
    evaluation = evaluate(Workbook.open(path))
    named = {str(one.cell).partition("!")[2] for one in evaluation.not_recalculated}
    assert {"B5", "B6", "B7", "B9"} <= named


# --- both engines


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUMPRODUCT(N(A1:A5>3),B1:B5)", 80),
        ("SUMPRODUCT(N(A1:A5>3))", 2),
        ("SUM(N({5,6}))", 11),
        ("SUMPRODUCT(LEN(T(+A6:A8)))", 1),
        ("SUMPRODUCT(N(+A1:A8))", 15),
        ("N(A1:A5)", 3),
        ("N(A2:A5)", 1),
        ("N(D1)", NA),
        ("T(D1)", NA),
        ("N(A8)", 1),
        ("T(A7:A8)", "x"),
        ("N(IF(1,A2:A5))", 1),
        ("N(IF(SUM(A1:A5)>0,A2:A5))", 1),
        ("N(CHOOSE(1,A2:A5,B1:B5))", 1),
        ("N(INDEX(A2:A5,0))", 1),
        ("N(INDEX(A1:B5,2,0))", 1),
        ("T(IF(TRUE,A7:A8))", "x"),
        ("SUMPRODUCT(N(IF(1,A2:A5)))", 1),
        ("SUMPRODUCT(N(IF(A1:A5>3,A1:A5,0)))", 9),
        ("SUMPRODUCT(INDEX(A1:A5,N(IF(1,{1,3}))))", 7),
    ],
)
def test_n_and_t_see_each_value_of_an_array_and_the_first_of_a_range(formula: str, value: Any) -> None:
    """As LibreOffice does but for ranges, of which Microsoft says that the first cell is taken.

    IF, CHOOSE and INDEX give references: their first cell is taken too, unless an array asks for several.
    """
    assert one(formula) == value


def test_every_function_of_the_table_is_known_to_the_engine() -> None:
    assert [name for name in BORROWED if not supports(name)] == []


def test_both_engines_agree(tmp_path: Path) -> None:
    """On every case of `functions.yaml`, handed whole to the general one, but those of `general.yaml`."""
    formulas = [formula for cases in CASES.values() for formula in cases]
    cells = write_functions(tmp_path / "functions.xlsx", formulas)
    book = replace(book_of(Workbook.open(tmp_path / "functions.xlsx")), language="en")
    evaluation = evaluate(book, date=date(2026, 1, 1))
    calculator, linker = Calculator(["Feuille"]), Linker(book)
    for (row, column), view in book.sheets["Feuille"].items():
        place = Address("Feuille", row, column)
        if column < 12:
            calculator.put(place, view.value if view.formula is None else evaluation.values[place])
    places = {formula: Address("Feuille", int(cell[1:]), 20) for formula, cell in cells.items()}
    for formula, place in places.items():
        calculator.formula(place, _plain(linker, formula, place.row))
    calculator.evaluate()
    general = {formula: calculator.value(place) for formula, place in places.items()}
    differing = {
        formula: general[formula]
        for formula, cell in cells.items()
        if not same(evaluation[f"Feuille!{cell}"], general[formula])
    }
    expected = {case["formula"]: typed(case["general"]) for case in DIFFERENCES}
    assert differing.keys() == expected.keys()
    assert all(same(differing[formula], expected[formula]) for formula in expected)


def _plain(linker: Linker, formula: str, row: int) -> str:
    ready = linker.prepared(formula, Address("Feuille", row, 12))
    return spelled(ready.linked.tree, lambda ref: f"Sheet1!{ref.area('Feuille', row, 12).local}")
