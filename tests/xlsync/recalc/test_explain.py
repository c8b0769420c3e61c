"""Explanations, on the workbook of calls; 14 980,12 is the payment published in Annexe 2-C."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from tests.xlsync.recalc.workbooks import write_calls
from xlsync.recalc.explain import Explanation, explain, render
from xlsync.recalc.view import Book, CellView
from xlsync.workbook import Workbook


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path: Path = tmp_path_factory.mktemp("explain") / "appels.xlsx"
    write_calls(path)
    return Workbook.open(path)


def test_a_call_shows_its_steps_and_sources(workbook: Workbook) -> None:
    found = explain(workbook, "Paramètres!D1")
    assert found.value == 14980.12
    assert [call.name for call in found.calls] == ["PRET.ECHEANCE"]
    assert any("Intracting" in step.source for step in found.calls[0].steps)
    assert [str(one.area) for one in found.precedents] == ["'Paramètres'!$A$1:$B$5"]


def test_a_refusal_says_why(workbook: Workbook) -> None:
    found = explain(workbook, "Paramètres!D7")
    problem = found.calls[0].problem
    assert problem is not None
    assert problem.fr != problem.en
    assert problem.fr in render(found, "fr")


def test_cells_of_a_table_carry_their_heading(workbook: Workbook) -> None:
    found = explain(workbook, "Annexe 2-E!F6")
    assert found.label == "t_2E[Écart [%]]"
    assert [one.label for one in found.precedents] == ["t_2E[Intérêts]", "t_2E[CRD (€)]"]
    assert all(one.below is None for one in found.precedents)


def test_depth_goes_down_to_the_inputs(workbook: Workbook) -> None:
    found = explain(workbook, "Annexe 2-E!F6", depth=5)
    below = found.precedents[0].below
    assert isinstance(below, Explanation)
    assert [call.name for call in below.calls] == ["PRET.LIGNE"]
    rank = below.precedents[0]
    assert (rank.label, rank.values, rank.below) == ("t_2E[Rang]", (1.0,), None)


def test_an_input_is_said_typed(workbook: Workbook) -> None:
    found = explain(workbook, "Paramètres!B1")
    assert render(found, "fr") == "Paramètres!B1 (capital) = 170000\n  saisie"
    assert render(found, "en") == "Paramètres!B1 (capital) = 170000\n  typed"


def test_figures_are_written_in_the_language() -> None:
    cells = {(1, 1): CellView(0.5), (2, 1): CellView(0.0, "A1=0.5"), (3, 1): CellView(9.0, "INCONNUE(A1)")}
    book = Book({"F": cells})
    assert render(explain(book, "F!A2"), "fr") == "F!A2 = VRAI\n  formule : =A1=0.5\n  F!A1 = 0,5"
    assert render(explain(book, "F!A2"), "en") == "F!A2 = TRUE\n  formula: =A1=0.5\n  F!A1 = 0.5"
    assert "non recalculée, valeur enregistrée : INCONNUE" in render(explain(book, "F!A3"), "fr")


def test_a_long_chain_stays_bounded() -> None:
    cells = {(row, 1): CellView(0.0, f"A{row + 1}+1") for row in range(1, 1000)} | {(1000, 1): CellView(1.0)}
    found = explain(Book({"F": cells}), "F!A1", depth=10_000)
    assert found.value == 1000
    assert len(render(found, "en").splitlines()) < 1000


@pytest.mark.parametrize("address", ["A1", "Absente!A1", "Paramètres!A1:B2"])
def test_what_names_no_cell_is_refused(address: str, workbook: Workbook) -> None:
    with pytest.raises(ValueError, match=address.partition(":")[0]):
        explain(workbook, address)


def test_the_units_of_a_step_are_written_as_a_reader_writes_them() -> None:
    book = Book({"F": {(1, 1): CellView(14980.12, "PRET.ECHEANCE(170000,0.02,13)")}})
    french = render(explain(book, "F!A1"), "fr").splitlines()
    assert "    capital = 170\u00a0000 €" in french
    assert "    taux annuel = 0,02 par an" in french
    assert "    nombre d’échéances = 13" in french
    assert "    capital = 170,000 €" in render(explain(book, "F!A1"), "en").splitlines()


def dated(formula: str) -> str:
    """What is told of a cell that shows a day."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet("F").write_formula("A1", f"={formula}", day, 0)
    book.close()
    return render(explain(Workbook.from_bytes(buffer.getvalue()), "F!A1"), "fr")


def test_a_day_that_is_not_the_value_of_its_cell_is_shown_as_one() -> None:
    """15/10/2022 is a Saturday, and 17/10/2022 the Monday after it."""
    told = dated('JOURS.AJUSTER(DATE(2022,10,15),"suivant")+1')
    assert told.splitlines()[0] == "F!A1 = 18/10/2022"
    assert "JOURS.AJUSTER = 17/10/2022" in told


def test_what_a_call_gave_is_shown_as_its_cell_shows_it() -> None:
    """PRET.LIGNE declares no kind: its due date is a day because the cell has the format of one."""
    told = dated('PRET.LIGNE("date", 1, 170000, 0.02, 13, 1, DATE(2024,12,13))')
    first, *rest = told.splitlines()
    assert first == "F!A1 = 13/12/2025"
    assert any("PRET.LIGNE" in line and "13/12/2025" in line for line in rest if "formule" not in line), told
