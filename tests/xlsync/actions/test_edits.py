"""What an action would change in a workbook: the cells that it changes in a file, and nothing is written."""

from __future__ import annotations

from tests.xlsync.cli.running import fingerprint
from tests.xlsync.sync.desks import MOBY, Desk
from xlsync import sync
from xlsync.actions.edits import edits_of
from xlsync.actions.paths import File
from xlsync.actions.session import Session
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of
from xlsync.workbook.values import Address, parse_cell

TOWNS = ("champs", "", "nombre_communes")


def place(desk: Desk) -> Address:
    sheet, cell = desk.annex(MOBY).cell(*TOWNS).address.split("!")
    return Address(sheet, *parse_cell(cell))


def test_the_edits_of_a_push_make_what_the_push_makes(desk: Desk, session: Session) -> None:
    desk.set(MOBY, TOWNS, 4)
    before = fingerprint(desk.folder)
    report, edits = edits_of(session, "push", File.of(desk.path(MOBY)))
    assert fingerprint(desk.folder) == before
    assert report.document["files"][0]["file"] == str(desk.path(MOBY))
    assert edits is not None
    assert not edits.reshapes
    assert edits.cell(place(desk)).value == 4
    made = edits.before
    for one in edits.places:
        made.sheet(one.sheet).set_value((one.row, one.column), edits.cell(one).value, over_formula=True)
    made.set_custom_properties(edits.properties)
    other = desk.copy("fichiers")
    sync.push(other.path(MOBY), other.store)
    pushed = Workbook.open(other.path(MOBY))
    assert contents_of(made) == contents_of(pushed)
    assert made.custom_properties == pushed.custom_properties


def test_a_pull_moves_the_base_and_leaves_the_inputs(desk: Desk, session: Session) -> None:
    desk.type_in(MOBY, TOWNS, 3)
    report, edits = edits_of(session, "pull", File.of(desk.path(MOBY)))
    assert report.document["files"][0]["committed"]
    assert desk.value(MOBY, TOWNS) == 3
    assert edits is not None
    assert place(desk) not in edits.places
    assert "_xlsync" in {one.sheet for one in edits.places}


def test_what_is_up_to_date_has_no_edits(desk: Desk, session: Session) -> None:
    report, edits = edits_of(session, "push", File.of(desk.path(MOBY)))
    assert (report.code, edits) == (0, None)


def test_rows_that_come_cannot_be_told_as_edits(desk: Desk, session: Session) -> None:
    row = {"id": 7, "etablissement": "Collège neuf"}
    desk.commit(desk.store.read().add_row(MOBY, "etablissements", row))
    _, edits = edits_of(session, "push", File.of(desk.path(MOBY)))
    assert edits is not None
    assert edits.reshapes


def test_a_file_that_is_not_there_is_a_report(desk: Desk, session: Session) -> None:
    report, edits = edits_of(session, "push", File.of(desk.folder / "absent.xlsx"))
    assert (report.code, edits) == (2, None)
    assert "absent.xlsx" in "".join(report.lines)
