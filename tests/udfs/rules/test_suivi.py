"""Follow-up of an Intracting programme: figures worked out from its articles, and properties of the rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs.errors import NotAvailable, OutOfRange, WrongValue
from udfs.rules import energie, energie_mois, energie_suivi, intracting, intracting_suivi
from udfs.rules.plages import check_lengths

SHARES = np.array([0.18, 0.15, 0.13, 0.08, 0.03, 0.0, 0.0, 0.0, 0.02, 0.08, 0.14, 0.19])
"""Parts of twelve months in heating and in degree days, summer without any."""

kwh = st.floats(0, 1e6)
days = st.floats(1, 800)


# The school: non-heating 20 000, heating 180 000, degree days 2 400 then 2 160, measured 140 000


def test_the_school_by_month_and_by_year() -> None:
    months = energie_mois.reference_mensuelle(
        np.full(12, 20000 / 12), 180000 * SHARES, 2400 * SHARES, 2160 * SHARES
    )
    adjusted = float(months.sum()) - 5000
    assert adjusted == pytest.approx(177000, abs=1e-9)
    assert energie.reference_ajustee(20000, 180000, 2400, 2160, [-5000]) == pytest.approx(177000, abs=1e-9)
    avoided = energie.evitee(adjusted, 140000)
    assert avoided == pytest.approx(37000, abs=1e-9)
    assert round(energie_suivi.reduction(avoided, 200000, adjusted) * 100, 2) == 18.50
    assert round(energie_suivi.reduction(avoided, 200000, adjusted, "ajustee") * 100, 2) == 20.90
    assert round(energie.economie(avoided, 39.48), 2) == 1460.76


def test_the_parts_of_three_actions_on_the_heat_of_the_school() -> None:
    savings = np.array([44550.0, 4380.0, 11350.0])
    parts = energie_suivi.repartition(37000, savings, savings)
    assert [round(part, 3) for part in parts.tolist()] == [27344.891, 2688.454, 6966.656]


# The reference, month by month


@given(
    st.lists(st.tuples(kwh, kwh, days), min_size=1, max_size=24),
    st.floats(0, 2),
)
def test_months_of_one_ratio_are_the_year(months: list[tuple[float, float, float]], ratio: float) -> None:
    base, heating, reference = (np.array(column) for column in zip(*months, strict=True))
    found = energie_mois.reference_mensuelle(base, heating, reference, reference * ratio)
    year = energie.reference_ajustee(base.sum(), heating.sum(), reference.sum(), (reference * ratio).sum())
    assert found.sum() == pytest.approx(year, rel=1e-9, abs=1e-6)


@given(st.lists(st.tuples(kwh, kwh, st.floats(0, 800), st.floats(0, 800)), min_size=1, max_size=12))
def test_a_threshold_above_every_month_is_the_year(months: list[tuple[float, ...]]) -> None:
    base, heating, reference, observed = (np.array(column) for column in zip(*months, strict=True))
    least = float(np.max(reference)) + 1
    try:
        found = energie_mois.reference_mensuelle(base, heating, reference, observed, least)
    except OutOfRange:
        assert reference.sum() < least
        return
    if heating.any():
        year = energie.reference_ajustee(base.sum(), heating.sum(), reference.sum(), observed.sum())
    else:
        year = base.sum()
    assert found.sum() == pytest.approx(year, rel=1e-9, abs=1e-6)


def test_the_threshold_itself_is_enough() -> None:
    months = ([0, 0], [100, 100], [1, 99], [2, 99])
    assert energie_mois.reference_mensuelle(*months).tolist() == [200.0, 100.0]
    assert energie_mois.reference_mensuelle(*months, 1.01).tolist() == [101.0, 100.0]


def test_unknown_degree_days_count_in_neither_sum() -> None:
    nan = np.nan
    found = energie_mois.reference_mensuelle([0, 0, 7], [100, 10, 0], [90, 0, 50], [45, 0, nan])
    assert found.tolist() == [50.0, 5.0, 7.0]
    for reference, observed, name in (
        ([90, nan], [45, 1], "dju_reference"),
        ([90, 1], [45, nan], "dju_suivi"),
    ):
        with pytest.raises(WrongValue, match="cellule 2") as caught:
            energie_mois.reference_mensuelle([0, 0], [100, 10], reference, observed)
        assert caught.value.argument == name


def test_a_batch_of_meters_is_its_meters() -> None:
    base, heating = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, 0.0], [20.0, 30.0]])
    reference, observed = np.array([400.0, 0.0]), np.array([360.0, 40.0])
    least = np.array([1.0, 300.0])
    batch = energie_mois.reference_mensuelle(base, heating, reference, observed, least)
    alone = [
        energie_mois.reference_mensuelle(base[i], heating[i], reference, observed, least[i]).tolist()
        for i in range(2)
    ]
    assert batch.tolist() == alone
    steps = energie_mois.expliquer_reference_mensuelle(base, heating, reference, observed, least)
    assert np.array_equal(steps[-1].value, batch.sum(axis=-1))  # type: ignore[arg-type]


def test_steps_say_which_degree_days_a_month_takes() -> None:
    steps = energie_mois.expliquer_reference_mensuelle([5, 5, 5], [100, 10, 0], [90, 0, 50], [45, 0, 50])
    labels = [one.label.fr.replace("\u00a0", " ") for one in steps[3:-1]]
    assert labels == [
        "mois 1 : 5 + 100 × 45 / 90",
        "mois 2 : 5 + 10 × 95 / 140 (DJU de tous les mois)",
        "mois 3 : pas de chauffage",
    ]
    assert steps[-1].value == pytest.approx(15 + 50 + 10 * 95 / 140)


# Yearly indicators


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(sum), st.floats(-1e6, 1e6))
def test_parts_add_up_to_what_was_avoided(savings: list[float], avoided: float) -> None:
    parts = energie_suivi.repartition(avoided, np.array(savings), savings)
    assert parts.sum() == pytest.approx(avoided, rel=1e-9, abs=1e-6)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_an_indicator_is_worth_its_months(missing: int, estimated: int, accepted: int) -> None:
    try:
        found = energie_suivi.indicateur(-1.5, missing, estimated, accepted / 12)
    except NotAvailable:
        assert accepted < missing + estimated <= 12
    except OutOfRange:
        assert missing + estimated > 12
    else:
        assert found == -1.5
        assert missing + estimated <= accepted


def test_a_batch_of_indicators() -> None:
    assert energie_suivi.indicateur(np.array([1.0, 2.0]), 0, np.array([0, 1])).tolist() == [1.0, 2.0]
    assert energie_suivi.indicateur(3.0, np.array([0, 1])).tolist() == [3.0, 3.0]
    with pytest.raises(NotAvailable, match="3 manquent et 0 est estimé, soit 25 %") as caught:
        energie_suivi.indicateur(1.0, np.array([0, 3]))
    assert "3 are missing and 0 are estimated" in caught.value.text.en
    assert energie_suivi.reduction(np.array([1.0, -2.0]), 4.0, 5.0).tolist() == [0.25, -0.5]


# Works carried out, and the objective of a year


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=8), st.floats(0, 1.5))
def test_actions_carried_out_alike_give_the_same_on_both(planned: list[float], part: float) -> None:
    actual = np.array(planned) * part
    for over in intracting_suivi.MESURES:
        assert intracting_suivi.realisation(actual, planned, over) == pytest.approx(part, rel=1e-9, abs=1e-9)


def test_programmes_side_by_side() -> None:
    actual, planned = np.array([[100.0, 0.0], [50.0, 70.0]]), np.array([[100.0, 300.0], [100.0, 0.0]])
    assert intracting_suivi.realisation(actual, planned).tolist() == [0.25, 1.2]
    assert intracting_suivi.realisation(actual, planned, "nombre").tolist() == [0.5, 0.5]
    with pytest.raises(OutOfRange):
        intracting_suivi.realisation(actual, planned * [[1], [0]])


@pytest.mark.parametrize("month", range(1, 13))
def test_months_after_the_end_of_works(month: int) -> None:
    for day in (f"2026-{month:02d}-01", f"2026-{month:02d}-28"):
        end = np.array([day], "datetime64[D]")
        years = intracting_suivi.objectif(np.arange(2024, 2029), [12.0], end)
        assert years.tolist() == [0.0, 0.0, 12.0 - month, 12.0, 12.0]


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(-200, 600)), min_size=1, max_size=6),
    st.integers(1990, 2030),
)
def test_an_objective_is_the_sum_of_its_actions(actions: list[tuple[float, int]], year: int) -> None:
    savings = [saving for saving, _ in actions]
    ends = np.array([np.datetime64("2000-01-15") + 30 * rank for _, rank in actions])
    whole = intracting_suivi.objectif(year, savings, ends)
    each = [intracting_suivi.objectif(year, [s], [e]) for s, e in zip(savings, ends, strict=True)]
    assert whole == pytest.approx(sum(each), rel=1e-9, abs=1e-6)
    steps = intracting_suivi.expliquer_objectif(year, savings, ends)
    assert steps[0].value == str(year)
    assert [one.value for one in steps[1:-1]] == each


def test_a_balance_is_of_kilowatt_hours_as_well_as_euros() -> None:
    """Steps name no unit: the annex compares kWh (definitions), the functions took euros first."""
    steps = intracting.expliquer_bilan(64_983, 76_493)
    assert [(one.value, one.unit) for one in steps] == [(64_983, ""), (76_493, ""), ("négatif", "")]


# What is refused


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        (energie_suivi.reduction, (1.0, 2.0, 3.0, "finale")),
        (intracting_suivi.realisation, ([1.0], [2.0], "surface")),
        (intracting_suivi.realisation, ([1.0, 2.0], [2.0])),
        (intracting_suivi.objectif, (2026, [1.0, 2.0], ["2026-01-01"])),
        (energie_mois.reference_mensuelle, ([1.0], [1.0, 2.0], [1.0, 2.0], [1.0, 2.0])),
    ],
)
def test_what_a_rule_refuses(rule: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(WrongValue) as caught:
        rule(*arguments)
    assert caught.value.text.fr
    assert caught.value.text.en


@pytest.mark.parametrize(
    ("sizes", "name"), [((1, 2, 2), "a"), ((2, 1, 2), "b"), ((2, 2, 1), "c"), ((3, 2, 1), "b"), ((1, 2), "a")]
)
def test_the_range_at_fault(sizes: tuple[int, ...], name: str) -> None:
    with pytest.raises(WrongValue) as caught:
        check_lengths(dict(zip("abc", map(np.zeros, sizes), strict=False)), energie_mois.UNE_PAR_MOIS)
    assert caught.value.argument == name
