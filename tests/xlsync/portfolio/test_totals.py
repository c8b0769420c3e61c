"""Totals of a year against sums made apart: contributions by annexe 2, loans in exact fractions."""

from __future__ import annotations

import csv
import datetime
import math
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from tests.roster import YEAR, Member, owed, published_tariff
from tests.story import exact
from tests.xlsync.cli.running import xlsync
from tests.xlsync.model.tranches import DATES, INTRACTING, year_of
from udfs.errors import OutOfRange, Text
from xlsync.annexes import schema
from xlsync.model import Model, load
from xlsync.portfolio import computing
from xlsync.portfolio.computing import compute
from xlsync.portfolio.csv_files import write_csv
from xlsync.portfolio.dues import deadline_tables
from xlsync.portfolio.listing import AMOUNT, Heading, Listing
from xlsync.store import Store

MEMBERS = {
    f"mixeur/membre-{rank:02}": (inhabitants, users)
    for rank, (inhabitants, users) in enumerate(
        [
            (30_000, 5),
            (250_000, 5),
            (250_001, 6),
            (312_345, 9),
            (1_999_999, 5),
            (2_500_000, 12),
            (9_000, 0),
            (400_000, 40),
        ],
        start=1,
    )
}
SIGNED = datetime.date(2024, 1, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight members, the advance with its value dates, and the other shipped conventions."""
    place = tmp_path_factory.mktemp("totaux")
    assert xlsync("build", "moby/ille-et-vilaine", folder=place).code == 0
    for name, (inhabitants, users) in MEMBERS.items():
        said = name.partition("/")[2]
        ran(place, "add", name)
        ran(
            place,
            "set",
            name,
            "titre=Mixeur",
            "operateur=Hespul",
            f"membre={said}",
            f"date_signature={SIGNED:%d/%m/%Y}",
        )
        ran(place, "set", name, f"date_effet={SIGNED:%d/%m/%Y}", "date_fin=31/12/2026")
        record = ("statut=collectivite", f"habitants={inhabitants}", f"utilisateurs={users}")
        ran(place, "set", name, "contributions", YEAR, *record)
    for rank, day in DATES.items():
        ran(place, "set", INTRACTING, "calendrier", rank, f"date_valeur={day:%d/%m/%Y}")
    return place


def ran(place: Path, *words: object) -> None:
    done = xlsync(*words, folder=place)
    assert done.code == 0, done.err


def records(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def totals(folder: Path, *words: object) -> dict:
    done = xlsync("totals", "--year", YEAR, *words, "--json", folder=folder)
    assert done.code == 0, (done.err, done.document["problems"])
    return done.document


def test_contributions_add_up_to_the_cent(folder):
    lists = totals(folder, "mixeur")["lists"]
    by_member = {row["convention"]: row["du"] for row in lists["par_convention"]["rows"]}
    tariff = published_tariff()
    expected = {
        name: owed(Member(name, "collectivite", *of_it, SIGNED), tariff) for name, of_it in MEMBERS.items()
    }
    assert {name: exact(value) for name, value in by_member.items() if name in expected} == expected
    everyone = sum(expected.values()) + 1750  # Aunis Sud, annexe 2
    assert exact(lists["par_type"]["totals"]["du"]) == everyone
    assert exact(lists["mixeur_contributions"]["totals"]["montant"]) == everyone - 1750


def test_the_debt_adds_up_with_its_accounts(folder):
    rows = {row["emprunt"]: row for row in totals(folder)["lists"]["dette"]["rows"]}
    assert len(rows) == 3
    for rank, (_, row) in enumerate(sorted(rows.items()), start=1):
        now, before = year_of(rank, YEAR), year_of(rank, YEAR - 1)
        accrual = now["MtICNE"] - before["MtICNE"]
        expected = {
            "interets_66111": now["MtIntExer"], "capital": now["MtCapitalExer"], "icne": now["MtICNE"],
            "icne_precedent": before["MtICNE"], "rattachement_66112": accrual,
            "charge_6611": now["MtIntExer"] + accrual, "crd_cloture": now["MtCapitalRestDu_31_12"],
        }  # fmt: skip
        assert {name: Fraction(str(row[name])) for name in expected} == {
            name: Fraction(value) for name, value in expected.items()
        }


def test_every_grouping_adds_up_to_the_same(folder):
    lists = totals(folder)["lists"]
    sums = {
        code: lists[code]["totals"]["du"] for code in ("par_type", "par_convention", "par_payeur", "par_mois")
    }
    assert len(set(sums.values())) == 1
    assert lists["echeances"]["totals"]["montant"] == sums["par_type"]
    community = [row for row in lists["par_type"]["rows"] if row["type"] == "mixeur_communaute"]
    assert community == []  # its invoices are the contributions of its members


def test_the_workbook_and_the_files_say_the_same(folder):
    lists = totals(folder, "--out", "totaux.xlsx", "--csv", "plain")["lists"]
    totals(folder, "--csv", "fr", "--csv-form", "fr")
    cached = openpyxl.load_workbook(folder / "totaux.xlsx", data_only=True)
    book = openpyxl.load_workbook(folder / "totaux.xlsx")
    sheet = book["Par convention"]
    (table,) = sheet.tables.values()
    last = sheet[table.ref][-1]
    assert cached["Par convention"][last[2].coordinate].value == lists["par_convention"]["totals"]["du"]
    assert book["Par mois"]._charts
    plain = list(records(folder / "plain" / f"totaux_{YEAR}_par_convention.csv"))
    assert {row["convention"]: float(row["du"]) for row in plain} == {
        row["convention"]: row["du"] for row in lists["par_convention"]["rows"]
    }
    content = (folder / "fr" / f"totaux_{YEAR}_par_convention.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    french = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert french[0][2] == "Dû (€)"
    assert french[1][2].replace(",", ".") == plain[0]["du"]


def test_subsidies_as_open_data(folder):
    done = xlsync("totals", "--year", 2020, "--scdl", "subventions.csv", "--json", folder=folder)
    (row,) = records(folder / "subventions.csv")
    said = (row["nomAttribuant"], row["nomBeneficiaire"], row["dateConvention"], row["montant"])
    assert said == ("ADEME", "DINUM", "2020-09-17", "30000.00")
    assert str(folder / "subventions.csv").endswith(done.document["files"][0])


def test_a_loan_without_dates_is_named(folder, tmp_path):
    assert xlsync("build", INTRACTING, folder=tmp_path).code == 0
    done = xlsync("totals", INTRACTING, "--year", YEAR, "--json", folder=tmp_path)
    assert done.code == 1
    assert any("Date de valeur" in one["what"] for one in done.document["problems"])
    assert xlsync("totals", "--year", YEAR, "--csv-form", "xml", folder=tmp_path).code == 2


def test_one_that_fails_is_named_and_the_others_go_on(folder, monkeypatch):
    whole = computing.computed_tables

    def failing(conventions, versions, tables):
        if any(one.id == "mixeur/membre-03" for one in conventions):
            raise OutOfRange("hors limites", "out of bounds", argument="x", value=1)
        return whole(conventions, versions, tables)

    monkeypatch.setattr(computing, "computed_tables", failing)
    store = Store.open(folder / ".xlsync" / "model.db")
    found = compute(store, list(MEMBERS), deadline_tables)
    assert [problem.where for problem in found.problems] == ["mixeur/membre-03"]
    assert set(found.tables) == set(MEMBERS) - {"mixeur/membre-03"}


def test_together_or_alone_figures_are_the_same():
    """Conventions of one shape are computed at once; each on its own gives the same figures."""
    from xlsync.annexbook.figures import computed_tables

    data = load("mixeur/aunis-sud")
    other = Model().add(data).set(data.id, "contributions", "2025", "utilisateurs", 9).convention(data.id)
    tables = [table for table in schema("mixeur").tables if not table.blocks]
    together = computed_tables([data, other], [(), ()], tables)
    alone = [computed_tables([one], [()], tables)[0] for one in (data, other)]
    for one, two in zip(together, alone, strict=True):
        assert {name: [_plain(row) for row in rows] for name, rows in one.items()} == {
            name: [_plain(row) for row in rows] for name, rows in two.items()
        }


def _plain(row):
    return {name: None if value == "" else str(value) for name, value in row.items()}


def test_half_a_cent_in_a_csv_is_the_one_that_the_workbook_shows(tmp_path: Path) -> None:
    """Expected: fractions of the decimals, ties away from zero, as ROUND; a zero has no sign."""
    typed = ("704.125", "-2.675", "1.005", "-0.004")
    listing = Listing(
        "figures",
        Text("Chiffres", "Figures"),
        Text("Chiffres", "Figures"),
        (Heading("montant", Text("Montant", "Amount"), AMOUNT),),
        [[float(text)] for text in typed],
    )
    due = ["704.13", "-2.68", "1.01", "0.00"]
    assert [Fraction(text) for text in due] == [
        Fraction(math.copysign(1, units)) * math.floor(abs(units) + Fraction(1, 2)) / 100
        for units in (Fraction(text) * 100 for text in typed)
    ]
    (path,) = write_csv([listing], tmp_path, "totaux", "plain")
    assert path.read_text().split() == ["montant", *due]
    (path,) = write_csv([listing], tmp_path, "totaux", "fr")
    assert path.read_text(encoding="utf-8-sig").split() == [
        "Montant",
        *(one.replace(".", ",") for one in due),
    ]
