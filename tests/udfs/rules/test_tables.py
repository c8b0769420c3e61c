"""Published tables of the other conventions, and properties of their rules."""

from __future__ import annotations

import csv
import dataclasses
import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from tests.shared import shared_path
from udfs import money, parameters
from udfs.errors import NotAvailable, OutOfRange, ParameterFileError, WrongValue
from udfs.rules import acomptes, cee, energie, intracting, mixeur, moby
from udfs.rules.moby import tranches


def rows_of(name: str) -> list[dict[str, str]]:
    with shared_path(f"tables/{name}").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


# Mixeur


def test_first_year_by_month_of_signature() -> None:
    """The table of the twelve months, one batch a column."""
    rows = rows_of("mixeur_prorata.csv")
    days = np.array([f"2025-{int(row['mois_signature']):02d}-18" for row in rows], "datetime64[D]")
    months = [float(row["douziemes"]) / 12 for row in rows]
    assert mixeur.prorata(days).tolist() == months
    for amount in ("1500", "1750", "2500", "20000"):
        due = mixeur.contribution("structure", 2025, date_signature=days, derogation=float(amount))
        assert due.tolist() == [float(row[f"sur_{amount}"]) for row in rows]


def test_a_batch_of_members_is_its_members() -> None:
    statuses = np.array(["collectivite", "structure", "partenaire", "structure_territoire_participant"])
    people, users = np.array([314159.0, np.nan, np.nan, np.nan]), np.array([7.0, np.nan, 3.0, 9.0])
    signed = np.array(["2025-03-31", "NaT", "2025-11-01", "2024-05-05"], "datetime64[D]")
    batch = mixeur.contribution(statuses, 2025, people, users, signed)
    alone = [
        mixeur.contribution(str(s), 2025, None if np.isnan(p) else p, None if np.isnan(u) else u, d)
        for s, p, u, d in zip(statuses, people, users, signed, strict=True)
    ]
    assert batch.tolist() == alone


@settings(max_examples=60)
@given(
    st.integers(1, 3_000_000), st.integers(0, 40), st.integers(1, 12), st.sampled_from(["douziemes", "jours"])
)
def test_contribution_is_rational(people: int, users: int, month: int, basis: str) -> None:
    """The article in fractions, rounded half up once."""
    day = np.datetime64(f"2025-{month:02d}-10")
    start = (np.datetime64(f"2025-{month:02d}") + 1).astype("datetime64[D]")
    days = int((np.datetime64("2026-01-01") - start).astype(int))
    part = Fraction(12 - month, 12) if basis == "douziemes" else Fraction(days, 365)
    base = min(max(Fraction(people, 100), Fraction(2500)), Fraction(20000))
    exact = (base + 80 * max(0, users - 5)) * part
    due = mixeur.contribution("collectivite", 2025, people, users, day, basis)
    assert due == money.round_fraction(exact)


def test_grid_of_mixeur() -> None:
    grid = mixeur.grille()
    assert grid.statut.tolist() == list(mixeur.STATUTS)
    assert grid.comptes_inclus.tolist() == [5.0, 5.0, 5.0, 0.0]
    assert grid.utilisateur_supplementaire.tolist() == [80.0, 80.0, 40.0, 80.0]
    assert np.array_equal(grid.maximum, [20000.0, np.nan, np.nan, np.nan], equal_nan=True)
    with pytest.raises(NotAvailable):
        mixeur.grille("2024-12-31")


def test_an_unknown_proration_is_refused() -> None:
    with pytest.raises(WrongValue):
        mixeur.prorata(np.datetime64("2025-06-18"), "semaines")


# Moby


def test_the_grid_as_published() -> None:
    rows, grid = rows_of("moby_2_grille.csv"), moby.grille()
    names = {"total": "total_ht", "cee": "cee_ht", "reste_ht": "reste_ht", "reste_ttc": "reste_ttc"}
    for item, column in names.items():
        published = [float(row[column]) for row in rows]
        assert getattr(grid, item).tolist() == published
        assert moby.prix(np.array([int(row["min"]) for row in rows]), item).tolist() == published
    for row in rows:
        bracket = int(row["min"]), int(row["max"]) if row["max"] else None
        assert moby.prix(bracket, "cee") == float(row["cee_ht"])


@pytest.mark.parametrize("bracket", [(4, 5), (1, None), (11, 20), (5, 6)])
def test_a_bracket_that_is_not_in_the_grid(bracket: Any) -> None:
    with pytest.raises(NotAvailable):
        moby.prix(bracket, "total")


def version_of(grid: dict[str, Any]) -> parameters.Version:
    day = datetime.date(2022, 9, 14)
    return parameters.Version(day, None, grid, parameters.Source("Document", "annexe"))


ONE, TWO = Decimal("100.50"), Decimal("99")


@pytest.mark.parametrize(
    "grid",
    [
        {},
        {"2 et plus": ONE},
        {"1": ONE, "3 et plus": TWO},
        {"1 à 3": ONE, "3 et plus": TWO},
        {"1": ONE, "2 à 4": TWO},
        {"1": ONE, "3 à 2": ONE, "3 et plus": TWO},
        {"1 et plus": ONE, "2": TWO},
        {"2 et plus": ONE, "1": TWO},
        {"1": ONE, "deux et plus": TWO},
        {"1": Decimal("100.505"), "2 et plus": TWO},
        {"1": Decimal("-1"), "2 et plus": TWO},
        {"1": "cher", "2 et plus": TWO},
    ],
    ids=str,
)
def test_a_grid_that_leaves_a_doubt_is_not_read(grid: dict[str, Any]) -> None:
    with pytest.raises(ParameterFileError, match=r"moby\.grille_cee"):
        tranches.brackets_of(version_of(grid), "moby.grille_cee")


def test_a_grid_that_leaves_none() -> None:
    grid = version_of({"1": ONE, "2 à 4": TWO, "5 et plus": Decimal("1e1")})
    assert tranches.brackets_of(grid, "moby.grille_cee") == (
        ((1, 1), 10050),
        ((2, 4), 9900),
        ((5, None), 1000),
    )


def test_each_number_belongs_to_the_bracket_that_holds_it() -> None:
    """The upper bound of each bracket of annex 2, and the number after it."""
    for row in rows_of("moby_2_grille.csv"):
        inside = range(int(row["min"]), int(row["max"] or 40) + 1)
        assert {moby.prix(n, "cee") for n in inside} == {float(row["cee_ht"])}


def test_the_length_of_the_programme_is_the_parameter_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """16 000 of remainder for two schools: 8 000 a school, by year 4 000 in two years and 2 000 in four."""
    assert moby.montant("reste_ht", "annee", 2) == 4000.0
    four = dataclasses.replace(parameters.version("moby.annees"), value=Decimal(4))
    longer = dataclasses.replace(parameters.parameter("moby.annees"), versions=(four,))
    known = parameters.parameter
    monkeypatch.setattr(
        parameters, "parameter", lambda code: longer if code == "moby.annees" else known(code)
    )
    assert moby.montant("reste_ht", "annee", 2) == 2000.0
    assert moby.montant("reste_ht", "annee", 2, annees=2) == 4000.0
    assert moby.simulation(np.array([2, 2]), date=np.full(2, four.start, "datetime64[D]"))[
        :, 2, 2
    ].tolist() == [
        2000.0,
        2000.0,
    ]
    assert udfs.call("MOBY.MONTANT", "reste_ht", "annee", 2) == 2000.0
    length = moby.expliquer_simulation(2)[-2]
    assert (length.value, length.source) == (4, "Moby, article 7")
    assert moby.expliquer_simulation(2, annees=3)[-2].source == ""


def test_the_twelve_published_cells() -> None:
    rows = rows_of("moby_3_simulation.csv")
    published = [[float(row[c]) for c in list(row)[1:]] for row in rows]
    assert moby.simulation(2, 2, 1, 2).tolist() == published
    for i, item in enumerate(moby.POSTES):
        for j, column in enumerate(moby.COLONNES):
            assert moby.montant(item, column, 2, 2, 1, 2) == published[i][j]


def test_a_batch_of_perimeters() -> None:
    counts = np.array([1, 2, 5, 12])
    batch = moby.simulation(counts)
    assert batch.shape == (4, 4, 3)
    assert [moby.simulation(int(n)).tolist() for n in counts] == batch.tolist()
    days = np.array(["2022-09-14", "2023-01-01", "2024-01-01", "2024-06-30"], "datetime64[D]")
    assert moby.simulation(counts, date=days).tolist() == batch.tolist()
    with pytest.raises(NotAvailable):
        moby.simulation(counts, date=days - 400)
    with pytest.raises(WrongValue):
        moby.prix(counts, "cee", np.full(4, "NaT", "datetime64[D]"))


@given(st.integers(1, 30), st.integers(-20000, 20000))
def test_total_is_its_parts(count: int, adjustment: int) -> None:
    table = moby.simulation(count, ajustement_cee=float(adjustment))
    assert (table[0, 0], table[3, 0]) == (table[1, 0] + table[2, 0], money.round_half_up(table[2, 0] * 1.2))


def test_the_adjustment_is_in_cents() -> None:
    with pytest.raises(OutOfRange):
        moby.simulation(2, ajustement_cee=0.005)
    with pytest.raises(WrongValue):
        moby.simulation(2, arrondi="commune")


def test_the_deduced_structure_closes_the_simulation() -> None:
    """58 268 is twice the grid for 2 plus the deduced adjustment."""
    grid = parameters.number("moby.grille_cee", None, "2")
    assert 2 * grid + parameters.number("moby.ajustement_structures", None, "cee_ht") == 58268


# Certificates


def sainte_lague(total: int, weights: list[int]) -> list[int]:
    """One unit at a time, ties by position."""
    held = [0] * len(weights)
    for _ in range(total):
        best = max(range(len(weights)), key=lambda i: (Fraction(weights[i], 2 * held[i] + 1), -i))
        held[best] += 1
    return held


WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=7).filter(any)


@given(st.integers(0, 60), WEIGHTS)
def test_sharing_is_unit_by_unit(total: int, weights: list[int]) -> None:
    assert cee.repartition(total, weights).tolist() == sainte_lague(total, weights)


@given(st.integers(0, 10**10), WEIGHTS)
def test_large_totals_are_exact_and_monotone(total: int, weights: list[int]) -> None:
    shares, more = cee.repartition(total, weights), cee.repartition(total + 1, weights)
    assert shares.sum() == total
    assert sorted((more - shares).tolist()) == [0] * (len(weights) - 1) + [1]


def test_sharing_reads_decimals() -> None:
    """0.1 + 0.2 and 0.3 are the same contribution: the tie goes to the first."""
    assert cee.repartition(1, [0.3, 0.1 + 0.2]).tolist() == [1, 0]
    assert cee.repartition(1, [0.3, 0.1 + 0.2], [2, 1]).tolist() == [0, 1]


def test_numeric_keys_compare_as_numbers() -> None:
    """2 before 10, and numbers before texts."""
    assert udfs.call("CEE.REPARTITION", 1, [[50], [50]], [[10], [2]]) == [[0], [1]]
    assert udfs.call("CEE.REPARTITION", 1, [[50], [50]], [["1"], [10]]) == [[0], [1]]


@pytest.mark.parametrize(("contributions", "keys"), [([1.0, 1.0], ["a", "a"]), ([1.0, 1.0], ["a"])])
def test_keys_must_tell_apart(contributions: list[float], keys: list[str]) -> None:
    with pytest.raises(WrongValue):
        cee.repartition(1, contributions, keys)


@pytest.mark.parametrize(("total", "contributions"), [(1, [-1.0, 2.0]), (-1, [1.0])])
def test_nothing_negative_is_shared(total: int, contributions: list[float]) -> None:
    with pytest.raises(OutOfRange):
        cee.repartition(total, contributions)


# Energy


def test_savings_of_the_published_actions() -> None:
    """Annex 1: thousands of euros from unrounded kWh × price, half up."""
    prices = {"chaleur": Decimal("39.48"), "batiments": Decimal("324.58"), "eclairage": Decimal("158.32")}
    for row in rows_of("intracting_1_ape.csv"):
        power = prices["eclairage" if row["batiment"] == "Eclairage public" else "batiments"]
        electricity = energie.economie(float(row["elec_kwh"] or 0), float(power))
        heat = energie.economie(float(row["chal_kwh"] or 0), float(prices["chaleur"]))
        assert money.round_half_up(electricity / 1000, 1) == float(row["elec_keur"])
        assert money.round_half_up(heat / 1000, 2) == float(row["chal_keur"])
        both = Decimal(electricity + heat) / 1000
        assert both.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(row["tot_keur"])
        tonnes = energie.ges(float(row["elec_kwh"] or 0), 0.064) + energie.ges(
            float(row["chal_kwh"] or 0), 0.0515
        )
        assert money.round_half_up(tonnes, 1) == float(row["co2_t"])


def test_adjusted_reference_of_a_batch() -> None:
    result = energie.reference_ajustee(
        np.array([1.0, 2.0]), 100.0, 2000.0, np.array([2000.0, 1000.0]), [5.0, -1.0]
    )
    assert result.tolist() == [105.0, 56.0]
    assert energie.temps_retour(np.array([10.0, 9.0]), 2.0).tolist() == [5.0, 4.5]


# Financing plan


def test_a_plan_by_hand() -> None:
    """Works of 2024 and 2025, savings a year later, prices growing by 10 % a year."""
    plan = intracting.plan(
        [2024, 2025, 2026],
        [1000, 500, 0],
        [200, 100, 0],
        [500, 300, 0],
        [100, 50, 0],
        [0, 10, 20],
        [0, 40, 60],
        0.1,
    )
    assert plan.fonds_propres.tolist() == [300.0, 100.0, 0.0]
    assert np.allclose(plan.economies, [0.0, 110.0, 150 * 1.21], rtol=1e-15)
    assert np.allclose(plan.solde, [0.0, 60.0, 101.5], rtol=1e-14)
    assert np.allclose(plan.solde_cumule, [0.0, 60.0, 161.5], rtol=1e-14)
    same_year = intracting.plan([2024], [0], [0], [0], [100], [0], [0], decalage=0)
    assert same_year.economies.tolist() == [100.0]


def test_steps_of_tables() -> None:
    """Explanations of the functions that return tables: labels in two languages, a source somewhere."""
    days = np.array(["2022-10-15", "2023-07-15"], "datetime64[D]")
    every = [
        mixeur.expliquer_grille(),
        moby.expliquer_grille(),
        moby.expliquer_prix((4, 6), "total"),
        moby.expliquer_simulation(2, 2, 1, 2),
        acomptes.expliquer_echeancier(100, 0.2, [0.5, 0.5], days),
        intracting.expliquer_plan([2024], [1], [0], [0], [0], [0], [0]),
        energie.expliquer_economie(1000, 39.48),
        energie.expliquer_ges(1000, 0.064),
        energie.expliquer_temps_retour(10, 5),
    ]
    for steps in every:
        assert all(step.label.fr and step.label.en for step in steps)
        assert any(step.source for step in steps)
    assert moby.expliquer_simulation(2, 2, 1, 2)[-1].value == 75748.0
    assert "déduite" in moby.expliquer_simulation(2, 2, 1, 2)[2].source
