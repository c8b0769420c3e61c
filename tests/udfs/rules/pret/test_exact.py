"""Schedules in cents are rational arithmetic, alone and in an array; unrounded, decimals of 50 digits."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.udfs.rules.pret.compare import COLUMNS, arguments, batch, rows_in_cents, wrong
from tests.udfs.rules.pret.exact import Loan, dated, random_loan, schedule
from udfs.errors import OutOfRange
from udfs.rules import pret
from udfs.rules.pret.calcul import CENTIME, THEORIQUE
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.deroulement import derouler
from udfs.rules.pret.plan import plan_de
from udfs.rules.pret.theorique import BLOCK


@pytest.mark.parametrize("steps", [False, True])
def test_loans_of_every_kind_in_one_array(steps: bool) -> None:
    """Against fractions: random rates, then rates in steps of 0.05 %, where half cents are routine."""
    chance = random.Random(11 + steps)
    assert wrong([random_loan(chance, steps) for _ in range(400)]) == []


def test_a_rate_and_a_length_beyond_floats_stand_beside_the_others() -> None:
    """1.9 to the power of 1 200 is beyond floats; against fractions."""
    assert wrong([Loan(17000000, Fraction(9, 10), 1200), Loan(17000000, Fraction(1, 50), 13)]) == []


@pytest.mark.parametrize("arrondi", ["centime", "theorique"])
@pytest.mark.parametrize("capital", [1e5, np.array([1e5, 2e5])])
def test_a_balance_beyond_floats_is_refused(arrondi: str, capital: Any) -> None:
    """2 to the power of 1 199 is beyond floats."""
    with pytest.raises(OutOfRange, match="differe"):
        pret.tableau(capital, 1.0, 1200, differe=1199, type_differe="total", arrondi=arrondi)


def test_loans_of_360_payments() -> None:
    chance = random.Random(13)
    loans = [replace(random_loan(chance, k % 2 == 0), payments=360, yearly=12) for k in range(12)]
    assert wrong(loans) == []


def test_loans_with_dates() -> None:
    """Broken first periods in every mode, ends of months, exact days over 365, against fractions."""
    chance = random.Random(17)
    assert wrong([dated(random_loan(chance, k % 2 == 0), chance) for k in range(300)]) == []


def test_loans_that_int64_cannot_hold_stand_beside_the_others() -> None:
    """Huge capitals and rates of fifteen digits go one by one, against fractions."""
    loans = [
        Loan(10**15, Fraction(1, 2), 5),
        Loan(17000000, Fraction("0.0123456789012345"), 13, 12),
        Loan(17000000, Fraction("0.0123456789012345"), 13, 12, deferral=4, capitalised=True),
        Loan(10**14, Fraction(1), 60, 12, "amortissement_constant"),
        Loan(17000000, Fraction(1, 50), 13),
        Loan(7, Fraction(0), 13),
        Loan(1, Fraction(1, 50), 360, 12),
    ]
    assert wrong(loans) == []


@pytest.mark.parametrize("mode", ["amortissement_maintenu", "echeance_maintenue", "echeance_recalculee"])
def test_the_general_route_is_the_simple_one(mode: str) -> None:
    """One loan of equal periods has a route of its own; the general one finds the same rows."""
    for loan in [random_loan(random.Random(seed), False) for seed in range(60)]:
        plain = replace(loan, profile="echeances_constantes", deferral=0)
        conditions = Conditions.of(**(arguments(plain) | {"premiere_periode": mode}))
        rows = derouler(plan_de(conditions), CENTIME)
        expected = [row[:3] for row in schedule(plain)]
        assert list(zip(rows.crd, rows.interets, rows.amortissement, strict=True)) == expected


def test_the_payment_is_that_of_the_table() -> None:
    """Constant payment, or the first payment that is not deferred, alone and in one array."""
    chance = random.Random(19)
    loans = [random_loan(chance, False) for _ in range(200)]
    columns = [arguments(loan) for loan in loans]
    payments = pret.echeance(
        Conditions.of(**{name: np.array([c[name] for c in columns]) for name in columns[0]})
    )
    for loan, payment in zip(loans, payments, strict=True):
        assert payment == pret.echeance(Conditions.of(**arguments(loan)))
        balance, _, principal, paid = schedule(loan)[loan.deferral]
        if principal < balance or loan.profile != "echeances_constantes":
            assert round(payment * 100) == paid


# Unrounded, against decimals of fifty digits


def unrounded(capital: float, rate: Decimal, payments: int, yearly: int) -> list[tuple[Decimal, ...]]:
    """Rows of constant payments: balance, interest, principal, payment."""
    with localcontext() as context:
        context.prec = 50
        r, balance = rate / yearly, Decimal(capital)
        payment = balance * r / (1 - (1 + r) ** -payments) if r else balance / payments
        rows = []
        for _ in range(payments):
            rows.append((balance, balance * r, payment - balance * r, payment))
            balance += balance * r - payment
    return rows


def worst(table: pret.Tableau, index: Any, rows: list[tuple[Decimal, ...]]) -> float:
    """Largest difference with the decimals, EUR."""
    found = [getattr(table, name)[index] for name in COLUMNS]
    return max(
        abs(float(Decimal(float(value)) - exact))
        for column, exacts in zip(found, zip(*rows, strict=True), strict=True)
        for value, exact in zip(column, exacts, strict=True)
    )


@pytest.mark.parametrize("largest", ["0.1", "0.0001"])
def test_unrounded_error_over_360_months(largest: str) -> None:
    """At most 1e-7 EUR on 1 000 000, also at rates below 0.01 %, for one loan, some, and many."""
    chance = random.Random(23)
    rates = [Decimal(largest) * chance.randint(1, 10**6) / 10**6 for _ in range(4)]
    expected = [unrounded(1e6, rate, 360, 12) for rate in rates]
    floats = np.array([float(rate) for rate in rates])
    some = pret.tableau(1e6, floats, 360, 12, arrondi="theorique")
    many = pret.tableau(1e6, np.resize(floats, 400), 360, 12, arrondi="theorique")
    lengths = np.append(np.full(400, 360), 24)
    mixed = pret.tableau(1e6, np.resize(floats, 401), lengths, 12, arrondi="theorique")
    for index, rows in enumerate(expected):
        alone = pret.tableau(1e6, floats[index], 360, 12, arrondi="theorique")
        for table, place in ((alone, ...), (some, index), (many, index), (mixed, index)):
            assert worst(table, place, rows) <= 1e-7


def test_a_payment_that_never_changes_is_one_number_a_loan() -> None:
    """Over several blocks, the last one shorter than the table; against decimals."""
    size, rates = BLOCK + 5, (Decimal("0.02"), Decimal("0.035"))
    table = pret.tableau(1e6, np.resize(np.array(rates, float), size), 13, 4, arrondi="theorique")
    assert table.echeance.shape == (size, 13)
    assert not table.echeance.flags.writeable
    for index in (0, 1, BLOCK - 1, BLOCK, size - 1):
        assert worst(table, index, unrounded(1e6, rates[index % 2], 13, 4)) <= 1e-7


def test_unrounded_loans_of_every_kind() -> None:
    """The array route against the one that computes with decimals, 1e-12 of the capital at most."""
    chance = random.Random(29)
    loans = [dated(random_loan(chance, False), chance) for _ in range(120)]
    loans += [random_loan(chance, True) for _ in range(120)]
    table = batch(loans, arrondi="theorique")
    for index, loan in enumerate(loans):
        conditions = Conditions.of(**arguments(loan), arrondi="theorique")
        rows = derouler(plan_de(conditions), THEORIQUE)
        for name in COLUMNS[:3]:
            found = getattr(table, name)[index][: loan.payments]
            np.testing.assert_allclose(
                found, [float(x) for x in getattr(rows, name)], rtol=0, atol=loan.cents * 1e-13 + 1e-12
            )
        alone = pret.tableau(**arguments(loan), arrondi="theorique")
        assert alone.crd.tolist() == pytest.approx(
            table.crd[index][: loan.payments].tolist(), rel=1e-12, abs=1e-9
        )


def test_options_given_loan_by_loan() -> None:
    """Rounding, profile, deferral, base and dates of interest in one array, each loan as alone."""
    options: dict[str, Any] = {
        "arrondi": np.array(["centime", "theorique", "centime", "centime"]),
        "profil": np.array(
            ["in_fine", "echeances_constantes", "amortissement_constant", "echeances_constantes"]
        ),
        "base": np.array(["30E/360", "EXACT/360", "EXACT/EXACT ISDA", "1"]),
        "interets": np.array(["dates_nominales", "dates_paiement", "dates_nominales", "dates_paiement"]),
    }
    numbers = {"nombre_echeances": np.array([13, 12, 11, 4]), "periodes_par_an": np.array([1, 2, 4, 12])}
    day = np.datetime64("2024-12-13")
    table = pret.tableau(170000, 0.02, date_valeur=day, **numbers, **options)
    assert table.nombre.tolist() == [13, 12, 11, 4]
    for index in range(4):
        mine = {name: str(texts[index]) for name, texts in options.items()}
        counts = {name: int(column[index]) for name, column in numbers.items()}
        alone = pret.tableau(170000, 0.02, date_valeur=day, **counts, **mine)
        rows = counts["nombre_echeances"]
        for name in ("rang", "date", *COLUMNS, "debut", "fin", "taux", "indemnite", "anticipe"):
            assert getattr(table, name)[index][:rows].tolist() == getattr(alone, name).tolist()
    assert np.isnan(table.crd[3, 4:]).all()
    assert np.isnat(table.date[3, 4:]).all()


def test_a_table_in_cents_is_read_back() -> None:
    """The tool of these tests: 13.005 is 13.01, 25.25 at 2 % over two years."""
    assert rows_in_cents(pret.tableau(25.25, 0.02, 2))[0] == (2525, 51, 1250, 1301)
