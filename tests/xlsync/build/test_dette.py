"""The definitive table and the state of debt of the Intracting workbook, with and without dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.oracle import judge
from tests.xlsync.build.opened import Annex, annex_of
from tests.xlsync.model.tranches import DATES, TERMS, advance, definitive, year_of
from xlsync.annexbook.checking import check
from xlsync.model import Model, template
from xlsync.model.etat_dette import etat_dette

NAMES = {"crd": "balance", "interets": "interest", "amortissement": "principal"}
MEASURES = {
    "interets_payes": "MtIntExer",
    "capital": "MtCapitalExer",
    "crd_ouverture": "MtCapitalRestDu_01_01",
    "icne": "MtICNE",
    "crd_cloture": "MtCapitalRestDu_31_12",
}
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
"""The fixed French ones; the others never fall in December."""


@pytest.fixture(scope="module")
def dated() -> Annex:
    return annex_of(advance(1, 2, 3))


@pytest.fixture(scope="module")
def partly() -> Annex:
    return annex_of(advance(1))


def working_day(day: date) -> date:
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


def place(rank: int, year: int) -> str:
    return f"versement={rank};annee={year}"


@pytest.mark.parametrize("rank", TERMS)
def test_the_definitive_table_is_that_of_exact_fractions(rank, dated):
    rows = definitive(rank)
    for row in rows:
        key = place(rank, row.due.year)
        assert dated.value("definitif", key, "date") == row.due
        assert dated.value("definitif", key, "date_paiement") == working_day(row.due)
        for name, exact in NAMES.items():
            assert dated.value("definitif", key, name) == float(getattr(row, exact)), (key, name)
        assert dated.value("definitif", key, "echeance") == float(row.interest + row.principal)
    after = place(rank, rows[-1].due.year + 1)
    assert dated.value("definitif", after, "crd") == 0
    assert [dated.value("definitif", after, name) for name in ("date", "interets", "echeance")] == [""] * 3
    assert dated.value("definitif", place(rank, DATES[rank].year), "crd") == ""


def test_payment_dates_slip_to_the_next_working_day(dated):
    """13 December 2025 is a Saturday; article 6.2."""
    assert dated.value("definitif", place(1, 2025), "date") == date(2025, 12, 13)
    assert dated.value("definitif", place(1, 2025), "date_paiement") == date(2025, 12, 15)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2030, 2037])
def test_the_state_of_a_year_is_that_of_exact_fractions(year):
    annex = annex_of(advance(1, 2, 3).set("champs", "", "annee_dette", year))
    for rank in TERMS:
        key = f"versement={rank}"
        if DATES[rank].year > year:
            assert annex.value("dette", key, "remarque") == "Versé après l’exercice"
            assert annex.value("dette", key, "crd_cloture") == ""
            continue
        now, before = year_of(rank, year), year_of(rank, year - 1)
        for name, exact in MEASURES.items():
            assert annex.value("dette", key, name) == float(now[exact]), (key, name)
        assert annex.value("dette", key, "icne_precedent") == float(before["MtICNE"])
        charge = now["MtIntExer"] + now["MtICNE"] - before["MtICNE"]
        assert annex.value("dette", key, "charge") == float(charge)
        assert annex.value("dette", key, "annuite") == float(now["MtIntExer"] + now["MtCapitalExer"])


@pytest.mark.parametrize("bound", ["exclue", "incluse"])
def test_the_sheet_and_the_export_say_the_same(bound):
    data = advance(1, 2, 3).set("champs", "", "borne_icne", bound)
    annex, state = annex_of(data), etat_dette(Model().add(data), 2026)
    for line in state.lignes:
        found = {exact: annex.value("dette", line["emprunt"], name) for name, exact in MEASURES.items()}
        assert found == {exact: line[exact] for exact in found}
    for name, exact in MEASURES.items():
        assert annex.value("dette.total", "", name) == pytest.approx(state.total[exact], abs=1e-9)


def test_without_a_value_date_nothing_is_made_up(partly):
    """Neither a date nor an amount in the documents' own convention: a note in their place."""
    for rank in (2, 3):
        whole = f"versement={rank}"
        assert partly.value("definitif.fiche", whole, "situation") == "date de valeur à saisir"
        assert partly.value("dette", whole, "remarque") == "Date de valeur à saisir (2-D)"
        columns = [cell for cell in partly.cells if cell[0] == "definitif" and whole in cell[1]]
        assert {partly.value(*cell) for cell in columns} == {""}
        assert {partly.value("dette", whole, name) for name in MEASURES} == {""}
    assert partly.value("definitif.fiche", "versement=1", "situation") == "établi"
    assert partly.value("dette.total", "", "crd_cloture") == 146608.16


def test_the_shipped_workbook_has_no_date_and_no_amount(fresh):
    annex = fresh.annexes["intracting/noyarey"]
    assert set(annex.column("calendrier", "date_valeur")) == {None}
    assert set(annex.column("definitif", "crd")) == {""}
    assert annex.value("dette.total", "", "crd_cloture") == ""


def test_no_error_is_shown(dated, partly, tmp_path):
    bare = annex_of(template("intracting"))
    year_left_out = annex_of(advance(1, 2, 3).set("champs", "", "annee_dette", None))
    assert set(year_left_out.column("dette", "remarque")) == {"Exercice à choisir"}
    for annex in (dated, partly, bare, year_left_out):
        assert annex.errors() == []
    path = tmp_path / "intracting-noyarey.xlsx"
    path.write_bytes(dated.content)
    assert check([path]) == []


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("profil", "In fine", {2025: 0.0, 2037: 170000.0}),
        ("profil", "Amortissement constant", {2025: 13076.92, 2037: 13076.96}),  # 170 000 - 12 × 13 076,92
        ("differe_ans", 2, {2025: 0.0, 2026: 0.0}),
    ],
)
def test_the_terms_of_annexe_2c_reach_both_tables(column, value, expected):
    annex = annex_of(advance(1).set("versements", "1", column, value))
    for year, principal in expected.items():
        assert annex.value("definitif", place(1, year), "amortissement") == principal
        assert annex.value("amortissement", place(1, year), "amortissement") == pytest.approx(
            principal, abs=0.05
        )


def test_the_options_reach_the_definitive_table():
    """The documents' broken first period, 02/12/2024 to 30/06/2025: 208 days of 30E/360, 210 of EXACT/360.

    170 000 × 2 % × 208/360 = 1 964,444… -> 1 964,44; × 210/360 = 1 983,333… -> 1 983,33. 30/06/2029 is a
    Saturday: paid on Monday 02/07/2029.
    """
    data = advance().set("calendrier", "1", "date_valeur", "02/12/2024")
    data = data.set("calendrier", "1", "premiere_echeance", "30/06/2025")
    kept = annex_of(data.set("champs", "", "premiere_periode", "échéance maintenue"))
    assert kept.value("definitif", place(1, 2025), "interets") == 1964.44
    assert kept.value("definitif", place(1, 2025), "echeance") == 14980.12
    assert kept.value("definitif", place(1, 2029), "date_paiement") == date(2029, 7, 2)
    exact = annex_of(data.set("champs", "", "base_interets", "EXACT/360"))
    assert exact.value("definitif", place(1, 2025), "interets") == 1983.33


@pytest.mark.libreoffice
def test_libreoffice_agrees_on_a_dated_workbook(dated, tmp_path: Path):
    path = tmp_path / "intracting-essai.xlsx"
    path.write_bytes(dated.content)
    judgement = judge(path)
    assert judgement.agrees, (judgement.different[:5], judgement.different_calls[:5], judgement.not_judged)
