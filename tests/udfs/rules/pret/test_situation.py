"""Balance, accrued interest, year and early repayment: against the table, and against fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import calendar, money
from udfs.errors import OutOfRange, UdfError, WrongValue
from udfs.rules import pret
from udfs.rules.pret import Conditions
from udfs.rules.pret.exercice import MESURES

START = np.datetime64("2024-12-13")
TERMS = (0.02, 13, 1, START)
TRANCHE = Conditions.of(170000, *TERMS)


@st.composite
def loans(draw: Any, events: bool = True) -> dict[str, Any]:
    """A dated loan: any profile, deferral, base, first period, rounding, and up to two events."""
    count, periods = draw(st.integers(1, 30)), draw(st.sampled_from([1, 2, 4, 12]))
    value = np.datetime64("2023-01-01") + draw(st.integers(0, 800))
    loan: dict[str, Any] = {
        "capital": draw(st.integers(10**4, 10**9)) / 100,
        "taux": draw(st.integers(0, 2000)) / 1e4,
        "nombre_echeances": count,
        "periodes_par_an": periods,
        "date_valeur": value,
        "arrondi": draw(st.sampled_from(["centime", "theorique"])),
        "profil": draw(st.sampled_from(["echeances_constantes", "amortissement_constant", "in_fine"])),
        "differe": draw(st.integers(0, min(3, count - 1))),
        "type_differe": draw(st.sampled_from(["partiel", "total"])),
        "base": draw(st.sampled_from(["30E/360", "30U/360", "EXACT/360", "EXACT/365", "EXACT/EXACT ISDA"])),
        "premiere_periode": draw(st.sampled_from(["amortissement_maintenu", "echeance_recalculee"])),
        "interets": draw(st.sampled_from(["dates_nominales", "dates_nominales", "dates_paiement"])),
    }
    if draw(st.booleans()):
        loan["premiere_echeance"] = value + draw(st.integers(20, 400))
    if events and draw(st.booleans()):
        loan["evenements"] = draw(st.lists(st.one_of(_rate(value), _share(value)), min_size=1, max_size=2))
    return loan


def _day(value: Any) -> st.SearchStrategy[Any]:
    return st.integers(0, 300).map(lambda days: value + days)


def _rate(value: Any) -> st.SearchStrategy[Any]:
    return st.tuples(_day(value), st.just("taux"), st.integers(0, 1000).map(lambda points: points / 1e4))


def _share(value: Any) -> st.SearchStrategy[Any]:
    return st.tuples(_day(value), st.just("quote_part"), st.sampled_from([0.25, 0.5]))


def table_of(loan: dict[str, Any]) -> tuple[Conditions, pret.Tableau] | None:
    """The conditions and the table, None where the events do not fit the loan."""
    try:
        conditions = Conditions.of(**loan)
        return conditions, pret.table_of(conditions)
    except UdfError:
        assert "evenements" in loan or "premiere_echeance" in loan or loan["type_differe"] == "total"
        return None


# Against the table


@settings(max_examples=150)
@given(loans())
def test_balance_and_accrued_interest_agree_with_the_table_at_every_date(loan: dict[str, Any]) -> None:
    """On the day of each row and the day before; all the interest of a payment has run on its eve."""
    known = table_of(loan)
    if known is None:
        return
    conditions, table = known
    after = table.crd_apres
    last_of_day = np.append(table.fin[1:] != table.fin[:-1], True)
    assert pret.crd(table.fin, conditions)[last_of_day].tolist() == after[last_of_day].tolist()
    assert pret.icne(table.fin, conditions)[last_of_day & ~table.anticipe].tolist() == [0.0] * int(
        (last_of_day & ~table.anticipe).sum()
    )
    first_of_day = np.append(True, table.fin[1:] != table.fin[:-1])
    eve = first_of_day & (table.fin > conditions.debut)
    assert pret.crd(table.fin[eve] - 1, conditions).tolist() == table.crd[eve].tolist()
    whole = eve & ~table.anticipe
    accrued = pret.icne(table.fin[whole] - 1, conditions, borne="incluse")
    np.testing.assert_allclose(accrued, table.interets[whole], rtol=1e-12, atol=1e-9)


@settings(max_examples=60)
@given(loans(events=False), st.sampled_from(["exclue", "incluse"]))
def test_accrued_interest_grows_to_that_of_the_payment(loan: dict[str, Any], borne: str) -> None:
    known = table_of(loan)
    if known is None:
        return
    conditions, table = known
    start = conditions.debut
    days = np.arange(start, table.fin[0])
    found = pret.icne(days, conditions, borne=borne)
    assert (np.diff(found) >= 0).all()
    assert (found >= 0).all()
    assert (found <= table.interets[0] * (1 + 1e-12) + 1e-9).all()
    assert (pret.crd(days, conditions) == loan["capital"]).all()
    assert pret.crd(start - 1, conditions) == pret.icne(start - 1, conditions) == 0.0


@settings(max_examples=80)
@given(loans(), st.sampled_from(["exclue", "incluse"]))
def test_the_years_of_a_loan_add_up_to_its_table(loan: dict[str, Any], borne: str) -> None:
    """Interest of a year = due + ICNE - previous ICNE; years follow one another; all is repaid in the end."""
    known = table_of(loan)
    if known is None:
        return
    conditions, table = known
    years = np.arange(2022, int(str(table.fin[-1])[:4]) + 2)
    found = pret.exercice_of(conditions, years, borne)
    np.testing.assert_allclose(
        found.interets, found.interets_echus + found.icne - found.icne_precedent, rtol=1e-12, atol=1e-8
    )
    assert found.crd_cloture[:-1].tolist() == found.crd_ouverture[1:].tolist()
    assert found.icne[:-1].tolist() == found.icne_precedent[1:].tolist()
    assert found.crd_ouverture[0] == found.crd_cloture[-1] == found.icne[-1] == 0.0
    due = [table.interets[(table.fin.astype("datetime64[Y]").astype(int) + 1970) == y].sum() for y in years]
    np.testing.assert_allclose(found.interets_echus, due, rtol=1e-12, atol=1e-8)
    np.testing.assert_allclose(found.interets.sum(), table.interets.sum(), rtol=1e-12, atol=1e-8)
    capitalised = -np.minimum(table.amortissement, 0.0).sum()
    np.testing.assert_allclose(found.capital.sum(), loan["capital"] + capitalised, rtol=1e-12, atol=1e-8)
    for measure in MESURES:
        assert (
            pret.exercice(years, measure, conditions, borne=borne).tolist()
            == getattr(found, measure).tolist()
        )


@settings(max_examples=80)
@given(loans(), st.integers(0, 4000), st.sampled_from([0.1, 0.25, 1 / 3, 1.0]), st.integers(0, 10**5))
def test_an_early_repayment_is_the_row_of_its_event(
    loan: dict[str, Any], later: int, share: float, fee: int
) -> None:
    """The same capital, interest and indemnity as the row of the table with that event."""
    known = table_of(loan)
    if known is None:
        return
    conditions, table = known
    date = conditions.debut + later % max(1, int((table.fin[-1] - table.debut[0]).astype(int)))
    before = [event for event in loan.pop("evenements", ()) if event[0] <= date]
    try:
        found = pret.remboursement(
            date, 0.0, Conditions.of(**loan, evenements=before), indemnite=fee / 100, quote_part=share
        )
    except OutOfRange:
        assert pret.crd(date, Conditions.of(**loan, evenements=before)) < 0.05
        return
    event = (date, "quote_part", share, "duree_maintenue", fee / 100)
    after = pret.table_of(Conditions.of(**loan, evenements=[*before, event]))
    row = np.flatnonzero(after.anticipe)[-1]
    expected = [after.amortissement[row], after.interets[row], after.indemnite[row], after.echeance[row]]
    np.testing.assert_allclose([column[0] for column in found], expected, rtol=1e-12, atol=1e-9)
    assert after.date[row] == date
    given_amount = pret.remboursement(
        date, float(found.capital[0]), Conditions.of(**loan, evenements=before), indemnite=fee / 100
    )
    if loan["arrondi"] == "centime":
        assert [column[0] for column in given_amount] == [column[0] for column in found]


# Against fractions


@given(
    st.integers(1, 10**11), st.integers(0, 10**5), st.integers(0, 359), st.integers(1, 12), st.integers(1, 28)
)
def test_accrued_interest_is_rational_arithmetic(
    cents: int, rate: int, run: int, month: int, day: int
) -> None:
    """30E/360 by hand, up to the 28th of the months: capital × rate × days / 360, half up."""
    start = np.datetime64(f"2024-{month:02d}-{day:02d}")
    end = calendar.add_months(start, run // 30)
    exact = Fraction(cents, 100) * Fraction(rate, 10**5) * Fraction(run // 30 * 30, 360)
    found = pret.icne(end, Conditions.of(cents / 100, rate / 1e5, 10, 1, start))
    assert found == money.round_fraction(exact)


@pytest.mark.parametrize(
    ("base", "days", "year"),
    [("30E/360", 17, 360), ("30U/360", 18, 360), ("EXACT/360", 18, 360), ("EXACT/365", 18, 365)],
)
def test_ties_and_bases(base: str, days: int, year: int) -> None:
    """At 31/12/2024 from 13/12/2024, for every capital in cents from 0,01 to 20,00."""
    capital = np.arange(1, 2001) / 100
    found = pret.icne(np.datetime64("2024-12-31"), Conditions.of(capital, 0.05, 13, 1, START, base=base))
    exact = [money.round_fraction(Fraction(c, 100) * Fraction(5 * days, 100 * year)) for c in range(1, 2001)]
    assert found.tolist() == exact


# Batches


def test_a_batch_is_its_loans() -> None:
    """Loans of other lengths, rates, dates and options in one array."""
    batch: dict[str, Any] = {
        "capital": np.array([170000.0, 170000.0, 160000.0, 1000.0]),
        "taux": np.array([0.02, 0.02, 0.02, 0.051]),
        "nombre_echeances": np.array([13, 12, 11, 40]),
        "periodes_par_an": np.array([1, 1, 1, 12]),
        "date_valeur": np.array(["2024-12-13", "2025-12-12", "2026-12-14", "2024-08-31"], "datetime64[D]"),
        "arrondi": np.array(["centime", "theorique", "centime", "centime"]),
        "base": np.array(["30E/360", "EXACT/365", "30E/360", "EXACT/EXACT ISDA"]),
        "interets": np.array(["dates_nominales", "dates_paiement", "dates_nominales", "dates_paiement"]),
    }
    terms = [{name: column[i] for name, column in batch.items()} for i in range(4)]
    for loan in terms:
        loan.update({name: str(loan[name]) for name in ("arrondi", "base", "interets")})
    together, alone = Conditions.of(**batch), [Conditions.of(**loan) for loan in terms]
    date = np.datetime64("2027-03-14")
    assert pret.crd(date, together).tolist() == [pret.crd(date, loan) for loan in alone]
    assert pret.icne(date, together).tolist() == [pret.icne(date, loan) for loan in alone]
    for measure in MESURES:
        found = pret.exercice(np.array([2025, 2026, 2027, 2026]), measure, together)
        years = (2025, 2026, 2027, 2026)
        assert found.tolist() == [
            pret.exercice(year, measure, loan) for year, loan in zip(years, alone, strict=True)
        ]
    together = Conditions.of(**(batch | {"arrondi": "centime"}))
    rows = pret.remboursement(date, np.array([100.0, 200.0, 300.0, 10.0]), together)
    for i, (loan, amount) in enumerate(zip(terms, (100.0, 200.0, 300.0, 10.0), strict=True)):
        one = pret.remboursement(date, amount, Conditions.of(**loan | {"arrondi": "centime"}))
        assert [column[i] for column in rows] == [column[0] for column in one]


def test_events_of_a_batch() -> None:
    events = [(np.datetime64("2026-03-13"), "taux", 0.03), (np.datetime64("2026-06-13"), "quote_part", 0.5)]
    capital = np.array([170000.0, 1000.0])
    for date in ("2026-05-01", "2026-12-12", "2028-01-01"):
        day = np.datetime64(date)
        found = pret.icne(day, Conditions.of(capital, *TERMS, evenements=events))
        expected = [pret.icne(day, Conditions.of(one, *TERMS, evenements=events)) for one in capital]
        assert found.tolist() == expected


# What is refused, what is said


def test_a_loan_of_a_batch_without_dates() -> None:
    dates = np.array(["2024-12-13", "NaT"], "datetime64[D]")
    with pytest.raises(WrongValue) as caught:
        pret.crd(np.datetime64("2025-12-31"), Conditions.of(1000, 0.02, 3, 1, dates))
    assert caught.value.argument == "date_valeur"


@pytest.mark.parametrize(
    ("date", "amount", "more", "error", "argument"),
    [
        ("2024-12-01", 100, {}, OutOfRange, "date"),
        ("2037-12-13", 100, {}, OutOfRange, "date"),
        ("2026-06-13", 158419.89, {}, OutOfRange, "montant"),
        ("2026-06-13", -1, {}, OutOfRange, "montant"),
        ("2026-06-13", 0.005, {}, OutOfRange, "montant"),
        ("2026-06-13", 0, {}, WrongValue, "montant"),
        ("2026-06-13", 100, {"quote_part": 0.5}, WrongValue, "montant"),
    ],
)
def test_repayments_refused(
    date: str, amount: float, more: dict[str, Any], error: type[UdfError], argument: str
) -> None:
    with pytest.raises(error) as caught:
        pret.remboursement(np.datetime64(date), amount, TRANCHE, **more)
    assert caught.value.argument == argument
    assert caught.value.text.en


def test_the_steps_of_accrued_interest() -> None:
    """Amounts, day count and article: 170 000 from 13/12/2024, 17 days, 17/360 of a year at 2 %."""
    steps = pret.expliquer_icne(np.datetime64("2024-12-31"), TRANCHE)
    values = [step.value for step in steps]
    for expected in (170000.0, START, 17.0, 17 / 360, 0.02):
        assert expected in values
    assert values[-1] == 160.56
    assert steps[-1].source == "Intracting, article 4"


def test_the_steps_of_an_early_repayment() -> None:
    """Article 6.3.2: a quarter of 158 419,88, and 180 days of interest on it."""
    steps = pret.expliquer_remboursement(np.datetime64("2026-06-13"), 0, TRANCHE, quote_part=0.25)
    values = [step.value for step in steps]
    for expected in (158419.88, 0.25, 39604.97, 180.0, 396.05):
        assert expected in values
    assert values[-1] == 40001.02
    assert "Intracting, article 6.3.2" in [step.source for step in steps]


def test_the_steps_of_a_year_end_on_the_measure() -> None:
    for measure in MESURES:
        steps = pret.expliquer_exercice(2026, measure, TRANCHE)
        assert steps[0].value == "2026"
        assert steps[-1].value == pret.exercice(2026, measure, TRANCHE)
        assert len(steps) == 8
