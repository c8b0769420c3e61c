"""`explain` says values as their cells show them: the annexes of Moby, whose annexe 4 prints these figures.

Annexe 4: quote of 14/09/2022, valid until 13/11/2022, VAT at 20 %, payments of 30, 40 and 30 % on 15/10/2022,
15/07/2023 and 15/06/2024. That 15/10/2022 is a Saturday is what Python's calendar says.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.xlsync.cli.running import xlsync
from xlsync.build import build
from xlsync.workbook import Workbook

FILE = "moby-ille-et-vilaine.xlsx"
FIRST_WORKING_DAY, FIRST_DUE, RATE, VALID_UNTIL = (
    "Annexe 4 Acomptes!H6", "Annexe 4 Acomptes!D6", "Annexe 4 Devis!C6", "Annexe 4 Devis!C10",
)  # fmt: skip
COMMUNES, OBLIGED = "Annexe 3!C6", "Annexe 3!C24"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    build(["moby/ille-et-vilaine"], folder, str(folder / ".xlsync" / "model.db"))
    return folder


def _lines(folder: Path, *words: str) -> list[str]:
    done = xlsync("explain", FILE, *words, folder=folder)
    assert done.code == 0
    return [line.strip() for line in done.out.splitlines()]


def test_a_date_is_shown_as_a_date_in_both_languages(folder: Path) -> None:
    assert datetime.date(2022, 10, 15).isoweekday() == 6
    french, english = (_lines(folder, FIRST_WORKING_DAY, "--lang", lang) for lang in ("fr", "en"))
    assert french[0] == f"{FIRST_WORKING_DAY} (tblAcomptes[Premier jour ouvré]) = 17/10/2022"
    assert english[0] == f"{FIRST_WORKING_DAY} (tblAcomptes[Premier jour ouvré]) = 2022-10-17"
    assert "JOURS.AJUSTER = 17/10/2022" in french
    assert "JOURS.AJUSTER = 2022-10-17" in english
    assert f"{FIRST_DUE} (tblAcomptes[Échéance]) = 15/10/2022" in french
    assert f"{FIRST_DUE} (tblAcomptes[Échéance]) = 2022-10-15" in english


def test_the_document_says_dates_in_iso_form(folder: Path) -> None:
    found = xlsync("explain", FILE, FIRST_WORKING_DAY, "--json", folder=folder).document
    assert found["value"] == found["calls"][0]["result"] == "2022-10-17"
    assert found["precedents"][0]["values"] == ["2022-10-15"]


def test_the_validity_of_the_quote_is_that_of_the_document(folder: Path) -> None:
    first, *below = _lines(folder, VALID_UNTIL, "--depth", "2")
    assert first.endswith(" = 13/11/2022")
    assert any(line.endswith("(date_devis) = 14/09/2022") for line in below)


def test_what_a_date_moves_is_said_as_dates_too(folder: Path) -> None:
    moved = _lines(folder, FIRST_DUE, "--dependents")
    assert moved[0].endswith(" = 15/10/2022")
    assert any(line.endswith("= 15/10/2022 ; 15/07/2023 ; 15/06/2024") for line in moved)
    found = xlsync("explain", FILE, FIRST_DUE, "--dependents", "--json", folder=folder).document
    values = [one["values"] for level in found["dependents"] for one in level]
    assert ["2022-10-15", "2023-07-15", "2024-06-15"] in values


def test_a_rate_is_shown_as_a_percentage_and_stays_a_number_for_programs(folder: Path) -> None:
    assert _lines(folder, RATE)[0].endswith(" = 20\N{NO-BREAK SPACE}%")
    assert _lines(folder, RATE, "--lang", "en")[0].endswith(" = 20%")
    assert xlsync("explain", FILE, RATE, "--json", folder=folder).document["value"] == 0.2
    (parts,) = (line for line in _lines(folder, "Annexe 4 Acomptes!E6") if "Part" in line and "C6:C8" in line)
    assert parts.endswith("= 30\N{NO-BREAK SPACE}% ; 40\N{NO-BREAK SPACE}% ; 30\N{NO-BREAK SPACE}%")


def test_an_empty_cell_is_said_blank(folder: Path) -> None:
    assert _lines(folder, "Annexe 4 Devis!C4") == ["Annexe 4 Devis!C4 = vide", "saisie"]
    assert _lines(folder, "Annexe 4 Devis!C4", "--lang", "en") == ["Annexe 4 Devis!C4 = blank", "typed"]


def test_an_error_is_said_as_the_cell_shows_it(folder: Path, tmp_path: Path) -> None:
    """No document gives the price of 43 communes for two establishments."""
    book = Workbook.open(folder / FILE)
    book.sheet("Annexe 3").set_value((6, 3), 43.0)
    book.save(tmp_path / FILE)
    assert _lines(tmp_path, OBLIGED)[0].endswith(" = #N/A")
    moved = _lines(tmp_path, COMMUNES, "--dependents")
    assert moved[0].endswith(" = 43")
    assert any("#N/A" in line for line in moved)
    assert xlsync("explain", FILE, OBLIGED, "--json", folder=tmp_path).document["value"] == "#N/A"
