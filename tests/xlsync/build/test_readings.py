"""Dates of the Intracting agreement, the readings that a text leaves open, yearly indicators and balance."""

from __future__ import annotations

from datetime import date

import pytest

from tests.xlsync.build.opened import annex_of
from tests.xlsync.model.followed import school
from tests.xlsync.model.tranches import INTRACTING, advance, changed
from xlsync.annexbook.checking import check
from xlsync.model import load


def problems(annex, tmp_path) -> list[str]:
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(annex.content)
    return [problem.what.fr for problem in check([path])]


# --- 2-D: value dates


@pytest.mark.parametrize(
    ("reading", "limit", "last"),
    [
        (None, None, date(2024, 12, 13)),  # before 15 December, a Sunday: Friday 13
        ("au-delà", "10/12/2024", date(2024, 12, 10)),  # the definition: on that day, not beyond
        ("avant", "10/12/2024", date(2024, 12, 9)),  # article 6.1: before it
        (None, "10/12/2024", date(2024, 12, 10)),
        ("au-delà", "08/12/2024", date(2024, 12, 6)),  # a Sunday: the last working day
        ("avant", "09/12/2024", date(2024, 12, 6)),
        ("au-delà", "31/12/2024", date(2024, 12, 13)),
    ],
)
def test_the_last_value_date_follows_the_reading(reading, limit, last):
    cells = [
        ("champs", "", "lecture_mobilisation", reading),
        ("calendrier", "1", "date_limite_mobilisation", limit),
    ]
    annex = annex_of(changed(load(INTRACTING), *cells))
    assert annex.value("calendrier", "versement=1", "date_valeur_limite") == last


def test_last_value_dates_of_the_three_tranches(fresh):
    annex = fresh.annexes[INTRACTING]
    assert annex.column("calendrier", "date_valeur_limite") == [
        date(2024, 12, 13), date(2025, 12, 12), date(2026, 12, 14),
    ]  # fmt: skip
    assert annex.column("calendrier", "demande_limite") == [
        date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "asked", "conditions", "decision", "committee", "says"),
    [
        (1, None, None, None, None, "à compléter"),
        (1, "29/11/2024", "29/11/2024", None, None, "conforme"),  # ten working days before Friday 13 December
        (1, "02/12/2024", "29/11/2024", None, None, "demande ou conditions trop tardives"),
        (1, "29/11/2024", "02/12/2024", None, None, "demande ou conditions trop tardives"),
        (1, "29/11/2024", None, None, None, "à compléter"),
        (2, "28/11/2025", "28/11/2025", None, None, "à compléter"),  # article 5.2: the committee decides
        (2, "28/11/2025", "28/11/2025", "poursuite acceptée", "14/11/2025", "conforme"),
        (2, "28/11/2025", "28/11/2025", "bilan positif et rapport validé", "01/12/2025",
         "demande ou conditions trop tardives"),
        (2, "28/11/2025", "28/11/2025", "poursuite acceptée", "15/12/2025",
         "versement avant la décision du comité"),
    ],
)  # fmt: skip
def test_ten_working_days_are_verified(rank, asked, conditions, decision, committee, says, tmp_path):
    key = str(rank)
    data = changed(
        advance(1, 2),
        ("conditions", key, "date_demande", asked),
        ("conditions", key, "date_conditions", conditions),
        ("conditions", key, "decision_comite", decision),
        ("conditions", key, "date_comite", committee),
    )
    annex = annex_of(data)
    assert annex.value("conditions", f"versement={rank}", "verdict") == says
    assert any(says in what for what in problems(annex, tmp_path)) == (
        says not in ("conforme", "à compléter")
    )


# --- reports, committees, balance (articles 7.6, 8.2 and 8.6), end of the agreement (2.2)

SIGNED = (
    ("conventions", "", "date_signature", "18/03/2024"),
    ("conventions", "", "date_effet", "15/04/2024"),
)


def due(annex, row: int) -> date:
    return annex.value("echeances", f"id={row}", "date_limite")


def test_reports_count_from_execution_and_the_balance_from_signature():
    annex = annex_of(changed(load(INTRACTING), *SIGNED, ("champs", "", "date_fin_travaux", "30/09/2026")))
    assert [due(annex, row) for row in (7, 24, 25)] == [
        date(2025, 6, 15),
        date(2027, 6, 15),
        date(2028, 2, 29),
    ]
    assert [due(annex, row) for row in (10, 26, 27)] == [
        date(2025, 6, 15),
        date(2027, 6, 15),
        date(2028, 2, 29),
    ]
    assert [due(annex, row) for row in (28, 29, 30)] == [
        date(2025, 3, 18),
        date(2027, 3, 18),
        date(2027, 12, 31),
    ]


def test_the_other_readings_of_these_years():
    data = changed(
        load(INTRACTING),
        *SIGNED,
        ("champs", "", "origine_rapports", "signature"),
        ("champs", "", "origine_bilan", "prise d’effet"),
    )
    annex = annex_of(data)
    assert [due(annex, row) for row in (7, 24, 28, 29)] == [
        date(2025, 5, 18), date(2027, 5, 18), date(2025, 4, 15), date(2027, 4, 15),
    ]  # fmt: skip
    assert due(annex, 25) == ""
    assert annex.errors() == []


def test_the_agreement_ends_with_the_last_definitive_payment(tmp_path):
    """2.2; all three pay in 2037, the last one on 14/12/2037."""
    data = changed(advance(1, 2), ("conventions", "", "date_fin", "31/12/2038"))
    assert annex_of(data).value("champs", "", "date_terme") == date(2038, 12, 31)
    annex = annex_of(changed(data, ("calendrier", "3", "date_valeur", "14/12/2026")))
    assert annex.value("champs", "", "date_terme") == date(2037, 12, 14)
    assert due(annex, 18) == date(2039, 12, 14)  # article 11: two more years
    assert any("dernière échéance définitive" in what for what in problems(annex, tmp_path))


# --- articles 7.5 and 8.6


def test_the_balance_is_in_energy_and_the_coverage_in_money(tmp_path):
    annex = annex_of(school())
    assert (
        annex.value("bilan", "annee=2027", "bilan") == "négatif"
    )  # 37 000 kWh of the 67 090 of finished works
    assert annex.value("bilan", "annee=2027", "couverture") == pytest.approx(1460.76 - 47403.722232, abs=1e-4)
    assert annex.value("bilan", "annee=2028", "bilan") == ""
    rich = annex_of(changed(school(), ("bilan", "2027", "economies_constatees", 60000)))
    assert rich.value("bilan", "annee=2027", "bilan") == "négatif"  # typed euros are no energy
    assert rich.value("bilan", "annee=2027", "couverture") > 0
    assert any("motif à saisir" in what for what in problems(rich, tmp_path))
    told = changed(
        school(),
        ("bilan", "2027", "evitee_saisie", 340000),
        ("bilan", "2027", "motif", "Relevés du délégataire"),
    )
    annex = annex_of(told)
    assert annex.value("bilan", "annee=2027", "bilan") == "positif"
    assert annex.value("bilan", "annee=2027", "verdict") == ""
