"""Cells of Excel while the tariffs of the model change: the add-in's script in Chromium, the real server.

Figures of Mixeur, annex 2: 300 000 inhabitants at 0.01, then at 0.012; 0.02 for one agreement alone.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.server.office.chromium import Browser, Page
from tests.xlsync.server.office.pane import explained, opened, put, serving, text
from tests.xlsync.sync.desks import MIXEUR
from udfs.parameters import EnteredVersion
from xlsync.build import build
from xlsync.store import Store, default_place

RATE = EnteredVersion("mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2")
OWN = replace(RATE, value="0.02", convention=MIXEUR)
BOOK = "mixeur-aunis-sud.xlsx"
ONLINE = "https://d.docs.live.net/1/mixeur.xlsx"
DUE = "stub.call('MIXEUR_CONTRIBUTION','collectivite',2027,300000)"


@pytest.fixture
def annexes(tmp_path: Path) -> Path:
    build([MIXEUR], tmp_path / "annexes", str(default_place(tmp_path / "annexes")))
    return tmp_path / "annexes"


@pytest.fixture
def page(browser: Browser, annexes: Path, tmp_path: Path) -> Iterator[Page]:
    with serving(tmp_path / "state", annexes) as server:
        found = opened(browser, server)
        yield found
        found.close()


def enter(folder: Path, *versions: EnteredVersion) -> None:
    store = Store.open(default_place(folder))
    change = store.differences_of_versions
    store.edit(lambda on: change(versions, on), author="a", origin="tarif", message="m")


def at(page: Page, url: object) -> Any:
    """What a cell of a workbook that is there gets."""
    page.run(f"Office.context.document.url = {json.dumps(str(url))}")
    return page.run(DUE)


def test_a_cell_computed_again_has_the_tariff_of_now(page: Page, annexes: Path) -> None:
    assert at(page, annexes / BOOK) == 3_000
    assert page.run("document.getElementById('recalculate').hidden")
    enter(annexes, RATE)
    assert at(page, annexes / BOOK) == 3_600
    page.until("!document.getElementById('recalculate').hidden")
    assert text(page, "#news").startswith("Les tarifs du modèle ont changé")
    page.run("document.getElementById('recalculate').click()")
    page.until("stub.book.calculated === 1 && document.getElementById('recalculate').hidden")
    assert text(page, "#news") == ""
    assert not page.problems


def test_a_workbook_says_its_convention_by_its_file_or_by_its_property(page: Page, annexes: Path) -> None:
    enter(annexes, RATE, OWN)
    assert at(page, annexes / BOOK) == 6_000
    assert at(page, (annexes / BOOK).as_uri()) == 6_000
    assert at(page, "") == at(page, annexes / "libre.xlsx") == 3_600
    page.run(f"stub.book.properties.xlsync_convention = {json.dumps(MIXEUR)}")
    assert at(page, ONLINE) == 6_000
    put(page, "A1", value=0, formula='=MIXEUR.CONTRIBUTION("collectivite",2027,300000)')
    shown = explained(page)
    assert "6 000" in shown.replace("\u202f", " ")


def test_an_online_workbook_of_no_convention_or_that_does_not_answer(page: Page, annexes: Path) -> None:
    enter(annexes, RATE, OWN)
    page.run("globalThis.plain = Excel.run; Excel.run = () => new Promise(() => {}); 0")
    assert at(page, ONLINE) == 3_600
    page.run("Excel.run = plain; 0")
    assert at(page, ONLINE) == 3_600
    page.run(f"stub.book.properties.xlsync_convention = {json.dumps(MIXEUR)}")
    assert at(page, ONLINE) == 3_600
