"""Tariffs of the model and workbooks that carry older ones: said by `status` and `check`, written by `push`.

Figures of Mixeur, annex 2, with the tariff of 2027: 300 000 inhabitants at 0.012 are 3 600.
"""

import datetime
import shutil
from dataclasses import replace

import pytest

from tests.xlsync.sync.desks import MIXEUR
from udfs.parameters import EnteredVersion
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.checking import check_file
from xlsync.annexbook.identify import identify
from xlsync.recalc.carried import carried
from xlsync.recalc.runner import recalculate
from xlsync.recalc.view import HIDDEN, VERSIONS_COLUMN
from xlsync.sync import pull, push, status
from xlsync.workbook import Workbook

RATE = EnteredVersion(
    "mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2", "2026-10-10"
)
FLOOR = replace(RATE, code="mixeur.plancher_collectivite", value="3000")
OWN = replace(RATE, code="mixeur.forfait", convention="mixeur/autre")


@pytest.fixture
def office(desk):
    """A desk whose member has a year 2027 with 300 000 inhabitants, and no exceptional amount then."""
    data = desk.store.convention(MIXEUR).set("champs", "", "montant_exceptionnel", None)
    record = {"annee": 2027, "statut": "collectivite", "habitants": 300_000}
    desk.commit(desk.store.read().put(data.add_row("contributions", record)))
    push(desk.path(MIXEUR), desk.store)
    return desk


def enter(desk, *versions):
    change = desk.store.differences_of_versions
    return desk.store.edit(lambda on: change(versions, on), author="a", origin="tarif", message="m")


def due(path, year=2027):
    book = Workbook.open(path)
    reading = read_annex(book, identify(book, path))
    return reading.computed["contributions", f"annee={year}", "montant"].value


def test_a_difference_names_both_and_push_writes_what_the_model_holds(office):
    path = office.path(MIXEUR)
    assert status(path, office.store).clean
    before = due(path, 2025)
    enter(office, RATE, FLOOR, OWN)
    found = status(path, office.store)
    assert [one.what.fr.replace("\u00a0", " ") for one in found.problems] == [
        "Contribution annuelle minimale d’une collectivité, à partir du 01/01/2027 : rien dans le classeur, "
        "3 000 (Décision, annexe 2) dans le modèle",
        "Contribution annuelle d’une collectivité, par habitant, à partir du 01/01/2027 : rien dans le "
        "classeur, 0,012 (Décision, annexe 2) dans le modèle",
    ]
    assert [one.what for one in check_file(path, office.store).problems] == [
        one.what for one in found.problems
    ]
    assert due(path) == 3_000
    pushed = push(path, office.store)
    assert pushed.written
    assert not pushed.problems
    assert carried(Workbook.open(path)) == tuple(sorted([RATE, FLOOR]))
    assert (due(path), due(path, 2025)) == (3_600, before)
    assert status(path, office.store).clean
    assert not check_file(path, office.store).problems
    again = push(path, office.store)
    assert not again.written


def test_the_value_of_the_workbook_is_named_too(office):
    path = office.path(MIXEUR)
    enter(office, RATE)
    push(path, office.store)
    enter(office, replace(RATE, value="0.013"))
    (problem,) = status(path, office.store).problems
    assert "0,012 (Décision, annexe 2) dans le classeur, 0,013" in problem.what.fr.replace("\u00a0", " ")
    assert "0.012 (Décision, annexe 2) in the workbook, 0.013" in problem.what.en
    assert [one.what for one in pull(path, office.store).problems] == [problem.what]


def test_a_copy_without_store_gives_the_same_figures(office, tmp_path_factory):
    path = office.path(MIXEUR)
    enter(office, RATE, FLOOR)
    push(path, office.store)
    copy = shutil.copy(path, tmp_path_factory.mktemp("colleague") / "copie.xlsx")
    (outcome,) = recalculate([copy])
    assert outcome.error is None
    assert (outcome.different, outcome.not_recalculated) == ([], [])
    assert due(copy) == 3_600
    assert [one.what.fr for one in check_file(copy).problems] == [
        one.what.fr for one in check_file(path, office.store).problems
    ]


def test_a_damaged_version_is_said_and_written_again(office):
    path = office.path(MIXEUR)
    enter(office, RATE)
    push(path, office.store)
    book = Workbook.open(path)
    book.sheet(HIDDEN).set_value((2, VERSIONS_COLUMN + 1), "un jour")
    book.save(path)
    assert any("endommagées" in one.what.fr for one in status(path, office.store).problems)
    push(path, office.store)
    assert carried(Workbook.open(path)) == (RATE,)
    assert due(path) == 3_600


def test_a_tariff_undone_goes_from_the_workbook(office):
    path = office.path(MIXEUR)
    entered = enter(office, RATE, FLOOR)
    push(path, office.store)
    changes = office.store.undoing(entered.id, entered.id)
    office.store.commit(changes, on=entered.id, author="a", origin="revert", message="")
    assert len(status(path, office.store).problems) == 2
    push(path, office.store)
    assert carried(Workbook.open(path)) == ()
    assert due(path) == 3_000
