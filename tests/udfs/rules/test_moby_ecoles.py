"""Primary schools of Moby: a grid that the operator enters, its hypotheses, the adjustment outside them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
import pytest

import udfs
from udfs import parameters
from udfs.errors import NotAvailable, WrongValue
from udfs.parameters import EnteredVersion
from udfs.rules import moby

DAY = datetime.date(2022, 9, 14)
GRID = EnteredVersion(
    "moby.grille_cee_ecoles", DAY, '{"1": "8001", "2 et plus": "7000"}', "Essai", "annexe 2"
)
RATIO = EnteredVersion("moby.taux_reste_a_charge_ecoles", DAY, "0.25", "Essai", "annexe 2")


@pytest.fixture
def entered() -> Iterator[None]:
    """A tariff of round numbers, for the test alone."""
    with parameters.handing([GRID, RATIO]):
        yield


def test_no_figure_without_a_tariff() -> None:
    assert parameters.parameter("moby.grille_cee_ecoles").versions == ()
    for call in (
        lambda: moby.prix(1, "total", DAY, "elementaire"),
        lambda: moby.prix((2, None), "total", DAY, "elementaire"),
        lambda: moby.grille(DAY, "elementaire"),
        lambda: moby.simulation(3, date=DAY, niveau="elementaire"),
        lambda: moby.prix(np.array([1, 2]), "cee", np.full(2, DAY, "datetime64[D]"), "elementaire"),
    ):
        with pytest.raises(NotAvailable, match="aucun document ne le donne"):
            call()


@pytest.mark.usefixtures("entered")
def test_the_grid_entered() -> None:
    """8 001 x 0,25 = 2 000,25, so 2 000 HT and 2 400 TTC; 7 000 x 0,25 = 1 750, so 2 100 TTC."""
    grid = moby.grille(DAY, "elementaire")
    assert grid.cee.tolist() == [8001, 7000]
    assert grid.reste_ht.tolist() == [2000, 1750]
    assert grid.reste_ttc.tolist() == [2400, 2100]
    assert grid.total.tolist() == [10001, 8750]
    assert moby.prix((2, None), "reste_ttc", DAY, "elementaire") == 2100
    assert moby.grille(DAY).cee.tolist()[0] == 30250  # that of annex 2 stays


@pytest.mark.usefixtures("entered")
def test_hypotheses_of_primary_schools() -> None:
    """7 classes a school, 1 school a commune, 1 signatory; structures are a matter of secondary schools."""
    usual = {"communes": 3, "signataires": 1, "classes": 21, "date": DAY, "niveau": "elementaire"}
    assert moby.montant("cee", "total", 3, **usual) == 21000
    assert moby.montant("cee", "total", 3, **usual | {"structures": 5, "classes": None}) == 21000
    for other in ({"classes": 20}, {"communes": 2}, {"signataires": 2}):
        with pytest.raises(NotAvailable, match="ajustement_cee"):
            moby.montant("cee", "total", 3, **usual | other)
        assert moby.montant("cee", "total", 3, **usual | other | {"ajustement_cee": 0.0}) == 21000
        assert moby.montant("reste_ht", "total", 3, **usual | other | {"ajustement_cee": 900}) == 5475
    counts = np.array([7, 14, 21])
    batch = moby.simulation(np.array([1, 2, 3]), date=DAY, niveau="elementaire", classes=counts)
    assert batch[:, 1, 0].tolist() == [8001, 14000, 21000]


@pytest.mark.usefixtures("entered")
def test_steps_say_what_was_entered() -> None:
    steps = udfs.explain("MOBY.MONTANT", "total", "total", 2, date=DAY, niveau="elementaire")
    assert steps[-1].value == 17500
    assert any(step.source == "Essai, annexe 2" for step in steps)
    assert udfs.explain("MOBY.GRILLE", DAY, "elementaire")[0].source == "Essai, annexe 2"
    assert udfs.explain("MOBY.PRIX", 2, "cee", DAY, "elementaire")[-1].value == 7000


def test_an_unknown_level() -> None:
    for call in (
        lambda: moby.prix(1, "total", niveau="maternelle"),
        lambda: moby.grille(niveau="maternelle"),
        lambda: moby.simulation(1, niveau="maternelle"),
    ):
        with pytest.raises(WrongValue, match="elementaire"):
            call()
