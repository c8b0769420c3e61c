"""A workbook under an amendment: what is typed there is part of it, until it is signed or dropped."""

import datetime

import pytest

from tests.xlsync.build.opened import Annex
from tests.xlsync.sync.desks import MIXEUR, type_in
from xlsync.annexbook.amended import amended_records
from xlsync.annexbook.origin import view_of
from xlsync.build.building import build, file_name
from xlsync.errors import UnknownKey, WrongValue
from xlsync.model.amendments import AMENDMENTS, CONFIRMED, DRAFT, EVERYTHING, LATEST, View
from xlsync.sync import pull, push, status, synchronise
from xlsync.workbook import Workbook

EXCEPTION = ("champs", "", "montant_exceptionnel")
EFFECT = datetime.date(2027, 1, 1)
BEFORE = View(datetime.date(2026, 12, 31))


def commit(desk, change, view=EVERYTHING):
    return desk.store.edit(
        lambda on: desk.store.differences([change(desk.store.convention(MIXEUR, on, view))], on, view),
        author="a", origin="amend", message="m",
    )  # fmt: skip


def sign(desk, number=1):
    return commit(desk, lambda data: data.set(AMENDMENTS, {"numero": number}, "etat", CONFIRMED))


@pytest.fixture
def draft(desk):
    """A desk whose convention has a draft amendment, no. 1, from 2027."""
    record = {"numero": 1, "date_effet": EFFECT, "objet": "Montant relevé", "etat": DRAFT}
    commit(desk, lambda data: data.add_row(AMENDMENTS, record))
    return desk


def exception(desk, view=LATEST):
    return desk.store.convention(MIXEUR, view=view).fields["montant_exceptionnel"]


def lines(path):
    """The lines of the sheet « Avenants avant-après » of a workbook."""
    sheet = Workbook.open(path).sheet("Avenants avant-après")
    rows = {row for row, column in sheet.values if column == 2 and row > 5}
    return [[sheet.values.get((row, column)) for column in range(1, 11)] for row in sorted(rows)]


def test_a_draft_is_seen_nowhere_and_a_workbook_pulled_under_it_is_a_trial_of_it(draft):
    path = draft.path(MIXEUR)
    assert status(path, draft.store).clean
    type_in(path, EXCEPTION, 1900)
    done = pull(path, draft.store, amendment=1)
    assert {one.table for one in done.model_changes} == {AMENDMENTS}
    assert exception(draft) == 1750
    assert exception(draft, View(draft=1)) == 1900
    assert view_of(Workbook.open(path)) == View(draft=1)
    assert push(path, draft.store).clean
    assert status(path, draft.store).clean

    type_in(path, EXCEPTION, 1950)
    assert synchronise(path, draft.store).clean
    assert (exception(draft), exception(draft, View(draft=1))) == (1750, 1950)
    assert lines(path) == [
        [1, 1, 46388, "Annexe 2 – Exception de la convention", None,
         "À titre exceptionnel, montant de la participation annuelle réduit à (€ par an)",
         "1\u00a0750,00\u00a0€", "1\u00a0950,00\u00a0€", 1750, 1]
    ]  # fmt: skip

    sign(draft)
    assert (exception(draft), exception(draft, BEFORE)) == (1950, 1750)
    assert push(path, draft.store).clean
    assert view_of(Workbook.open(path)) == View()
    assert status(path, draft.store).clean


def test_a_dropped_draft_gives_the_workbook_back_what_it_had(draft):
    path = draft.path(MIXEUR)
    type_in(path, EXCEPTION, 1900)
    pull(path, draft.store, amendment=1)
    commit(draft, lambda data: data.delete_row(AMENDMENTS, "1"))
    assert draft.store.convention(MIXEUR, view=EVERYTHING).records("modifications") == []
    assert push(path, draft.store).clean
    assert draft.held(MIXEUR, EXCEPTION) == 1750
    assert lines(path) == []


def test_rows_begin_and_end_with_an_amendment(draft):
    def turn(data):
        row = {"annee": 2027, "statut": "structure", "utilisateurs": 6}
        return data.add_row("contributions", row).delete_row("contributions", "2025")

    commit(draft, turn, View(draft=1))
    sign(draft)
    years = [row["annee"] for row in draft.store.convention(MIXEUR).records("contributions")]
    before = [row["annee"] for row in draft.store.convention(MIXEUR, view=BEFORE).records("contributions")]
    assert (years, before) == ([2027], [2025])
    path = draft.path(MIXEUR)
    assert push(path, draft.store).clean
    told = {(line[4], line[5]): (line[6], line[7]) for line in lines(path)}
    assert told["Année 2025", "(toute la ligne)"] == ("ligne présente", "ligne absente")
    assert told["Année 2025", "Montant dérogatoire (€)"] == ("1\u00a0750,00\u00a0€", "(vide)")
    assert told["Année 2027", "(toute la ligne)"] == ("ligne absente", "ligne présente")
    assert told["Année 2027", "Utilisateurs"] == ("(vide)", "6")
    assert status(path, draft.store).clean


def test_a_workbook_at_a_date_is_corrected_as_it_stood_then(draft):
    commit(draft, lambda data: data.set(*EXCEPTION, 1900), View(draft=1))
    sign(draft)
    report = build([MIXEUR], draft.folder, str(draft.folder / "model.db"), view=BEFORE)
    path = report.workbooks[0].path
    assert path.name == file_name(MIXEUR, BEFORE) == "mixeur-aunis-sud-2026-12-31.xlsx"
    assert Annex.open(path).value(*EXCEPTION) == 1750
    assert lines(path) == []
    assert status(path, draft.store).clean
    type_in(path, EXCEPTION, 1700)
    assert pull(path, draft.store).clean
    assert (exception(draft), exception(draft, BEFORE)) == (1900, 1700)
    assert status(path, draft.store).clean


def test_a_column_by_year_takes_the_value_of_each_year(draft):
    def years(data):
        data = data.set("contributions", "2025", "derogation", None)
        for year in (2026, 2027, 2028):
            data = data.add_row("contributions", {"annee": year, "statut": "structure"})
        return data

    commit(draft, years, View())
    commit(draft, lambda data: data.set(*EXCEPTION, 1900), View(draft=1))
    record = {"numero": 2, "date_effet": datetime.date(2028, 1, 1), "objet": "o", "etat": DRAFT}
    commit(draft, lambda data: data.add_row(AMENDMENTS, record))
    commit(draft, lambda data: data.set(*EXCEPTION, None), View(draft=2))
    sign(draft)
    sign(draft, 2)
    path = draft.path(MIXEUR)
    assert push(path, draft.store).clean
    # 1 750 and then 1 900 by the agreement and its amendment, of which the first year owes 6 twelfths;
    # without the exception, annex 2 asks a structure for 2 500.
    due = [draft.held(MIXEUR, ("contributions", f"annee={year}", "montant")) for year in range(2025, 2029)]
    assert due == [875, 1750, 1900, 2500]


def test_an_amendment_that_is_not_a_draft_takes_nothing(draft):
    path = draft.path(MIXEUR)
    with pytest.raises(UnknownKey, match="pas d’avenant n° 7"):
        pull(path, draft.store, amendment=7)
    sign(draft)
    with pytest.raises(WrongValue, match="est signé"):
        pull(path, draft.store, amendment=1)


def test_what_nobody_knows_of_before_is_said(desk):
    records = amended_records(desk.store.convention("avelo3/programme"))
    assert {record["avant"] for record in records} == {"inconnu"}
    assert ("Cofinancement de l’ADEME (€ HT)", "4\u00a0500\u00a0000\u00a0€") in [
        (record["colonne"], record["apres"]) for record in records
    ]
