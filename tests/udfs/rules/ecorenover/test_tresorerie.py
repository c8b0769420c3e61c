"""The treasury of a renovation: the household of the specification, and fractions over random ones."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import udfs
from tests.udfs.rules.ecorenover import exact
from udfs.errors import OutOfRange, WrongValue
from udfs.rules import ecorenover
from udfs.rules.ecorenover import Projet

F = Fraction
HOUSE = exact.Household(
    20,
    ((1, F(30000)),),
    ((1, F(9000)),),
    F(1000),
    (exact.Credit(20_000_00, F(0), 1, 180, F(0), 0),),
    (exact.Energy(F(18000), F("0.45"), F("0.11"), F(0), F("0.03")),),
    F(0),
    False,
    1,
    1,
    True,
)
"""Works 30 000 = aids 9 000 + own 1 000 + loan 20 000 at 0 %, 180 months; 18 000 kWh, 45 %, 0,11 €, + 3 %."""

HOUSES = [exact.random_household(random.Random(seed)) for seed in range(60)]
CLOSE = 1e-6


def arguments_of(house: exact.Household) -> dict[str, Any]:
    """What the rules and the functions take, by name."""

    def column(values: Any) -> list[float]:
        return [float(value) for value in values] or [0.0]

    return {
        "horizon": house.years,
        "mois_travaux": column(month for month, _ in house.works),
        "travaux": column(amount for _, amount in house.works),
        "mois_aides": column(month for month, _ in house.aids),
        "aides": column(amount for _, amount in house.aids),
        "apport": float(house.own),
        "capitaux": column(F(one.cents, 100) for one in house.loans),
        "taux": column(one.rate for one in house.loans),
        "mois_prets": column(one.month for one in house.loans),
        "durees": column(one.payments for one in house.loans),
        "assurances": column(one.insurance for one in house.loans),
        "differes": column(one.deferral for one in house.loans),
        "kwh": column(one.kwh for one in house.energies),
        "gains": column(one.saved for one in house.energies),
        "prix": column(one.price for one in house.energies),
        "abonnements": column(one.kept for one in house.energies),
        "hausses": column(one.rise for one in house.energies),
        "profils": column(part for one in house.energies for part in one.profile)
        if house.energies
        else [0.0] * 12,
        "entretien": float(house.upkeep),
        "regle_hausse": "janvier" if house.each_january else "anniversaire",
        "premier_mois": house.first_month,
        "debut_economies": house.first_saving,
        "emploi_apport": "au_besoin" if house.as_needed else "au_debut",
    }


def project_of(house: exact.Household) -> Projet:
    return Projet.of(**arguments_of(house))


def cells_of(house: exact.Household) -> dict[str, Any]:
    """The same, ranges as columns of cells."""
    return {
        name: [[cell] for cell in one] if isinstance(one, list) else one
        for name, one in arguments_of(house).items()
    }


# The household of the specification


def test_the_household_of_the_specification() -> None:
    project = project_of(HOUSE)
    found = ecorenover.tresorerie(project)
    assert [round(float(found.mensualites[k - 1]), 2) for k in (1, 179, 180, 181)] == [
        111.11,
        111.11,
        111.31,
        0,
    ]
    assert found.economies[0] == 74.25
    assert round(ecorenover.effort(project), 2) == round(ecorenover.effort(project, "courant"), 2) == 36.86
    assert ecorenover.mois_retour(project) == 218
    assert round(float(found.cumul[-1]), 2) == 2941.50
    assert len(found.mois) == 240


def test_its_lowest_point_in_fractions() -> None:
    """-4 442,57 after payments of 111,11 for 168 months.

    -4 442,77 would need the 20 cents that the last payment absorbs (111,31, in month 180) to be paid before
    month 168, where savings begin to exceed the payment.
    """
    balance = exact.treasury(HOUSE)["cumul"]
    assert min(balance) == balance[167]
    savings = sum(F("74.25") * 12 * F("1.03") ** year for year in range(14))
    assert min(balance) == -1000 - 168 * F("111.11") + savings
    assert round(float(min(balance)), 2) == -4442.57
    assert ecorenover.point_bas(project_of(HOUSE)) == pytest.approx(float(min(balance)), abs=CLOSE)
    assert round(float(min(balance) - F("0.20")), 2) == -4442.77


def test_the_same_by_calls_of_cells() -> None:
    cells = cells_of(HOUSE)
    assert udfs.call("ECORENOVER.MOIS_RETOUR", **cells) == 218
    assert round(udfs.call("ECORENOVER.EFFORT", **cells), 2) == 36.86
    assert round(udfs.call("ECORENOVER.POINT_BAS", **cells), 2) == -4442.57
    assert round(udfs.call("ECORENOVER.LIGNE", colonne="cumul", mois=240, **cells), 2) == 2941.50
    assert [
        round(udfs.call("ECORENOVER.LIGNE", colonne="mensualites", mois=month, **cells), 2)
        for month in (1, 180)
    ] == [111.11, 111.31]
    rows = udfs.call("ECORENOVER.TRESORERIE", **cells)
    assert len(rows) == 240
    assert round(rows[-1][9], 2) == 2941.50


# Random households, by exact arithmetic


@pytest.mark.parametrize("house", HOUSES, ids=range(len(HOUSES)))
def test_every_column_is_that_of_fractions(house: exact.Household) -> None:
    expected, found = exact.treasury(house), ecorenover.tresorerie(project_of(house))
    assert set(expected) == set(ecorenover.COLONNES)
    for name, column in expected.items():
        assert getattr(found, name) == pytest.approx([float(one) for one in column], abs=CLOSE), name


@pytest.mark.parametrize("house", HOUSES, ids=range(len(HOUSES)))
def test_what_it_comes_to_is_that_of_fractions(house: exact.Household) -> None:
    expected, project = exact.treasury(house), project_of(house)
    month = ecorenover.mois_retour(project)
    assert (None if np.isnan(month) else month) == exact.returned(expected["cumul"])
    lowest = min([-house.own, *expected["cumul"]])
    assert ecorenover.point_bas(project) == pytest.approx(float(lowest), abs=CLOSE)
    hardest = max([F(0), *(-flow for flow in expected["flux"])])
    assert ecorenover.effort(project) == pytest.approx(float(hardest), abs=CLOSE)


@pytest.mark.parametrize("house", HOUSES, ids=range(len(HOUSES)))
def test_works_are_paid_by_aids_own_funds_loans_and_bridging(house: exact.Household) -> None:
    """To the cent, over any number of months; and the last balance is the sum of the flows."""
    found = ecorenover.tresorerie(project_of(house))

    def cents(column: Any) -> int:
        return round(float(np.sum(column)) * 100)

    for months in (1, len(found.mois) // 2, len(found.mois)):
        works, aids, own, loans = (
            cents(column[:months]) for column in (found.travaux, found.aides, found.apport, found.prets)
        )
        assert works == aids + own + loans + cents(found.relais[months - 1])
    assert cents(found.apport) == round(house.own * 100)
    assert found.cumul[-1] == pytest.approx(float(np.sum(found.flux)) - float(house.own), abs=CLOSE)


def test_many_households_are_each_of_them() -> None:
    """Ten thousand at once, of sixty forms, whose ranges have one length."""
    forms = [replace(house, years=2 + rank % 3) for rank, house in enumerate(HOUSES)]
    widths = {"travaux": 4, "aides": 3, "capitaux": 3, "kwh": 3}
    rows: list[dict[str, Any]] = []
    for house in forms:
        one = arguments_of(house) | {"regle_hausse": "janvier", "emploi_apport": "au_besoin"}
        rows.append({name: _wide(name, value, widths) for name, value in one.items()})
    many = {
        name: rows[0][name]
        if isinstance(rows[0][name], str)
        else np.array([row[name] for row in rows] * 167)[:10_000]
        for name in rows[0]
    }
    batch = Projet.of(**many)
    assert batch.shape == (10_000,)
    returned, lowest, hardest = (
        ecorenover.mois_retour(batch),
        ecorenover.point_bas(batch),
        ecorenover.effort(batch),
    )
    end = ecorenover.ligne("cumul", 24, batch)
    for rank, row in enumerate(rows):
        alone = Projet.of(**row)
        for place in (rank, rank + 60 * 100):
            assert np.array_equal(returned[place], ecorenover.mois_retour(alone), equal_nan=True)
            assert lowest[place] == pytest.approx(ecorenover.point_bas(alone), abs=CLOSE)
            assert hardest[place] == pytest.approx(ecorenover.effort(alone), abs=CLOSE)
            assert end[place] == pytest.approx(ecorenover.ligne("cumul", 24, alone), abs=CLOSE)


_TOGETHER = {
    "travaux": ("mois_travaux", "travaux"),
    "aides": ("mois_aides", "aides"),
    "capitaux": ("capitaux", "taux", "mois_prets", "durees", "assurances", "differes"),
    "kwh": ("kwh", "gains", "prix", "abonnements", "hausses"),
}


def _wide(name: str, value: Any, widths: dict[str, int]) -> Any:
    """A range filled up with nothing to its width."""
    if not isinstance(value, list):
        return value
    if name == "profils":
        return value + [0.0] * (12 * widths["kwh"] - len(value))
    width = next(widths[first] for first, names in _TOGETHER.items() if name in names)
    return value + [0.0] * (width - len(value))


# What is refused, and what is 0


def test_a_month_is_needed_where_there_is_an_amount() -> None:
    with pytest.raises(WrongValue, match="mois_aides : la cellule 2"):
        Projet.of(1, [1], [100], [1, 0], [10, 20])
    assert Projet.of(1, [1, 0], [100, 0]).shape == ()


def test_a_loan_has_a_payment_after_its_deferral() -> None:
    with pytest.raises(OutOfRange, match="le prêt 1 n’a pas d’échéance"):
        Projet.of(1, [1], [100], capitaux=[50], mois_prets=[1], durees=[6], differes=[6])


def test_a_profile_makes_a_year() -> None:
    flat = {
        "horizon": 1,
        "mois_travaux": [1],
        "travaux": [0],
        "kwh": [100.0, 200.0],
        "gains": [1, 1],
        "prix": [1, 1],
    }
    with pytest.raises(OutOfRange, match="profils : leur somme vaut 1,2"):
        Projet.of(**flat, profils=[0.1] * 12)
    with pytest.raises(WrongValue, match="profils : 13 valeurs"):
        Projet.of(**flat, profils=[0.1] * 13)
    alone = ecorenover.tresorerie(Projet.of(**flat, profils=[1] + [0] * 11))
    assert alone.economies.tolist() == [300.0] + [0.0] * 11


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(WrongValue, match="regle_hausse"):
        Projet.of(1, [1], [0], regle_hausse="juin")
    with pytest.raises(WrongValue, match="sur"):
        ecorenover.effort(Projet.of(1, [1], [0]), "tout")


def test_nothing_done_against_nothing_done_is_0() -> None:
    found = ecorenover.tresorerie(Projet.of(3, [1], [0]))
    assert all(not column.any() for name, column in found._asdict().items() if name != "mois")
    assert ecorenover.mois_retour(Projet.of(3, [1], [0])) == 1


def test_own_funds_not_needed_come_back_with_the_last_work() -> None:
    found = ecorenover.tresorerie(Projet.of(1, [3, 5], [100, 50], [3], [120], apport=200))
    assert found.apport.tolist() == [0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0]
    assert found.cumul[-1] == -30  # works 150 less aids 120


def test_a_shorter_horizon_is_blank_after_its_end() -> None:
    found = ecorenover.tresorerie(Projet.of([1, 2], [1], [100]))
    assert found.flux.shape == (2, 24)
    assert np.isnan(found.flux[0, 12:]).all()
    assert not np.isnan(found.flux[1]).any()
