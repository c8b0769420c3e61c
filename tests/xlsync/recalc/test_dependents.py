"""What an input moves: read backwards from the formulas, which the tests write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import refused, xlsync
from tests.xlsync.recalc.test_engine import book_with
from tests.xlsync.recalc.workbooks import write_calls
from xlsync.recalc import Address, Area, Book, CellView, plan
from xlsync.recalc.dependents import Dependents, influence
from xlsync.workbook import Workbook


def names(levels: list[list[Address]]) -> list[list[str]]:
    return [[str(cell).removeprefix("F!") for cell in level] for level in levels]


def test_each_cell_stands_at_the_first_level_that_reaches_it() -> None:
    book = book_with({"A1": 1, "B1": "=A1", "C1": "=B1+A1", "D1": "=SUM(C1:C9)", "E1": "=D1", "F1": "=G1"})
    assert names(Dependents(book).levels([Address("F", 1, 1)])) == [["B1", "C1"], ["D1"], ["E1"]]
    assert names(Dependents(book).levels([Address("F", 1, 1)], depth=2)) == [["B1", "C1"], ["D1"]]


def test_a_cell_that_nothing_reads() -> None:
    assert Dependents(book_with({"A1": 1, "B1": "=A1"})).levels([Address("F", 1, 2)]) == []


def test_circles_end() -> None:
    book = book_with({"A1": 1, "B1": "=A1+C1", "C1": "=B1"})
    assert names(Dependents(book).levels([Address("F", 1, 1)])) == [["B1"], ["C1"]]


def test_who_reads_any_cell_of_an_array_reads_its_formula() -> None:
    cells = {
        (1, 1): CellView(1.0),
        (1, 2): CellView(1.0, "A1*{1;2}", Area("F", 1, 2, 2, 2)),
        (2, 2): CellView(2.0),
        (1, 3): CellView(2.0, "B2"),
        (1, 4): CellView(3.0, "SUM(B1:B2)"),
    }
    found = Dependents(Book({"F": cells})).levels([Address("F", 1, 1)])
    assert names(found) == [["B1"], ["C1", "D1"]]


def test_dependents_are_precedents_read_backwards(tmp_path: Path) -> None:
    path = tmp_path / "appels.xlsx"
    write_calls(path)
    dependents = Dependents(Workbook.open(path))
    graph = plan(dependents.book).graph
    for cell in graph:
        readers = {reader for reader, read in graph.items() if cell in read}
        assert set(dependents.direct(cell)) == readers


def test_a_narrowed_workbook_keeps_what_some_cells_need() -> None:
    book = book_with({"A1": 1, "B1": "=A1", "C1": "=B1", "D1": "=B1"})
    kept = Dependents(book).narrowed([Address("F", 1, 3)])
    assert sorted(map(str, kept.formulas())) == ["F!B1", "F!C1"]
    assert kept.cell(Address("F", 1, 4)) == CellView(-1.0)
    assert kept.cell(Address("F", 1, 3)) == CellView(None, "B1")


def test_cells_one_under_the_other_stand_together() -> None:
    book = book_with({"A1": 2, **{f"B{row}": f"=A$1*{row}" for row in range(1, 5)}})
    found = influence(book, "f!A1")
    ((moved,),) = found.levels
    assert (moved.area, moved.formula, moved.values) == (Area("F", 1, 2, 4, 2), "A$1*1", (2, 4, 6, 8))
    assert found.further == 0


@pytest.mark.parametrize(("lang", "said"), [("fr", "niveau 1"), ("en", "level 1")])
def test_the_command(tmp_path: Path, lang: str, said: str) -> None:
    path = tmp_path / "appels.xlsx"
    write_calls(path)
    line = ("explain", path, "Paramètres!B1", "--dependents", "--lang", lang)
    document = xlsync(*line, "--json", folder=tmp_path).document
    first, *_ = document["dependents"]
    assert "Paramètres!D1" in {one["cells"].partition(":")[0] for one in first}
    assert len(document["dependents"]) == 1
    assert said in xlsync(*line, folder=tmp_path).out
    refused(xlsync("explain", path, "Autre!A1", "--dependents", folder=tmp_path))
