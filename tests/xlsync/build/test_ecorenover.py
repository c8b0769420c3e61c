"""The shipped household of Écorénover: figures worked out from its inputs, in the cells of its workbook."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.udfs.rules.ecorenover import exact
from tests.udfs.rules.ecorenover.test_tresorerie import HOUSE
from tests.xlsync.build.computed import Figures, figures_of
from udfs.serials import date_from_serial
from xlsync.model import load

CLOSE = 1e-6
EXAMPLE = "ecorenover/exemple"
GREEN = 10_000
"""5 % of 200 000."""


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of(load(EXAMPLE))


def test_what_the_specification_works_out_is_in_the_cells(figures: Figures) -> None:
    field = {name: value for (table, _, name), value in figures.items() if table == "champs"}
    assert figures["prets", "id=1", "mensualite"] == 111.11
    assert figures["prets", "id=1", "derniere"] == 111.31
    assert figures["tresorerie", "annee=1;mois=1", "economies"] == 74.25
    assert [round(field[name], 2) for name in ("effort", "effort_courant")] == [36.86, 36.86]
    assert field["mois_retour"] == 218
    assert str(date_from_serial(field["date_retour"])) == "2044-02-01"
    assert round(field["cumul_horizon"], 2) == 2941.50
    assert round(field["point_bas"], 2) == -4442.57  # `test_its_lowest_point_in_fractions` says why
    assert round(field["cumul_avec_valeur"], 2) == 2941.50 + GREEN
    assert (field["relais"], field["relais_maximal"]) == (0, 0)


def test_native_columns_and_functions_say_the_same(figures: Figures) -> None:
    """Month by month against fractions; the cumulated columns are sums of the workbook itself."""
    expected = exact.treasury(HOUSE)
    for name, column in expected.items():
        found = [figures["tresorerie", f"annee={1 + k // 12};mois={1 + k % 12}", name] for k in range(240)]
        assert found == pytest.approx([float(one) for one in column], abs=CLOSE), name


def test_the_years_with_and_without_works(figures: Figures) -> None:
    expected = exact.treasury(HOUSE)
    for year in range(1, 21):
        names = ("cumul", "depense_sans", "depense_avec")
        row = {name: figures["annees", f"annee={year}", name] for name in names}
        bill = sum(expected["facture"][: 12 * year])
        assert row["cumul"] == pytest.approx(float(expected["cumul"][12 * year - 1]), abs=CLOSE)
        assert row["depense_sans"] == pytest.approx(float(bill), abs=CLOSE)
        assert row["depense_avec"] == pytest.approx(float(bill - expected["cumul"][12 * year - 1]), abs=CLOSE)
        green = figures["annees", f"annee={year}", "depense_valeur"]
        assert green == pytest.approx(row["depense_avec"] - (GREEN if year == 20 else 0), abs=CLOSE)


@pytest.mark.parametrize(
    ("column", "steps"),
    [("hausse_moins_2", -2), ("hausse_moins_1", -1), ("hausse_plus_1", 1), ("hausse_plus_2", 2)],
)
def test_the_fan_of_rises(figures: Figures, column: str, steps: int) -> None:
    (energy,) = HOUSE.energies
    other = replace(HOUSE, energies=(replace(energy, rise=energy.rise + Fraction(steps, 100)),))
    balance = exact.treasury(other)["cumul"]
    for year in (1, 7, 20):
        found = figures["annees", f"annee={year}", column]
        assert found == pytest.approx(float(balance[12 * year - 1]), abs=CLOSE)


def test_the_comparison_over_the_horizon(figures: Figures) -> None:
    """No works against itself is 0; works gain the last balance, and the green value on top."""
    gains = [figures["comparaison", f"cas={case}", "gain"] for case in ("sans", "avec", "valeur")]
    balance = float(exact.treasury(HOUSE)["cumul"][-1])
    assert gains[0] == 0
    assert gains[1:] == pytest.approx([balance, balance + GREEN], abs=CLOSE)


def test_works_without_funds_are_bridged() -> None:
    """Another household: an aid four months later, and own funds above what is short in the end."""
    data = load(EXAMPLE).set("aides", "1", "mois_versement", 5).set("champs", "", "apport", 3000)
    figures = figures_of(data)
    house = replace(HOUSE, aids=((5, Fraction(6000)), (1, Fraction(3000))), own=Fraction(3000))
    expected = exact.treasury(house)
    assert figures["champs", "", "relais_maximal"] == float(max(expected["relais"])) == 4000
    assert figures["champs", "", "relais"] == float(expected["relais"][-1]) == -2000
    assert figures["champs", "", "effort"] == pytest.approx(float(-min(expected["flux"])), abs=CLOSE)
