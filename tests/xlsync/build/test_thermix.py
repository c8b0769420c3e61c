"""The shipped systems of Thermix: figures worked out from their inputs, in the cells of its workbook."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.udfs.rules.thermix import exact
from tests.udfs.rules.thermix.test_couts import GAS, HEAT_PUMP
from tests.xlsync.build.computed import Figures, figures_of
from xlsync.model import load

CLOSE = 1e-6
EXAMPLE = "thermix/exemple"
F = Fraction
PELLETS, HEATERS, OIL, NETWORK = (
    exact.System(
        need=GAS.need, efficiency=F(efficiency), price=F(price), investment=F(cost), years=20,
        discount=GAS.discount, aids=F(aids), subscription=F(subscription), upkeep=F(upkeep), rise=F(rise),
        upkeep_rise=GAS.upkeep_rise, life=life, replacement=F(replacement),
    )
    for efficiency, price, cost, aids, subscription, upkeep, rise, life, replacement in (
        ("0.9", "0.08", 18000, 6000, 0, 200, "0.03", 0, 0),
        (1, "0.21", 4000, 0, 180, 0, "0.03", 15, 3000),
        ("0.88", "0.12", 9000, 0, 0, 180, "0.04", 0, 0),
        (1, "0.09", 5000, 1000, 300, 50, "0.03", 0, 0),
    )
)  # fmt: skip
SYSTEMS = (GAS, HEAT_PUMP, PELLETS, HEATERS, OIL, NETWORK)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of(load(EXAMPLE))


def test_what_the_specification_works_out_is_in_the_cells(figures: Figures) -> None:
    assert round(figures["systemes", "rang=1", "cout_global"], 2) == 56695.82
    assert round(figures["systemes", "rang=2", "cout_global"], 2) == 42506.50


def test_every_system_is_that_of_fractions(figures: Figures) -> None:
    for rank, system in enumerate(SYSTEMS, 1):
        row = {
            name: figures["comparaison", f"rang={rank}", name]
            for name in ("cout_global", "ecart", "cout_mwh")
        }
        assert row["cout_global"] == pytest.approx(float(system.cost), abs=CLOSE)
        assert row["ecart"] == pytest.approx(float(system.cost - GAS.cost), abs=CLOSE)
        assert row["cout_mwh"] == pytest.approx(float(system.cost / 360), abs=CLOSE)
        for year in (0, 1, 14, 15, 20):
            cumulated = pytest.approx(float(system.cumulated(year)), abs=CLOSE)
            assert figures["couts", f"rang={rank};annee={year}", "cumul"] == cumulated
            assert figures["cumuls", f"annee={year}", f"systeme_{rank}"] == cumulated
            yearly = pytest.approx(float(system.yearly(year)), abs=CLOSE)
            assert figures["couts", f"rang={rank};annee={year}", "depense"] == yearly


def test_the_years_of_crossing(figures: Figures) -> None:
    """The reference against itself is 0; a system that never pays says so."""
    reference = [GAS.cumulated(year) for year in range(21)]
    for rank, system in enumerate(SYSTEMS, 1):
        expected = exact.crossing([system.cumulated(year) for year in range(21)], reference)
        found = figures["comparaison", f"rang={rank}", "croisement"]
        assert found == ("jamais" if expected is None else expected)
    assert figures["comparaison", "rang=1", "ecart"] == figures["comparaison", "rang=1", "ecart_co2"] == 0


def test_primary_energy_and_carbon(figures: Figures) -> None:
    """Factors of 2026, 1,9 for electricity and 1; kg of CO2 of the parameters, 0,1 typed for the network."""
    primary = (18000 / 0.92, 6000 * 1.9, 20000, 18000 * 1.9, 18000 / 0.88, 18000)
    carbon = (18000 / 0.92 * 0.227, 6000 * 0.079, 20000 * 0.03, 18000 * 0.079, 18000 / 0.88 * 0.324, 1800)
    for rank, (energy, kilos) in enumerate(zip(primary, carbon, strict=True), 1):
        assert figures["systemes", f"rang={rank}", "energie_primaire"] == pytest.approx(energy)
        assert figures["systemes", f"rang={rank}", "co2"] == pytest.approx(kilos / 1000)
    assert figures["champs", "", "moins_cher"] == "Réseau"
    assert figures["champs", "", "moins_emetteur"] == "Pompe à chaleur"


def test_the_factor_follows_the_date_of_the_comparison() -> None:
    figures = figures_of(load(EXAMPLE).set("champs", "", "date_comparaison", "2025-12-31"))
    assert figures["systemes", "rang=2", "energie_primaire"] == pytest.approx(6000 * 2.3)


def test_fewer_systems_leave_their_lines_without_figures() -> None:
    """#N/A, of which a chart draws nothing; a heat network says that its emissions are to be typed."""
    data = load(EXAMPLE)
    rows = [row for row in data.records("systemes") if row["rang"] in (1, 6)]
    rows[-1] = dict(rows[-1]) | {"facteur_co2": None}
    figures = figures_of(data.with_records("systemes", rows))
    assert str(figures["cumuls", "annee=3", "systeme_2"]) == "#N/A"
    assert figures["cumuls", "annee=3", "systeme_6"] == pytest.approx(float(NETWORK.cumulated(3)), abs=CLOSE)
    assert figures["systemes", "rang=6", "co2"] == ""
    assert figures["systemes", "rang=6", "verification"] == "émissions d’un kWh à saisir"
