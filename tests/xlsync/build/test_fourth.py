"""A fourth tranche of the Intracting advance is in every table, total, chart and state."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle import judge
from tests.xlsync.build.opened import Annex, annex_of
from tests.xlsync.model.lived import lived, theoretical, year
from tests.xlsync.model.tranches import RATE, added, advance, changed
from xlsync.annexbook.checking import check_file
from xlsync.model import ConventionData, Model
from xlsync.model.etat_dette import etat_dette

FOURTH = (100_000, Fraction(25, 1000), 10, date(2027, 12, 13))


def four() -> ConventionData:
    """The three tranches and a fourth one, at another rate; the first, second and fourth are dated."""
    capital, rate, number, start = FOURTH
    data = added(
        advance(1, 2), "versements", versement=4, annee_versement=2027, montant=capital, duree_ans=number,
        differe_ans=0, taux=float(rate), periodicite="Annuelles", profil="Echéances constantes",
    )  # fmt: skip
    return changed(data, ("calendrier", "4", "date_valeur", start), ("champs", "", "montant_ari", 600000))


@pytest.fixture(scope="module")
def fourth() -> Annex:
    return annex_of(four())


def test_a_fourth_tranche_is_everywhere(fourth):
    assert fourth.errors() == []
    assert [fourth.value("calendrier", f"versement={rank}", "montant") for rank in (1, 2, 3, 4)] == [
        170000, 170000, 160000, 100000,
    ]  # fmt: skip
    assert fourth.value("calendrier", "versement=4", "verdict") == "conforme"
    assert fourth.value("versements", "versement=4", "teg") == 0.025
    assert fourth.value("champs", "", "total_versements") == 600000
    assert fourth.value("plan.total", "", "versements") == 600000
    assert fourth.value("plan.total", "", "fonds_propres") == pytest.approx(1045373 - 600000, abs=1e-6)
    assert fourth.value("champs", "", "tableaux_retenus") == "définitifs : 3, théoriques : 1"


def test_a_fourth_tranche_counts_in_both_tables_the_plan_and_the_totals(fourth):
    exact = {
        1: lived(170000, RATE, 13, date(2024, 12, 13)),
        2: lived(170000, RATE, 12, date(2025, 12, 12)),
        4: lived(*FOURTH),
    }
    third = theoretical(160000, RATE, 11)
    every = {1: (170000, 13, 2024), 2: (170000, 12, 2025), 3: (160000, 11, 2026), 4: (100000, 10, 2027)}
    for when in range(2025, 2039):
        for row in year(exact[4], when):
            key = f"versement=4;annee={when}"
            assert fourth.value("definitif", key, "crd") == float(row.balance)
            assert fourth.value("definitif", key, "interets") == float(row.interest)
            assert fourth.value("definitif", key, "echeance") == float(row.paid)
        rows = [row for lines in exact.values() for row in year(lines, when)]
        interest = sum((row.interest for row in rows), Fraction(0))
        principal = sum((row.principal for row in rows), Fraction(0))
        crd = sum((row.balance for row in rows), Fraction(0))
        if 2027 <= when <= 2037:
            interest, principal = interest + third[when - 2027][1], principal + third[when - 2027][2]
            crd += third[when - 2027][0]
        for name, expected in (
            ("interets", interest),
            ("amortissements", principal),
            ("capital_restant_du", crd),
        ):
            assert fourth.value("plan", f"annee={when}", name) == pytest.approx(float(expected), abs=1e-6), (
                when,
                name,
            )
        assert fourth.value("bilan", f"annee={when}", "echeances") == pytest.approx(
            float(interest + principal), abs=1e-6
        )
        tables = [
            theoretical(capital, Fraction(25, 1000) if rank == 4 else RATE, number)[when - start - 1]
            for rank, (capital, number, start) in every.items()
            if start < when <= start + number
        ]
        for place, name in enumerate(("total_crd", "total_interets", "total_amortissement")):
            assert fourth.value("amortissement", f"annee={when}", name) == pytest.approx(
                float(sum((one[place] for one in tables), Fraction(0))), abs=1e-6
            )


def test_a_fourth_tranche_is_in_the_state_of_debt():
    data = changed(four(), ("champs", "", "annee_dette", 2028))
    annex, state = annex_of(data), etat_dette(Model().add(data), 2028)
    line = next(line for line in state.lignes if line["emprunt"] == "versement=4")
    row = year(lived(*FOURTH), 2028)[0]
    assert (line["MtIntExer"], line["MtCapitalExer"]) == (float(row.interest), float(row.principal))
    assert annex.value("dette", "versement=4", "interets_payes") == float(row.interest)
    assert annex.value("dette", "versement=4", "capital") == float(row.principal)
    assert annex.value("dette", "versement=3", "remarque") == "Date de valeur à saisir (2-D)"


def test_libreoffice_agrees_on_all_of_it(tmp_path: Path):
    """Events, payments, a date asked for and a fourth tranche, in one workbook."""
    data = added(four(), "evenements", versement=4, date="13/12/2028", type="rééchelonnement", montant=14)
    data = added(data, "evenements", versement=1, date="13/06/2026", type="quote-part", montant=0.25)
    data = added(data, "paiements", versement=1, rang=1, recu_le="15/01/2026", montant=14980.12)
    data = changed(
        data,
        ("champs", "", "date_situation", "11/03/2028"),
        ("champs", "", "suivi_paiements", "selon les paiements saisis"),
    )
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(annex_of(data).content)
    judgement = judge(path)
    assert judgement.agrees, (judgement.different[:5], judgement.different_calls[:5], judgement.not_judged)


def test_what_a_fourth_tranche_prints_was_added_by_nobody(fourth, tmp_path):
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(fourth.content)
    found = check_file(path)
    assert [notice for notice in found.notices if "ajouté" in notice.what.fr] == []
    assert not found.problems
