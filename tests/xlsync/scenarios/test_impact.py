"""What a tariff changes: Mixeur 2027, so much an inhabitant and never less than the minimum (annex 2).

Amounts are exact products of the numbers written here: 300 000 × 0.01 = 3 000, × 0.012 = 3 600; the minimum
of 2 500 becomes 3 000.
"""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from udfs.errors import Text
from udfs.parameters import EnteredVersion
from xlsync.model import convention_data
from xlsync.scenarios.impact import Impact, impact, starting, with_versions, without
from xlsync.scenarios.impact_report import impact_bytes

START = datetime.date(2027, 1, 1)
RATE = EnteredVersion("mixeur.taux_par_habitant", START, "0.012", "Décision", "annexe 2")
FLOOR = EnteredVersion("mixeur.plancher_collectivite", START, "3000", "Décision", "annexe 2")
OWN = EnteredVersion(RATE.code, START, "0.02", "Avenant", "1", convention="mixeur/a")


def member(name, *years, statut="collectivite", **fields):
    data = convention_data(f"mixeur/{name}", {"titre": name, **fields})
    for year, inhabitants in years:
        data = data.add_row("contributions", {"annee": year, "statut": statut, "habitants": inhabitants})
    return data


def told(found: Impact):
    return [(one.convention, one.year, one.before, one.after, one.renewed) for one in found.lines]


@pytest.fixture(scope="module")
def members():
    return [
        member("a", (2026, 300_000), (2027, 300_000), (2028, 200_000)),
        member("b", (2026, 200_000)),
        member("c", (2026, None), statut="structure"),
        member("d", (2026, 300_000), date_sortie=datetime.date(2026, 12, 31)),
    ]


def test_who_pays_what_before_and_after_year_by_year(members):
    found = impact(members, (), (RATE, FLOOR))
    assert told(found) == [
        ("mixeur/a", 2027, 3_000, 3_600, False),
        ("mixeur/a", 2028, 2_500, 3_000, False),
        ("mixeur/b", 2027, 2_500, 3_000, True),
    ]
    assert found.unchanged == ("mixeur/c", "mixeur/d")
    assert found.totals == [(2027, 5_500, 6_600), (2028, 2_500, 3_000)]


def test_a_version_for_one_convention_changes_no_other(members):
    found = impact(members[:2], (RATE,), (RATE, OWN))
    assert told(found) == [
        ("mixeur/a", 2027, 3_600, 6_000, False),
        ("mixeur/a", 2028, 2_500, 4_000, False),
    ]


def test_nothing_changes_under_the_same_versions(members):
    assert impact(members[:1], (RATE,), (RATE,)).lines == ()


def test_which_versions_are_meant():
    later = EnteredVersion(RATE.code, datetime.date(2028, 1, 1), "0.013", "Décision", "annexe 2")
    held = (RATE, FLOOR, later)
    assert starting(held, RATE.code, None) == (later,)
    assert starting(held, "mixeur", START) == (RATE, FLOOR)
    assert starting(held, "moby", None) == ()
    assert without(held, [RATE]) == (FLOOR, later)
    other = EnteredVersion(RATE.code, START, "0.015", "Essai", "essai")
    assert with_versions(held, [other]) == (FLOOR, later, other)


@pytest.mark.parametrize(("lang", "headings"), [("fr", "Avant (€)"), ("en", "Before (EUR)")])
def test_the_workbook_holds_the_lines_and_a_chart(members, lang, headings):
    found = impact(members[:2], (), (RATE, FLOOR))
    data = impact_bytes(found, about=Text("Tarif 2027", "Tariff 2027"), lang=lang)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(headings in row for row in rows)
    figures = [row[2:6] for row in rows if isinstance(row[2], int)]
    assert figures == [
        [2027, 5_500, 6_600, 1_100],
        [2028, 2_500, 3_000, 500],
        [2027, 3_000, 3_600, 600],
        [2028, 2_500, 3_000, 500],
        [2027, 2_500, 3_000, 500],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert "<c:barChart>" in parts.read("xl/charts/chart1.xml").decode()
