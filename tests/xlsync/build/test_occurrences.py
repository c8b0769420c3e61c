"""The calendar of the deadlines: each occurrence with its day, its amount, and whether it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.xlsync.build.opened import Annex, annex_of
from tests.xlsync.model.tranches import added, advance, changed, definitive
from xlsync.model import ConventionData, load

MIXEUR, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
INTRACTING, CHAUFFAGE, AVELO = "intracting/noyarey", "chauffage_urbain/idf", "avelo3/programme"


def key(code: str, rank: object) -> str:
    return f"code={code};rang={rank}"


def said(annex: Annex, code: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    """What the calendar says of each occurrence of a code, by its rank."""
    keys = dict.fromkeys(one[1] for one in annex.cells if one[0] == "occurrences")
    return {
        one.rpartition("rang=")[2]: tuple(annex.value("occurrences", one, name) for name in columns)
        for one in keys
        if one.startswith(f"code={code};")
    }


def days(annex: Annex, code: str) -> dict[str, Any]:
    return {rank: found[0] for rank, found in said(annex, code, "date").items()}


def judged(data: ConventionData, day: str) -> Annex:
    """The annex with its deadlines judged on a day."""
    return annex_of(data.set("champs", "", "etat_au", day))


# --- Mixeur: articles 5.2, 7.3, 8 and 9.1


def test_mixeur_renews_itself_while_no_one_leaves():
    """Signed on 18/06/2025: 6/12 of 1 750 due that day; then 1 750 in the first quarter of each year."""
    annex = judged(load(MIXEUR), "15/02/2028")
    assert said(annex, "contribution", "date", "montant", "etat") == {
        "2025": (date(2025, 6, 18), 875.0, "en retard"),
        "2026": (date(2026, 3, 31), 1750.0, "en retard"),
        "2027": (date(2027, 3, 31), 1750.0, "en retard"),
        "2028": (date(2028, 3, 31), 1750.0, "à faire"),
        # 31 March 2029 is a Saturday; Good Friday is worked.
        "2029": (date(2029, 3, 30), 1750.0, "à faire"),
    }
    assert said(annex, "preavis", "date", "etat")["2027"] == (date(2027, 9, 30), "passé")
    assert said(annex, "preavis", "date", "etat")["2028"] == (date(2028, 9, 29), "à venir")
    assert said(annex, "reconduction", "date", "etat")["2025"] == (date(2025, 12, 31), "passé")
    assert days(annex, "seance") == {str(year): date(year, 12, 31) for year in range(2025, 2030)}
    assert set(said(annex, "contribution", "article").values()) == {("Article 7.3",)}
    assert annex.errors() == []


def test_mixeur_owes_nothing_after_the_exit():
    """Out on 31/12/2027, notice of 15/09/2027, before 30/09: no renewal that day, no invoice in 2028."""
    data = changed(
        load(MIXEUR),
        ("champs", "", "date_sortie", "31/12/2027"),
        ("champs", "", "date_preavis", "15/09/2027"),
    )
    annex = judged(data, "15/02/2028")
    invoices = said(annex, "contribution", "date", "montant", "etat", "motif")
    assert invoices["2027"] == (date(2027, 3, 31), 1750.0, "en retard", "")
    assert invoices["2028"] == ("", "", "sans objet", "sortie le 31/12/2027")
    renewals = said(annex, "reconduction", "etat")
    assert (renewals["2026"], renewals["2027"]) == (("passé",), ("sans objet",))
    assert said(annex, "preavis", "etat", "constate_le")["2027"] == ("fait", date(2027, 9, 15))


def test_the_amount_of_a_year_that_is_typed_is_that_of_its_line():
    """A structure of 8 users, 2 partners of 3 users: 2 500 + 3 × 80; 2 × 1 000 + 3 × 80; then renewed."""
    record = {
        "annee": 2026, "statut": "structure", "utilisateurs": 8,
        "structures": 2, "utilisateurs_partenaires": 3,
    }  # fmt: skip
    data = (
        load(MIXEUR).set("champs", "", "montant_exceptionnel", None).with_records("contributions", [record])
    )
    amounts = said(annex_of(data.set("champs", "", "etat_au", "01/01/2027")), "contribution", "montant")
    assert amounts == {"2026": (4980.0,), "2027": (4980.0,), "2028": (4980.0,)}


# --- Intracting: articles 6.1, 6.2, 7.6, 8.2, 8.6 and 11


def broken() -> ConventionData:
    """Tranche 1 paid on 02/12/2024, first payment on 30/06/2025."""
    return changed(
        load(INTRACTING),
        ("calendrier", "1", "date_valeur", "02/12/2024"),
        ("calendrier", "1", "premiere_echeance", "30/06/2025"),
    )


def test_instalments_are_those_of_the_table_moved_to_a_working_day():
    """13 544,56 on 30/06/2025, a Monday; 30/06/2029 is a Saturday, 30/06/2030 a Sunday."""
    annex = annex_of(broken())
    found = said(annex, "echeance", "prevue", "date", "montant", "article")
    assert found["1_1"] == (date(2025, 6, 30), date(2025, 6, 30), 13544.56, "Article 6.2")
    assert found["1_2"] == (date(2026, 6, 30), date(2026, 6, 30), 14980.12, "Article 6.2")
    assert found["1_5"][:2] == (date(2029, 6, 30), date(2029, 7, 2))
    assert found["1_6"][:2] == (date(2030, 6, 30), date(2030, 7, 1))
    assert found["1_13"][0] == date(2037, 6, 30)
    assert len(found) == 13 + 12 + 11
    assert annex.errors() == []


def test_an_instalment_of_no_date_has_its_year_and_its_planned_amount():
    annex = annex_of(broken())
    assert said(annex, "echeance", "date", "annee", "montant", "etat")["2_1"] == (
        "",
        2026,
        16075.13,
        "à dater",
    )
    assert said(annex, "echeance", "annee")["3_11"] == (2037,)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_every_instalment_of_a_definitive_table_is_in_the_calendar(rank):
    found = said(annex_of(advance(1, 2, 3)), "echeance", "prevue", "montant")
    rows = definitive(rank)
    assert [found[f"{rank}_{step}"] for step in range(1, len(rows) + 1)] == [
        (row.due, float(row.interest + row.principal)) for row in rows
    ]


def test_requests_come_ten_working_days_before():
    """13/12/2024, 12/12/2025, 14/12/2026: 29/11/2024, 28/11/2025, 30/11/2026; from 02/12/2024, 18/11/2024."""
    assert list(days(annex_of(load(INTRACTING)), "demande").values()) == [
        date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 30),
    ]  # fmt: skip
    assert days(annex_of(broken()), "demande")["1"] == date(2024, 11, 18)


def test_reports_and_committees_come_within_two_months_of_their_years():
    """In effect on 02/12/2024, signed on 04/11/2024, works over on 15/10/2027, last payment on 14/12/2037."""
    data = changed(
        advance(1, 2, 3),
        ("conventions", "", "date_effet", "02/12/2024"),
        ("conventions", "", "date_signature", "04/11/2024"),
        ("champs", "", "date_fin_travaux", "15/10/2027"),
    )
    annex = annex_of(data)
    # 02/02/2026 is a Monday, 02/02/2028 a Wednesday, 28/02/2029 a Wednesday.
    assert days(annex, "rapport") == {"1": date(2026, 2, 2), "3": date(2028, 2, 2)}
    assert days(annex, "comite") == {"1": date(2026, 2, 2), "3": date(2028, 2, 2)}
    assert days(annex, "rapport_n_plus_1") == {"1": date(2029, 2, 28)}
    assert days(annex, "bilan") == {"1": date(2025, 11, 4), "3": date(2027, 11, 4)}
    assert days(annex, "premier_comite") == {"1": date(2025, 6, 2)}
    assert days(annex, "fin") == {"1": date(2037, 12, 14)}
    assert days(annex, "confidentialite") == {"1": date(2039, 12, 14)}


def test_a_third_year_that_is_reported_leaves_no_report_of_year_n_plus_1():
    data = changed(load(INTRACTING), ("occurrences", "rapport;3", "fait_le", "20/01/2028"))
    annex = annex_of(data)
    assert said(annex, "rapport", "etat")["3"] == ("fait",)
    assert said(annex, "rapport_n_plus_1", "etat", "motif") == {
        "1": ("sans objet", "rapport de la 3e année remis")
    }
    assert said(annex, "comite_n_plus_1", "etat") == {"1": ("à dater",)}


def test_instalments_held_to_be_paid_are_done_on_their_day():
    annex = judged(broken(), "30/06/2026")
    states = said(annex, "echeance", "etat", "constate_le")
    assert states["1_1"] == ("fait", date(2025, 6, 30))
    assert states["1_2"] == ("fait", date(2026, 6, 30))
    assert states["1_3"] == ("à faire", "")
    assert said(annex, "versement", "etat")["1"] == ("fait",)


def test_instalments_are_done_when_what_was_received_pays_them():
    data = changed(broken(), ("champs", "", "suivi_paiements", "selon les paiements saisis"))
    data = added(data, "paiements", versement=1, rang=1, recu_le="27/06/2025", montant=13000)
    data = added(data, "paiements", versement=1, rang=1, recu_le="10/07/2025", montant=544.56)
    data = added(data, "paiements", versement=1, rang=2, recu_le="30/06/2026", montant=14980)
    states = said(judged(data, "15/07/2026"), "echeance", "etat", "constate_le")
    assert states["1_1"] == ("fait", date(2025, 7, 10))
    assert states["1_2"] == ("en retard", "")


def test_instalments_spread_anew_have_their_ranks():
    """7 payments left on 13/12/2030 become 10: ranks 7 to 16, the last on 13/12/2040."""
    data = added(advance(1), "evenements", versement=1, date="13/12/2030", type="rééchelonnement", montant=10)
    found = said(annex_of(data), "echeance", "prevue", "etat")
    assert found["1_16"][0] == date(2040, 12, 13)
    assert "1_17" not in found
    assert "2_13" not in found


def test_a_rank_that_the_table_no_longer_has_is_void():
    """All the capital repaid on 13/06/2026: the payment of 2025 is the only one."""
    data = added(
        advance(1), "evenements", versement=1, date="14/12/2025", type="remboursement", montant=158419.88
    )
    annex = annex_of(data)
    states = said(annex, "echeance", "etat", "motif")
    assert states["1_1"][0] == "à faire"
    assert states["1_13"] == ("sans objet", "aucune échéance de ce rang")
    assert annex.errors() == []


# --- Moby: articles 5 and 7, annex 4


def test_moby_is_paid_three_times_and_meets_before_its_end():
    """The three dates of the quote are Saturdays; 30/03/2024 is one too, before Easter Monday."""
    annex = annex_of(load(MOBY))
    assert said(annex, "paiement", "prevue", "date", "montant") == {
        "1": (date(2022, 10, 15), date(2022, 10, 17), 6292.8),
        "2": (date(2023, 7, 15), date(2023, 7, 17), 8390.4),
        "3": (date(2024, 6, 15), date(2024, 6, 17), 6292.8),
    }
    assert days(annex, "reunion") == {"1": date(2024, 3, 29)}


def test_an_invoice_received_is_due_thirty_days_later():
    data = changed(
        load(MOBY),
        ("paiements", "1", "date_evenement", "03/10/2022"),
        ("paiements", "1", "facture_recue", "06/10/2022"),
    )
    assert said(judged(data, "10/11/2022"), "paiement", "date", "etat")["1"] == (
        date(2022, 11, 7),
        "en retard",
    )
    paid = changed(data, ("paiements", "1", "paye_le", "04/11/2022"))
    assert said(judged(paid, "10/11/2022"), "paiement", "etat", "constate_le")["1"] == (
        "fait", date(2022, 11, 4),
    )  # fmt: skip


# --- @ChauffageUrbain: articles 5 and 6.6


def test_committees_meet_every_six_months_from_the_end_of_the_test():
    """The test over on 15/10/2020, the agreement on 30/06/2021: two committees, the report that day."""
    data = load(CHAUFFAGE).with_records("comites", []).set("champs", "", "date_fin_test", "15/10/2020")
    annex = annex_of(data)
    assert days(annex, "comite") == {"1": date(2020, 10, 15), "2": date(2021, 4, 15)}
    assert days(annex, "compte_rendu") == {"1": date(2021, 6, 30)}
    later = annex_of(data.set("conventions", "", "date_fin", "15/10/2021"))
    assert days(later, "comite") == {
        "1": date(2020, 10, 15), "2": date(2021, 4, 15), "3": date(2021, 10, 15),
    }  # fmt: skip


def test_a_committee_held_moves_those_after_it():
    data = load(CHAUFFAGE).set("champs", "", "date_fin_test", "15/10/2020")
    data = data.with_records("comites", [{"rang": 1, "date_tenue": date(2020, 11, 20)}])
    annex = annex_of(data)
    assert said(annex, "comite", "date", "etat") == {
        "1": (date(2020, 10, 15), "fait"), "2": (date(2021, 5, 20), "à faire"),
    }  # fmt: skip


# --- AVELO 3: articles 5, 6, 7.2 and 7.3


def test_avelo_reports_each_year_and_closes_six_months_after_its_end():
    annex = annex_of(load(AVELO))
    assert days(annex, "bilan_annuel") == {str(year): date(year, 12, 31) for year in (2024, 2025, 2026)}
    assert days(annex, "auto_evaluation") == {"1": date(2025, 7, 1)}
    assert days(annex, "bilan_de_fin") == {"1": date(2027, 6, 30)}


def test_avelo_calls_funds_and_audits():
    data = load(AVELO).with_records(
        "appels_de_fonds",
        [
            {"id": 1, "date_appel": date(2024, 6, 1), "montant": 100000, "date_versement": date(2024, 6, 20)},
            {"id": 2, "date_appel": date(2025, 6, 2), "montant": 250000},
        ],
    )
    data = data.with_records("audits", [{"id": 1, "date_demande": date(2025, 1, 31)}])
    annex = judged(data, "30/06/2025")
    assert said(annex, "appel", "date", "montant", "etat") == {
        # 1 June 2024 is a Saturday.
        "1": (date(2024, 6, 3), 100000.0, "fait"),
        "2": (date(2025, 6, 2), 250000.0, "en retard"),
    }
    assert said(annex, "audit", "date", "etat") == {"1": (date(2025, 3, 31), "en retard")}


# --- what people say of one


def test_nothing_is_judged_late_without_a_day():
    states = {found for (found,) in said(annex_of(load(MIXEUR)), "contribution", "etat").values()}
    assert states == {"à faire"}


@pytest.mark.parametrize(
    ("typed", "judged_on", "expected"),
    [
        ("02/04/2026", None, "fait"),
        ("02/04/2026", "02/04/2026", "fait"),
        ("02/04/2026", "01/04/2026", "en retard"),
        ("20/03/2026", "15/03/2026", "à faire"),
        (None, "31/03/2026", "à faire"),
        (None, "01/04/2026", "en retard"),
    ],
)
def test_what_is_done_is_judged_on_the_day_asked_for(typed, judged_on, expected):
    data = load(MIXEUR).set("occurrences", key("contribution", 2026), "fait_le", typed)
    annex = annex_of(data.set("champs", "", "etat_au", judged_on))
    assert said(annex, "contribution", "etat")["2026"] == (expected,)


def test_what_is_done_stays_with_its_rank_when_the_dates_move():
    data = changed(broken(), ("occurrences", "echeance;1_2", "fait_le", "30/06/2026"))
    moved = changed(
        data, ("calendrier", "1", "date_valeur", "13/12/2024"), ("calendrier", "1", "premiere_echeance", None)
    )
    for one, day in ((data, date(2026, 6, 30)), (moved, date(2026, 12, 14))):
        assert said(annex_of(one), "echeance", "date", "fait_le", "etat")["1_2"] == (
            day, date(2026, 6, 30), "fait",
        )  # fmt: skip


def test_every_occurrence_has_an_article_and_a_name(kind, templates):
    annex = templates[kind]
    for code, rank in {
        (one[1].split(";")[0][5:], one[1].rpartition("=")[2])
        for one in annex.cells
        if one[0] == "occurrences"
    }:
        article, name = said(annex, code, "article", "libelle")[rank]
        assert article
        assert name
        assert "{" not in name
