"""Trips of a school: figures worked out by hand, and what must hold of any survey, in fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import parameters
from udfs.errors import NotAvailable, OutOfRange
from udfs.rules import pdes

counts = st.lists(st.integers(0, 5000), min_size=1, max_size=14).filter(any)


def test_the_cars_of_four_hundred_pupils() -> None:
    """90 of 200 answers, 180 pupils, 4 km, 180 days, there and back: 259 200 km, 49.7664 t, half for two."""
    pupils = 400 * pdes.part(90, 200)
    km = pdes.distance(pupils, 4, 36 * 5)
    factor = parameters.number("pdes.facteurs", "2025-09-01", "voiture")
    assert (pupils, km, factor) == (180, 259200, 0.192)
    assert pdes.emissions(km, factor) == pytest.approx(49.7664, abs=1e-12)
    assert pdes.emissions(km, factor, 2) == pytest.approx(24.8832, abs=1e-12)


@given(counts)
def test_modal_shares_make_a_whole(answers: list[int]) -> None:
    """Each is the double nearest to its fraction, and the fractions sum to 1."""
    shares = pdes.part(answers, sum(answers))
    exact = [Fraction(one, sum(answers)) for one in answers]
    assert shares.tolist() == [float(one) for one in exact]
    assert sum(exact) == 1
    assert shares.sum() == pytest.approx(1, abs=1e-12)


@given(
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.integers(0, 366),
    st.integers(1, 8),
    st.integers(0, 10**5),
)
def test_emissions_are_those_of_fractions(
    persons: int, metres: int, days: int, trips: int, factor: int
) -> None:
    km = pdes.distance(persons, metres / 1000, days, trips)
    tonnes = pdes.emissions(km, factor / 10**5, trips / 2)
    exact = Fraction(persons * metres * days * trips * factor * 2, 10**11 * trips)
    assert tonnes == pytest.approx(float(exact), rel=1e-12)


def test_ten_thousand_schools_at_once() -> None:
    """(N, k) answers give the shares, kilometres and tonnes of each school, as each alone."""
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 300, (10_000, 13))
    answers[:, 0] += 1
    pupils, lengths = rng.integers(50, 2000, (10_000, 1)), rng.uniform(0.2, 25, (10_000, 13))
    factors = np.array([float(one) for one in parameters.value("pdes.facteurs", "2025-09-01").values()])
    shares = pdes.part(answers, answers.sum(axis=1, keepdims=True))
    tonnes = pdes.emissions(pdes.distance(pupils * shares, lengths, 180), factors).sum(axis=1)
    assert shares.sum(axis=1) == pytest.approx(np.ones(10_000), abs=1e-12)
    for i in rng.integers(0, 10_000, 30):
        alone = [
            pdes.emissions(pdes.distance(pupils[i, 0] * pdes.part(n, answers[i].sum()), length, 180), factor)
            for n, length, factor in zip(answers[i], lengths[i], factors, strict=True)
        ]
        assert tonnes[i] == pytest.approx(sum(alone), rel=1e-12)


def test_before_and_after_alike_avoid_nothing() -> None:
    shares = pdes.part([40, 10, 90], 140)
    before, after = (pdes.emissions(pdes.distance(400 * shares, 4, 180), [0, 0, 0.192]) for _ in range(2))
    assert (before - after).tolist() == [0, 0, 0]


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(NotAvailable):
        pdes.part([0, 1], [0, 2])
    with pytest.raises(OutOfRange):
        pdes.part(3, 2)
    with pytest.raises(OutOfRange):
        pdes.emissions(100, 0.192, 0)
