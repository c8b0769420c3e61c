"""Instalments: the quote of Moby, exact sums, parts of 0, dates not known yet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.udfs.rules.test_tables import rows_of
from udfs import money, parameters
from udfs.errors import OutOfRange
from udfs.rules import acomptes


def test_the_quote() -> None:
    rows = rows_of("moby_4_echeancier.csv")
    parts = [float(row["pct"]) for row in rows]
    days = np.array([row["date"] for row in rows], "datetime64[D]")
    schedule = acomptes.echeancier(17480, 0.2, parts, days)
    assert schedule.ttc.tolist() == [float(row["montant_ttc"]) for row in rows]
    assert schedule.date.tolist() == days.tolist()
    assert [f"{x:.2f}" for x in schedule.ht] == ["5244.00", "6992.00", "5244.00"]
    assert parts == [parameters.number("moby.acomptes", None, str(i)) for i in (1, 2, 3)]


@given(st.integers(100, 10**10), st.sampled_from([0.0, 0.055, 0.1, 0.2]), st.sampled_from(["ttc", "ht"]))
def test_each_column_sums_exactly(cents: int, rate: float, sur: str) -> None:
    parts, days = [0.3, 0.4, 0.2, 0.1], np.arange(4).astype("datetime64[D]")
    schedule = acomptes.echeancier(cents / 100, rate, parts, days, sur)
    vat = money.half_up(cents * money.decimal15(rate))
    for column, total in ((schedule.ht, cents), (schedule.tva, vat), (schedule.ttc, cents + vat)):
        assert sum(money.decimal15(float(x)) for x in column) * 100 == total
    batch = acomptes.echeancier(np.array([cents / 100, 1.0]), rate, parts, days, sur)
    assert batch.ttc[0].tolist() == schedule.ttc.tolist()


@pytest.mark.parametrize("count", [2, 3, 4, 7, 10])
@pytest.mark.parametrize("rate", [0.0, 0.055, 0.2])
def test_no_instalment_passes_zero(count: int, rate: float) -> None:
    """Tiny amounts over equal parts: refused, or every figure is 0 or more; 5 € is enough."""
    days = np.arange(count).astype("datetime64[D]")
    for cents in [*range(1, 300), 500, 501, 503, 507]:
        try:
            schedule = acomptes.echeancier(cents / 100, rate, [1 / count] * count, days)
        except OutOfRange:
            assert cents < 500
        else:
            assert min(column.min() for column in (schedule.ht, schedule.tva, schedule.ttc)) >= 0


@given(
    st.integers(1000, 10**10),
    st.sampled_from([0.0, 0.055, 0.1, 0.2]),
    st.sampled_from(["ttc", "ht"]),
    st.lists(st.integers(0, 5), min_size=1, max_size=8).filter(any),
)
def test_parts_of_0_pay_nothing_and_the_others_absorb_the_cents(
    cents: int, rate: float, sur: str, weights: list[int]
) -> None:
    """What is due is that of the parts that are not 0, alone; the others are 0; each column is exact."""
    parts = [weight / sum(weights) for weight in weights]
    schedule = acomptes.echeancier(cents / 100, rate, parts, None, sur)
    paying = acomptes.echeancier(cents / 100, rate, [part for part in parts if part], None, sur)
    vat = money.half_up(cents * money.decimal15(rate))
    totals = (cents, vat, cents + vat)
    for column, alone, total in zip(schedule[2:], paying[2:], totals, strict=True):
        assert [x for x, part in zip(column.tolist(), parts, strict=True) if part] == alone.tolist()
        assert all(x == 0 for x, part in zip(column.tolist(), parts, strict=True) if not part)
        assert sum(money.decimal15(float(x)) for x in column) * 100 == total


def test_a_date_not_known_changes_no_amount() -> None:
    days = np.array(["2022-10-15", "NaT", "2024-06-15"], "datetime64[D]")
    schedule = acomptes.echeancier(17480, 0.2, [0.3, 0.4, 0.3], days)
    assert schedule.ttc.tolist() == [6292.8, 8390.4, 6292.8]
    assert schedule.date.astype(str).tolist() == ["2022-10-15", "NaT", "2024-06-15"]
    assert np.isnat(acomptes.echeancier(17480, 0.2, [0.3, 0.4, 0.3]).date).all()
    assert np.isnat(acomptes.ligne("date", 2, 17480, 0.2, [0.3, 0.4, 0.3], days))


def test_a_batch_says_which_amount_is_too_small() -> None:
    days = np.arange(10).astype("datetime64[D]")
    with pytest.raises(OutOfRange, match="0,05"):
        acomptes.echeancier(np.array([100.0, 0.05]), 0.0, [0.1] * 10, days)
    credit = acomptes.echeancier(-100.0, 0.2, [0.1] * 10, days)
    assert credit.ttc.tolist() == [-12.0] * 10


def test_three_thirds_are_a_whole() -> None:
    """100 in three parts of 1/3: the last one absorbs the cent. A sum off by more than 1e-9 is refused."""
    days = np.arange(3).astype("datetime64[D]")
    assert acomptes.echeancier(100, 0.0, [1 / 3] * 3, days).ttc.tolist() == [33.33, 33.33, 33.34]
    assert acomptes.echeancier(100, 0.0, [0.3333333333] * 3, days).ttc.sum() == 100.0
    with pytest.raises(OutOfRange):
        acomptes.echeancier(100, 0.0, [0.33333333] * 3, days)


def test_cells_of_a_batch_of_instalments() -> None:
    days = np.array(["2022-10-15", "2023-07-15"], "datetime64[D]")
    amounts, ranks = np.array([100.0, 200.0, 300.0]), np.array([1, 2, 3])
    result = acomptes.ligne("ttc", ranks, amounts, 0.2, [0.5, 0.5], days)
    assert np.array_equal(result, [60.0, 120.0, np.nan], equal_nan=True)
    assert acomptes.ligne("date", ranks, amounts, 0.2, [0.5, 0.5], days).astype(str).tolist()[2] == "NaT"
