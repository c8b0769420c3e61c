"""The story of an Intracting advance, `xlsync/cli/intracting.md`: commands run, figures computed anew.

The state of debt is that of `tests.xlsync.model.lived`, in exact fractions from the agreement; readings,
savings and objectives come from the rule that the page states (`intracting_files`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.build.opened import Annex
from tests.xlsync.cli.intracting_files import Rule, number
from tests.xlsync.cli.pages import Page, Step, plain
from tests.xlsync.cli.running import Outcome, xlsync
from tests.xlsync.model.lived import Line, Repaid, Spread, lived, state_of, year
from tests.xlsync.model.tranches import DATES, INTRACTING, RATE, TERMS, cents, days
from xlsync.conventions import parse_key

PAGE = Page(ROOT / "xlsync" / "cli" / "intracting.md")
RULE = Rule(PAGE)
BOOK = Path("annexes") / "intracting-noyarey.xlsx"
YEARS = range(2024, 2042)
FIGURE = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+,\d+")

EVENTS: dict[int, tuple[Repaid | Spread, ...]] = {
    1: (Repaid(date(2028, 6, 1), Fraction(50_000)),),
    2: (Spread(date(2030, 3, 1), 11),),
    3: (),
}
LOANS = {
    rank: lived(capital, RATE, left, DATES[rank], EVENTS[rank]) for rank, (capital, left) in TERMS.items()
}

MEASURES = {
    "MtCapitalRestDu_01_01": "CRD au 1er janvier",
    "MtCapitalExer": "Capital",
    "MtIntExer": "Intérêts",
    "MtICNE": "ICNE",
    "MtCapitalRestDu_31_12": "CRD au 31 décembre",
}
"""Names of the budget file, and headings of the page in their order."""


@dataclass
class Story:
    """What the commands of the page gave, from an empty folder."""

    folder: Path
    told: list[tuple[Step, list[Outcome]]] = field(default_factory=list)

    def printed(self) -> str:
        """All that they printed, and what was typed."""
        words = (" ".join(command.words) for step, _ in self.told for command in step.commands)
        texts = (one.out + one.err for _, outcomes in self.told for one in outcomes)
        return plain(" ".join([*words, *texts]))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    found = Story(tmp_path_factory.mktemp("histoire"))
    RULE.write(found.folder)
    for step in PAGE.steps():
        outcomes = [xlsync(*command.words, folder=found.folder) for command in step.commands]
        found.told.append((step, outcomes))
    return found


@pytest.fixture(scope="module")
def annex(story: Story) -> Annex:
    """The workbook at the end of 2030."""
    return Annex.open(story.folder / BOOK)


# --- what the page says


def test_every_command_ends_as_the_page_says(story: Story) -> None:
    for step, outcomes in story.told:
        for command, outcome in zip(step.commands, outcomes, strict=True):
            assert outcome.code == command.code, (command, outcome)


def test_what_the_page_quotes_is_printed_in_that_order(story: Story) -> None:
    assert sum(bool(step.quoted) for step, _ in story.told) >= 6
    for step, outcomes in story.told:
        printed, at = plain(" ".join(one.out + one.err for one in outcomes)), 0
        for quoted in step.quoted:
            assert quoted in printed[at:], (quoted, step.commands)
            at = printed.index(quoted, at) + len(quoted)


def test_figures_of_its_sentences_are_printed_or_typed(story: Story) -> None:
    prose, held = plain(PAGE.prose()), story.printed() + plain(PAGE.tables())
    advance = f"{sum(capital for capital, _ in TERMS.values()):,}".replace(",", " ")
    assert advance in prose
    for figure in set(FIGURE.findall(prose)) - {advance}:
        assert figure in held
    shares = re.findall(r"(\d+) %", prose)
    assert shares
    for share in shares:
        assert f"0,{int(share):02}" in held


def test_the_files_begin_as_it_says(story: Story) -> None:
    for name, heading, first in PAGE.table("Fichier")[1:]:
        path = story.folder / name.split(" ")[0]
        assert path.read_text(encoding="utf-8").splitlines()[:2] == [heading, first]


# --- the state of debt, each year


def exported(story: Story, wanted: int) -> dict[int, dict[str, Fraction]]:
    """The lines of the export of a year, by payment of the advance."""
    path = story.folder / f"etat-dette-{wanted}" / f"etat_dette_{wanted}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            int(row["emprunt"].removeprefix("versement=")): {name: Fraction(row[name]) for name in MEASURES}
            for row in csv.DictReader(file)
        }


def expected(wanted: int) -> dict[int, dict[str, Fraction]]:
    states = {rank: state_of(lines, RATE, DATES[rank], wanted) for rank, lines in LOANS.items()}
    return {rank: state for rank, state in states.items() if state}


@pytest.mark.parametrize("wanted", YEARS)
def test_the_state_of_debt_of_each_loan(wanted: int, story: Story) -> None:
    assert exported(story, wanted) == expected(wanted)


def test_the_totals_that_the_page_shows() -> None:
    headings, *rows = PAGE.table("Exercice")
    assert headings[1:] == list(MEASURES.values())
    assert [int(row[0]) for row in rows] == [wanted for wanted in YEARS if expected(wanted)]
    for row in rows:
        lines = expected(int(row[0])).values()
        assert list(map(number, row[1:])) == [sum(line[name] for line in lines) for name in MEASURES]


def test_every_loan_is_repaid_in_full() -> None:
    for rank, (capital, _) in TERMS.items():
        assert sum(line.principal for line in LOANS[rank]) == capital
    assert max(line.day for lines in LOANS.values() for line in lines) == date(2040, 12, 12)


def test_the_sheet_shows_the_year_that_was_chosen(annex: Annex) -> None:
    columns = {
        "MtCapitalRestDu_01_01": "crd_ouverture", "MtCapitalExer": "capital", "MtIntExer": "interets_payes",
        "MtICNE": "icne", "MtCapitalRestDu_31_12": "crd_cloture",
    }  # fmt: skip
    for rank, measures in expected(2030).items():
        found = {name: annex.value("dette", f"versement={rank}", columns[name]) for name in columns}
        assert found == {name: float(amount) for name, amount in measures.items()}
        before = expected(2029)[rank]["MtICNE"]
        charge = measures["MtIntExer"] + measures["MtICNE"] - before
        assert annex.value("dette", f"versement={rank}", "charge") == float(charge)


def test_the_closed_year_is_as_it_was(story: Story) -> None:
    years = xlsync("close", INTRACTING, "--json", folder=story.folder).document["years"]
    assert [one["year"] for one in years] == [2026]
    kept = {
        (parse_key(one["key"])["emprunt"], one["column"]): Fraction(one["value"])
        for one in years[0]["figures"]
        if one["table"] == "etat_dette"
    }
    assert kept == {
        (f"versement={rank}", name): amount
        for rank, measures in expected(2026).items()
        for name, amount in measures.items()
    }


# --- late payment, article 6.4


def test_the_late_payment(annex: Annex) -> None:
    due, received, asked = date(2026, 12, 14), date(2027, 1, 20), date(2026, 12, 31)
    late, amount = RATE + Fraction(3, 100), LOANS[2][0].paid
    assert amount == Fraction("16075.13")
    interest = {day: cents(amount * late * Fraction(days(due, day), 360)) for day in (received, asked)}
    quoted = " ".join(line for step in PAGE.steps() for line in step.quoted)
    for shown in (interest[received], interest[asked], amount + interest[asked]):
        assert f"= {float(shown):.2f}".replace(".", ",") in quoted
    [key] = [
        at
        for table, at, column in annex.cells
        if (table, column) == ("paiements", "rang") and at.startswith("versement=2;rang=1;")
    ]
    assert annex.value("paiements", key, "exigible_le") == due
    assert annex.value("paiements", key, "interets_retard") == float(interest[received])


# --- balance of each year, articles 6.2, 7.5 and 8.6


def paid(wanted: int) -> Fraction:
    """What the advance costs in a year, early repayment included."""
    return sum((line.paid for line in _lines(wanted)), Fraction(0))


def _lines(wanted: int) -> Iterator[Line]:
    for lines in LOANS.values():
        yield from year(lines, wanted)


@pytest.mark.parametrize("wanted", RULE.years)
def test_the_balance_of_each_year(wanted: int, annex: Annex) -> None:
    key, saved, objective, gain = (
        f"annee={wanted}",
        RULE.saved(wanted),
        RULE.objective(wanted),
        RULE.gain(wanted),
    )
    positive = saved >= objective
    assert positive is (wanted < 2029)
    amounts = {
        "evitee_suivie": saved, "objectif_kwh": objective, "gain_suivi": gain, "echeances": paid(wanted),
        "couverture": gain - paid(wanted),
        "economies_cumulees": sum(RULE.gain(one) for one in RULE.years if one <= wanted),
        "echeances_cumulees": sum(paid(one) for one in range(2024, wanted + 1)),
    }  # fmt: skip
    for name, amount in amounts.items():
        assert annex.value("bilan", key, name) == pytest.approx(float(amount), abs=1e-6), name
    assert annex.value("bilan", key, "bilan") == ("positif" if positive else "négatif")
    headings, *rows = PAGE.table("Bilan")
    shown = {row[0]: row[headings.index(str(wanted))] for row in rows}
    assert shown.pop("Bilan") == annex.value("bilan", key, "bilan")
    names = ("evitee_suivie", "objectif_kwh", "gain_suivi", "echeances", "couverture")
    assert list(map(number, shown.values())) == [round(amounts[name]) for name in names]


@pytest.mark.parametrize("wanted", RULE.years)
def test_each_meter_of_each_year(wanted: int, annex: Annex) -> None:
    for meter in RULE.meters:
        key = f"batiment={meter.building};energie={meter.energy};annee={wanted}"
        amounts = {
            "initiale": RULE.initial(meter), "reference": RULE.reference(meter, wanted),
            "evitee": RULE.avoided(meter, wanted),
            "gain": RULE.avoided(meter, wanted) * RULE.price(meter, wanted) / 1000,
            "inaction": RULE.reference(meter, wanted) * RULE.price(meter, wanted) / 1000,
        }  # fmt: skip
        for name, amount in amounts.items():
            assert annex.value("suivi_annuel", key, name) == pytest.approx(float(amount), abs=1e-6), name
        assert annex.value("suivi_annuel", key, "etat") == "complet"


def test_annexe_3_shows_the_last_year(annex: Annex) -> None:
    assert annex.book.sheet("Annexe 3").cells[1, 1].value == "Annexe 3 – Indicateurs de suivi – année 2030"
    initial = sum(RULE.initial(meter) for meter in RULE.meters)
    total = {
        "superficie": 900 + 1400, "superficie_scolaire": 900, "gain": RULE.gain(2030),
        "reduction": RULE.saved(2030) / initial, "evitee_m2": RULE.saved(2030) / 2300,
    }  # fmt: skip
    for name, amount in total.items():
        assert annex.value("indicateurs.total", "", name) == pytest.approx(float(amount), abs=1e-6), name


def test_the_plan_follows_both_amendments(story: Story, annex: Annex) -> None:
    before = Annex.open(story.folder / "annexes" / "intracting-noyarey-2027-12-31.xlsx")
    for wanted in YEARS:
        assert annex.value("plan", f"annee={wanted}", "annuite") == pytest.approx(
            float(paid(wanted)), abs=1e-6
        )
    unchanged = [lived(capital, RATE, left, DATES[rank]) for rank, (capital, left) in TERMS.items()]
    for wanted in range(2024, 2039):
        amount = sum(line.paid for lines in unchanged for line in year(lines, wanted))
        assert before.value("plan", f"annee={wanted}", "annuite") == pytest.approx(float(amount), abs=1e-6)
    assert annex.value("champs", "", "date_terme") == date(2040, 12, 12)
    assert annex.errors() == before.errors() == []
