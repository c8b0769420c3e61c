"""Months as suppliers write them."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path

import pytest

from udfs.errors import Text
from xlsync.annexbook.inputs import read_input
from xlsync.readings.months import month_of
from xlsync.tables.grid import Grid

GRID = Grid(Path("a.xlsx"), [], [], partial(read_input, date1904=False), "Feuille")
MARCH = (2026, 3)


def month(**cells: object) -> object:
    found = month_of(GRID, cells)
    return found.fr.replace("\N{NO-BREAK SPACE}", " ") if isinstance(found, Text) else found[:2]


@pytest.mark.parametrize(
    "written",
    ["2026-03", "03/2026", "3/2026", "2026/03", "mars 2026", "Mars-26", "March 2026", "mar. 2026",
     "01/03/2026", "2026-03-01", "du 01/03/2026 au 31/03/2026", "2026-03-01 - 2026-03-31", 46082.0],
)  # fmt: skip
def test_ways_to_write_a_month(written):
    assert month(mois=written) == MARCH


@pytest.mark.parametrize("written", [3.0, "3", "03", "mars", "March", "mars 2026", "01/03/2026"])
def test_a_month_and_its_year_apart(written):
    assert month(mois=written, annee=2026.0) == MARCH
    assert month(mois=written, annee="2026") == MARCH


@pytest.mark.parametrize(
    "written",
    ["13/2026", "jui 2026", "mars", 3.0, 2026.0, "T1 2026", "01/13/2026", "2026-02-30", "mars 1926", "x"],
)
def test_what_is_no_month_is_refused(written):
    assert "mois illisible" in month(mois=written)


@pytest.mark.parametrize(("start", "end"), [("01/03/2026", "31/03/2026"), ("2026-03-01", "2026-04-01")])
def test_a_period_that_is_a_month(start, end):
    assert month(debut=start, fin=end) == MARCH


@pytest.mark.parametrize(
    ("start", "end"),
    [("28/02/2026", "31/03/2026"), ("01/03/2026", "30/03/2026"), ("01/03/2026", "30/04/2026"),
     ("01/03/2026", "02/04/2026"), ("01/03/2026", "31/03/2027")],
)  # fmt: skip
def test_a_period_that_is_no_month_is_refused_and_not_shared_out(start, end):
    said = month(debut=start, fin=end)
    assert said == f"la période du {start} au {end} n’est pas un mois entier"


def test_a_day_is_kept_beside_its_month():
    found = month_of(GRID, {"mois": "31/03/2026"})
    assert found == (2026, 3, datetime.date(2026, 3, 31))


def test_what_lacks_is_named():
    assert month() == "mois absent"
    assert month(mois="3", annee=None) == "année absente"
    assert month(debut="01/03/2026") == "période sans son début ou sans sa fin"
    assert month(mois="mars 2026", annee="2025") == "le mois « mars 2026 » n’est pas de l’année 2025"
