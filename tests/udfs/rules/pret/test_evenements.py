"""Early repayments, changes of rate, payments spread anew: against fresh loans, and sums done by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs.errors import OutOfRange, WrongValue
from udfs.rules import pret

MONEY = ("crd", "interets", "amortissement", "echeance")
LOAN = (170000, 0.02, 13, 1)
START = np.datetime64("2024-12-13")


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def with_events(*events: tuple[Any, ...], **more: Any) -> pret.Tableau:
    """The first instalment of the advance, from its value date."""
    return pret.tableau(*LOAN, START, evenements=events, **more)


def rows(table: pret.Tableau, start: int = 0) -> list[list[Any]]:
    """Dates and amounts from a row on."""
    return [getattr(table, name)[start:].tolist() for name in ("date", *MONEY, "debut", "fin", "taux")]


def test_partial_repayment_by_hand() -> None:
    """50 000 on 13/03/2026: 90 days of 30E/360 at 2 % make 250.00; the balance left is a fresh loan.

    158 419.88 - 50 000 = 108 419.88 over the 12 payments left (article 6.3: pro rata of the capital).
    """
    table = with_events((day("2026-03-13"), "remboursement", 50000.0, "duree_maintenue", 500.0))
    assert table.nombre == 14
    assert table.anticipe.nonzero()[0].tolist() == [1]
    assert [getattr(table, name)[1] for name in (*MONEY, "indemnite")] == [
        158419.88,
        250.0,
        50000.0,
        50750.0,
        500.0,
    ]
    fresh = pret.tableau(108419.88, 0.02, 12, 1, day("2025-12-13"))
    assert rows(table, 2) == rows(fresh)


@pytest.mark.parametrize("profil", ["echeances_constantes", "amortissement_constant", "in_fine"])
@pytest.mark.parametrize("arrondi", ["centime", "theorique"])
@pytest.mark.parametrize("when", ["2026-12-13", "2027-05-31"])
def test_the_table_after_an_event_is_a_fresh_loan(profil: str, arrondi: str, when: str) -> None:
    """On a due date and between two: the rows after a repayment, and after payments are spread anew."""
    last = day("2026-12-13")
    for event, left in (
        ((day(when), "remboursement", 12345.67), 11),
        ((day(when), "quote_part", 0.25), 11),
        ((day(when), "reechelonnement", 20), 20),
    ):
        table = with_events(event, profil=profil, arrondi=arrondi)
        start = int(np.searchsorted(table.date, day(when), side="right"))
        fresh = pret.tableau(table.crd[start], 0.02, left, 1, last, profil=profil, arrondi=arrondi)
        assert table.date[start:].tolist() == fresh.date.tolist()
        for name in MONEY:
            assert getattr(table, name)[start:].tolist() == pytest.approx(
                getattr(fresh, name).tolist(), abs=1e-9
            )


def test_a_new_rate_on_a_due_date_is_a_fresh_loan() -> None:
    table = with_events((day("2026-12-13"), "taux", 0.035))
    fresh = pret.tableau(table.crd[2], 0.035, 11, 1, day("2026-12-13"))
    assert rows(table, 2) == rows(fresh)
    assert table.taux[:3].tolist() == [0.02, 0.02, 0.035]


def test_a_new_rate_shares_out_the_period_in_course() -> None:
    """On 13/06/2026, 158 419.88 bears 180 days at 2 % and 180 at 3 %: 3 960.50."""
    table = with_events((day("2026-06-13"), "taux", 0.03))
    fresh = pret.tableau(158419.88, 0.03, 12)
    assert table.interets[1] == 3960.5
    assert table.amortissement[1:].tolist() == fresh.amortissement.tolist()
    assert table.interets[2:].tolist() == fresh.interets[1:].tolist()
    kept = with_events((day("2026-06-13"), "taux", 0.03), premiere_periode="echeance_maintenue")
    assert kept.echeance[1] == fresh.echeance[0]


def test_the_same_rate_changes_nothing() -> None:
    for when in ("2024-12-13", "2026-02-28", "2026-12-13"):
        assert rows(with_events((day(when), "taux", 0.02))) == rows(pret.tableau(*LOAN, START))


def test_the_payment_kept_shortens_the_loan() -> None:
    """14 980.12 until it is repaid, the last payment less: the rows by hand, cent by cent."""
    table = with_events((day("2025-12-13"), "remboursement", 60000.0, "echeance_maintenue"))
    balance, expected = 9841988, []
    while balance:
        interest = (2 * balance * 2 + 100) // 200
        principal = min(1498012 - interest, balance)
        expected.append((balance / 100, interest / 100, principal / 100, (interest + principal) / 100))
        balance -= principal
    found = [tuple(float(getattr(table, name)[i]) for name in MONEY) for i in range(2, int(table.nombre))]
    assert found == expected
    assert table.interets[1] == 0.0
    assert len(expected) < 12
    unrounded = with_events(
        (day("2025-12-13"), "remboursement", 60000.0, "echeance_maintenue"), arrondi="theorique"
    )
    assert unrounded.nombre == table.nombre
    assert unrounded.amortissement.sum() == pytest.approx(170000, abs=1e-8)


def test_a_total_repayment_ends_the_loan() -> None:
    """18 days of 30E/360 after the first payment: 158 419.88 × 2 % × 18 / 360 = 158.42."""
    table = with_events((day("2025-12-31"), "remboursement", np.inf))
    assert table.nombre == 2
    assert [getattr(table, name)[1] for name in MONEY] == [158419.88, 149.62, 158419.88, 158569.5]
    exact = with_events((day("2025-12-31"), "remboursement", 158419.88))
    assert rows(exact) == rows(table)


def test_a_share_of_the_patrimony() -> None:
    """Article 6.3.2: a third of 158 419.88 rounds to 52 806.63 on 15 digits of 1/3."""
    table = with_events((day("2025-12-13"), "quote_part", 1 / 3))
    assert table.amortissement[1] == 52806.63


def test_several_events_in_any_order() -> None:
    events = [
        (day("2030-12-13"), "reechelonnement", 5),
        (day("2026-06-30"), "remboursement", 20000.0, "echeance_maintenue", 100.0),
        (day("2028-01-15"), "taux", 0.025),
    ]
    table = with_events(*events)
    assert rows(table) == rows(with_events(*sorted(events)))
    assert round(table.amortissement.sum() * 100) == 17000000
    assert table.date[-1] == day("2035-12-13")
    batch = pret.tableau(np.array([170000, 160000]), 0.02, 13, 1, START, evenements=events)
    assert batch.crd[0, : int(table.nombre)].tolist() == table.crd.tolist()


def test_events_during_a_deferral() -> None:
    """Two payments deferred: one is left after the first, and the fresh loan has it too."""
    table = with_events((day("2026-01-13"), "remboursement", 70000.0), differe=2, type_differe="total")
    assert table.amortissement[0] == -3400.0
    fresh = pret.tableau(103400, 0.02, 12, 1, day("2025-12-13"), differe=1, type_differe="total")
    assert rows(table, 2) == rows(fresh)


def test_an_event_of_a_broken_first_period() -> None:
    """02/12/2024 to 30/06/2025, 208 days: 90 000 repaid on 02/03/2025 pay 90 days, 450.00; 80 000 go on."""
    broken = (START.astype("datetime64[D]") - 11, day("2025-06-30"))
    table = pret.tableau(*LOAN, *broken, evenements=[(day("2025-03-02"), "remboursement", 90000.0)])
    assert table.echeance[0] == 90450.0
    assert rows(table, 1) == rows(pret.tableau(80000, 0.02, 13, 1, *broken))


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (("2024-12-12", "taux", 0.03), "avant la date de valeur"),
        (("2037-12-13", "taux", 0.03), "déjà remboursé"),
        (("2026-01-13", "remboursement", 158419.89), "capital restant dû"),
        (("2026-01-13", "remboursement", 0.0), "capital restant dû"),
        (("2026-01-13", "remboursement", 1.005), "centimes entiers"),
        (("2026-01-13", "quote_part", 1.5), "quote-part"),
        (("2026-01-13", "taux", 1.5), "taux"),
        (("2026-01-13", "reechelonnement", 2.5), "entier"),
        (("2026-01-13", "reechelonnement", 1201), "1200"),
    ],
)
def test_an_event_out_of_the_loan(event: tuple[Any, ...], says: str) -> None:
    when, *rest = event
    with pytest.raises(OutOfRange, match=says) as caught:
        with_events((day(when), *rest))
    assert caught.value.argument == "evenements" or says == "centimes entiers"
    assert "evenements" in caught.value.text.fr
    assert "events" in caught.value.text.en


@pytest.mark.parametrize(
    "event",
    [
        ("2026-01-13", "renonciation", 1.0),
        ("2026-01-13", "remboursement", 1.0, "rien"),
        ("2026-01-13", "taux", 0.03, "echeance_maintenue"),
        ("2026-01-13", "taux", 0.03, "duree_maintenue", 10.0),
        ("2026-01-13", "remboursement", np.nan),
    ],
)
def test_an_event_that_says_nothing_known(event: tuple[Any, ...]) -> None:
    when, *rest = event
    with pytest.raises(WrongValue, match="evenements"):
        with_events((day(when), *rest))


def test_events_after_a_total_repayment_and_without_dates() -> None:
    with pytest.raises(OutOfRange, match="déjà remboursé"):
        with_events((day("2026-01-13"), "remboursement", np.inf), (day("2027-01-13"), "taux", 0.03))
    with pytest.raises(WrongValue, match="evenements") as caught:
        pret.tableau(*LOAN, evenements=[(day("2026-01-13"), "taux", 0.03)])
    assert caught.value.argument == "evenements"
    with pytest.raises(OutOfRange, match="différé"):
        with_events((day("2025-01-13"), "reechelonnement", 2), differe=3)


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.sampled_from(["remboursement", "quote_part", "taux", "reechelonnement"]),
        st.integers(1, 1000),
        st.booleans(),
    ),
    max_size=3,
)


def event_of(drawn: tuple[int, str, int, bool]) -> tuple[Any, ...]:
    days, kind, amount, kept = drawn
    value = {"remboursement": amount, "quote_part": amount / 1000, "taux": amount / 10000}
    suite = "echeance_maintenue" if kept and kind in ("remboursement", "quote_part") else "duree_maintenue"
    return (START + days, kind, float(value.get(kind, amount % 30 + 1)), suite)


@settings(max_examples=150)
@given(
    EVENTS,
    st.sampled_from(["echeances_constantes", "amortissement_constant", "in_fine"]),
    st.sampled_from([1, 2, 4, 12]),
    st.sampled_from(["30E/360", "EXACT/360", "EXACT/EXACT ISDA"]),
    st.sampled_from(["centime", "theorique"]),
    st.sampled_from(["dates_nominales", "dates_paiement"]),
)
def test_whatever_happens_the_capital_is_repaid(
    drawn: list[Any], profil: str, yearly: int, base: str, arrondi: str, interets: str
) -> None:
    """Amortissements add up to the capital, each balance follows from the one before and never rises.

    Rows come in the order of the days on which they are paid: an early repayment may stand between a due date
    and its working day.
    """
    events = [event_of(event) for event in drawn]
    try:
        table = pret.tableau(
            50000,
            0.03,
            40,
            yearly,
            START,
            None,
            arrondi,
            profil,
            base=base,
            interets=interets,
            evenements=events,
        )
    except OutOfRange:
        return
    tolerance = 0 if arrondi == "centime" else 1e-6
    amounts = [[Decimal(repr(float(x))) for x in getattr(table, name)] for name in (*MONEY, "indemnite")]
    crd, interest, principal, paid, fee = amounts
    assert abs(sum(principal) - 50000) <= tolerance
    for i in range(len(crd)):
        following = crd[i + 1] if i + 1 < len(crd) else 0
        assert abs(crd[i] - principal[i] - following) <= tolerance
        assert abs(interest[i] + principal[i] + fee[i] - paid[i]) <= tolerance
        assert principal[i] >= -tolerance
    assert (np.diff(table.fin.astype(np.int64)) >= 0).all()
