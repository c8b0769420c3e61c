"""`xlsync export --etat-dette`: what it writes, what it says, and how it ends."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.running import fingerprint, xlsync

CONVENTION = "intracting/noyarey"
DATES = {1: "13/12/2024", 2: "12/12/2025", 3: "14/12/2026"}
"""A hypothesis: the documents give no value date."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model of the shipped conventions."""
    folder = tmp_path_factory.mktemp("dette")
    assert xlsync("build", "mixeur/aunis-sud", folder=folder).code == 0
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "dette")


def dated(folder: Path, *ranks: int) -> Path:
    for rank in ranks:
        assert (
            xlsync("set", CONVENTION, "calendrier", rank, "date_valeur", DATES[rank], folder=folder).code == 0
        )
    return folder


def rows(folder: Path, name: str = "etat-dette-2026/etat_dette_2026.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_three_dated_tranches_make_three_lines(folder: Path) -> None:
    """The figures of `tests/xlsync/model/test_etat_dette.py`, where they are worked out by hand."""
    outcome = xlsync("export", "--etat-dette", 2026, "--json", folder=dated(folder, 1, 2, 3))
    assert outcome.code == 0, outcome.err
    document = outcome.document
    assert (document["year"], document["outside"], document["problems"]) == (2026, [], [])
    assert [line["MtCapitalRestDu_31_12"] for line in document["loans"]] == [146608.16, 157324.87, 160000.0]
    assert document["total"]["MtICNE"] == 438.0
    assert document["files"] == ["etat-dette-2026/etat_dette_2026.csv", "etat-dette-2026/datapackage.json"]
    assert [row["MtICNE"] for row in rows(folder)] == ["138.46", "157.32", "142.22"]


def test_a_person_reads_amounts_and_their_total(folder: Path) -> None:
    dated(folder, 1, 2)
    outcome = xlsync("export", "--etat-dette", 2025, "--lang", "fr", folder=folder)
    text = outcome.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "158 419,88" in text
    assert "328 419,88" in text  # 158 419,88 + 170 000,00
    assert "158,419.88" in xlsync("export", "--etat-dette", 2025, "--lang", "en", folder=folder).out


def test_a_missing_date_is_said_and_the_others_are_made(folder: Path) -> None:
    outcome = xlsync("export", "--etat-dette", 2026, "--json", folder=dated(folder, 1, 3))
    assert outcome.code == 1
    (problem,) = outcome.document["problems"]
    assert problem["where"] == f"{CONVENTION} calendrier versement=2 date_valeur"
    assert [row["emprunt"] for row in rows(folder)] == ["versement=1", "versement=3"]
    said = xlsync("export", "--etat-dette", 2026, folder=folder).out
    assert "« Date de valeur »" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_the_bound_may_be_given(folder: Path) -> None:
    """18 days instead of 17: 146 608,16 × 2 % × 18/360 = 146,60816."""
    dated(folder, 1, 2, 3)
    out = xlsync("export", "--etat-dette", 2026, "--borne", "incluse", "--out", "autre", folder=folder)
    assert out.code == 0
    assert rows(folder, "autre/etat_dette_2026.csv")[0]["MtICNE"] == "146.61"


def test_a_loan_that_is_still_to_come_is_named(folder: Path) -> None:
    dated(folder, 1, 2, 3)
    outcome = xlsync("export", CONVENTION, "--etat-dette", 2025, "--json", folder=folder)
    assert outcome.code == 0
    assert outcome.document["outside"] == [{"convention": CONVENTION, "emprunt": "versement=3"}]


def test_a_convention_without_loans_gives_no_line(folder: Path) -> None:
    outcome = xlsync("export", "mixeur/aunis-sud", "--etat-dette", 2026, "--json", folder=folder)
    assert outcome.code == 0
    assert outcome.document["loans"] == []
    assert rows(folder) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--borne", "exclue"),
        ("--etat-dette", "2026", "--borne", "ouverte"),
        ("--etat-dette", "2026", "--format", "parquet"),
        ("--etat-dette", "26"),
        ("--etat-dette", "2026", "intracting/ailleurs"),
    ],
)
def test_a_refusal_writes_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    before = fingerprint(folder)
    outcome = xlsync("export", *arguments, folder=folder)
    assert outcome.code == 2
    assert len(outcome.sentences) == 1
    assert fingerprint(folder) == before
