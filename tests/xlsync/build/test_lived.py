"""The Intracting advance as it lives: tables used, events, late payments, termination."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.xlsync.build.opened import Annex, annex_of
from tests.xlsync.model.lived import Repaid, Spread, lived, owed, year
from tests.xlsync.model.tranches import DATES, INTRACTING, RATE, TERMS, added, advance, cents, changed, days
from xlsync.annexbook.checking import check
from xlsync.model import ConventionData, Model, load
from xlsync.model.etat_dette import etat_dette


def broken() -> ConventionData:
    """The documents' broken first period: tranche 1 paid on 02/12/2024, first payment on 30/06/2025."""
    return changed(
        load(INTRACTING),
        ("calendrier", "1", "date_valeur", "02/12/2024"),
        ("calendrier", "1", "premiere_echeance", "30/06/2025"),
    )


# --- which table is used (article 6.2)


def test_the_plan_of_the_documents_is_theoretical(fresh):
    annex = fresh.annexes[INTRACTING]
    assert annex.value("plan", "annee=2025", "interets") == 3400
    assert annex.value("bilan", "annee=2025", "echeances") == pytest.approx(14980.119954, abs=1e-6)
    assert set(annex.column("plan", "tableau")) == {"", "théorique"}
    assert annex.value("champs", "", "tableaux_retenus") == "théoriques"


def test_the_plan_follows_the_definitive_table_as_soon_as_there_is_one():
    """Interest of 2025: 170 000 × 2 % × 208/360 = 1 964,44; with the principal kept, 11 580,12: 13 544,56."""
    annex = annex_of(broken())
    assert annex.value("plan", "annee=2025", "interets") == 1964.44
    assert annex.value("plan", "annee=2025", "annuite") == pytest.approx(13544.56, abs=1e-9)
    assert annex.value("bilan", "annee=2025", "echeances") == pytest.approx(13544.56, abs=1e-9)
    assert annex.value("definitif", "versement=1;annee=2025", "echeance") == 13544.56
    assert annex.value("amortissement", "versement=1;annee=2025", "interets") == 3400
    assert [annex.value("plan", f"annee={when}", "tableau") for when in (2024, 2025, 2026)] == [
        "", "définitif", "définitif et théorique",
    ]  # fmt: skip
    assert annex.value("champs", "", "tableaux_retenus") == "définitifs : 1, théoriques : 2"
    for sheet in ("Annexe 2-B", "Bilan", "Graphiques"):
        assert "définitifs : 1, théoriques : 2" in annex.book.sheet(sheet).cells[1, 1].value
    line = etat_dette(Model().add(broken()), 2025).lignes[0]
    assert (line["MtIntExer"], line["MtCapitalExer"]) == (1964.44, 11580.12)


def test_when_all_have_one_the_plan_is_definitive():
    annex = annex_of(advance(1, 2, 3))
    assert annex.value("champs", "", "tableaux_retenus") == "définitifs"
    assert set(annex.column("plan", "tableau")) == {"", "définitif"}
    assert annex.value("plan.total", "", "amortissements") == pytest.approx(500000, abs=1e-6)


# --- own funds (article 3.1)


def test_own_funds_are_the_envelope_less_the_advance(fresh):
    annex = fresh.annexes[INTRACTING]
    assert annex.value("plan.total", "", "fonds_propres") == pytest.approx(1045373 - 500000, abs=1e-6)
    assert annex.value("plan.total", "", "arrondi") == -127


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((("champs", "", "montant_enveloppe", 1_047_000),), 545_500),  # 1 500: more than 20 × 50 of rounding
        (
            (("programme", "1", "taux_tva", 0.2),),
            545_500 + 2_700,
        ),  # the rows are no longer those of the envelope
    ],
)
def test_what_is_not_rounding_is_not_taken_for_it(cells, expected):
    annex = annex_of(changed(load(INTRACTING), *cells))
    assert annex.value("plan.total", "", "fonds_propres") == pytest.approx(expected, abs=1e-6)


# --- events (articles 6.2 and 6.3)


@pytest.fixture(scope="module")
def repaid() -> Annex:
    return annex_of(with_repayment())


def with_repayment() -> ConventionData:
    """All dated; tranche 1 repays 50 000 on 13/06/2026, fee 12,50; tranche 3 25 000 on 01/03/2028."""
    data = advance(1, 2, 3)
    data = added(data, "evenements", versement=3, date="01/03/2028", type="remboursement", montant=25000)
    return added(
        data,
        "evenements",
        versement=1,
        date="13/06/2026",
        type="remboursement",
        montant=50000,
        indemnite=12.5,
    )


EXPECTED = {
    1: lived(
        170000, RATE, 13, date(2024, 12, 13), (Repaid(date(2026, 6, 13), Fraction(50000), Fraction(25, 2)),)
    ),
    2: lived(170000, RATE, 12, date(2025, 12, 12)),
    3: lived(160000, RATE, 11, date(2026, 12, 14), (Repaid(date(2028, 3, 1), Fraction(25000)),)),
}


@pytest.mark.parametrize("rank", EXPECTED)
def test_events_change_the_table_of_their_tranche_and_no_other(rank, repaid):
    for when in range(2024, 2040):
        key = f"versement={rank};annee={when}"
        if (("definitif", key, "crd")) not in repaid.cells:
            continue
        rows = year(EXPECTED[rank], when)
        early = [row for row in rows if row.early]
        found = {
            name: repaid.value("definitif", key, name) for name in ("interets", "amortissement", "echeance")
        }
        if not rows:
            assert set(found.values()) == {""}
            continue
        assert repaid.value("definitif", key, "crd") == float(rows[0].balance)
        assert found == {
            "interets": float(sum(row.interest for row in rows)),
            "amortissement": float(sum(row.principal for row in rows)),
            "echeance": float(sum(row.paid for row in rows)),
        }
        paid_early = float(sum(row.paid for row in early)) if early else ""
        assert repaid.value("definitif", key, "anticipe") == paid_early
        assert repaid.value("definitif", key, "date") == rows[-1].day
    assert set(repaid.column("evenements", "verdict")) == {"pris en compte"}


def test_the_plan_the_balance_and_the_debt_follow_events(repaid):
    for when in range(2024, 2039):
        rows = [row for lines in EXPECTED.values() for row in year(lines, when)]
        for name, exact in (("interets", "interest"), ("amortissements", "principal")):
            assert repaid.value("plan", f"annee={when}", name) == pytest.approx(
                float(sum(getattr(row, exact) for row in rows)), abs=1e-6
            )
    assert repaid.errors() == []


@pytest.mark.parametrize("when", [2024, 2026, 2028, 2037])
def test_the_sheet_the_export_and_the_function_agree_with_events(when):
    data = changed(with_repayment(), ("champs", "", "annee_dette", when))
    annex, state = annex_of(data), etat_dette(Model().add(data), when)
    lines = {line["emprunt"]: line for line in state.lignes}
    for rank, rows in EXPECTED.items():
        key, capital = f"versement={rank}", TERMS[rank][0]
        if key not in lines:
            assert annex.value("dette", key, "remarque") == "Versé après l’exercice"
            continue
        expected = {
            "MtIntExer": sum((row.interest for row in year(rows, when)), Fraction(0)),
            "MtCapitalExer": sum((row.principal for row in year(rows, when)), Fraction(0)),
            "MtCapitalRestDu_31_12": owed(rows, capital, date(when, 12, 31)),
        }
        assert {name: Fraction(str(lines[key][name])) for name in expected} == expected
        for name, column in (
            ("MtIntExer", "interets_payes"), ("MtCapitalExer", "capital"), ("MtICNE", "icne"),
            ("MtCapitalRestDu_31_12", "crd_cloture"), ("MtCapitalRestDu_01_01", "crd_ouverture"),
        ):  # fmt: skip
            assert annex.value("dette", key, column) == lines[key][name]


def test_a_loan_spread_anew_has_the_years_that_it_needs():
    """Tranche 1, after the payment of 13/12/2030, in 10 payments instead of 7: the last one in 2040."""
    data = added(advance(1), "evenements", versement=1, date="13/12/2030", type="rééchelonnement", montant=10)
    annex = annex_of(data)
    rows = lived(170000, RATE, 13, date(2024, 12, 13), (Spread(date(2030, 12, 13), 10),))
    assert rows[-1].day == date(2040, 12, 13)
    for row in rows:
        key = f"versement=1;annee={row.day.year}"
        assert annex.value("definitif", key, "echeance") == float(row.paid)
    assert annex.value("definitif", "versement=1;annee=2041", "crd") == 0
    assert annex.value("plan.total", "", "amortissements") == pytest.approx(500000, abs=1e-6)
    assert annex.errors() == []


@pytest.mark.parametrize(
    ("rank", "says"), [(2, "date de valeur du versement à saisir"), (7, "versement inconnu")]
)
def test_an_event_that_no_table_can_follow_says_so(rank, says, tmp_path):
    data = added(advance(1), "evenements", versement=rank, date="13/06/2026", type="taux", montant=0.03)
    annex = annex_of(data)
    assert annex.column("evenements", "verdict") == [says]
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(annex.content)
    assert any(says in problem.what.fr for problem in check([path]))


# --- termination and late payments (articles 6.4 and 9)


def test_termination_sums_capital_interest_and_indemnity():
    """Tranche 1 on 11/03/2028: 134 560,20 and 88 days of interest, 657,85; the others in exact fractions."""
    day = date(2028, 3, 11)
    data = changed(
        advance(1, 2, 3), ("champs", "", "date_situation", day), ("situation", "2", "indemnite", 100)
    )
    annex = annex_of(data)
    assert annex.value("situation", "versement=1", "capital") == 134560.2
    assert annex.value("situation", "versement=1", "interets_courus") == 657.85
    assert annex.value("situation", "versement=1", "resiliation") == 135218.05
    total = Fraction(100)
    for rank, (capital, number) in TERMS.items():
        rows = lived(capital, RATE, number, DATES[rank])
        balance, since = owed(rows, capital, day), max(row.day for row in rows if row.day <= day)
        total += balance + cents(balance * RATE * Fraction(days(since, day), 360))
    assert annex.value("situation.total", "", "resiliation") == pytest.approx(float(total), abs=1e-9)
    assert annex.value("situation.total", "", "solde") == 0


def test_a_termination_before_a_tranche_is_paid_out():
    annex = annex_of(changed(advance(1), ("champs", "", "date_situation", "11/03/2025")))
    assert [annex.value("situation", f"versement={rank}", "remarque") for rank in (1, 2, 3)] == [
        "", "Date de valeur à saisir (2-D)", "Pas encore versé",
    ]  # fmt: skip
    assert annex.value("situation.total", "", "resiliation") == 170000 + 831.11  # 88 days: 831,111…


def test_late_payments_and_the_balance_due():
    """Late interest at 2 % + 3 % on 30/360, from the day of payment of article 6.2.

    Rank 1, 14 980,12 due on Monday 15/12/2025: paid 30 days late, 62,42. Rank 2 due on 14/12/2026: 5 000 that
    day, the rest, 9 980,12, 447 days later, 619,60. Rank 3 due on 13/12/2027, unpaid 88 days: 183,09.
    """
    data = changed(
        advance(1),
        ("champs", "", "date_situation", "11/03/2028"),
        ("champs", "", "suivi_paiements", "selon les paiements saisis"),
    )
    data = added(data, "paiements", versement=1, rang=1, recu_le="15/01/2026", montant=14980.12)
    data = added(data, "paiements", versement=1, rang=2, recu_le="14/12/2026", montant=5000)
    annex = annex_of(data)
    [key] = [
        one[1]
        for one in annex.cells
        if one[0] == "paiements" and one[2] == "interets_retard" and "rang=1" in one[1]
    ]
    assert annex.value("paiements", key, "exigible_le") == date(2025, 12, 15)
    assert annex.value("paiements", key, "exigible") == 14980.12
    assert annex.value("paiements", key, "interets_retard") == 62.42
    late = Fraction(5, 100)
    unpaid = [
        cents(Fraction("9980.12") * late * Fraction(447, 360)),
        cents(Fraction("14980.12") * late * Fraction(88, 360)),
    ]
    assert [float(one) for one in unpaid] == [619.6, 183.09]
    retard = Fraction("62.42") + sum(unpaid)
    owed_now = 3 * Fraction("14980.12") - Fraction("14980.12") - 5000
    assert annex.value("situation", "versement=1", "retard") == pytest.approx(float(retard), abs=1e-9)
    assert annex.value("situation", "versement=1", "solde") == float(owed_now + retard)
    assert annex.value("situation", "versement=1", "total") == float(
        owed_now + retard + Fraction("135218.05")
    )
    assert annex.errors() == []


def test_payments_held_to_be_made_leave_nothing_due():
    annex = annex_of(changed(advance(1), ("champs", "", "date_situation", "11/03/2028")))
    assert annex.value("situation", "versement=1", "exigible") == pytest.approx(3 * 14980.12)
    assert annex.value("situation", "versement=1", "solde") == 0
