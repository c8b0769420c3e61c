"""A command killed between the file that it replaced and the revision that was about to count."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY, Desk
from tests.xlsync.sync.test_rows import add_by_hand, keys
from xlsync.store import Store
from xlsync.sync import pull, status, synchronise
from xlsync.sync.command import CUT_SHORT
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

KILLED = """
import os, signal, sys
from pathlib import Path
from xlsync import sync
from xlsync.store import Store
from xlsync.sync import command as attempt

write = attempt.write_atomic
def write_and_die(*arguments):
    write(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
attempt.write_atomic = write_and_die
getattr(sync, sys.argv[1])(Path(sys.argv[2]), Store.open(sys.argv[3]), author="Service")
"""
PLACE = ("versements", "versement=1", "montant")
SIGNED = ("conventions", "", "date_signature")
COMMANDS = pytest.mark.parametrize("command", ["pull", "synchronise"])
AGAIN = pytest.mark.parametrize("again", [pull, synchronise])


def killed(desk: Desk, command: str, convention: str) -> None:
    """Runs a command that dies once the file is written; the store never heard of its revision."""
    path, before = desk.path(convention), desk.store.log()
    arguments = [command, str(path), str(desk.folder / "model.db")]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert desk.store.log() == before
    assert not desk.store.knows(revision_of(path))


def revision_of(path: Path) -> str:
    return str(Workbook.open(path).custom_properties["xlsync_revision"])


def told(report) -> bool:
    return any(notice.text == CUT_SHORT for notice in report.notices)


@COMMANDS
@AGAIN
def test_what_was_typed_is_taken_by_the_next_command(desk, command, again):
    desk.type_in(INTRACTING, PLACE, 175000)
    killed(desk, command, INTRACTING)
    path = desk.path(INTRACTING)
    found = status(path, desk.store)
    assert told(found)
    assert [(one.base, one.workbook) for one in found.workbook_changes] == [("170000", "175000")]
    done = again(path, desk.store, author="Service")
    assert told(done)
    assert (desk.held(INTRACTING, PLACE), desk.value(INTRACTING, PLACE)) == (175000, 175000)
    assert desk.store.knows(revision_of(path))
    left = status(path, desk.store)
    assert left.clean
    assert not told(left)


@AGAIN
def test_a_change_of_the_model_comes_between_and_nothing_is_lost(desk, again):
    desk.type_in(INTRACTING, PLACE, 175000)
    killed(desk, "synchronise", INTRACTING)
    desk.set(INTRACTING, PLACE, 180000)
    desk.set(INTRACTING, ("versements", "versement=2", "montant"), 181000)
    (conflict,) = again(desk.path(INTRACTING), desk.store).conflicts
    assert (conflict.base, conflict.workbook, conflict.model) == ("170000", "175000", "180000")
    assert (desk.held(INTRACTING, PLACE), desk.value(INTRACTING, PLACE)) == (175000, 180000)


@COMMANDS
def test_a_change_of_the_model_that_was_being_written_stays_written(desk, command):
    desk.type_in(INTRACTING, PLACE, 175000)
    other = ("versements", "versement=2", "montant")
    desk.set(INTRACTING, other, 181000)
    killed(desk, command, INTRACTING)
    assert synchronise(desk.path(INTRACTING), desk.store).clean
    for place, amount in ((PLACE, 175000), (other, 181000)):
        assert (desk.held(INTRACTING, place), desk.value(INTRACTING, place)) == (amount, amount)


@COMMANDS
@AGAIN
def test_a_row_that_was_deleted_is_deleted(desk, command, again):
    path = desk.path(MOBY)
    book = Workbook.open(path)
    resize_rows(book, "tblEtablissements", 1)
    book.save(path)
    killed(desk, command, MOBY)
    again(path, desk.store)
    assert [row["id"] for row in desk.store.read().convention(MOBY).records("etablissements")] == [1]
    assert keys(desk, MOBY, "etablissements") == ["id=1"]
    assert status(path, desk.store).clean


@COMMANDS
@AGAIN
def test_a_row_that_was_added_is_added(desk, command, again):
    add_by_hand(desk, {"id": 3, "etablissement": "Lycée neuf", "type_etablissement": "lycée"})
    killed(desk, command, MOBY)
    again(desk.path(MOBY), desk.store)
    assert desk.value(MOBY, ("etablissements", "3", "etablissement")) == "Lycée neuf"
    assert status(desk.path(MOBY), desk.store).clean


@pytest.mark.parametrize(
    ("choice", "amount"), [("classeur", 175000), ("modèle", 180000), ("base", 170000), (190000, 190000)]
)
def test_a_conflict_that_someone_settled_is_not_asked_again(desk, choice, amount):
    desk.type_in(INTRACTING, PLACE, 175000)
    desk.set(INTRACTING, PLACE, 180000)
    path = desk.path(INTRACTING)
    assert synchronise(path, desk.store).conflicts
    desk.choose(INTRACTING, PLACE, choice)
    desk.type_in(INTRACTING, ("versements", "versement=2", "montant"), 12345)
    killed(desk, "synchronise", INTRACTING)
    done = synchronise(path, desk.store)
    assert not done.conflicts
    assert (desk.held(INTRACTING, PLACE), desk.value(INTRACTING, PLACE)) == (amount, amount)


def test_a_date_typed_before_the_kill_with_the_base_of_the_workbook(desk):
    desk.type_in(MIXEUR, SIGNED, datetime.date(2022, 9, 19))
    killed(desk, "synchronise", MIXEUR)
    synchronise(desk.path(MIXEUR), desk.store, base="embedded")
    held = (desk.held(MIXEUR, SIGNED), desk.value(MIXEUR, SIGNED))
    assert held == (datetime.date(2022, 9, 19), datetime.date(2022, 9, 19))


def test_a_store_that_was_restored_from_a_copy_takes_the_change_again(desk):
    former = desk.copy("copie")
    desk.type_in(INTRACTING, PLACE, 175000)
    assert synchronise(desk.path(INTRACTING), desk.store).clean
    restored = Store.open(former.folder / "model.db")
    done = synchronise(desk.path(INTRACTING), restored)
    assert told(done)
    assert restored.convention(INTRACTING).value(*PLACE) == 175000
