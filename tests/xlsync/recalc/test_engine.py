"""Whole workbooks: against LibreOffice, what is refused, overrides, arrays, the refresh of cached values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from tests.oracle import judge, libreoffice_values
from tests.xlsync.recalc.workbooks import write_annex, write_calls
from xlsync.recalc import Address, Area, Book, CellView, NotRecalculated, compare, evaluate, refresh
from xlsync.recalc.cached import same
from xlsync.recalc.functions.operators import BINARY
from xlsync.recalc.results import cause
from xlsync.recalc.values import DIV0, NA, VALUE
from xlsync.workbook import Workbook
from xlsync.workbook.values import cell_name


def book_with(formulas: dict[str, Any], **others: Any) -> Book:
    """One sheet F; texts beginning with "=" are formulas, cached as -1."""
    cells = {}
    for place, value in formulas.items():
        column, row = ord(place[0]) - 64, int(place[1:])
        is_formula = isinstance(value, str) and value.startswith("=")
        cells[row, column] = CellView(-1.0, value[1:]) if is_formula else CellView(value)
    return Book({"F": cells}, **others)


@pytest.mark.libreoffice
def test_an_annex_workbook_agrees_with_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    write_annex(path)
    judgement = judge(path)
    assert judgement.different == []
    assert judgement.agrees
    assert judgement.formulas > 650
    assert evaluate(Workbook.open(path))["Paramètres!F6"] == 14980.12


@pytest.mark.libreoffice
def test_calls_of_our_functions_are_judged(tmp_path: Path) -> None:
    path = tmp_path / "appels.xlsx"
    write_calls(path)
    judgement = judge(path)
    assert judgement.different == []
    assert judgement.different_calls == []
    assert judgement.not_judged == []
    assert judgement.calls == 10 + 1 + 45
    assert judgement.agrees


def test_the_judge_sees_what_our_engine_uses(tmp_path: Path) -> None:
    path = tmp_path / "appels.xlsx"
    write_calls(path)
    evaluation = evaluate(Workbook.open(path))
    assert evaluation["Paramètres!D1"] == 14980.12
    assert evaluation["Paramètres!D6"] == "refusé"
    assert evaluation["Paramètres!K13"] == pytest.approx(14980.12, abs=0.1)
    call = next(call for call in evaluation.calls if call.cell == Address("Paramètres", 2, 4))
    assert (call.name, call.arguments, call.result) == ("PRET.ECHEANCE", (170000.0, 0.02, 13.0), 14980.12)


def test_errors_keep_their_kind() -> None:
    evaluation = evaluate(book_with({"A1": "=1/0", "A2": "=NA()", "A3": '="x"+1', "A4": "=A2+A1", "A5": NA}))
    assert [evaluation[f"F!A{row}"] for row in range(1, 5)] == [DIV0, NA, VALUE, NA]


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    evaluation = evaluate(book_with({"A1": "#N/A", "B1": "=ISERROR(A1)", "B2": '=A1&"!"'}))
    assert evaluation["F!B1"] is False
    assert evaluation["F!B2"] == "#N/A!"


def test_an_unknown_function_and_its_dependents_keep_their_values() -> None:
    book = book_with({"A1": "=INCONNUE(1)", "A2": "=A1+1", "A3": "=SUM(A1:A2)", "B1": "=1+1"})
    evaluation = evaluate(book)
    first = Address("F", 1, 1)
    assert evaluation.not_recalculated == [
        NotRecalculated(first, "INCONNUE"),
        NotRecalculated(Address("F", 2, 1), "INCONNUE", first),
        NotRecalculated(Address("F", 3, 1), "INCONNUE", first),
    ]
    assert [evaluation[f"F!{place}"] for place in ("A1", "A2", "A3", "B1")] == [-1.0, -1.0, -1.0, 2.0]
    assert [str(one.cell) for one in compare(book, evaluation)] == ["F!B1"]


@pytest.mark.parametrize("function", ["RAND()", "RANDBETWEEN(1,6)", 'INDIRECT("A2")', "OFFSET(A2,1,0)"])
def test_functions_refused_by_name(function: str) -> None:
    evaluation = evaluate(book_with({"A1": f"=1+{function}", "A2": 5.0}))
    assert [one.function for one in evaluation.not_recalculated] == [function.partition("(")[0]]


@pytest.mark.parametrize("code", ["dddd", "mmmm yyyy", "00,00", "# ##0,00", "a/p", "0,0;-0", "#,##0,"])
def test_formats_that_depend_on_the_language_are_refused(code: str) -> None:
    evaluation = evaluate(book_with({"A1": f'=TEXT(45628.5,"{code}")'}, language=None))
    assert [one.function for one in evaluation.not_recalculated] == ["TEXT"]


def test_circles_name_their_cells() -> None:
    evaluation = evaluate(book_with({"A1": "=B1", "B1": "=C1+1", "C1": "=A1", "D1": "=A1*2", "E1": "=E1"}))
    circle = (Address("F", 1, 1), Address("F", 1, 2), Address("F", 1, 3))
    assert set(evaluation.circles) == {circle, (Address("F", 1, 5),)}
    functions = {str(one.cell): one.function for one in evaluation.not_recalculated}
    assert functions["F!A1"] == "référence circulaire (F!A1, F!B1, F!C1)"
    assert functions["F!D1"] == functions["F!A1"]
    last = evaluation.not_recalculated[-1].text
    assert (last.fr, last.en) == ("référence circulaire : F!E1", "circular reference: F!E1")
    assert [one.text.en for one in evaluation.not_recalculated if one.through] == [
        "circular reference: F!A1, F!B1, F!C1 (in F!A1)"
    ]


def test_the_date_is_given() -> None:
    book = book_with({"A1": "=YEAR(TODAY())", "A2": "=NOW()"})
    assert {one.function for one in evaluate(book).not_recalculated} == {"TODAY", "NOW"}
    evaluation = evaluate(book, date=date(2026, 7, 1))
    assert evaluation["F!A1"] == 2026
    assert evaluation["F!A2"] == 46204


def test_overrides_stand_for_typed_values_and_formulas() -> None:
    book = book_with({"A1": 2.0, "A2": "=A1*10", "A3": "=A2+1"})
    assert evaluate(book, overrides={"F!A1": 3.0})["F!A3"] == 31
    assert evaluate(book, overrides={"F!A2": 5.0})["F!A3"] == 6
    assert evaluate(book)["F!A3"] == 21
    with pytest.raises(ValueError, match="G!A1"):
        evaluate(book, overrides={"G!A1": 1})


def test_an_array_in_one_cell_gives_its_first_value() -> None:
    functions = {"TEST.TABLE": lambda: [[7.0, 8.0], [9.0, 10.0]]}
    book = book_with({"A1": "=TEST.TABLE()", "A2": "=SUM(INDEX(TEST_TABLE(),0,2))", "A3": "=TEST.TABLE()+1"})
    evaluation = evaluate(book, functions=functions)
    assert [evaluation[f"F!A{row}"] for row in (1, 2, 3)] == [7, 18, 8]


def test_an_array_formula_fills_its_cells() -> None:
    area = Area("F", 1, 1, 3, 1)
    cells = {(1, 1): CellView(0.0, "B1:B2*2", area), (2, 1): CellView(0.0), (3, 1): CellView(0.0)}
    cells |= {(1, 2): CellView(4.0), (2, 2): CellView(5.0), (1, 3): CellView(0.0, "A2+1")}
    evaluation = evaluate(Book({"F": cells}))
    assert [evaluation[f"F!{place}"] for place in ("A1", "A2", "A3", "C1")] == [8, 10, NA, 11]


def test_a_range_where_one_value_is_due_gives_that_of_the_row() -> None:
    evaluation = evaluate(book_with({"A1": 1.0, "A2": 2.0, "B2": "=A1:A2*10", "B3": "=A1:A2*10"}))
    assert evaluation["F!B2"] == 20
    assert evaluation["F!B3"] == VALUE


def test_dates_of_the_1904_system() -> None:
    evaluation = evaluate(book_with({"A1": "=DATE(1904,1,2)", "A2": "=YEAR(0)"}, date1904=True))
    assert evaluation["F!A1"] == 1
    assert evaluation["F!A2"] == 1904


def test_our_functions_are_not_called_with_dates_of_the_1904_system() -> None:
    evaluation = evaluate(book_with({"A1": "=PRET.ECHEANCE(1000,0.02,2)"}, date1904=True))
    assert [one.function for one in evaluation.not_recalculated] == ["PRET.ECHEANCE"]


def test_refresh_writes_only_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    write_annex(path)
    workbook = Workbook.open(path)
    evaluation = evaluate(workbook)
    assert refresh(workbook, evaluation) != []
    assert not workbook.full_calculation
    workbook.save(path)
    again = Workbook.open(path)
    assert again.cell("Paramètres!F6").value == 14980.12
    assert again.cell("Contrôles!B7").value == "conforme"
    assert compare(again, evaluate(again)) == []
    before = path.read_bytes()
    assert refresh(again, evaluate(again)) == []
    again.save(path)
    assert path.read_bytes() == before


@pytest.mark.libreoffice
def test_an_array_that_openpyxl_writes_by_its_first_cell_alone_is_filled(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (1, 2, 3):
        sheet.cell(row, 1, row)
    sheet["B1"] = ArrayFormula("B1:D3", "=A1:A3*{1,2,3}")
    book.save(tmp_path / "matrice.xlsx")
    workbook = Workbook.open(tmp_path / "matrice.xlsx")
    refresh(workbook, evaluate(workbook))
    workbook.save(tmp_path / "remplie.xlsx")
    found = {
        (one.title, cell.coordinate): cell.value
        for one in openpyxl.load_workbook(tmp_path / "remplie.xlsx", data_only=True)
        for line in one.iter_rows()
        for cell in line
    }
    assert found == libreoffice_values(tmp_path / "matrice.xlsx")
    assert found["Sheet", "D3"] == 9


@pytest.mark.libreoffice
def test_a_formula_written_with_its_equals_sign_is_one(tmp_path: Path) -> None:
    """Nothing of the format asks for the sign in `f`; LibreOffice reads a formula that has it."""
    book = xlsxwriter.Workbook(tmp_path / "signe.xlsx")
    book.add_worksheet("F").write_formula("A1", "==1+1")
    book.get_worksheet_by_name("F").write_array_formula("A2:A2", "{==SUM(A1*2)}")
    book.close()
    workbook = Workbook.open(tmp_path / "signe.xlsx")
    assert "<f>=1+1</f>" in workbook.sheet("F").text
    evaluation = evaluate(workbook)
    expected = libreoffice_values(tmp_path / "signe.xlsx")
    assert [evaluation["F!A1"], evaluation["F!A2"]] == [2, 4] == [expected["F", "A1"], expected["F", "A2"]]


def test_refresh_asks_for_a_recalculation_when_something_is_left(tmp_path: Path) -> None:
    path = tmp_path / "annexe.xlsx"
    write_calls(path)
    workbook = Workbook.open(path)
    workbook.sheet("Paramètres").set_formula("D10", "=RAND()", 0.5)
    assert not same(workbook.cell("Paramètres!D1").value, 14980.12)
    refresh(workbook, evaluate(workbook))
    assert workbook.full_calculation
    assert workbook.cell("Paramètres!D1").value == 14980.12
    assert workbook.cell("Paramètres!D10").value == 0.5


@pytest.mark.libreoffice
def test_the_judge_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong sum and a function that changes its mind are both seen."""
    path = tmp_path / "appels.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("F")
    for row, formula in enumerate(["=1+1", "=TEST.COMPTEUR(2*3)", "=2*2"], 1):
        sheet.write_formula(f"A{row}", formula)
    book.close()
    seen: list[float] = []

    def counter(value: float) -> float:
        seen.append(value)
        return float(len(seen))

    monkeypatch.setitem(BINARY, "+", lambda left, right, pool: pool.const(3.0))
    judgement = judge(path, functions={"TEST.COMPTEUR": counter})
    assert judgement.different[0] == ("F!A1", 3.0, 2.0)
    assert [address for address, *_ in judgement.different] == ["F!A1", "F!A2"]
    assert [text for text, *_ in judgement.different_calls] == ["TEST.COMPTEUR(2*3)"]
    assert seen[-1] == 6
    assert not judgement.agrees


def test_index_gives_a_reference_that_meets_the_row_or_the_column_of_the_formula() -> None:
    """INDEX of a range is a reference (Microsoft's page on INDEX): row 0 is a whole column, and where one
    value is due, the cell on the row or the column of the formula; none there is #VALUE!."""
    cells = {f"{letter}{row}": row * 10.0 + rank for rank, letter in enumerate("ABC") for row in (1, 2, 3)}
    cells |= {"B5": "=INDEX(A1:C3,2,0)", "E2": "=INDEX(A1:C3,0,3)+1", "E9": "=INDEX(A1:C3,0,1)"}
    cells |= {"E5": "=INDEX(A1:C3,2,0)", "E1": "=SUM(INDEX(A1:C3,2,0))", "B6": "=INDEX(A1:C3,0,0)"}
    found = evaluate(book_with(cells))
    assert [found[f"F!{cell}"] for cell in ("B5", "E2", "E9", "E5", "E1", "B6")] == [
        21,
        23,
        VALUE,
        VALUE,
        63,
        VALUE,
    ]


CHOICES = (
    "SUM(IF(A1:A3>0,1,0))",
    "SUM(IF(A1:A3>0,1))",
    "SUM(IF(A1:A3>9,1,5))",
    'COUNT(IF(A1:A3>0,""))',
    "ROWS(IF(A1:A3>0,1,0))",
    "MAX(IF(A1:A3>0,B1:B3))",
    "SUM(IF(A1:A3>0,IF(B1:B3>0,1,0),0))",
    "IF(A1:A3>1,A1:A2,0)",
    "IF(A1:A3>0,A1:A2,0)",
    "SUM(CHOOSE({1,1,1},2))",
    "SUM(CHOOSE(A1:A3,10,20,30))",
    "CHOOSE({1,2,9},5,6)",
    "SUM(IF(A1:A3/0>0,1,0))",
    "VLOOKUP(2,CHOOSE({1,2},A1:A3,B1:B3),2,0)",
    "VLOOKUP(2,IF({1,0},A1:A3,B1:B3),2,0)",
    "IFERROR(1/(A1:A3-2),A1:A3)",
)


@pytest.mark.libreoffice
def test_choices_over_arrays_agree_with_libreoffice(tmp_path: Path) -> None:
    """What is chosen for every element counts once an element, all of them alike or not."""
    path = tmp_path / "choix.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("F")
        for row in range(3):
            sheet.write_row(row, 0, [row + 1, 10 * (row + 1)])
        for rank, formula in enumerate(CHOICES):
            sheet.write_array_formula(3 * rank, 3, 3 * rank + 2, 4, "{=" + formula + "}")
    evaluation, theirs = evaluate(Workbook.open(path)), libreoffice_values(path)
    assert evaluation.not_recalculated == []
    found = {
        (cell.sheet, cell_name(cell.row, cell.column)): value for cell, value in evaluation.values.items()
    }
    assert len(found) == 6 * len(CHOICES)
    assert {place: value for place, value in found.items() if not same(value, theirs.get(place))} == {}


def test_what_is_missing_is_said_in_both_languages() -> None:
    book = book_with({"A1": "=A1", "B1": "=SUM(", "C1": '="1,5"*1', "D1": "=RAND()"}, language=None)
    told = [cause(one.function) for one in evaluate(book).not_recalculated]
    assert [one.en for one in told] == [
        "circular reference: F!A1",
        "unreadable formula",
        "a text that languages read otherwise",
        "RAND",
    ]
    assert len({one.fr for one in told} & {one.en for one in told}) == 1


def test_a_name_may_ask_which_rows_show(tmp_path: Path) -> None:
    path = tmp_path / "nom.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("F")
        sheet.write_column("A1", [1, 2, 4])
        sheet.set_row(1, None, None, {"hidden": True})
        workbook.define_name("visible", "=SUBTOTAL(109,F!$A$1:$A$3)")
        sheet.write_formula("B1", "=visible")
    assert evaluate(Workbook.open(path))["F!B1"] == 5


def test_a_large_circle_is_told_by_its_first_cells() -> None:
    book = book_with({f"A{row}": f"=A{row % 3000 + 1}+1" for row in range(1, 3001)})
    evaluation = evaluate(book)
    (circle,) = evaluation.circles
    assert len(circle) == 3000
    reasons = {one.function for one in evaluation.not_recalculated}
    named = ", ".join(f"F!A{row}" for row in range(1, 13))
    assert reasons == {f"référence circulaire ({named}, …)"}


def test_an_array_formula_over_more_cells_than_are_computed_is_named_and_so_is_what_reads_it() -> None:
    wide = CellView(1.0, "ROW(A1:CV20000)", Area("F", 1, 1, 20_000, 100))
    cells = {(1, 1): wide, (1, 200): CellView(0.0, "SUM(C3:C9)"), (1, 201): CellView(0.0, "1+1")}
    evaluation = evaluate(Book({"F": cells}))
    assert [(str(one.cell), one.function) for one in evaluation.not_recalculated] == [
        ("F!A1", "formule matricielle trop étendue A1:CV20000"),
        ("F!GR1", "formule matricielle trop étendue A1:CV20000"),
    ]
    assert evaluation.not_recalculated[0].text.en == "array formula too wide: A1:CV20000"
    assert evaluation["F!GS1"] == 2


def test_a_sum_of_four_thousand_terms_is_refused_without_a_fault(capsys) -> None:
    evaluation = evaluate(book_with({"A1": "=" + "+".join(["1"] * 4000)}))
    assert [one.function for one in evaluation.not_recalculated] == ["formule illisible"]
    assert capsys.readouterr().err == ""


def test_formulas_of_one_form_on_sheets_where_they_stand_in_other_rows() -> None:
    read = {(row, 1): CellView(float(row)) for row in range(1, 10)}
    sheets = {
        sheet: {(row, 2): CellView(None, f"Lu!A{row}+SUM(Lu!A{row}:A{row + 1})")}
        for sheet, row in (("Deux", 5), ("Trois", 8), ("Un", 7))
    }
    found = evaluate(Book({"Lu": read, **sheets}))
    assert [found[cell] for cell in ("Deux!B5", "Trois!B8", "Un!B7")] == [16.0, 25.0, 22.0]


def test_percent_signs_are_no_distances() -> None:
    found = evaluate(book_with({"A1": 8.0, "B1": '=A1*50%&"%d %"&"%%"', "C1": "=5%%*$A$1", "D1": '="%%"'}))
    assert [found[f"F!{column}1"] for column in "BCD"] == ["4%d %%%", 0.004, "%%"]


@pytest.mark.parametrize("count", [20, 200])
def test_places_of_few_and_of_many_values(count: int) -> None:
    cells: dict[tuple[int, int], CellView] = {}
    for row in range(1, count + 1):
        cells[row, 1] = CellView(float(row * 7 % count // 2))
        cells[row, 2] = CellView(None, f"IFERROR(MATCH({row}/2+0.1-0.1,A$1:A${count},0),0)")
    held = [cells[row, 1].value for row in range(1, count + 1)]
    found = evaluate(Book({"F": cells}))
    wanted = [row / 2 for row in range(1, count + 1)]
    assert [found[f"F!B{row}"] for row in range(1, count + 1)] == [
        held.index(one) + 1 if one in held else 0 for one in wanted
    ]
