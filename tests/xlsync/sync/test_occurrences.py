"""What is done is typed beside one deadline, and stays with it whatever becomes of its date or of its row."""

from __future__ import annotations

from datetime import date

from tests.xlsync.sync.desks import INTRACTING, MIXEUR
from xlsync.sync import pull, push, status

SECOND = ("occurrences", "code=echeance;rang=1_2", "fait_le")
INVOICE = ("occurrences", "code=contribution;rang=2026", "fait_le")


def test_a_day_typed_in_the_workbook_reaches_the_model(desk):
    desk.type_in(MIXEUR, INVOICE, date(2026, 3, 20))
    assert pull(desk.path(MIXEUR), desk.store).clean
    assert desk.value(MIXEUR, INVOICE) == date(2026, 3, 20)
    assert status(desk.path(MIXEUR), desk.store).clean


def test_what_is_done_stays_when_the_schedule_moves(desk):
    """Tranche 1 gets a value date: its payments get theirs, the second is the one that was done."""
    desk.type_in(INTRACTING, SECOND, date(2026, 6, 30))
    assert pull(desk.path(INTRACTING), desk.store).clean
    desk.set(INTRACTING, ("calendrier", "1", "date_valeur"), "02/12/2024")
    desk.set(INTRACTING, ("calendrier", "1", "premiere_echeance"), "30/06/2025")
    assert push(desk.path(INTRACTING), desk.store).clean
    assert desk.held(INTRACTING, SECOND) == date(2026, 6, 30)
    assert desk.held(INTRACTING, (*SECOND[:2], "date")) == date(2026, 6, 30)
    assert desk.held(INTRACTING, (*SECOND[:2], "etat")) == "fait"
    assert status(desk.path(INTRACTING), desk.store).clean


def test_years_that_come_and_go_leave_each_row_what_is_its_own(desk):
    desk.set(MIXEUR, INVOICE, "20/03/2026")
    desk.set(MIXEUR, ("champs", "", "etat_au"), "15/01/2029")
    assert push(desk.path(MIXEUR), desk.store).clean
    rows = [key for table, key, name in desk.annex(MIXEUR).cells if (table, name) == ("occurrences", "etat")]
    assert [key.rpartition("=")[2] for key in rows if "contribution" in key] == [
        "2025", "2026", "2027", "2028", "2029", "2030",
    ]  # fmt: skip
    assert desk.held(MIXEUR, INVOICE) == date(2026, 3, 20)
    assert desk.held(MIXEUR, (*INVOICE[:2], "libelle")) == "Facturation de la contribution 2026"
    assert desk.held(MIXEUR, ("occurrences", "code=preavis;rang=2029", "date")) == date(2029, 9, 28)
    desk.set(MIXEUR, ("champs", "", "etat_au"), None)
    assert push(desk.path(MIXEUR), desk.store).clean
    assert desk.held(MIXEUR, INVOICE) == date(2026, 3, 20)
    assert status(desk.path(MIXEUR), desk.store).clean
