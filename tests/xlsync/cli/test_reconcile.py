"""`xlsync reconcile` as people run it: a lender's table, and the reason of what differs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from tests.shared import shared_path
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync
from tests.xlsync.model.tranches import DATES, INTRACTING, RATE, TERMS, advance
from tests.xlsync.reconciling.written import (
    ENGLISH,
    FORMS,
    FRENCH,
    Printed,
    Table,
    changed,
    exact,
    later,
    lines_of,
    of_tranche,
    unrounded,
    write,
)
from xlsync.annexbook.styles import CONFLICT_FILL
from xlsync.model import Model, load
from xlsync.store import Store

MOBY = "moby/ille-et-vilaine"
LANGUAGES = [("fr", FRENCH, ","), ("en", ENGLISH, ".")]
OVER_365 = RATE * 360 / 365


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model: the advance with two tranches paid out, and a kind without loans."""
    folder = tmp_path_factory.mktemp("model")
    held = Model().add(advance(1, 2)).add(load(MOBY))
    Store.create(folder / ".xlsync" / "model.db", held, author="test", origin="test", message="test")
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


def reconcile(folder: Path, *words: object, loan: object = 1) -> Outcome:
    return xlsync("reconcile", INTRACTING, loan, *words, folder=folder)


def bank(
    folder: Path, table: Table, form: str = ".csv", headings: Sequence[str] = FRENCH, point: str = ","
) -> Path:
    return write(folder / f"banque{form}", lines_of(table, headings), point)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def wrong_at(rank: int) -> Table:
    """Two digits of an interest the wrong way round, nothing else."""
    interest = exact()[rank - 1].interest
    assert interest == Fraction("1939.02")
    right = exact()[rank - 1]
    wrong = Printed(rank, right.due, right.balance, Fraction("1993.02"), right.principal, right.paid)
    return [wrong if one.rank == rank else one for one in exact()]


CASES = {
    "exact": (exact(), None, None, None),
    "one line": (
        wrong_at(7),
        [("ligne", 7, "interets", 1939.02, 1993.02)],
        "→ ligne 7 : intérêts 1 993,02 au lieu de 1 939,02 (deux chiffres intervertis), "
        "les autres concordent",
        "→ line 7: interest 1,993.02 instead of 1,939.02 (two digits the wrong way round), the others agree",
    ),
    "théorique": (
        unrounded(*TERMS[1], DATES[1]),
        [("arrondi", "centime", "theorique")],
        "→ avec l’arrondi théorique, affiché au centime, tout concorde",
        "→ with the theoretical table, displayed to the cent, everything agrees",
    ),
    "30/365": (
        of_tranche(1, OVER_365),
        [("base", "30E/360", "30/365")],
        "→ avec la base 30/365, tout concorde",
        "→ with basis 30/365, everything agrees",
    ),
    "30/365, same payment": (
        of_tranche(1, OVER_365, RATE),
        [("base", "30E/360", "30/365")],
        "→ avec la base 30/365 pour les intérêts, l’échéance restant celle de périodes entières, "
        "tout concorde",
        "→ with basis 30/365 for interest, the payment staying that of whole periods, everything agrees",
    ),
    "a day late": (
        later(exact(), 1),
        [("dates", "nominales", "+1")],
        "→ avec des dates 1 jour plus tard, tout concorde",
        "→ with dates 1 day later, everything agrees",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("lang", "headings", "point"), LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_each_reason_is_found(
    case: str, lang: str, headings: tuple[str, ...], point: str, form: str, folder: Path
):
    table, change, *said = CASES[case]
    path = bank(folder, table, form, headings, point)
    told = reconcile(folder, path, "--lang", lang)
    document = reconcile(folder, path, "--json", "--lang", lang).document
    assert told.err == ""
    assert (document["convention"], document["loan"], document["table"]) == (
        INTRACTING,
        "versement=1",
        "définitif",
    )
    assert len(document["lines"]) == 13
    assert document["agrees"] is (change is None)
    if change is None:
        assert told.code == 0
        assert document["differences"] == document["reasons"] == []
        return
    assert told.code == 1
    first = document["reasons"][0]
    assert [_short(one) for one in first["change"]] == change
    assert first["explains"] == len({one["rank"] for one in document["differences"]})
    assert first["remaining"] == 0
    assert said[lang == "en"] in plain(told.out).splitlines()


def _short(one: dict[str, object]) -> tuple[object, ...]:
    if one["what"] == "ligne":
        return "ligne", one["rank"], one["column"], one["before"], one["after"]
    return one["what"], one["before"], one["after"]


def test_differences_are_told_to_the_cent(folder: Path):
    path = bank(folder, wrong_at(7))
    document = reconcile(folder, path, "--json").document
    assert document["differences"] == [
        {"rank": 7, "line": 8, "column": "interets", "ours": 1939.02, "theirs": 1993.02, "difference": 54.0}
    ]
    line = document["lines"][6]
    assert (line["agrees"], line["theirs"]["interets"], line["ours"]["date"]) == (
        False,
        1993.02,
        "2031-12-13",
    )
    told = plain(reconcile(folder, path).out)
    assert "  7      intérêts  1 939,02  1 993,02  54,00" in told
    assert "montants et dates qui diffèrent : 1 ; lignes : 1 sur 13" in told


def test_what_follows_from_a_wrong_line_is_told_apart(folder: Path):
    """A balance mistaken by ten euros after the third payment, everything after it computed from there."""
    table = exact()
    balance, rows = table[3].balance + 10, table[:3]
    payment = table[0].paid
    for one in table[3:]:
        interest = Fraction(int(balance * RATE * 100 + Fraction(1, 2)), 100)
        principal = balance if one.rank == 13 else payment - interest
        rows.append(replace(one, balance=balance, interest=interest, principal=principal))
        balance -= principal
    told = reconcile(folder, bank(folder, rows))
    assert told.code == 1
    assert (
        "→ ligne 4 : capital restant dû avant 134 570,20 au lieu de 134 560,20, les autres concordent ; "
        "9 autres lignes en découlent"
    ) in plain(told.out)


def test_two_reasons_together(folder: Path):
    table = later(of_tranche(1, OVER_365), 1)
    (first, *_) = reconcile(folder, bank(folder, table), "--json").document["reasons"]
    assert [one["what"] for one in first["change"]] == ["base", "dates"]
    assert (first["explains"], first["remaining"]) == (13, 0)


def test_a_reason_and_a_wrong_line(folder: Path):
    table = changed(of_tranche(1, OVER_365), 5, principal=of_tranche(1, OVER_365)[4].principal + 1)
    told = reconcile(folder, bank(folder, table))
    assert "→ avec la base 30/365, tout concorde sauf : ligne 5 : échéance" in plain(told.out)


def test_what_nothing_explains_is_said(folder: Path):
    table = [replace(one, interest=one.interest + (one.rank * 7) % 5) for one in exact()]
    told = reconcile(folder, bank(folder, table))
    document = reconcile(folder, bank(folder, table), "--json").document
    assert told.code == 1
    assert all(one["remaining"] for one in document["reasons"])
    assert document["reasons"] or "aucune explication trouvée" in told.out


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_exact_cent_tables(rank: int, folder: Path):
    path = shared_path(f"tables/intracting_{rank}_TR_cent_exact_calendar_free.csv")
    done = reconcile(folder, path, "--json", loan=rank)
    if rank < 3:
        assert (done.code, done.document["table"], done.document["differences"]) == (0, "définitif", [])
        return
    assert (done.code, done.document["table"]) == (1, "théorique")
    assert [_short(one) for one in done.document["reasons"][0]["change"]] == [
        ("arrondi", "theorique", "centime")
    ]


def test_the_table_of_the_annex(folder: Path):
    """Annexe 2-E: the three tables in one file, displayed to the euro."""
    path = shared_path("tables/intracting_2E_amortissement.csv")
    for rank in (1, 2, 3):
        (first, *_) = reconcile(folder, path, "--json", loan=rank).document["reasons"]
        assert first["remaining"] == 0
        assert [one["after"] for one in first["change"]] == ["theorique_euro"]


def test_a_loan_without_dates_has_its_theoretical_table(folder: Path):
    path = bank(folder, unrounded(*TERMS[3], date(2026, 12, 14)))
    done = reconcile(folder, path, "--json", loan=3)
    assert (done.code, done.document["table"]) == (0, "théorique")
    assert [one["what"] for one in done.document["notices"]] == [
        "dates non comparées\N{NO-BREAK SPACE}: le modèle n’a ni date de valeur ni première échéance"
    ]


def test_a_missing_line_and_one_too_many(folder: Path):
    missing = reconcile(folder, bank(folder, [one for one in exact() if one.rank != 5]))
    assert "→ ligne 5 absente du fichier, les autres concordent" in plain(missing.out)
    again = reconcile(folder, bank(folder, [*exact()[:5], *exact()[4:]]))
    assert "→ ligne 7 du fichier en trop, les autres concordent" in plain(again.out)


def test_the_day_at_which_the_convention_is_taken(folder: Path):
    """An amendment that repays early from 2027 changes no table seen before it."""
    amend = ("amend", INTRACTING)
    assert xlsync(*amend, "--effect", "01/06/2027", "--object", "Remboursement", folder=folder).code == 0
    event = ("versement=1,date=15/06/2027,type=remboursement", "montant=50000", "--amendment", 1)
    assert xlsync("set", INTRACTING, "evenements", *event, folder=folder).code == 0
    assert xlsync(*amend, "--confirm", 1, "--signed", "01/05/2027", folder=folder).code == 0
    path = bank(folder, exact())
    assert reconcile(folder, path, "--at", "01/01/2027").code == 0
    document = reconcile(folder, path, "--json").document
    assert [one["said"] for one in document["reasons"]] == [
        "avec les événements laissés de côté, tout concorde"
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_both_tables_side_by_side(lang: str, folder: Path):
    path = bank(folder, wrong_at(7))
    done = reconcile(folder, path, "--out", "rapprochement.xlsx", "--lang", lang)
    assert (done.code, done.err) == (1, "")
    book = openpyxl.load_workbook(folder / "rapprochement.xlsx")
    rows = list(book.active.iter_rows())
    top = next(at for at, row in enumerate(rows) if row[0].value in ("Rang", "Rank"))
    coloured = [
        cell.value
        for row in rows[top + 1 :]
        for cell in row
        if cell.fill.fgColor.rgb == "FF" + CONFLICT_FILL[1:]
    ]
    assert coloured == [1939.02, 1993.02, 54]
    assert len(rows) == top + 14
    assert reconcile(folder, path, "--out", "rapprochement.xlsx").code == 1
    shutil.copy(path, folder / "autre.xlsx")
    refused(reconcile(folder, path, "--out", "autre.xlsx"))
    refused(reconcile(folder, path, "--out", "rapprochement.csv"))
    book.close()


def test_nothing_is_changed(folder: Path):
    path = bank(folder, exact())
    before = fingerprint(folder)
    reconcile(folder, path)
    assert fingerprint(folder) == before


@pytest.mark.parametrize(
    ("loan", "words"),
    [(9, ()), ("inconnu", ()), (1, ("--at", "hier")), (1, ("--out", "rapport.pdf"))],
)
def test_misuse(loan: object, words: tuple[str, ...], folder: Path):
    refused(reconcile(folder, bank(folder, exact()), *words, loan=loan))


def test_what_cannot_be_read_is_refused(folder: Path):
    (folder / "faux.xlsx").write_text("pas un classeur", encoding="utf-8")
    (folder / "autre.csv").write_text("Nom;Adresse\r\na;b\r\n", encoding="utf-8")
    for name in ("absent.csv", "faux.xlsx", "autre.csv"):
        refused(reconcile(folder, name))
    refused(xlsync("reconcile", MOBY, 1, bank(folder, exact()), folder=folder))
    refused(xlsync("reconcile", "intracting/inconnue", 1, bank(folder, exact()), folder=folder))


def test_a_loan_is_named_by_its_heading_too(folder: Path):
    assert reconcile(folder, bank(folder, exact()), loan="Versement 1").code == 0
