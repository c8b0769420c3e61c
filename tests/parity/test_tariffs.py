"""A tariff entered while every host is open: none is started again, and all show the same figures.

A real LibreOffice with the extension, the script of Office.js in Chromium against a server, xlwings with
stubs in the place of Windows, and Python. Figures of Mixeur, article 7.2 and annex 2: 300 000 inhabitants
at 0.01, then at 0.012, and at 0.02 for one agreement alone; Intracting, article 6.4: 1 000 € for 179 days of
360 at 2 % and 3 points more, then 5; Moby, annex 2: 25 167 € of CEE part for each of four establishments,
then 26 000.
"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import udfs
from tests.shared import need
from tests.xlsync.addins.desk import Office, user
from tests.xlsync.live.cells import Cells
from tests.xlsync.server.office.chromium import chromium
from tests.xlsync.server.office.pane import opened, serving
from tests.xlsync.sync.desks import MIXEUR
from udfs import parameters
from udfs.hosts.names import spell
from udfs.parameters import EnteredVersion
from xlsync.build import build
from xlsync.store import Store, default_place

pytestmark = pytest.mark.libreoffice
CLOSE = 1e-9
SOURCE = ("Décision", "annexe 2")
DAY = datetime.date(2027, 1, 1)
GRID = {"1": "30250", "2": "26667", "3": "25467", "4 à 6": "26000", "7 à 10": "24834", "11 et plus": "24634"}
RATE = "mixeur.taux_par_habitant"
ENTERED = (
    EnteredVersion(RATE, DAY, "0.012", *SOURCE),
    EnteredVersion("intracting.majoration_retard", DAY, "0.05", *SOURCE),
    EnteredVersion("moby.grille_cee", DAY, json.dumps(GRID, ensure_ascii=False), *SOURCE),
)
OWN = EnteredVersion(RATE, DAY, "0.02", *SOURCE, convention=MIXEUR)
SERIAL = 46388
"""1 January 2027."""

CALLS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("MIXEUR.CONTRIBUTION", ("collectivite", 2027, 300_000)),
    ("CONVENTION.PARAMETRE", (RATE, SERIAL)),
    ("CONVENTION.SOURCE", (RATE, SERIAL)),
    ("CONVENTION.SOURCE", (RATE, SERIAL + 365)),
    ("MOBY.PRIX", (4, "cee", SERIAL)),
    ("PRET.RETARD", (1_000, 0.02, SERIAL, SERIAL + 180)),
)
Values = Sequence[Any]
Host = Callable[[], Values]


@dataclass(frozen=True)
class Hosts:
    """The hosts, open on the annex of a folder.

    Attributes:
        folder: A model, an annex, a workbook of no agreement.
        annex: What each shows in the annex, by host, computed again.
        free: The same in the other workbook.
    """

    folder: Path
    annex: dict[str, Host]
    free: dict[str, Host]

    def enter(self, *versions: EnteredVersion) -> None:
        store = Store.open(default_place(self.folder))
        change = store.differences_of_versions
        store.edit(lambda on: change(versions, on), author="a", origin="tarif", message="m")


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with ExitStack() as open_:
        owner = open_.enter_context(user())
        folder = owner.home / "annexes"
        build([MIXEUR], folder, str(default_place(folder)))
        annex, free = folder / "mixeur-aunis-sud.xlsx", folder / "libre.xlsx"
        with xlsxwriter.Workbook(str(free)) as book:
            book.add_worksheet()
        for path in (folder, *folder.rglob("*")):
            owner._own(path)
        owner.xlsync("addin", "remove", "calc")  # makes the profile of LibreOffice
        owner.install()
        office = open_.enter_context(Office(owner))
        browser = open_.enter_context(chromium(need("chromium")))
        server = open_.enter_context(serving(tmp_path_factory.mktemp("state"), folder))
        page = opened(browser, server)
        open_.callback(page.close)
        cells = open_.enter_context(Cells(tmp_path_factory.mktemp("excel")))
        held: list[Path] = []
        yield Hosts(
            folder,
            {
                "calc": lambda: _calc(office, held, annex),
                "office": lambda: _office(page, annex),
                "excel": lambda: [cells.call(str(annex), name, *given) for name, given in CALLS],
                "python": lambda: _python(folder, MIXEUR),
            },
            {
                "calc": lambda: _calc(office, held, free),
                "office": lambda: _office(page, free),
                "excel": lambda: [cells.call(str(free), name, *given) for name, given in CALLS],
                "python": lambda: _python(folder, ""),
            },
        )


def _calc(office: Office, held: list[Path], path: Path) -> Values:
    """Cells that stay: entered when the workbook is opened, recalculated ever after."""
    if path not in held:
        office("open", path.as_uri())
        held.append(path)
        for rank, (name, given) in enumerate(CALLS, 1):
            office("formula", f"={name}({';'.join(map(json.dumps, given))})", f"Z{rank}")
    time.sleep(1.1)  # what the server last said is believed for a second
    office("recalculate")
    return [row[0] for row in office("cells", f"Z1:Z{len(CALLS)}")]


def _office(page: Any, path: Path) -> Values:
    page.run(f"Office.context.document.url = {json.dumps(str(path))}")
    calls = [
        f"stub.call('{spell(name, 'excel')}',{','.join(map(json.dumps, given))})" for name, given in CALLS
    ]
    found: Values = page.run(f"Promise.all([{','.join(calls)}])")
    return found


def _python(folder: Path, convention: str) -> Values:
    store = Store.open(default_place(folder))
    kinds = {name.partition(".")[0].lower() for name, _ in CALLS} | {"intracting"}
    versions = [one for kind in kinds - {"convention", "pret"} for one in store.versions(kind)]
    with parameters.handing(one for one in versions if one.convention in ("", convention)):
        return [udfs.call(name, *given) for name, given in CALLS]


def _agree(found: dict[str, Host], wanted: Values) -> None:
    for host, values in found.items():
        for call, value, due in zip(CALLS, values(), wanted, strict=True):
            assert value == (pytest.approx(due, abs=CLOSE) if isinstance(due, float) else due), (host, call)


def test_all_hosts_follow_the_tariffs_without_being_started_again(hosts: Hosts) -> None:
    old = "Mixeur, annexe 2, décision du 10/10/2023"
    late = [f"{old} (provisoire : rien de décidé pour {year})" for year in (2027, 2028)]
    _agree(hosts.annex, [3_000.0, 0.01, *late, 25_167.0, 24.86])
    hosts.enter(*ENTERED)
    new = ["Décision, annexe 2", "Décision, annexe 2 (provisoire : rien de décidé pour 2028)"]
    _agree(hosts.annex, [3_600.0, 0.012, *new, 26_000.0, 34.81])
    hosts.enter(OWN)
    _agree(hosts.annex, [6_000.0, 0.02, *new, 26_000.0, 34.81])
    _agree(hosts.free, [3_600.0, 0.012, *new, 26_000.0, 34.81])
