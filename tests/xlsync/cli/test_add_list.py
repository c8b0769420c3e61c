"""`xlsync add` from a list and like another, and selections, as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync
from xlsync.model import Model, load
from xlsync.store import Store

AUNIS, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
SIRET = "20004161400252"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model of two conventions."""
    model = Model().add(load(AUNIS)).add(load(MOBY))
    Store.create(tmp_path / ".xlsync" / "model.db", model, author="test", origin="test", message="test")
    return tmp_path


def store(folder: Path) -> Store:
    return Store.open(folder / ".xlsync" / "model.db")


def add(folder: Path, *words: object) -> Outcome:
    return xlsync("add", "mixeur", "--list", "liste.csv", *words, folder=folder)


def listed(folder: Path, *lines: str) -> None:
    (folder / "liste.csv").write_text("\n".join(lines), encoding="utf-8")


LINES = (
    "Membres au 1er janvier;;;;",
    "Commune;SIRET;Statut;Habitants;Téléphone",
    f"Aunis Sud;{SIRET};collectivite;32 500;05",
    "Saint-Étienne;214202185;collectivité;174 082;04",
    "Lyon;;maire;520 000;04",
)


def test_a_dry_run_shows_each_line_and_takes_nothing(folder: Path):
    listed(folder, *LINES)
    before = fingerprint(folder)
    done = add(folder, "--dry-run", "--year", 2025, "--lang", "en")
    assert done.code == 1
    assert fingerprint(folder) == before
    lines = done.out.splitlines()
    assert f"3:1 {AUNIS}: changed" in lines
    assert "  3:4 contributions annee=2025 habitants: – → 32500" in lines
    assert any(line.startswith("4:1 mixeur/saint-etienne: new (") for line in lines)
    assert "liste.csv 5:3" in lines
    assert "  Note: liste.csv: columns not read: Téléphone" in lines
    assert "  Note: liste.csv: year given by --year: 2025 (lines: 2)" in lines
    assert "lines new: 1, changed: 1, unchanged: 0; cells refused: 1" in lines


def test_lines_that_are_sound_are_one_revision_and_the_others_are_refused(folder: Path):
    listed(folder, *LINES)
    done = add(folder, "--year", "2025", "--json")
    assert done.code == 1
    document = done.document
    assert (document["kind"], document["file"]) == ("mixeur", "liste.csv")
    assert [one["convention"] for one in document["new"]] == ["mixeur/saint-etienne"]
    assert [one["convention"] for one in document["changed"]] == [AUNIS]
    (wrong,) = document["refused"]
    assert set(wrong) == {"where", "what", "fix"}
    assert wrong["where"] == "5:3"
    assert document["revision"]["number"] == 2
    held = store(folder)
    assert held.conventions() == [AUNIS, "mixeur/saint-etienne", MOBY]
    assert held.convention("mixeur/saint-etienne").value("contributions", "2025", "habitants") == 174082
    again = add(folder, "--year", "2025", "--json").document
    assert [len(again[state]) for state in ("new", "changed", "unchanged")] == [0, 0, 2]
    assert again["revision"] is None
    assert xlsync("revert", "head", folder=folder).code == 0
    assert store(folder).conventions() == [AUNIS, MOBY]


def test_what_the_dry_run_says_is_what_is_done(folder: Path):
    listed(folder, *LINES)
    planned = add(folder, "--dry-run", "--year", "2025", "--json").document
    done = add(folder, "--year", "2025", "--json").document
    states = ("new", "changed", "unchanged", "refused", "notices")
    assert [planned[state] for state in states] == [done[state] for state in states]
    assert planned["revision"] is None


def test_new_ones_are_like_another(folder: Path):
    listed(folder, "Commune;Année;Statut", "Lyon;2026;structure")
    assert add(folder, "--like", AUNIS, "--json").code == 0
    data = store(folder).convention("mixeur/lyon")
    assert (data.fields["operateur"], data.fields["membre"], data.fields["date_signature"]) == (
        "Hespul",
        "Lyon",
        None,
    )
    assert len(data.records("perimetre")) == len(load(AUNIS).records("perimetre"))


def test_a_line_of_a_closed_year_is_refused_and_the_others_go_on(folder: Path):
    assert xlsync("close", AUNIS, 2025, folder=folder).code == 0
    listed(
        folder,
        "Commune;SIRET;Statut;derogation;Année",
        f"Aunis Sud;{SIRET};collectivite;1000;2025",
        "Lyon;;structure;;2026",
    )
    done = add(folder, "--json")
    assert done.code == 1
    assert [one["convention"] for one in done.document["new"]] == ["mixeur/lyon"]
    (wrong,) = done.document["refused"]
    assert wrong["where"] == "2:1"
    assert "reopen" in wrong["what"]
    assert store(folder).convention(AUNIS).value("contributions", "2025", "derogation") == 1750


def test_the_others_of_a_kind_with_a_closed_year_change(folder: Path):
    assert xlsync("close", AUNIS, 2025, folder=folder).code == 0
    listed(folder, "Convention;Membre;SIRET;autres_parties", f"{AUNIS};;;Département", "neuve;Neuve;;")
    assert add(folder, "--json").code == 0
    assert store(folder).convention(AUNIS).fields["autres_parties"] == "Département"


@pytest.mark.parametrize(
    "words",
    [
        ("add", AUNIS, "--list", "liste.csv"),
        ("add", "mixeur/neuve", "--dry-run"),
        ("add", "mixeur/neuve", "--year", "2025"),
        ("add", "mixeur/neuve", "--from", "liste.csv", "--like", AUNIS),
        ("add", "mixeur/neuve", "--like", MOBY),
        ("add", "mixeur/neuve", "--like", "mixeur/absente"),
        ("add", AUNIS, "--like", AUNIS),
        ("add", "mixeur", "--list", "liste.csv", "--year", "1900"),
        ("add", "moby", "--list", "liste.csv", "--year", "2025"),
        ("add", "mixeur", "--list", "liste.csv", "--like", MOBY),
        ("add", "mixeur", "--list", "absente.csv"),
        ("build", "intracting"),
        ("build", "--where", "habitants > 999 999"),
        ("export", "--where", "inconnu = 1"),
        ("build", "mixeur", "moby", "--amendment", "1"),
    ],
    ids=" ".join,
)
def test_misuse_is_one_sentence(words: tuple[str, ...], folder: Path):
    listed(folder, "Commune;Année;Statut", "Lyon;2026;structure")
    before = fingerprint(folder)
    refused(xlsync(*words, folder=folder))
    refused(xlsync(*words, "--lang", "en", folder=folder))
    assert fingerprint(folder) == before


def test_headings_that_name_nobody_take_nothing(folder: Path):
    listed(folder, "Habitants;Statut", "12;structure")
    done = add(folder, "--json")
    assert done.code == 2
    assert done.document["revision"] is None
    assert [one["file"] for one in done.document["problems"]] == ["liste.csv"]


def test_one_like_another_says_what_it_does_not_take(folder: Path):
    done = xlsync("add", "mixeur/neuve", "--like", AUNIS, "--json", folder=folder)
    assert done.code == 0
    left = {(one["table"], one["column"]): one["count"] for one in done.document["left"]}
    assert left["contributions", ""] == 1
    assert left["conventions", "membre_siret"] == 1
    assert done.document["like"] == AUNIS
    said = xlsync("add", "mixeur/autre", "--like", AUNIS, folder=folder).out
    assert "conventions membre_siret – SIRET ou SIREN du membre" in said
    assert store(folder).convention("mixeur/neuve").fields["operateur"] == "Hespul"


def test_commands_are_about_kinds_and_conditions(folder: Path):
    words = ("--where", "statut = collectivite et date_signature >= 01/01/2025", "--json")
    done = xlsync("build", *words, folder=folder)
    assert [one["convention"] for one in done.document["workbooks"]] == [AUNIS]
    assert xlsync("export", "moby", "--out", "tables", folder=folder).code == 0
    assert {path.name.partition(".")[0] for path in (folder / "tables").glob("*.csv")} == {"moby"}
    (folder / "liste.txt").write_text("annexes/mixeur-aunis-sud.xlsx\n", encoding="utf-8")
    status = xlsync("status", "@liste.txt", "--json", folder=folder)
    assert [one["file"] for one in json.loads(status.out)["files"]] == ["annexes/mixeur-aunis-sud.xlsx"]


TITLE = "Convention de participation à la communauté Mixeur – Aunis Sud / HESPUL"


@pytest.mark.parametrize("title", [TITLE, TITLE.partition(" /")[0], "Aunis Sud"])
def test_titles_under_the_heading_of_identifiers_are_refused_by_their_cell(folder: Path, title: str):
    """« Convention » is the heading of the identifier, kind/name: a title is no identifier."""
    listed(
        folder, "Convention;Statut;Habitants", f"{title};collectivite;32 500", f"{AUNIS};collectivite;32 500"
    )
    before = store(folder).head()
    for lang, what, fix in (
        (
            "fr",
            "n’est pas une convention de ce type : mixeur/nom, sans accent",
            "un titre va dans une colonne « titre »",
        ),
        ("en", "is no agreement of this kind (mixeur/name", "a title goes into a column “titre”"),
    ):
        done = add(folder, "--dry-run", "--year", 2025, "--lang", lang)
        lines = done.out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
        at = lines.index("liste.csv 2:1")
        assert done.code == 1
        assert title in lines[at + 1]
        assert what in lines[at + 1]
        assert fix in lines[at + 2]
        assert f"3:1 {AUNIS}" in done.out
    assert store(folder).head() == before
