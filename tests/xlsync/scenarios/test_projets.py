"""Price rises and costs of works that vary in the workbooks of projects; the rule makes each draw again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.udfs.rules.ecorenover.test_tresorerie import HOUSE, arguments_of
from tests.udfs.rules.thermix.test_couts import GAS, HEAT_PUMP
from tests.udfs.rules.thermix.test_couts import arguments_of as system_arguments
from udfs.rules import ecorenover, thermix
from xlsync.annexbook.figures import computed_annex
from xlsync.model import load
from xlsync.recalc import Address
from xlsync.scenarios.draws import read_variation
from xlsync.scenarios.study import Study, study
from xlsync.scenarios.targets import Targets

COUNT = 12


def studied(convention: str, vary: list[str], watch: list[str]) -> tuple[Targets, Study]:
    targets = Targets(computed_annex(load(convention), ())[0])
    variations = [read_variation(targets, text) for text in vary]
    return targets, study(targets, variations, [targets.find(text) for text in watch], count=COUNT)


def drawn_of(targets: Targets, found: Study, name: str) -> list[np.ndarray]:
    """The draws of each cell that a name stands for."""
    return [found.drawn.cells[Address(*cell)] for cell in targets.find(name).cells]


def test_the_rise_of_prices_and_the_cost_of_works_of_a_household() -> None:
    rise, cost = "energies[hausse]", "lots[montant_ttc]"
    targets, found = studied(
        "ecorenover/exemple",
        [f"{rise}=triangular(1%;3%;6%)", f"{cost}=same:triangular(-10%;+0%;+30%)"],
        ["cumul_horizon", "mois_retour", "effort"],
    )
    (rises,), works = drawn_of(targets, found, rise), drawn_of(targets, found, cost)
    house = arguments_of(HOUSE) | {
        "travaux": np.array(works).sum(axis=0)[:, None],
        "hausses": rises[:, None],
    }
    batch = ecorenover.Projet.of(**house)
    balance, months, effort = (one.numbers[:, 0] for one in found.series)
    assert balance == pytest.approx(ecorenover.ligne("cumul", 240, batch), abs=1e-6)
    assert np.array_equal(months, ecorenover.mois_retour(batch), equal_nan=True)
    assert effort == pytest.approx(ecorenover.effort(batch), abs=1e-6)
    assert len(set(balance)) == COUNT


def test_the_rise_of_prices_and_the_cost_of_two_systems() -> None:
    shift = "ecart_hausse"
    targets, found = studied(
        "thermix/exemple",
        [f"{shift}=uniform(0%;3%)", "systemes[investissement]=same:uniform(-10%;+30%)"],
        ["systemes[cout_global]"],
    )
    (shifts,) = drawn_of(targets, found, shift)
    investments = drawn_of(targets, found, "systemes[investissement]")
    for rank, system in enumerate((GAS, HEAT_PUMP)):
        batch = thermix.Systeme.of(
            **system_arguments(system)
            | {"hausse": float(system.rise) + shifts, "investissement": investments[rank]}
        )
        assert found.series[0].numbers[:, rank] == pytest.approx(thermix.cout_global(batch), abs=1e-6)
