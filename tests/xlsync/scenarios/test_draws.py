"""Draws: seeds, cells that share one, correlations, what cannot be drawn."""

from __future__ import annotations

import numpy as np
import pytest

from tests.xlsync.scenarios.conftest import PRICE, QUANTITIES, YEARS
from xlsync.errors import MissingInWorkbook, WrongScenario
from xlsync.recalc import Address
from xlsync.scenarios.draws import draw, read_correlation, read_variation
from xlsync.scenarios.statistics import spearman
from xlsync.scenarios.targets import Targets

COUNT = 20_000
B1, B2 = Address("Plan", 1, 2), Address("Plan", 2, 2)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Plan!B1", [(1, 2)]),
        ("'Plan'!$B$1", [(1, 2)]),
        ("plan!b1:b2", [(1, 2), (2, 2)]),
        ("prix", [(1, 2)]),
        ("TBLPLAN[quantité]", [(row, 2) for row in range(6, 10)]),
        ("tblPlan[Économies (€)]", [(row, 3) for row in range(6, 10)]),
    ],
)
def test_what_a_name_stands_for(targets: Targets, text: str, rows: list[tuple[int, int]]) -> None:
    assert targets.find(text).cells == tuple(Address("Plan", *place) for place in rows)


def test_the_years_of_a_column_of_a_table(targets: Targets) -> None:
    assert targets.find("tblPlan[Échéance (€)]").years == YEARS
    assert targets.find("Plan!C6:C9").years == YEARS
    assert targets.find("Plan!A1:B2").years == ()
    assert targets.find("prix").labels == ("Plan!B1",)


@pytest.mark.parametrize("text", ["autre", "Autre!B1", "tblAutre[Année]", "tblPlan[Autre]"])
def test_what_the_workbook_lacks(targets: Targets, text: str) -> None:
    with pytest.raises(MissingInWorkbook):
        targets.find(text)


def test_a_seed_gives_the_same_draws_whatever_else_varies(targets: Targets) -> None:
    price = read_variation(targets, "prix=normal(+0%;10%)")
    rate = read_variation(targets, "taux=uniform(1%;3%)")
    alone, beside = draw([price], [], 50, 7), draw([rate, price], [], 50, 7)
    assert alone.cells[B1].tolist() == beside.cells[B1].tolist()
    assert draw([price], [], 50, 8).cells[B1].tolist() != alone.cells[B1].tolist()
    assert draw([price], [], 80, 7).cells[B1][:50].tolist() == alone.cells[B1].tolist()


def test_a_relative_law_is_around_the_present_value(targets: Targets) -> None:
    drawn = draw([read_variation(targets, "prix=uniform(-10%;+20%)")], [], COUNT, 1).cells[B1]
    assert drawn.min() >= 0.9 * PRICE
    assert drawn.max() <= 1.2 * PRICE
    assert drawn.mean() == pytest.approx(1.05 * PRICE, rel=0.01)


def test_rows_of_a_column_have_their_own_draws_or_one_together(targets: Targets) -> None:
    own = draw([read_variation(targets, "tblPlan[Quantité]=normal(+0%;10%)")], [], 30, 1).cells
    assert Address("Plan", 6, 2) not in own
    ratios = [
        own[Address("Plan", row, 2)] / quantity
        for row, quantity in zip(range(6, 10), QUANTITIES, strict=True)
        if quantity
    ]
    assert len(ratios) == 3
    assert not np.allclose(ratios[0], ratios[1])
    one = draw([read_variation(targets, "tblPlan[Quantité]=commun:normal(+0%;10%)")], [], 30, 1).cells
    assert one[Address("Plan", 7, 2)] / 4 == pytest.approx(one[Address("Plan", 9, 2)] / 8)


def test_joined_names_share_their_draws_row_by_row(targets: Targets) -> None:
    found = read_variation(targets, "tblPlan[Quantité]&tblPlan[Échéance (€)]=normal(+0%;10%)")
    drawn = draw([found], [], 30, 1).cells
    assert drawn[Address("Plan", 7, 2)] / 4 == pytest.approx(drawn[Address("Plan", 7, 4)] / 500)


def test_a_path_follows_the_rows_of_a_column(targets: Targets) -> None:
    drawn = draw([read_variation(targets, "tblPlan[Échéance (€)]=path(0%;20%)")], [], 4000, 1).cells
    assert set(drawn[Address("Plan", 6, 4)]) == {500.0}
    spread = [np.log(drawn[Address("Plan", row, 4)] / 500).std() for row in (7, 8, 9)]
    assert spread == pytest.approx([0.2, 0.2 * 2**0.5, 0.2 * 3**0.5], rel=0.05)


def test_correlated_inputs(targets: Targets) -> None:
    """The rank correlation of a Gaussian copula is 6/π·asin(ρ/2): 0.5819 for 0.6."""
    both = [read_variation(targets, text) for text in ("prix=uniform(1;2)", "taux=triangular(0;1;3)")]
    pair = read_correlation("taux;prix=0,6", ["prix", "taux"])
    drawn = draw(both, [pair], COUNT, 3).cells
    assert spearman(drawn[B1], drawn[B2]) == pytest.approx(0.5819, abs=0.02)
    apart = draw(both, [], COUNT, 3).cells
    assert spearman(apart[B1], apart[B2]) == pytest.approx(0, abs=0.02)


def test_correlations_that_contradict_one_another(targets: Targets) -> None:
    names = ["prix", "taux", "Plan!D6"]
    varied = [read_variation(targets, f"{name}=normal(1;2)") for name in names]
    pairs = [
        read_correlation(text, names) for text in ("prix;taux=0,9", "taux;Plan!D6=0,9", "prix;Plan!D6=-0,9")
    ]
    with pytest.raises(WrongScenario, match="définie positive"):
        draw(varied, pairs, 10, 1)


@pytest.mark.parametrize(
    "text", ["prix;autre=0,5", "prix=0,5", "prix;taux=1,5", "prix;taux=beaucoup", "prix;taux"]
)
def test_wrong_correlations(text: str) -> None:
    with pytest.raises(WrongScenario):
        read_correlation(text, ["prix", "taux"])


@pytest.mark.parametrize(
    "text",
    [
        "prix", "=normal(1;2)", "Plan!A1=normal(+0%;1%)", "tblPlan[Quantité]&prix=normal(1;2)",
        "tblPlan[Quantité]=same:path(0%;1%)", "prix=normal(1;2)=3",
    ],
)  # fmt: skip
def test_what_cannot_vary(targets: Targets, text: str) -> None:
    with pytest.raises(WrongScenario):
        read_variation(targets, text)


def test_a_cell_varies_once(targets: Targets) -> None:
    twice = [read_variation(targets, text) for text in ("prix=normal(1;2)", "Plan!B1=normal(1;2)")]
    with pytest.raises(WrongScenario, match="deux fois"):
        draw(twice, [], 10, 1)


def test_columns_of_other_lengths_are_not_correlated(targets: Targets) -> None:
    varied = [read_variation(targets, text) for text in ("prix=normal(1;2)", "tblPlan[Quantité]=normal(1;2)")]
    pair = read_correlation("prix;tblPlan[Quantité]=0,5", [one.name for one in varied])
    with pytest.raises(WrongScenario, match="tirages"):
        draw(varied, [pair], 10, 1)
