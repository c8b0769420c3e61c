"""Dates, properties and steps of the table, and the cells that share it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import calendar
from udfs.rules import pret
from udfs.rules.pret import Conditions, cellules

LOAN = st.fixed_dictionaries(
    {
        "capital": st.integers(1, 10**10).map(lambda cents: cents / 100),
        "taux": st.integers(0, 2 * 10**7).map(lambda rate: rate / 1e8),
        "nombre_echeances": st.integers(1, 60),
        "periodes_par_an": st.sampled_from([1, 2, 4, 12]),
        "profil": st.sampled_from(["echeances_constantes", "amortissement_constant", "in_fine"]),
        "base": st.sampled_from([*calendar.BASES]),
        "premiere_periode": st.sampled_from(
            ["amortissement_maintenu", "echeance_maintenue", "echeance_recalculee"]
        ),
        "interets": st.sampled_from(["dates_nominales", "dates_paiement"]),
        "date_valeur": st.integers(0, 3000).map(lambda days: np.datetime64("2020-01-01") + days),
    }
)


def decimals(column: Any) -> list[Decimal]:
    return [Decimal(repr(float(value))) for value in column]


@settings(max_examples=150)
@given(LOAN, st.integers(1, 800), st.sampled_from(["centime", "theorique"]), st.booleans())
def test_the_table_of_any_loan(loan: dict[str, Any], wait: int, arrondi: str, has_first: bool) -> None:
    """Principal adds up to the capital, balances never rise without deferral and follow from one another."""
    first = loan["date_valeur"] + wait if has_first else None
    table = pret.tableau(**loan, premiere_echeance=first, arrondi=arrondi)
    crd, interest, principal, paid = (
        decimals(column) for column in (table.crd, table.interets, table.amortissement, table.echeance)
    )
    tolerance = Decimal(0) if arrondi == "centime" else Decimal(repr(loan["capital"])) * Decimal("1e-11")
    assert abs(sum(principal) - Decimal(repr(loan["capital"]))) <= tolerance
    for i, after in enumerate(decimals(table.crd_apres)):
        assert abs(crd[i] - principal[i] - after) <= tolerance
        assert abs(interest[i] + principal[i] - paid[i]) <= tolerance
        assert principal[i] >= -tolerance
        assert interest[i] >= 0


@settings(max_examples=60)
@given(LOAN, st.integers(1, 59), st.sampled_from(["partiel", "total"]))
def test_a_deferral_then_a_fresh_loan(loan: dict[str, Any], deferred: int, kind: str) -> None:
    """Nothing is repaid during a deferral; then come the rows of a fresh loan from that balance."""
    plain = loan | {"base": "30E/360", "interets": "dates_nominales", "date_valeur": None}
    total = plain["nombre_echeances"] + deferred
    table = pret.tableau(**(plain | {"nombre_echeances": total}), differe=deferred, type_differe=kind)
    if kind == "partiel":
        assert not table.amortissement[:deferred].any()
        assert table.echeance[:deferred].tolist() == table.interets[:deferred].tolist()
    else:
        assert not table.echeance[:deferred].any()
        assert table.amortissement[:deferred].tolist() == (-table.interets[:deferred]).tolist()
    fresh = pret.tableau(**(plain | {"capital": table.crd[deferred]}))
    for name in ("crd", "interets", "amortissement", "echeance"):
        assert getattr(table, name)[deferred:].tolist() == getattr(fresh, name).tolist()


def test_starts_and_ends_of_interest() -> None:
    """Article 6.2: 13/12/2025 is a Saturday, 13/12/2026 a Sunday; both are paid the Monday after."""
    start = np.datetime64("2024-12-13")
    nominal = pret.tableau(170000, 0.02, 3, 1, start)
    moved = pret.tableau(170000, 0.02, 3, 1, start, interets="dates_paiement")
    assert nominal.debut.astype(str).tolist() == ["2024-12-13", "2025-12-13", "2026-12-13"]
    assert nominal.fin.tolist() == nominal.date.tolist() == moved.date.tolist()
    assert moved.fin.astype(str).tolist() == ["2025-12-15", "2026-12-14", "2027-12-13"]
    assert moved.debut[1:].tolist() == moved.fin[:-1].tolist()
    assert moved.date_paiement.tolist() == nominal.date_paiement.tolist() == moved.fin.tolist()


@pytest.mark.parametrize(
    ("start", "first", "broken"),
    [
        ("2025-03-31", "2025-06-30", False),
        ("2025-03-30", "2025-06-30", False),
        ("2025-04-01", "2025-06-30", True),
        ("2024-11-30", "2025-02-28", False),
        ("2025-02-28", "2025-05-28", False),
    ],
)
def test_what_a_whole_first_period_is(start: str, first: str, broken: bool) -> None:
    """Three months before the first payment, or three months after the value date; else days are counted."""
    table = pret.tableau(1000, 0.04, 8, 4, np.datetime64(start), np.datetime64(first))
    assert (table.interets[0] != 10.0) == broken


def test_first_payment_date_alone() -> None:
    """A whole period comes before it: 30/06 at the end of the month, from 31/03."""
    table = pret.tableau(1000, 0.04, 3, 4, None, np.datetime64("2025-06-30"))
    assert table.debut[0] == np.datetime64("2025-03-31")
    assert table.date.astype(str).tolist() == ["2025-06-30", "2025-09-30", "2025-12-31"]


def test_the_cells_of_a_loan_share_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirteen rows of four columns, one table; an array of loans is computed each time."""
    made = []
    compute = cellules.rows_of
    monkeypatch.setattr(cellules, "rows_of", lambda conditions: made.append(1) or compute(conditions))
    for rank in range(1, 14):
        for column in ("crd", "interets", "amortissement", "echeance"):
            events = [["13/06/2026", "taux", 0.03]]
            udfs.call("PRET.LIGNE", column, rank, 171717.17, 0.0213, 13, 1, "13/12/2024", evenements=events)
    assert len(made) == 1
    assert pret.ligne("crd", 1, Conditions.of(np.array([1.0, 2.0]), 0.02, 2)).tolist() == [1.0, 2.0]


def test_a_shared_table_cannot_be_changed() -> None:
    table = cellules.shared_table(Conditions.of(1000.0, 0.02, 3))
    with pytest.raises(ValueError, match="read-only"):
        table.crd[0] = 0.0


def value_of(steps: list[Any], label: str) -> Any:
    """The value of the only step with that label."""
    (found,) = [step for step in steps if label in step.label.fr]
    return found.value


def test_the_steps_of_an_interest_line() -> None:
    """170 000 from 02/12/2024 to 30/06/2025: 208 days, 1 964.44 (article 4)."""
    steps = udfs.explain("PRET.LIGNE", "interets", 1, 170000, 0.02, 13, 1, "02/12/2024", "30/06/2025")
    assert value_of(steps, "jours en base") == 208.0
    assert value_of(steps, "intérêts avant arrondi") == pytest.approx(1964.4444444)
    assert value_of(steps, "première période brisée") == "amortissement_maintenu"
    assert steps[-1].value == 1964.44
    assert "Intracting, article 4" in {step.source for step in steps}


def test_the_steps_of_an_early_repayment() -> None:
    """90 days of 30E/360 on 50 000 at 2 % are 250.00, then the indemnity (article 6.3)."""
    events = [["13/03/2026", "remboursement", 50000, "duree_maintenue", 500]]
    steps = udfs.explain("PRET.LIGNE", "echeance", 2, 170000, 0.02, 13, 1, "13/12/2024", evenements=events)
    assert value_of(steps, "capital remboursé par anticipation") == 50000.0
    assert value_of(steps, "jours en base") == 90.0
    assert value_of(steps, "intérêts, au centime") == 250.0
    assert value_of(steps, "indemnité") == 500.0
    assert value_of(steps, "total payé") == 50750.0
    assert "Intracting, article 6.3" in {step.source for step in steps}


def test_the_steps_of_a_payment() -> None:
    steps = udfs.explain("PRET.ECHEANCE", 170000, 0.02, 15, differe=2, type_differe="total")
    assert value_of(steps, "capital restant dû à la fin du différé") == 176868.0
    assert value_of(steps, "différé total") == 2
    assert steps[-1].value == udfs.call("PRET.ECHEANCE", 176868, 0.02, 13)


@pytest.mark.parametrize("profil", ["echeances_constantes", "amortissement_constant", "in_fine"])
@pytest.mark.parametrize("base", [*calendar.BASES])
def test_every_loan_can_be_explained(profil: str, base: str) -> None:
    loan = {
        "capital": 1000,
        "taux": 0.05,
        "nombre_echeances": 6,
        "periodes_par_an": 2,
        "date_valeur": "31/01/2024",
        "premiere_echeance": "30/06/2024",
        "profil": profil,
        "base": base,
        "differe": 1,
        "evenements": [["01/02/2025", "taux", 0.06], ["15/03/2025", "remboursement", 100]],
    }
    assert udfs.explain("PRET.TABLEAU", **loan)
    for rank in range(-1, 10):
        for column in pret.COLONNES:
            steps = udfs.explain("PRET.LIGNE", column, rank, **loan)
            found = udfs.call("PRET.LIGNE", column, rank, **loan)
            assert found == "" or steps[-1].value == found or column.startswith("date")


def test_a_payment_that_would_not_cover_a_very_long_first_period() -> None:
    """Solved anew: 12 000 at 30 %, 2 290 days of 30E/360 make 22 900 of interest, paid alone.

    Then five equal payments: 12 000 × 2,5 % / (1 − 1,025^−5) = 2 582,9623…
    """
    loan = (12000, 0.3, 6, 12, np.datetime64("2020-01-20"), np.datetime64("2026-05-31"))
    batch = [np.array([value] * 2) for value in loan]
    for rounding, payment in (("centime", 2582.96), ("theorique", 2582.962330898595)):
        options = {"arrondi": rounding, "premiere_periode": "echeance_recalculee"}
        for table in (pret.tableau(*loan, **options), pret.tableau(*batch, **options)):
            first, *others = table.echeance.reshape(-1, 6)[0]
            assert first == 22900.0
            assert others[:4] == pytest.approx([payment] * 4, abs=1e-9)
            assert others[4] == pytest.approx(payment, abs=0.03)
        assert pret.echeance(Conditions.of(*loan, **options)) == pytest.approx(payment, abs=1e-9)


def test_the_steps_of_a_line_whose_rate_changes() -> None:
    """Half a year at 2 % and half at 3 % of 158 419,88 make 3 960,497; the new payment is said."""
    events = [["13/06/2026", "taux", "3 %"]]
    steps = udfs.explain("PRET.LIGNE", "interets", 2, 170000, 0.02, 13, 1, "13/12/2024", evenements=events)
    assert [s.value for s in steps if s.label.fr == "fraction d’année à ce taux"] == [0.5, 0.5]
    assert [s.value for s in steps if s.label.fr == "taux annuel"] == [0.02, 0.02, 0.03]
    assert value_of(steps, "intérêts avant arrondi") == pytest.approx(3960.497)
    new = pret.echeance(Conditions.of(158419.88, 0.03, 12))
    assert value_of(steps, "échéance en vigueur depuis l’événement du 13/06/2026 (taux)") == new
    assert value_of(steps, "amortissement maintenu") == pytest.approx(new - 4752.60)


def test_the_steps_of_a_line_after_an_early_repayment() -> None:
    """108 419,88 left over 12 payments at 2 %."""
    events = [["13/06/2026", "remboursement", 50000]]
    steps = udfs.explain("PRET.LIGNE", "echeance", 3, 170000, 0.02, 13, 1, "13/12/2024", evenements=events)
    assert value_of(steps, "échéance en vigueur") == pret.echeance(Conditions.of(108419.88, 0.02, 12))
    assert steps[-1].value == pret.echeance(Conditions.of(108419.88, 0.02, 12))


@pytest.mark.parametrize(
    ("more", "formula"),
    [
        ({}, "capital × r / (1 − (1 + r)^−4)"),
        ({"taux": 0.0}, "capital / 4 échéances"),
        ({"differe": 1}, "capital restant dû après le différé × r / (1 − (1 + r)^−3)"),
        ({"profil": "amortissement_constant"}, "amortissement = capital / 4 échéances"),
        ({"date_valeur": "02/12/2024", "premiere_echeance": "30/06/2025"}, "capital × r / (1 − (1 + r)^−4)"),
        ({"date_valeur": "02/12/2024", "base": "EXACT/360"}, "somme des valeurs actuelles"),
    ],
)
def test_the_formula_of_a_payment_is_that_of_its_case(more: dict[str, Any], formula: str) -> None:
    steps = udfs.explain("PRET.ECHEANCE", **({"capital": 1000, "taux": 0.02, "nombre_echeances": 4} | more))
    assert [step for step in steps if formula in step.label.fr]


def test_only_constant_payments_are_said_to_be_in_the_annex() -> None:
    steps = udfs.explain("PRET.ECHEANCE", 1000, 0.02, 4, profil="in_fine")
    assert [step.source for step in steps if step.label.fr == "profil"] == [""]
