"""A server that runs while the tariffs of the model change.

Figures of Mixeur, annex 2: 300 000 inhabitants at 0.01, then at 0.012 and 0.02.
"""

from __future__ import annotations

import datetime
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.server.serving import Running, running
from tests.xlsync.sync.desks import MIXEUR
from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync.build import build
from xlsync.server.calls import Calculator
from xlsync.server.clock import Deadline
from xlsync.store import Store, default_place

RATE = EnteredVersion("mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2")
DUE = {"id": 1, "name": "MIXEUR.CONTRIBUTION", "args": ["collectivite", 2027, 300_000]}
BOOK = "mixeur-aunis-sud.xlsx"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annexes")
    build([MIXEUR], folder, str(default_place(folder)))
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "home")


@pytest.fixture
def server(home: Path) -> Iterator[Running]:
    with running(home, "--folder", home) as found:
        yield found


def enter(home: Path, *versions: EnteredVersion) -> None:
    store = Store.open(default_place(home))
    change = store.differences_of_versions
    store.edit(lambda on: change(versions, on), author="a", origin="tarif", message="m")


def asked(server: Running, *calls: dict[str, Any], **said: str) -> dict[str, Any]:
    with server.calc() as client:
        answer = client.post("/v1/calls", json={"calls": list(calls), **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def due(server: Running, **said: str) -> Any:
    """The same of a call that comes alone, of one among many, and of one that was remembered."""
    many = asked(server, *[{**DUE, "id": rank} for rank in range(3)], DUE, **said)["results"]
    values = {one["value"] for one in [*many, *asked(server, DUE, **said)["results"]]}
    assert len(values) == 1
    return values.pop()


def test_what_is_entered_counts_from_the_next_request_on(server: Running, home: Path) -> None:
    book = str(home / BOOK)
    before = asked(server)["versions"]
    assert due(server) == due(server, workbook=book) == 3_000
    enter(home, RATE)
    assert due(server) == due(server, workbook=book) == 3_600
    assert asked(server)["versions"] != before
    enter(home, replace(RATE, value="0.02", convention=MIXEUR))
    assert due(server, workbook=book) == due(server, convention=MIXEUR) == 6_000
    assert due(server) == due(server, workbook=str(home / "libre.xlsx")) == 3_600
    assert (
        due(server, workbook="/etc/passwd") == due(server, workbook="https://d.docs.live.net/a.xlsx") == 3_600
    )
    with server.client() as client:
        asks = {"name": DUE["name"], "args": DUE["args"], "workbook": book}
        steps = client.post("/v1/explain", json=asks).json()["steps"]
        wrong = client.post("/v1/calls", json={"calls": [], "workbook": 7})
    assert 6_000 in [step["value"] for step in steps]
    assert wrong.status_code == 400


def test_a_store_that_cannot_be_read_gives_no_value(home: Path) -> None:
    store = default_place(home)
    with running(home, "--folder", home, "--store", store) as server:
        assert due(server) == 3_000
        store.rename(home / "ailleurs.db")
        with server.calc() as client:
            answer = client.post("/v1/calls", json={"calls": [DUE]})
        assert answer.status_code == 503
        assert "model.db" in answer.json()["error"]["fr"]
        (home / "ailleurs.db").rename(store)
        assert due(server) == 3_000


def test_threads_do_not_compute_under_the_tariffs_of_each_other() -> None:
    calculator, found = Calculator(), []

    def compute(value: str) -> None:
        with parameters.handing([replace(RATE, value=value)]):
            for _ in range(50):
                (one,) = calculator.results([DUE], Deadline(60.0))
                found.append((value, one["value"]))

    threads = [threading.Thread(target=compute, args=(value,)) for value in ("0.012", "0.02")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {("0.012", 3_600.0), ("0.02", 6_000.0)}
