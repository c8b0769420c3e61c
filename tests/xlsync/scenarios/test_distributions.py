"""Distributions: how they are written, and their values at known probabilities.

The quantile of the normal law is that of any table (1.959964 for 97.5 %); those of the triangular law on
0, 1, 2 come from its area: 1/8 of it lies below 0.5.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from xlsync.errors import WrongScenario
from xlsync.scenarios.distributions import (
    Among,
    Normal,
    Path,
    Triangular,
    Uniform,
    probability,
    read_distribution,
)


def at(*shares: float) -> np.ndarray:
    return np.array([NormalDist().inv_cdf(share) for share in shares])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("normal(100;10)", Normal(100, 10)),
        ("normal(100,10)", Normal(100, 10)),
        ("NORMALE( 1,5 ; 0,2 )", Normal(1.5, 0.2)),
        ("normal(1.5;0.2)", Normal(1.5, 0.2)),
        ("normal(+0%;10%)", Normal(0, 0.1, relative=True)),
        ("normal(2%;0,5%)", Normal(0.02, 0.005)),
        ("uniform(-10%;+20 %)", Uniform(-0.1, 0.2, relative=True)),
        ("uniforme(-0,01;3%)", Uniform(-0.01, 0.03)),
        ("triangular(80;100;130)", Triangular(80, 100, 130)),
        ("triangulaire(-30%;-5%;+5%)", Triangular(-0.3, -0.05, 0.05, relative=True)),
        ("{80;100,5}", Among((80.0, 100.5))),
        ("{-10%;+0%}", Among((-0.1, 0.0), relative=True)),
        ("{theorique;centime}", Among(("theorique", "centime"))),
        ('{"2024";"2025"}', Among(("2024", "2025"))),
        ("steps(1;2;0,25)", Among((1.0, 1.25, 1.5, 1.75, 2.0))),
        ("pas(0,1;0,3;0,1)", Among((0.1, 0.2, 0.3))),
        ("path(2%;15%)", Path(0.02, 0.15)),
        ("trajectoire(-1%;0)", Path(-0.01, 0)),
    ],
)
def test_how_a_distribution_is_written(text: str, expected: object) -> None:
    assert read_distribution(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "100", "loi(1;2)", "normal(1)", "normal(1;2;3)", "normal(1,5,0,2)", "normal(1;-2)", "normal(a;2)",
        "normal(+0%;3)", "normal(1.500;2)", "uniform(3;1)", "uniform(1;1)", "uniform(-5%;3)",
        "triangular(1;3;2)", "{80,5}", "{1;}", "{1;a}", "steps(0;1;0)", "steps(0;1;0,00001)",
        "path(-100%;10%)", "path(2%;-1%)",
    ],
)  # fmt: skip
def test_what_says_no_distribution_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(WrongScenario) as refused:
        read_distribution(text)
    assert refused.value.text.fr != refused.value.text.en


def test_quantiles() -> None:
    shares = (0.025, 0.5, 0.975)
    assert probability(at(*shares)) == pytest.approx(shares)
    assert Normal(100, 10).values(at(*shares)) == pytest.approx([80.40036, 100, 119.59964])
    assert Uniform(80, 120).values(at(*shares)) == pytest.approx([81, 100, 119])
    assert Triangular(0, 1, 2).values(at(0.125, 0.5, 0.875)) == pytest.approx([0.5, 1, 1.5])
    assert Triangular(0, 0, 1).values(at(0.75)) == pytest.approx([0.5])
    assert Triangular(0, 1, 1).values(at(0.25)) == pytest.approx([0.5])
    assert Among((1.0, 2.0, 4.0)).values(at(0.1, 0.5, 0.999999)).tolist() == [1, 2, 4]
    assert Among(("a", "b")).values(at(0.1, 0.9)).tolist() == ["a", "b"]


def test_a_path_begins_at_the_present_value_and_drifts() -> None:
    still = Path(0.02, 0).values(np.zeros((1, 4)))
    assert 1 + still[0] == pytest.approx([1, 1.02, 1.02**2, 1.02**3])
    draws = np.random.default_rng(1).standard_normal((40_000, 3))
    found = 1 + Path(0.02, 0.15).values(draws)
    assert set(found[:, 0]) == {1.0}
    assert found.mean(axis=0) == pytest.approx([1, 1.02, 1.02**2], abs=0.005)
    assert np.log(found[:, 2] / found[:, 1]).std() == pytest.approx(0.15, abs=0.002)
