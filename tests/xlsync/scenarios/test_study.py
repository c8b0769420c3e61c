"""Studies of the small plan, whose every result is a product that the test makes again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.xlsync.scenarios.conftest import PRICE, QUANTITIES
from xlsync.errors import WrongScenario
from xlsync.recalc import Address, Book, CellView
from xlsync.scenarios.draws import read_correlation, read_variation
from xlsync.scenarios.statistics import effects, spearman, summary
from xlsync.scenarios.study import Study, study
from xlsync.scenarios.targets import Targets

COUNT = 25
PRICE_CELL = Address("Plan", 1, 2)
AMOUNTS = np.array([quantity or 0 for quantity in QUANTITIES])


def studied(targets: Targets, vary: list[str], watch: list[str], **others: object) -> Study:
    variations = [read_variation(targets, text) for text in vary]
    return study(targets, variations, [targets.find(text) for text in watch], count=COUNT, **others)  # type: ignore[arg-type]


def test_results_are_those_of_the_formulas(targets: Targets) -> None:
    found = studied(targets, ["prix=normal(+0%;10%)"], ["tblPlan[Économies (€)]", "Plan!G1"])
    prices = found.drawn.cells[PRICE_CELL]
    assert found.series[0].numbers == pytest.approx(prices[:, np.newaxis] * AMOUNTS)
    assert found.series[1].numbers[:, 0] == pytest.approx(prices * 18)
    assert found.series[0].yearly


def test_a_path_on_one_cell_runs_through_the_years(targets: Targets) -> None:
    found = studied(targets, ["prix=path(2%;15%)"], ["tblPlan[Économies (€)]", "tblPlan[Échéance (€)]"])
    prices = found.drawn.by_year[PRICE_CELL]
    assert prices.shape == (COUNT, 4)
    assert set(prices[:, 0]) == {PRICE}
    assert found.series[0].numbers == pytest.approx(prices * AMOUNTS)
    assert set(found.series[1].numbers.ravel()) == {500.0}


@pytest.mark.parametrize("watch", [["Plan!G1"], ["tblPlan[Économies (€)]", "Plan!G1"]])
def test_a_path_needs_years(targets: Targets, watch: list[str]) -> None:
    with pytest.raises(WrongScenario, match="année"):
        studied(targets, ["prix=path(2%;15%)"], watch)


def test_chunks_and_processes_change_nothing(targets: Targets) -> None:
    told: list[tuple[int, int]] = []
    vary, watch = ["prix=normal(+0%;10%)"], ["Plan!G1"]
    whole = studied(targets, vary, watch)
    cut = studied(targets, vary, watch, chunk=10, progress=lambda done, of: told.append((done, of)))
    spread = studied(targets, vary, watch, chunk=10, jobs=2)
    assert whole.series[0].numbers.tolist() == cut.series[0].numbers.tolist()
    assert whole.series[0].numbers.tolist() == spread.series[0].numbers.tolist()
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_errors_are_counted_and_left_out(targets: Targets) -> None:
    found = studied(targets, ["prix={80;82}"], ["Plan!G2"])
    share = float((found.drawn.cells[PRICE_CELL] == 80).mean())
    (one,) = found.series[0].summaries
    assert 0 < share < 1
    assert (one.errors, one.mean, one.below_zero) == (share, 0.5, 0)


def test_what_nothing_moves_is_the_same_in_every_scenario(targets: Targets) -> None:
    found = studied(targets, ["taux=normal(2%;1%)"], ["Plan!G1"])
    assert set(found.series[0].numbers.ravel()) == {18 * PRICE}
    assert found.effects(found.series[0])[0].correlation is None


def test_what_varies_may_be_watched(targets: Targets) -> None:
    found = studied(targets, ["prix=normal(+0%;10%)", "Plan!G1=normal(1;2)"], ["prix", "Plan!G1"])
    for series, cell in zip(found.series, (PRICE_CELL, Address("Plan", 1, 7)), strict=True):
        assert series.numbers[:, 0].tolist() == found.drawn.cells[cell].tolist()


def test_the_total_of_a_column_leaves_texts_out_and_no_error() -> None:
    cells = {(row, 1): CellView(float(row)) for row in (1, 2, 3)}
    cells |= {(1, 2): CellView(None, "A1*2"), (2, 2): CellView(None, 'IF(A2>0,"","x")')}
    book = Book({"F": {**cells, (3, 2): CellView(None, "1/(A1-A1)")}})
    found = studied(Targets(book), ["F!A1=normal(1;2)"], ["F!B1:B2", "F!B2:B3"])
    assert found.series[0].total == pytest.approx(2 * found.drawn.cells[Address("F", 1, 1)])
    assert np.isnan(found.series[1].total).all()


def test_a_row_under_years_is_yearly_and_its_paths_may_be_correlated() -> None:
    cells = {(1, column): CellView(2023.0 + column) for column in (2, 3, 4)}
    cells |= {(2, column): CellView(None, f"$A$3*{column}") for column in (2, 3, 4)}
    cells |= {(3, 1): CellView(10.0), (4, 1): CellView(10.0)}
    targets = Targets(Book({"F": cells}))
    assert targets.find("F!B2:D2").years == (2025, 2026, 2027)
    variations = [read_variation(targets, f"F!A{row}=path(0%;10%)") for row in (3, 4)]
    pair = read_correlation("F!A3;F!A4=0,9", ["F!A3", "F!A4"])
    found = study(
        targets, variations, [targets.find("F!B2:D2")], count=400, seed=1, correlations=[pair]
    ).drawn.by_year
    steps = [np.diff(np.log(found[Address("F", row, 1)]), axis=1).ravel() for row in (3, 4)]
    assert np.corrcoef(*steps)[0, 1] == pytest.approx(0.9, abs=0.03)


def test_what_cannot_be_computed_has_no_number_and_is_named() -> None:
    """A stored value is no result: RAND is refused, and the 7 that stands there is not taken for one."""
    cells = {(1, 1): CellView(2.0), (1, 2): CellView(7.0, "A1+RAND()"), (1, 3): CellView(7.0, "A1+1")}
    found = studied(Targets(Book({"F": cells})), ["F!A1=normal(1;2)"], ["F!B1", "F!C1"])
    assert [one.summaries[0].mean is None for one in found.series] == [True, False]
    assert [(str(one.cell), one.function) for one in found.not_recalculated] == [("F!B1", "RAND")]


def test_the_table_has_a_row_a_scenario(targets: Targets) -> None:
    table = studied(targets, ["prix=normal(+0%;10%)"], ["tblPlan[Économies (€)]", "Plan!G1"]).table
    assert [*table.columns] == [
        "scenario", "Plan!B1", *(f"tblPlan[Économies (€)] {year}" for year in range(2025, 2029)), "Plan!G1",
    ]  # fmt: skip
    assert len(table) == COUNT


def test_quantiles_of_the_numbers_from_0_to_100() -> None:
    """Linear between ranks, as Excel's PERCENTILE.INC: the 5 % of 0…100 is 5."""
    found = summary(np.arange(-20, 81, dtype=float), np.zeros(101, dtype=bool))
    assert found.quantiles == {5: -15, 25: 5, 50: 30, 75: 55, 95: 75}
    assert found.below_zero == pytest.approx(20 / 101)
    assert found.mean == 30


def test_the_input_that_moves_the_result_most_comes_first() -> None:
    rng = np.random.default_rng(1)
    small, large = rng.standard_normal((2, 1000))
    found = effects(["petite", "grande"], [small, large], small - 10 * large)
    assert [one.name for one in found] == ["grande", "petite"]
    assert found[0].high < found[0].low
    assert found[0].correlation == pytest.approx(-0.99, abs=0.02)


def test_spearman_against_a_published_example() -> None:
    """IQ and hours of television a week: Wikipedia, « Spearman's rank correlation coefficient », -29/165."""
    iq = np.array([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], dtype=float)
    hours = np.array([7, 27, 2, 50, 28, 29, 20, 12, 6, 17], dtype=float)
    assert spearman(iq, hours) == pytest.approx(-29 / 165)
    assert spearman(iq, np.ones(10)) is None
