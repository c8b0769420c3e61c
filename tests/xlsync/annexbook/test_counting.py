"""Which versions of parameters count for an open workbook, as the model changes beside it.

Figures of Mixeur, annex 2: 0.01 an inhabitant in 2025; 0.012 and 0.02 are tariffs of examples.
"""

from __future__ import annotations

import datetime
import os
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.xlsync.sync.desks import MIXEUR
from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync.annexbook.counting import Counting, Tariffs
from xlsync.build import build
from xlsync.errors import XlsyncError
from xlsync.store import Store, default_place
from xlsync.sync import push

RATE = EnteredVersion(
    "mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2", "2026-10-10"
)
OWN = replace(RATE, value="0.02", convention=MIXEUR)
OTHER = replace(RATE, value="0.03", convention="mixeur/autre")
BOOK = "mixeur-aunis-sud.xlsx"


def enter(store: Store, *versions: EnteredVersion) -> None:
    change = store.differences_of_versions
    store.edit(lambda on: change(versions, on), author="a", origin="tarif", message="m")


def rate(tariffs: Tariffs) -> Decimal:
    with parameters.handing(tariffs.handed):
        found = parameters.value(RATE.code, "2027-06-30")
    assert isinstance(found, Decimal)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annexes")
    build([MIXEUR], folder, str(default_place(folder)))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")
    return shutil.copytree(built, tmp_path / "annexes")


@pytest.fixture
def store(folder: Path) -> Store:
    return Store.open(default_place(folder))


def test_what_is_entered_counts_at_once_and_only_where_it_is_for(folder: Path, store: Store) -> None:
    counting = Counting(folders=[folder])
    book = folder / BOOK
    before = counting.now(book)
    assert rate(before) == Decimal("0.01")
    assert counting.now(book) is before
    enter(store, RATE, OTHER)
    after = counting.now(book)
    assert rate(after) == Decimal("0.012")
    assert after.stamp != before.stamp
    assert rate(counting.now()) == Decimal("0.012")
    enter(store, OWN)
    assert rate(counting.now(book)) == Decimal("0.02")
    assert rate(counting.now()) == Decimal("0.012")
    assert rate(counting.now(None, MIXEUR)) == Decimal("0.02")
    assert rate(counting.now(None, OTHER.convention)) == Decimal("0.03")
    assert rate(counting.now(folder / "libre.xlsx")) == Decimal("0.012")


def test_what_changes_no_version_changes_no_stamp(folder: Path, store: Store) -> None:
    counting = Counting(folders=[folder])
    enter(store, RATE)
    before = counting.now(folder / BOOK)
    data = store.convention(MIXEUR).set("conventions", "", "titre", "Autre titre")
    head = store.head()
    assert head is not None
    store.commit(store.differences([data], head.id), on=head.id, author="a", origin="set", message="m")
    assert counting.now(folder / BOOK) is before


def test_a_copy_elsewhere_computes_what_it_carries(folder: Path, store: Store, tmp_path: Path) -> None:
    enter(store, RATE)
    push(folder / BOOK, store)
    copy = Path(shutil.copy(folder / BOOK, tmp_path / "nowhere"))
    assert rate(Counting().now(copy)) == Decimal("0.012")
    assert rate(Counting().now()) == Decimal("0.01")
    enter(store, replace(RATE, value="0.015"))
    assert rate(Counting().now(copy)) == Decimal("0.012")
    other = tmp_path / "other"
    build([MIXEUR], other, str(default_place(other)))
    inside = Path(shutil.copy(copy, other / "copie.xlsx"))
    assert rate(Counting().now(inside)) == Decimal("0.012")
    assert rate(Counting(str(default_place(folder))).now(copy)) == Decimal("0.015")


def test_a_workbook_saved_again_is_read_again(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlsync.annexbook.counting.FRESH", 0.0)
    counting = Counting()
    free = folder / "libre.xlsx"
    enter(store, RATE, OWN)
    assert rate(counting.now(free)) == Decimal("0.012")
    shutil.copy(folder / BOOK, free)
    assert rate(counting.now(free)) == Decimal("0.02")
    os.truncate(free, 100)
    assert rate(counting.now(free)) == Decimal("0.012")


def test_a_store_that_comes_and_goes(folder: Path, store: Store) -> None:
    counting = Counting(folders=[folder])
    enter(store, RATE)
    place = default_place(folder)
    place.rename(place.with_suffix(".away"))
    assert rate(counting.now()) == Decimal("0.01")
    place.with_suffix(".away").rename(place)
    assert rate(Counting(folders=[folder]).now()) == Decimal("0.012")
    named = Counting(str(place))
    assert rate(named.now()) == Decimal("0.012")
    place.unlink()
    with pytest.raises(XlsyncError):
        named.now()
