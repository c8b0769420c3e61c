"""Heating systems: the two of the specification, and fractions over random ones."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import udfs
from tests.udfs.rules.thermix import exact
from udfs.errors import OutOfRange, WrongValue
from udfs.rules import energie, thermix
from udfs.rules.thermix import Systeme

F = Fraction
GAS = exact.System(
    need=F(18000), efficiency=F("0.92"), price=F("0.10"), investment=F(7000), years=20, discount=F("0.03"),
    subscription=F(250), upkeep=F(150), rise=F("0.04"), upkeep_rise=F("0.02"),
)  # fmt: skip
HEAT_PUMP = exact.System(
    need=F(18000), efficiency=F(3), price=F("0.21"), investment=F(16000), years=20, discount=F("0.03"),
    aids=F(5000), subscription=F(180), upkeep=F(200), rise=F("0.03"), upkeep_rise=F("0.02"),
)  # fmt: skip
SYSTEMS = [exact.random_system(random.Random(seed)) for seed in range(80)]
CLOSE = 1e-6


def arguments_of(system: exact.System) -> dict[str, Any]:
    """What the rules and the functions take, by name."""
    return {
        "besoin": float(system.need),
        "rendement": float(system.efficiency),
        "prix": float(system.price),
        "investissement": float(system.investment),
        "horizon": system.years,
        "actualisation": float(system.discount),
        "aides": float(system.aids),
        "abonnement": float(system.subscription),
        "entretien": float(system.upkeep),
        "hausse": float(system.rise),
        "hausse_entretien": float(system.upkeep_rise),
        "duree_vie": system.life,
        "remplacement": float(system.replacement),
        "valeur_residuelle": float(system.left),
        "valeurs_futures": "actualisees" if system.discounted else "telles_quelles",
    }


def system_of(system: exact.System) -> Systeme:
    return Systeme.of(**arguments_of(system))


@pytest.mark.parametrize(
    ("system", "cost"), [(GAS, 56695.82), (HEAT_PUMP, 42506.50)], ids=["gas", "heat pump"]
)
def test_the_systems_of_the_specification(system: exact.System, cost: float) -> None:
    """By fractions, by the rule, and by calls of cells."""
    assert round(float(system.cost), 2) == cost
    assert round(thermix.cout_global(system_of(system)), 2) == cost
    cells = arguments_of(system)
    assert round(udfs.call("THERMIX.COUT_GLOBAL", **cells), 2) == cost
    assert round(udfs.call("THERMIX.CUMUL", annee=20, **cells), 2) == cost
    assert round(udfs.call("THERMIX.COUTS", **cells)[-1][-1], 2) == cost
    per_mwh = udfs.call("THERMIX.COUT_MWH", **cells)
    assert per_mwh == pytest.approx(float(system.cost / (system.need * 20 / 1000)), abs=CLOSE)


@pytest.mark.parametrize("system", SYSTEMS, ids=range(len(SYSTEMS)))
def test_a_cost_is_that_of_fractions(system: exact.System) -> None:
    found = system_of(system)
    assert thermix.cout_global(found) == pytest.approx(float(system.cost), abs=CLOSE)
    table = thermix.couts(found)
    assert table.annee.tolist() == list(range(system.years + 1))
    for year in range(system.years + 1):
        expected = float(system.cumulated(year))
        assert thermix.cumul(year, found) == pytest.approx(expected, abs=CLOSE)
        assert table.cumul[year] == pytest.approx(expected, abs=CLOSE)
        assert table.actualise[year] == pytest.approx(float(system.yearly(year)), abs=CLOSE)
    assert table.total[1:] == pytest.approx(
        (table.energie + table.abonnement + table.entretien + table.remplacement)[1:], abs=CLOSE
    )
    assert np.isnan(thermix.cumul(system.years + 1, found))


@pytest.mark.parametrize("system", SYSTEMS[:20], ids=range(20))
def test_the_cost_of_a_mwh(system: exact.System) -> None:
    found = system_of(system)
    discounted = sum(1 / (1 + system.discount) ** year for year in range(1, system.years + 1))
    for years, choice in ((F(system.years), "energie"), (discounted, "energie_actualisee")):
        expected = float(system.cost / (system.need * years / 1000))
        assert thermix.cout_mwh(found, choice) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_a_crossing_is_that_of_fractions(seed: int) -> None:
    first, second = SYSTEMS[seed], replace(SYSTEMS[seed + 40], years=SYSTEMS[seed].years)
    own, other = ([one.cumulated(year) for year in range(one.years + 1)] for one in (first, second))
    found = thermix.croisement([float(one) for one in own], [float(one) for one in other])
    assert (None if np.isnan(found) else found) == exact.crossing(own, other)


@pytest.mark.parametrize("system", SYSTEMS[:20], ids=range(20))
def test_a_system_against_itself(system: exact.System) -> None:
    table = thermix.couts(system_of(system))
    assert thermix.cout_global(system_of(system)) - thermix.cout_global(system_of(system)) == 0
    assert thermix.croisement(table.cumul, table.cumul) == 0


def test_ten_thousand_systems_are_each_of_them() -> None:
    """At once, to the bit: what an array gives is what each system gives alone."""
    alike = [replace(one, discounted=True) for one in SYSTEMS]
    rows = [arguments_of(one) for one in alike]
    many = {
        name: rows[0][name] if isinstance(rows[0][name], str) else np.array([row[name] for row in rows] * 125)
        for name in rows[0]
    }
    batch = Systeme.of(**many)
    assert batch.shape == (10_000,)
    costs, tenth, per_mwh = thermix.cout_global(batch), thermix.cumul(10, batch), thermix.cout_mwh(batch)
    table = thermix.couts(batch)
    for rank, row in enumerate(rows):
        alone = Systeme.of(**row)
        place = rank + 80 * 100
        assert costs[place] == thermix.cout_global(alone)
        assert np.array_equal(tenth[place], thermix.cumul(10, alone), equal_nan=True)
        assert per_mwh[place] == thermix.cout_mwh(alone)
        years = int(batch.horizon[place]) + 1
        assert np.array_equal(table.cumul[place, :years], thermix.couts(alone).cumul)
        assert np.isnan(table.cumul[place, years:]).all()


def test_primary_energy_and_carbon() -> None:
    """18 000 / 3 is 6 000 kWh bought; 18 000 / 0,92 is 19 565,217…"""
    assert thermix.energie_primaire(18000, 3, 1.9) == pytest.approx(11400)
    assert thermix.energie_primaire(18000, 0.92, 1) == pytest.approx(float(F(18000) / F("0.92")))
    assert thermix.ges(18000, 3, 0.079) == pytest.approx(0.474)
    assert thermix.ges(18000, 1, 0.079) == energie.ges(18000, 0.079)
    assert thermix.energie_primaire([18000, 9000], [3, 1], 1.9).tolist() == pytest.approx([11400, 17100])


def test_what_is_refused() -> None:
    with pytest.raises(WrongValue, match="valeurs_futures"):
        Systeme.of(1, 1, 1, 1, 1, 0, valeurs_futures="non")
    with pytest.raises(WrongValue, match="denominateur"):
        thermix.cout_mwh(system_of(GAS), "chaleur")
    with pytest.raises(OutOfRange, match="besoin"):
        thermix.cout_mwh(Systeme.of([18000, 0], 1, 1, 1, 1, 0))
    with pytest.raises(WrongValue, match="longueur de la plage"):
        thermix.croisement([1, 2], [1])
