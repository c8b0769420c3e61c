"""The agenda of many conventions: days and amounts worked out from the documents, read by another program."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import vobject

from tests.xlsync.cli.running import xlsync
from tests.xlsync.model.tranches import DATES, INTRACTING, definitive
from udfs.errors import Text
from xlsync.portfolio.listing import Heading, Listing
from xlsync.portfolio.workbook import workbook_bytes

MIXEUR = "mixeur/aunis-sud"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped conventions, the three tranches with their value dates."""
    place = tmp_path_factory.mktemp("agenda")
    assert xlsync("build", MIXEUR, folder=place).code == 0
    for rank, day in DATES.items():
        text = f"date_valeur={day:%d/%m/%Y}"
        assert xlsync("set", INTRACTING, "calendrier", rank, text, folder=place).code == 0
    return place


def agenda(folder: Path, *words: object) -> dict:
    done = xlsync("agenda", "--from", "01/12/2026", "--to", "30/11/2028", *words, "--json", folder=folder)
    assert done.code == 0, done.err
    return done.document


def test_the_dues_of_two_years_with_their_amounts(folder):
    """Mixeur: invoices on 31 March, notices on 30 September or a working day before; instalments in cents."""
    found = agenda(folder)["dues"]
    mixeur = [(one["date"], one["code"], one["amount"]) for one in found if one["convention"] == MIXEUR]
    assert mixeur == [
        ("2026-12-31", "reconduction", None), ("2026-12-31", "seance", None),
        ("2027-03-31", "contribution", 1750.0), ("2027-09-30", "preavis", None),
        ("2027-12-31", "reconduction", None), ("2027-12-31", "seance", None),
        ("2028-03-31", "contribution", 1750.0), ("2028-09-29", "preavis", None),
    ]  # fmt: skip
    instalments = {
        (one["rank"], one["date"]): one["amount"]
        for one in found
        if one["convention"] == INTRACTING and one["code"] == "echeance"
    }
    expected = {}
    for rank in DATES:
        for step, row in enumerate(definitive(rank), start=1):
            if date(2026, 12, 1) <= row.due <= date(2028, 11, 30):
                expected[f"{rank}_{step}", _following(row.due).isoformat()] = float(
                    row.interest + row.principal
                )
    assert instalments == expected
    assert [one["date"] for one in found] == sorted(one["date"] for one in found)


def _following(day: date) -> date:
    """The working day on it or after it; no public holiday stands among these days of December."""
    ahead = {5: 2, 6: 1}.get(day.weekday(), 0)
    return date.fromordinal(day.toordinal() + ahead)


def test_the_payer_pays_the_other_party(folder):
    by_code = {(one["convention"], one["code"]): one for one in agenda(folder)["dues"]}
    paid_out = by_code[INTRACTING, "versement"]
    assert (paid_out["payer"], paid_out["payee"]) == (
        "Caisse des Dépôts et consignations",
        "Commune de Noyarey",
    )
    paid_back = by_code[INTRACTING, "echeance"]
    assert (paid_back["payer"], paid_back["payee"]) == (paid_out["payee"], paid_out["payer"])
    assert by_code[MIXEUR, "seance"]["payer"] == ""


def test_another_program_reads_the_calendar_and_a_second_import_doubles_nothing(folder):
    """vobject reads both files; identities are those of the first one, whatever moved meanwhile."""
    first = _events(folder, "premier.ics")
    told = {one["uid"]: one for one in agenda(folder)["dues"]}
    assert set(first) == set(told)
    for uid, event in first.items():
        assert event.dtstart.value.isoformat() == told[uid]["date"]
        assert told[uid]["label"] in event.summary.value
        assert told[uid]["article"] in event.description.value
        assert (event.dtend.value - event.dtstart.value).days == 1
    moved = xlsync("set", MIXEUR, "date_sortie=31/12/2027", folder=folder)
    assert moved.code == 0, moved.err
    try:
        second = _events(folder, "second.ics")
    finally:
        assert xlsync("revert", "head", folder=folder).code == 0
    assert set(second) == set(first)
    status = {uid: event.status.value for uid, event in second.items()}
    void = {uid for uid, one in told.items() if one["convention"] == MIXEUR and one["date"] >= "2028-01-01"}
    assert {uid for uid, said in status.items() if said == "CANCELLED"} >= void
    stamps = [max(event.dtstamp.value for event in events.values()) for events in (first, second)]
    assert stamps[0] <= stamps[1]


def _events(folder: Path, name: str) -> dict[str, vobject.base.Component]:
    agenda(folder, "--ics", name)
    calendar = vobject.readOne((folder / name).read_text(encoding="utf-8"))
    events = calendar.vevent_list
    by_uid = {event.uid.value: event for event in events}
    assert len(by_uid) == len(events)
    return by_uid


def test_the_workbook_holds_the_same_in_native_tables(folder):
    document = agenda(folder, "--out", "agenda.xlsx")
    book = openpyxl.load_workbook(folder / "agenda.xlsx")
    sheet = book["Agenda"]
    (table,) = sheet.tables.values()
    rows = list(sheet[table.ref])
    assert len(rows) == len(document["dues"]) + 2
    assert [row[0].value.date().isoformat() for row in rows[1:-1]] == [
        one["date"] for one in document["dues"]
    ]
    cached = openpyxl.load_workbook(folder / "agenda.xlsx", data_only=True)["Agenda"]
    amounts = [one["amount"] or 0 for one in document["dues"]]
    assert cached[rows[-1][4].coordinate].value == pytest.approx(sum(amounts), abs=1e-6)
    assert book["Par mois"]._charts


def test_no_sum_counts_the_invoices_of_a_community_twice(folder):
    """Expected: what `totals` says of the year, and annexe 2: 1 750 a year, invoiced once, by its member."""
    words = ("--from", "01/01/2026", "--to", "31/12/2026")
    kinds = ("mixeur", "mixeur_communaute")
    done = xlsync("agenda", *kinds, *words, "--out", "deux.xlsx", "--json", folder=folder)
    told = {
        one["convention"]: (one["amount"], one["counts"]) for one in done.document["dues"] if one["amount"]
    }
    assert told == {MIXEUR: (1750.0, True), "mixeur_communaute/hespul": (1750.0, False)}
    totals = xlsync("totals", *kinds, "--year", 2026, "--json", folder=folder).document["lists"]["par_mois"]
    book = openpyxl.load_workbook(folder / "deux.xlsx", data_only=True)
    months = {row[0]: row[2] for row in book["Par mois"].iter_rows(values_only=True) if row[0]}
    assert (months["2026-03"], months["Total"]) == (1750.0, 1750.0)
    assert [(row["mois"], row["du"]) for row in totals["rows"]] == [("2026-03", 1750.0)]
    headings, *rows = (
        row for row in book["Agenda"].iter_rows(values_only=True) if row[2] or row[0] == "Total"
    )
    at = headings.index("Montant (€)")
    assert headings[at + 1] == "Compté ailleurs (€)"
    assert rows[-1][at : at + 2] == (1750.0, None)


def test_a_row_is_as_high_as_its_longest_text(folder):
    """Expected: a second line where a text is longer than its column, as LibreOffice draws it on paper."""
    words = ("--from", "01/01/2025", "--to", "31/12/2028")
    assert xlsync("agenda", *words, "--out", "hauteurs.xlsx", folder=folder).code == 0
    sheet = openpyxl.load_workbook(folder / "hauteurs.xlsx")["Agenda"]
    width = sheet.column_dimensions["C"].width
    heights = {
        len(str(cell.value)): sheet.row_dimensions[cell.row].height for cell in sheet["C"][4:] if cell.value
    }
    assert heights[max(heights)] >= 2 * 15
    assert max(heights) > 1.3 * width
    assert {height for long, height in heights.items() if long <= width} == {None}


def test_a_row_is_no_higher_than_excel_allows():
    """Specifications and limits of Excel: height of a row, 409 points; LibreOffice would go further."""
    note = Text("Note", "Note")
    listing = Listing("notes", note, note, (Heading("note", note),), [["mot " * 500], ["mot " * 16]])
    content = workbook_bytes([listing], mark="essai", about=note, lang="fr")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    texts = (cell for cell in sheet["A"] if "mot" in str(cell.value))
    heights = {len(cell.value): sheet.row_dimensions[cell.row].height for cell in texts}
    assert 408 < heights[2000] <= 409
    assert heights[64] == 30


def test_a_report_of_another_sort_is_not_replaced(folder):
    (folder / "autre.xlsx").write_bytes(b"x")
    words = ("agenda", "--from", "01/12/2026", "--to", "30/11/2028")
    assert xlsync(*words, "--out", "autre.xlsx", folder=folder).code == 2
    assert xlsync(*words, "--ics", "autre.txt", folder=folder).code == 2
    assert xlsync("agenda", "--from", "02/12/2026", "--to", "01/12/2026", folder=folder).code == 2
    assert xlsync("agenda", "rien", "--from", "01/12/2026", "--to", "02/12/2026", folder=folder).code == 2
