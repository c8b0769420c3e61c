"""The risk of Intracting: the instalments are those of Annexe 2-E, the savings those of the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.xlsync.cli.running import xlsync
from xlsync.annexbook.templates import template_path
from xlsync.errors import UnknownKind
from xlsync.recalc import evaluate
from xlsync.scenarios.draws import read_variation
from xlsync.scenarios.report import report_bytes
from xlsync.scenarios.risk import Risk, assess, hypotheses, recipe, watched
from xlsync.scenarios.study import Study, study
from xlsync.scenarios.targets import Targets
from xlsync.workbook import Workbook

COUNT = 4
SAVINGS_2030 = "Annexe 2-B!F16"


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets(Workbook.open(template_path("intracting")))


@pytest.fixture(scope="module")
def found(targets: Targets) -> Study:
    made = recipe("intracting")
    return study(targets, hypotheses(targets, made, []), watched(targets, made), count=COUNT, seed=2)


@pytest.fixture(scope="module")
def risk(found: Study) -> Risk:
    return assess(found)


def test_the_instalments_are_those_of_the_annex(risk: Risk) -> None:
    """14 980, 31 055, then 47 404: Annexe 2-E, total of the payments."""
    assert risk.years == tuple(range(2025, 2038))
    assert risk.instalments.numbers[0].round().tolist() == [14980, 31055, *[47404] * 11]


def test_savings_of_a_year_are_those_of_the_workbook_with_that_years_prices(
    targets: Targets, found: Study, risk: Risk
) -> None:
    year = found.years.index(2030)
    overrides = {str(cell): values[1, year] for cell, values in found.drawn.by_year.items()}
    overrides |= {str(cell): values[1] for cell, values in found.drawn.cells.items()}
    computed = evaluate(targets.book, overrides=overrides)
    assert risk.savings.numbers[1, risk.years.index(2030)] == pytest.approx(computed[SAVINGS_2030], rel=1e-12)


def test_a_year_is_not_covered_where_savings_are_less_than_what_is_due(risk: Risk) -> None:
    less = risk.savings.numbers < risk.instalments.numbers
    assert risk.uncovered.tolist() == less.mean(axis=0).tolist()
    assert risk.ever == less.any(axis=1).mean()
    assert risk.cumulative.numbers[:, -1] == pytest.approx(risk.balance.numbers.sum(axis=1))
    assert (risk.missing >= 0).all()


def test_the_cost_of_works_moves_own_funds_and_no_instalment(found: Study, risk: Risk) -> None:
    assert np.ptp(found.series[2].total) > 1000
    assert np.ptp(risk.instalments.total) == 0


def test_a_hypothesis_is_replaced_by_what_moves_the_same_cells(targets: Targets) -> None:
    own = read_variation(targets, "prix_chaleur=path(3%;20%)")
    names = [one.name for one in hypotheses(targets, recipe("intracting"), [own])]
    assert names.count("prix_chaleur") == 1
    assert len(names) == 4
    assert next(one for one in hypotheses(targets, recipe("intracting"), [own]) if one is own)


def test_no_risk_is_described_for_other_kinds() -> None:
    with pytest.raises(UnknownKind, match="intracting"):
        recipe("mixeur")


def test_the_report_begins_with_the_risk(found: Study, risk: Risk, tmp_path: Path) -> None:
    path = tmp_path / "risque.xlsx"
    path.write_bytes(report_bytes(found, file="intracting.xlsx", lang="fr", risk=risk))
    sheet, *_ = Workbook.open(path).worksheets()
    assert sheet.name == "Risque"
    held = {place: cell.value for place, cell in sheet.cells.items()}
    row = next(row for (row, column), value in held.items() if column == 1 and value == 2030)
    assert held[row, 2] == pytest.approx(47403.7, abs=0.05)
    assert held[row, 8] == risk.uncovered[risk.years.index(2030)]


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "intracting.xlsx"
    path.write_bytes(template_path("intracting").read_bytes())
    outcome = xlsync("scenarios", path, "--risk", "-n", 2, "--json", folder=tmp_path)
    assert outcome.code == 0, outcome.err
    years = outcome.document["risk"]["years"]
    assert [one["year"] for one in years] == list(range(2025, 2038))
    assert round(years[2]["instalment"]) == 47404
