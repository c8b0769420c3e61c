"""Ordinary formulas against our functions: every case of calls, its arguments in cells and in the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.udfs.calls import cases, same
from udfs.coerce import coerce, is_range, to_cell
from udfs.declaration import NUMERIC, Argument, Function, Kind
from udfs.registry import FUNCTIONS
from xlsync.copies.holidays import view_of
from xlsync.copies.native.asked import Beyond
from xlsync.copies.native.rewriting import Rewriter, calls_in
from xlsync.copies.native.templates import HOLIDAYS, names_of
from xlsync.copies.native.writers import TEMPLATES, WRITERS
from xlsync.recalc import Book, CellView, evaluate
from xlsync.recalc.syntax import written
from xlsync.workbook.values import Address, ErrorValue, cell_name, column_letters

SAID = {*TEMPLATES, *WRITERS}
VALUED = [one for one in cases() if one["function"] in SAID and "output" in one]
REFUSED = [one for one in cases() if one["function"] in SAID and "error" in one]
NOT_AVAILABLE = ErrorValue("#N/A")
COMPUTED = {
    "aides: Ceilings that do not ascend",
    "energie: An action that is not among the finished ones",
    "intracting: A cost is missing",
    "jours: A result after the dates of cells",
    "pret: A rate typed as percents",
}
"""What an ordinary formula computes where ours refuses."""
HOME = Address("Feuille", 1, 1)
ROW, COLUMN = 2, 3
"""The cell of a table that is compared."""


def test_each_writer_says_a_function_of_the_catalogue_and_one_alone():
    assert set(FUNCTIONS) >= SAID
    assert not set(TEMPLATES) & set(WRITERS)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_is_written_with_the_arguments_of_its_function(name):
    arguments = {one.name for one in FUNCTIONS[name].arguments}
    assert names_of(TEMPLATES[name]) == arguments - {
        one.name for one in FUNCTIONS[name].arguments if not one.passed
    }


def _cells(case: Mapping[str, Any]) -> list[Any]:
    """The cells of a call, in the order of the arguments; numbers and days as spreadsheets hold them."""
    function, given = FUNCTIONS[case["function"]], case["input"]
    if isinstance(given, dict):
        last = max(rank for rank, one in enumerate(function.arguments) if one.name in given)
        given = [given.get(one.name) for one in function.arguments[: last + 1]]
    slots = function.with_fiche if _has_fiche(function, given) else None
    return [_held(one, cell) for one, cell in zip(slots or function.arguments, given, strict=False)]


def _has_fiche(function: Function, given: list[Any]) -> bool:
    pairs = zip(function.arguments, given, strict=False)
    return any(one.takes_fiche and is_range(cell) for one, cell in pairs)


def _held(argument: Argument, cell: Any) -> Any:
    if is_range(cell) and argument.takes_fiche:
        return cell
    if is_range(cell):
        rows = [[_held(argument, part) for part in (row if is_range(row) else [row])] for row in cell]
        return [[part] for part in rows[0]] if len(rows) == 1 else rows  # a column says the same
    if (
        isinstance(cell, str)
        and argument.kind in {*NUMERIC, Kind.DATE}
        and cell.lower() not in dict(argument.words)
    ):
        found = coerce(replace(argument, many=False), cell)
        return cell if isinstance(found, tuple) else to_cell(found)
    return cell


def _value(formula: str, cells: dict[tuple[int, int], CellView]) -> Any:
    """The value of a call said natively, in a workbook of these cells."""
    known = view_of()
    sheets = {HOME.sheet: cells, **known["sheets"]}
    book = Book(sheets, names=dict(known["names"]), language="fr")
    native = Rewriter(book).formula(HOME, formula)
    assert not calls_in(native, HOME)
    cells[HOME.row, HOME.column] = CellView(None, native)
    return evaluate(book).values[HOME]


def _in_cells(case: Mapping[str, Any], constant: Kind | None = None) -> Any:
    cells: dict[tuple[int, int], CellView] = {}
    texts, column = [], 2
    for argument, value in zip(FUNCTIONS[case["function"]].arguments, _cells(case), strict=False):
        if argument.kind is constant:
            texts.append(written(value))
            continue
        rows = value if isinstance(value, list) else [[value]]
        for row, line in enumerate(rows, 1):
            for rank, part in enumerate(line):
                if part is not None:
                    cells[row, column + rank] = CellView(float(part) if isinstance(part, int) else part)
        end = column_letters(column + len(rows[0]) - 1)
        first = cell_name(1, column)
        texts.append(first if not isinstance(value, list) else f"{first}:{end}{len(rows)}")
        column += len(rows[0]) + 1
    return _value(_call(case, texts), cells)


def _options_written(case: Mapping[str, Any]) -> Any:
    """As the annexes call: options in the formula, the rest in cells."""
    return _in_cells(case, Kind.OPTION)


def _as_constants(case: Mapping[str, Any]) -> Any:
    texts = []
    for value in _cells(case):
        if isinstance(value, list):
            value = "{" + ";".join(",".join(map(written, row)) for row in value) + "}"
            texts.append(value)
        else:
            texts.append(written(value))
    return _value(_call(case, texts), {})


def _call(case: Mapping[str, Any], texts: list[str]) -> str:
    call = f"{case['function']}({','.join(texts)})"
    return f"INDEX({call},{ROW},{_column(case)})" if _is_table(case) else call


def _column(case: Mapping[str, Any]) -> int:
    return min(COLUMN, len(case["output"][0]))


def _is_table(case: Mapping[str, Any]) -> bool:
    return isinstance(case.get("output"), list)


def _found(case: Mapping[str, Any], way: Callable[[Mapping[str, Any]], Any]) -> Any:
    """The value of a case said natively, None where no formula says it."""
    try:
        return way(case)
    except Beyond:
        return None


@pytest.mark.parametrize("case", VALUED, ids=lambda case: case["name"])
def test_a_native_formula_gives_the_value_of_the_case(case):
    expected = case["output"][ROW - 1][_column(case) - 1] if _is_table(case) else case["output"]
    near = pytest.approx(expected, rel=1e-9) if isinstance(expected, float) else expected
    constant = not any(isinstance(one, list) for one in _cells(case))
    for way in (_in_cells, _options_written, *([_as_constants] if constant else [])):
        found = _found(case, way)
        if found is None or (way is _in_cells and found == NOT_AVAILABLE):
            continue  # read in a cell, an option is known by its usual spellings alone
        assert found == near or same(found, expected, case.get("digits")), way.__name__
        UNSAID.discard(case["function"])


UNSAID = set(SAID)


def test_every_writer_said_a_case():
    """Runs after the cases, which take away what they said."""
    assert sorted(UNSAID) == []


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_what_our_functions_refuse_is_an_error_too_but_for_bounds(case):
    found = _found(case, _in_cells)
    assert found is None or isinstance(found, ErrorValue) or case["name"] in COMPUTED, found


def test_the_list_of_holidays_is_named_as_the_formulas_name_it():
    assert (None, HOLIDAYS) in view_of()["names"]


# --- blanks and defaults


@pytest.mark.parametrize(
    ("formula", "native"),
    [
        ("ENERGIE.ECONOMIE(B1,C1)", 'IF(C1="",NA(),IF(B1="",0,B1)*C1/1000)'),
        ('IF(C1="","",ENERGIE.ECONOMIE(B1*2,C1))', 'IF(C1="","",B1*2*C1/1000)'),
        ("CEE.VOLUME(B1+1,0.005)", "(B1+1)/0.005"),
        ('ENERGIE.REDUCTION(1+B1,2*B1,3*B1,"Ajustée")', "(1+B1)/(3*B1)"),
        ('JOURS.DECALER(TODAY(),3,"mois")', "EDATE(TODAY(),3)"),
        ("_xldudf_JOURS_AJUSTER(DATE(2026,7,14))", "WORKDAY(DATE(2026,7,14)-1,1,liste_feries)"),
        ("PRET.ECHEANCE(170000,0.02,13)", "ROUND(-PMT(0.02/1,13-0,170000),2)"),
        ('CONVENTION.PARAMETRE("moby.facteur_cee",DATE(2030,1,1)+B1)', None),
    ],
)
def test_what_a_formula_becomes(formula, native):
    found = Rewriter(Book({HOME.sheet: {}})).formula(HOME, formula)
    assert native is None or found == native
    assert "CONVENTION" not in found


@pytest.mark.parametrize(
    "formula",
    [
        "PRET.TAEG(B1:B3,C1:C3)",
        "CREDITS.RESTITUTION(B1,C1,D1:D3)",
        'JOURS.AJUSTER(B1,"suivant","TARGET")',
        'PRET.LIGNE("crd",2,170000,0.02,13)',
        "CONVENTION.PARAMETRE(B1&C1)",
        "SUM(B1,MIXEUR.PRORATA())",
        "CEE.VOLUME(1,2,3)",
    ],
)
def test_what_no_formula_says_is_told_with_its_function(formula):
    with pytest.raises(Beyond) as raised:
        Rewriter(Book({HOME.sheet: {}})).formula(HOME, formula)
    assert raised.value.function in FUNCTIONS
    assert raised.value.text.fr
    assert raised.value.text.en
