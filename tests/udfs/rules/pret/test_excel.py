"""The examples of Excel's documentation for PMT, IPMT, PPMT, CUMPRINC and CUMIPMT, signs turned."""

from __future__ import annotations

import pytest

from udfs.rules import pret
from udfs.rules.pret import Conditions


def loan(capital: float, rate: float, payments: int, yearly: int) -> pret.Tableau:
    """Its table, unrounded."""
    return pret.tableau(capital, rate, payments, yearly, arrondi="theorique")


def test_pmt() -> None:
    """PMT(8%/12, 10, 10000) is -1 037.03 (support.microsoft.com, PMT)."""
    assert pret.echeance(Conditions.of(10000, 0.08, 10, 12, arrondi="theorique")) == pytest.approx(
        1037.03, abs=0.005
    )
    assert pret.echeance(Conditions.of(10000, 0.08, 10, 12)) == 1037.03


def test_ipmt() -> None:
    """IPMT(10%/12, 1, 36, 8000) is -66.67, IPMT(10%, 3, 3, 8000) is -292.45."""
    assert loan(8000, 0.1, 36, 12).interets[0] == pytest.approx(66.67, abs=0.005)
    assert loan(8000, 0.1, 3, 1).interets[2] == pytest.approx(292.45, abs=0.005)


def test_ppmt() -> None:
    """PPMT(10%/12, 1, 24, 2000) is -75.62, PPMT(8%, 10, 10, 200000) is -27 598.05."""
    assert loan(2000, 0.1, 24, 12).amortissement[0] == pytest.approx(75.62, abs=0.005)
    assert loan(200000, 0.08, 10, 1).amortissement[9] == pytest.approx(27598.05, abs=0.005)


def test_cumprinc() -> None:
    """CUMPRINC(9%/12, 360, 125000, 13, 24, 0) is -934.1071, of the first month alone -68.27827."""
    table = loan(125000, 0.09, 360, 12)
    assert table.amortissement[12:24].sum() == pytest.approx(934.1071, abs=5e-5)
    assert table.amortissement[0] == pytest.approx(68.27827, abs=5e-6)


def test_cumipmt() -> None:
    """CUMIPMT(9%/12, 360, 125000, 13, 24, 0) is -11 135.23213, of the first month alone -937.5."""
    table = loan(125000, 0.09, 360, 12)
    assert table.interets[12:24].sum() == pytest.approx(11135.23213, abs=5e-6)
    assert table.interets[0] == pytest.approx(937.5, abs=1e-9)
