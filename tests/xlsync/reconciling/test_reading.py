"""Files of lenders read: their columns, their lines, what stands around them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.xlsync.reconciling.written import ENGLISH, FORMS, FRENCH, exact, lines_of, write
from xlsync.errors import CannotRead, FileMissing, TablesRefused
from xlsync.reconciling.headings import read_heading
from xlsync.reconciling.lender import LenderTable
from xlsync.reconciling.reading import read_lender

LOAN = "versement=1"
COLUMNS = ("date", "crd", "interets", "amortissement", "echeance")


def read(path: Path, loan: str = LOAN) -> LenderTable:
    return read_lender(path, loan)


def said(table: LenderTable) -> list[str]:
    return [notice.what.fr.replace("\N{NO-BREAK SPACE}", " ") for notice in table.notices]


def plain(lines: LenderTable) -> list[tuple[object, ...]]:
    return [(line.rank, line.dates.get("date"), *line.amounts.values()) for line in lines.lines]


@pytest.mark.parametrize(
    ("role", "texts"),
    [
        ("rang", "N°|Rang|#|No.|Numéro d’échéance|Échéance n°|Payment number"),
        ("date", "Date|Date d’échéance|Due date|Date de l’échéance"),
        ("date_paiement", "Date de paiement|Payment date|Date de prélèvement"),
        ("annee", "Année|annee|Year|Exercice"),
        ("crd", "Capital restant dû avant échéance|CRD début de période|Opening balance|crd_debut"),
        ("crd_apres", "Capital restant dû après échéance|CRD fin|Closing balance|Balance after payment"),
        ("solde", "Capital restant dû|CRD|Outstanding balance|Solde|Encours (€)"),
        ("interets", "Intérêts|INT|Interest|Montant des intérêts (EUR)|Part d’intérêts"),
        ("amortissement", "Amortissement|Capital amorti|Principal|AMORT|Capital|Principal repayment"),
        (
            "echeance",
            "Annuité|Montant de l’échéance|Montant|Amount|Total payment|Mensualité|Capital + intérêts",
        ),
        ("terme", "Échéance|ECH|Payment|Instalment"),
        ("frais", "Frais|Commission d’engagement|Assurance|Fees|Indemnité"),
        ("pret", "tranche|Emprunt|Loan|N° de prêt"),
        ("", "Taux|Intérêts cumulés|Observations|Rate (%)|Nombre de jours|"),
    ],
)
def test_headings(role: str, texts: str) -> None:
    assert {text: read_heading(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), role)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("headings", "point"), [(FRENCH, ","), (ENGLISH, ".")])
def test_a_table_is_the_same_in_every_form(form: str, headings: tuple[str, ...], point: str, tmp_path: Path):
    found = read(write(tmp_path / f"banque{form}", lines_of(exact(), headings), point))
    assert found.columns == COLUMNS
    assert said(found) == []
    assert plain(found) == [
        (one.rank, one.due, *(one.balance * 100, one.interest * 100, one.principal * 100, one.paid * 100))
        for one in exact()
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (
            ["", "Date", "Capital restant dû", "Montant", "", "Montant de"],
            ["Rang", "d’échéance", "avant échéance", "des intérêts", "Amortissement", "l’échéance"],
        ),
        (
            ["", "", "Capital", "Échéance", "", ""],
            ["N°", "Date", "restant dû avant", "Intérêts", "Capital", "Total"],
        ),
        (["No.", "Due", "Opening", "Interest", "", ""], ["", "date", "balance", "", "Principal", "Payment"]),
    ],
)
def test_headings_over_two_lines(upper: list[str], lower: list[str], form: str, tmp_path: Path):
    lines = lines_of(exact())
    titled = [["Prêt n° 1"], upper, lower, *lines[1:8], upper, lower, *lines[8:]]
    found = read(write(tmp_path / f"banque{form}", titled))
    assert found.columns == COLUMNS
    assert plain(found) == plain(read(write(tmp_path / f"seul{form}", lines)))


@pytest.mark.parametrize(
    "title", [["Prêt n° 5021"], ["Prêt", "5021"], ["Emprunt", "Commune"], ["Frais", "Exercice"]]
)
def test_a_title_is_no_part_of_the_headings(title: list[str], tmp_path: Path):
    """The first column has a heading of its own, none, or one that nobody reads."""
    for first in ("Période", "", "Libellé"):
        headings = [first, *FRENCH[1:]]
        lines = [headings, *lines_of(exact())[1:]]
        usual = read(write(tmp_path / "seul.csv", lines))
        titled = read(write(tmp_path / "titre.csv", [title, [], *lines]))
        assert titled.columns == usual.columns
        assert plain(titled) == plain(usual)


@pytest.mark.parametrize("form", FORMS)
def test_titles_blank_lines_totals_and_notes_stand_around(form: str, tmp_path: Path):
    table = exact()
    lines = lines_of(table)
    total = [
        None,
        "TOTAL",
        None,
        *(float(sum(getattr(one, name) for one in table)) for name in ("interest", "principal", "paid")),
    ]
    around = [
        ["Tableau d’amortissement du prêt n° 12345"],
        ["Capital", "170 000,00 €", "Taux", "2,00 %"],
        [],
        lines[0],
        [0, date(2024, 12, 13), 170000.0, None, None, None],
        *lines[1:7],
        lines[0],
        *lines[7:],
        [],
        total,
        ["Taux effectif global : 2 %"],
    ]
    found = read(write(tmp_path / f"banque{form}", around))
    assert plain(found) == plain(read(write(tmp_path / f"seul{form}", lines)))
    assert (found.capital, found.paid_out) == (17000000, date(2024, 12, 13))
    assert not any("total" in one for one in said(found))


@pytest.mark.parametrize("named", ["Total", "TOTAUX2026", "TotalGénéral", "Ss-total", "Somme"])
def test_a_total_that_is_not_the_sum_of_its_lines_is_said(named: str, tmp_path: Path):
    table = exact()
    total = ["", named, "", 24741.56, 170000.0, None]
    assert sum(one.interest for one in table) * 100 == 2474155
    found = read(write(tmp_path / "banque.csv", [*lines_of(table), total]))
    assert said(found) == ["ligne 15 : le total de « Intérêts » est 24 741,56, et ses lignes font 24 741,55"]


def with_balances(after: bool, heading: str = "Capital restant dû") -> list[list[object]]:
    table = exact()
    headings = [heading if "restant" in one else one for one in FRENCH]
    kept = [replace(one, balance=one.balance - one.principal) if after else one for one in table]
    lines = lines_of(table, headings)
    for line, one in zip(lines[1:], kept, strict=True):
        line[2] = float(one.balance)
    return lines


@pytest.mark.parametrize(("after", "column"), [(False, "crd"), (True, "crd_apres")])
def test_arithmetic_says_where_a_balance_stands(after: bool, column: str, tmp_path: Path):
    found = read(write(tmp_path / "banque.csv", with_balances(after)))
    assert column in found.columns
    where = "après" if after else "avant"
    assert said(found) == [
        f"« Capital restant dû » : capital restant dû {where} l’échéance, d’après ses montants"
    ]


def test_a_heading_that_may_be_a_rank_a_date_or_an_amount(tmp_path: Path):
    dated = [["Échéance", "Intérêts", "Capital", "Annuité"], *([one.due, *one.cells[3:]] for one in exact())]
    ranked = [
        ["Échéance", "Intérêts", "Capital", "Annuité"],
        *([one.rank, *one.cells[3:]] for one in exact()),
    ]
    for form in FORMS:
        assert read(write(tmp_path / f"a{form}", dated)).lines[3].dates == {"date": exact()[3].due}
        assert [line.rank for line in read(write(tmp_path / f"b{form}", ranked)).lines] == [*range(1, 14)]


@pytest.mark.parametrize(
    "form", ["{}.{:03},{:02}", "{}'{:03},{:02}", "EUR {} {:03},{:02}", "€ {}{:03},{:02}"]
)
@pytest.mark.parametrize("separator", [";", ","])
def test_thousands_and_currencies_as_lenders_write_them(form: str, separator: str, tmp_path: Path):
    """Expected: the cents of the exact table, those of a thousand euros and more."""
    path, table = tmp_path / "banque.csv", exact()[:5]
    lines = [("N°", "Intérêts", "Amortissement", "Échéance")]
    for one in table:
        amounts = (int(amount * 100) for amount in (one.interest, one.principal, one.paid))
        lines.append((str(one.rank), *(form.format(c // 100_000, c // 100 % 1000, c % 100) for c in amounts)))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(lines)
    assert [tuple(line.amounts.values()) for line in read(path).lines] == [
        tuple(int(amount * 100) for amount in (one.interest, one.principal, one.paid)) for one in table
    ]


def test_dates_that_are_not_read_are_no_amounts(tmp_path: Path):
    """Years of two digits are not guessed: the column stays one of dates, its cells said."""
    rows = [
        ["N°", "Date d’échéance", "Intérêts", "Capital", "Échéance"],
        *([one.rank, f"{one.due:%d/%m/%y}", *one.cells[3:]] for one in exact()),
    ]
    (first, *_) = read(write(tmp_path / "a.csv", rows)).lines
    assert first.unread == {"date": f"{exact()[0].due:%d/%m/%y}"}
    assert first.amounts["echeance"] == int(exact()[0].paid * 100)


def test_plain_and_english_numbers(tmp_path: Path):
    for text in ("14980.12", "14 980,12", "14,980.12", "14980,12 €"):
        path = write(
            tmp_path / "banque.csv",
            [["N°", "Intérêts", "Amortissement", "Annuité"], [1, "3400", "11580.12", text]],
        )
        assert read(path).lines[0].amounts["echeance"] == 1498012


def test_negative_columns_and_more_decimals_are_said(tmp_path: Path):
    lines = [["N°", "Intérêts", "Amortissement", "Annuité"], [1, -3400.0, 11580.119954, 14980.119954]]
    found = read(write(tmp_path / "banque.xlsx", lines))
    assert found.lines[0].amounts == {"interets": 340000, "amortissement": 1158012, "echeance": 1498012}
    assert said(found) == [
        "« Intérêts » : montants négatifs, comparés sans leur signe",
        "des montants ont plus de deux décimales : comparés arrondis au centime",
    ]


def test_fees_are_not_compared_and_leave_the_payment(tmp_path: Path):
    lines = [[*line, "Frais" if at == 0 else 12.5] for at, line in enumerate(lines_of(exact()))]
    apart = read(write(tmp_path / "banque.csv", lines))
    assert said(apart) == ["frais non comparés : Frais"]
    for line in lines[1:]:
        line[5] += 12.5
    inside = read(write(tmp_path / "banque.csv", lines))
    assert "« Échéance » : comprend les frais, comparée sans eux" in said(inside)
    assert plain(inside) == plain(apart)


def test_the_lines_of_one_loan_among_several(tmp_path: Path):
    lines = [["tranche", *FRENCH]]
    for rank in (1, 2):
        lines += [[f"{rank}_TR", *one.cells] for one in exact(rank)]
    path = write(tmp_path / "banque.csv", lines)
    assert len(read(path, "versement=1").lines) == 13
    assert len(read(path, "versement=2").lines) == 12
    with pytest.raises(TablesRefused, match="1_TR, 2_TR"):
        read(path, "versement=3")


def test_a_cell_that_means_nothing_is_kept_as_written(tmp_path: Path):
    lines = lines_of(exact())
    lines[3][3] = "n.c."
    (wrong,) = [line for line in read(write(tmp_path / "banque.csv", lines)).lines if line.unread]
    assert (wrong.rank, wrong.unread) == (3, {"interets": "n.c."})


def test_what_is_no_table_is_refused(tmp_path: Path):
    with pytest.raises(FileMissing):
        read(tmp_path / "absent.csv")
    (tmp_path / "banque.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(CannotRead):
        read(tmp_path / "banque.pdf")
    for lines in (
        [["Nom", "Adresse"], ["a", "b"]],
        [list(FRENCH)],
        [["N°", "Intérêts", "Intérêts", "Annuité"], [1, 2, 3, 5]],
    ):
        with pytest.raises(TablesRefused):
            read(write(tmp_path / "banque.csv", lines))
