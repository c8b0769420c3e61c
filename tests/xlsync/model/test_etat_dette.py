"""The state of debt: the three tranches by hand and in exact fractions, what lacks, what is written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.xlsync.model.tranches import DATES, INTRACTING, TERMS, advance, year_of
from xlsync.annexes import kinds, schema
from xlsync.conventions import shipped
from xlsync.model import Model, load
from xlsync.model.etat_dette import AMOUNTS, FIELDS, etat_dette


def state(*dated: int, year: int = 2026, borne: str | None = None):
    return etat_dette(Model().add(advance(*dated)), year, borne)


def test_the_three_tranches_of_2026_by_hand():
    """Hypothesis: paid on 13/12/2024, 12/12/2025 and 14/12/2026. 2 %, yearly, 30E/360, to the cent.

    Tranche 1, 170 000 over 13: payment 14 980,12 (14 980,1199…). On 13/12/2025 it paid 3 400,00 + 11 580,12:
      owed on 01/01/2026   170 000,00 - 11 580,12 = 158 419,88
      paid on 13/12/2026   interest 158 419,88 × 2 % = 3 168,3976 -> 3 168,40
                           capital 14 980,12 - 3 168,40 = 11 811,72
      owed on 31/12/2026   158 419,88 - 11 811,72 = 146 608,16
      13/12 -> 31/12       30 - 13 = 17 days: 146 608,16 × 2 % × 17/360 = 138,4632… -> 138,46
    Tranche 2, 170 000 over 12: payment 16 075,13 (16 075,1314…):
      owed on 01/01/2026   170 000,00
      paid on 12/12/2026   interest 3 400,00; capital 16 075,13 - 3 400,00 = 12 675,13
      owed on 31/12/2026   170 000,00 - 12 675,13 = 157 324,87
      12/12 -> 31/12       30 - 12 = 18 days: 157 324,87 × 2 % × 18/360 = 157,32487 -> 157,32
    Tranche 3, 160 000 over 11, paid on 14/12/2026: nothing owed on 01/01, nothing paid in the year:
      14/12 -> 31/12       30 - 14 = 16 days: 160 000 × 2 % × 16/360 = 142,2222… -> 142,22
    """
    found = state(1, 2, 3)
    names = ("MtEmprOrig", "TxActua", *AMOUNTS)
    assert [tuple(line[name] for name in names) for line in found.lignes] == [
        (170000.0, 2.0, 3168.40, 11811.72, 158419.88, 138.46, 146608.16),
        (170000.0, 2.0, 3400.00, 12675.13, 170000.00, 157.32, 157324.87),
        (160000.0, 2.0, 0.0, 0.0, 0.0, 142.22, 160000.00),
    ]
    # 158 419,88 + 170 000,00; 11 811,72 + 12 675,13; 3 168,40 + 3 400,00; 138,46 + 157,32 + 142,22;
    # 146 608,16 + 157 324,87 + 160 000,00
    assert found.total == {
        "MtEmprOrig": 500000.0, "MtIntExer": 6568.40, "MtCapitalExer": 24486.85,
        "MtCapitalRestDu_01_01": 328419.88, "MtICNE": 438.00, "MtCapitalRestDu_31_12": 463933.03,
    }  # fmt: skip
    assert not found.problemes
    assert not found.hors_exercice


@pytest.mark.parametrize("borne", ["exclue", "incluse"])
def test_every_year_is_that_of_exact_fractions(borne):
    for year in range(2024, 2038):
        lines = {line["emprunt"]: line for line in state(1, 2, 3, year=year, borne=borne).lignes}
        for rank in TERMS:
            expected = year_of(rank, year, borne == "incluse")
            if any(expected.values()):
                line = lines.pop(f"versement={rank}")
                assert {name: Fraction(f"{line[name]:.2f}") for name in AMOUNTS} == expected, (rank, year)
        assert not lines


def test_balances_follow_from_one_year_to_the_next():
    """What is owed on 1 January is what was owed on 31 December, and falls by the capital of the year."""
    before: dict[str, float] = {}
    for year in range(2024, 2038):
        for line in state(1, 2, 3, year=year).lignes:
            opening = line["MtCapitalRestDu_01_01"]
            assert opening == before.get(line["emprunt"], 0.0)
            before[line["emprunt"]] = line["MtCapitalRestDu_31_12"]
            if opening:
                paid = Fraction(f"{opening:.2f}") - Fraction(f"{line['MtCapitalRestDu_31_12']:.2f}")
                assert paid == Fraction(f"{line['MtCapitalExer']:.2f}")
    assert before == dict.fromkeys(before, 0.0)


def test_what_the_conditions_say():
    (line, *_) = state(1, 2, 3).lignes
    terms = {name: line[name] for name, _, _ in FIELDS if name not in AMOUNTS}
    assert terms == {
        "convention": INTRACTING,
        "emprunt": "versement=1",
        "CodTypEmpr": "01",
        "CodProfilAmort": "P",  # constant payments: progressive amortization
        "AnEncaisse": 2024,
        "ObjEmpr": "Financement Intracting classique – Versement 1",
        "MtEmprOrig": 170000.0,
        "DureeRest": 10.95,  # 31/12/2026 -> 13/12/2037: 10 years, 11 months, 13 days = 3 943/360 = 10,9527…
        "LibOrgaPreteur": "Caisse des Dépôts et consignations",
        "CodPeriodRemb": "A",
        "CodTyptxInit": "F",
        "TxActua": 2.0,
        "IndSousJacent": "1",
        "Structure": "A",
        "Dt1RembInit": "2025-12-13",
        "Txinit": 2.0,
        "DureeContratInit": 13.0,
    }


@pytest.mark.parametrize(
    ("profile", "code", "principal"),
    [("Amortissement constant", "C", 13076.92), ("In fine", "F", 0.0)],  # 170 000 / 13 = 13 076,923…
)
def test_profiles(profile, code, principal):
    data = advance(1).set("versements", "1", "profil", profile)
    (line,) = etat_dette(Model().add(data), 2026).lignes
    assert (line["CodProfilAmort"], line["MtCapitalExer"]) == (code, principal)


def test_a_deferral_pays_interest_only():
    data = advance(1).set("versements", "1", "differe_ans", 2)
    (line,) = etat_dette(Model().add(data), 2026).lignes
    assert (line["MtIntExer"], line["MtCapitalExer"]) == (3400.0, 0.0)  # 170 000 × 2 %


def test_the_options_of_the_convention_are_those_of_the_state():
    """Broken first period of the documents' example, 02/12/2024 to 30/06/2025: 208 days of 30E/360.

    170 000 × 2 % × 208/360 = 1 964,444… -> 1 964,44; capital kept: 11 580,12; payment kept: 14 980,12, of
    which 14 980,12 - 1 964,44 = 13 015,68.
    """
    data = advance().set("calendrier", "1", "date_valeur", "02/12/2024")
    data = data.set("calendrier", "1", "premiere_echeance", "30/06/2025")
    for option, principal in (("amortissement maintenu", 11580.12), ("échéance maintenue", 13015.68)):
        kept = data.set("champs", "", "premiere_periode", option)
        (line,) = etat_dette(Model().add(kept), 2025).lignes
        assert (line["MtIntExer"], line["MtCapitalExer"]) == (1964.44, principal)


def test_the_bound_is_that_of_the_convention_unless_one_is_given():
    """18 days instead of 17: 146 608,16 × 2 % × 18/360 = 146,60816."""
    data = advance(1).set("champs", "", "borne_icne", "incluse")
    assert etat_dette(Model().add(data), 2026).lignes[0]["MtICNE"] == 146.61
    assert etat_dette(Model().add(data), 2026, "exclue").lignes[0]["MtICNE"] == 138.46


def test_the_first_payment_alone_places_a_loan_in_time():
    data = advance().set("calendrier", "1", "premiere_echeance", "13/12/2025")
    (line,) = etat_dette(Model().add(data), 2026).lignes
    assert line["MtCapitalRestDu_31_12"] == 146608.16
    assert line["AnEncaisse"] == 2024


def test_a_loan_without_a_date_is_a_problem_and_the_others_are_made():
    found = state(1, 3)
    assert [line["emprunt"] for line in found.lignes] == ["versement=1", "versement=3"]
    (problem,) = found.problemes
    assert problem.where == f"{INTRACTING} calendrier versement=2 date_valeur"
    assert "Date de valeur" in problem.what.fr
    assert "Value date" in problem.what.en
    assert f"xlsync set {problem.where}" in problem.fix.fr
    assert problem.source == "Annexe 2-D"


def test_a_tranche_paid_out_later_needs_no_date():
    """Tranches 2 and 3 are planned for 2025 and 2026: nothing to say of them before."""
    later = [{"convention": INTRACTING, "emprunt": f"versement={rank}"} for rank in (2, 3)]
    found = state(1, year=2024)
    assert [line["emprunt"] for line in found.lignes] == ["versement=1"]
    assert (found.problemes, found.hors_exercice) == ([], later)
    found = state(1, year=2025)
    assert [problem.where for problem in found.problemes] == [
        f"{INTRACTING} calendrier versement=2 date_valeur"
    ]
    assert found.hors_exercice == later[1:]


def test_events_are_those_of_their_tranche():
    """50 000 repaid on 13/06/2026 with 180 days of interest, 500,00, then a payment of 158 419,88 − 50 000.

    108 419,88 over 12 years: 10 252,14, of which 108 419,88 × 2 % = 2 168,40 of interest.
    """
    event = {"versement": 1, "date": "13/06/2026", "type": "remboursement", "montant": 50000}
    model = Model().add(advance(1, 2, 3)).add_row(INTRACTING, "evenements", event)
    found = etat_dette(model, 2026)
    line = found.lignes[0]
    assert (line["MtIntExer"], line["MtCapitalExer"]) == (2668.40, 58083.74)
    assert line["MtCapitalRestDu_31_12"] == 100336.14
    assert line["Dt1RembInit"] == "2025-12-13"
    assert found.lignes[1:] == state(1, 2, 3).lignes[1:]


def test_an_event_that_the_loan_cannot_have_is_a_problem():
    event = {"versement": 1, "date": "13/06/2026", "type": "remboursement", "montant": 500000}
    found = etat_dette(Model().add(advance(1)).add_row(INTRACTING, "evenements", event), 2026)
    assert "capital restant dû" in found.problemes[0].what.fr


def test_a_loan_that_cannot_be_computed_is_a_problem():
    data = advance(1, 2).set("versements", "1", "differe_ans", 13)  # no payment left
    found = etat_dette(Model().add(data), 2026)
    assert [line["emprunt"] for line in found.lignes] == ["versement=2"]
    assert [one.where for one in found.problemes] == [
        f"{INTRACTING} versements versement=1",
        f"{INTRACTING} calendrier versement=3 date_valeur",
    ]
    assert "différé" in found.problemes[0].what.fr


def test_a_loan_that_is_not_paid_yet_or_is_repaid_has_no_line():
    assert state(1, 2, 3, year=2025).hors_exercice == [{"convention": INTRACTING, "emprunt": "versement=3"}]
    after = state(1, 2, 3, year=max(DATES[1].year + 13, 2037) + 1)
    assert not after.lignes
    assert len(after.hors_exercice) == 3


def test_every_convention_with_loans_and_no_other(essai):
    """Of every kind, that of tests among them, which declares no loan."""
    model = Model()
    for convention in shipped():
        model = model.add(load(convention) if convention != INTRACTING else advance(1, 2, 3))
    other = advance(1)
    model = model.add(type(other)("intracting/voisine", other.fields, other.tables))
    found = etat_dette(model, 2026)
    assert [line["convention"] for line in found.lignes] == [INTRACTING] * 3 + ["intracting/voisine"]
    assert {line["convention"].split("/")[0] for line in found.lignes} <= {
        kind for kind in kinds() if schema(kind).loans
    }
