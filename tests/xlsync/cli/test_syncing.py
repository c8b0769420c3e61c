"""`status`, `pull`, `push`, `sync` and `revert` as people run them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.running import fingerprint, xlsync
from tests.xlsync.sync.desks import choose, type_in
from xlsync.annexbook.conflict_sheet import read_lines
from xlsync.workbook import Workbook

INTRACTING, MOBY = "annexes/intracting-noyarey.xlsx", "annexes/moby-ille-et-vilaine.xlsx"
AMOUNT = ("versements", "versement=1", "montant")
COMMUNES = ("champs", "", "nombre_communes")
KEYS = {
    "file", "convention", "revision", "workbook_changes", "model_changes", "settled", "conflicts",
    "overrides", "proposals", "problems", "notices", "written", "committed", "plan", "receipt",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model of the shipped conventions and two annex workbooks."""
    folder = tmp_path_factory.mktemp("built")
    assert xlsync("build", "intracting/noyarey", "moby/ille-et-vilaine", folder=folder).code in (0, 1)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(built, tmp_path / "work")


def test_what_was_just_built_is_up_to_date(folder: Path) -> None:
    before = fingerprint(folder)
    outcome = xlsync("status", "annexes", "--json", folder=folder)
    assert outcome.code == 0
    assert [set(one) for one in outcome.document["files"]] == [KEYS, KEYS]
    assert [one["convention"] for one in outcome.document["files"]] == [
        "intracting/noyarey",
        "moby/ille-et-vilaine",
    ]
    assert fingerprint(folder) == before


def test_status_then_pull_then_status(folder: Path) -> None:
    cell = type_in(folder / INTRACTING, AMOUNT, 170001)
    seen = xlsync("status", INTRACTING, "--json", folder=folder)
    assert seen.code == 1
    (change,) = seen.document["files"][0]["workbook_changes"]
    assert change == {
        "table": "versements",
        "key": {"versement": "1"},
        "column": "montant",
        "base": 170000,
        "workbook": 170001,
        "cell": cell,
    }
    taken = xlsync("pull", INTRACTING, folder=folder)
    assert taken.code == 0
    assert "pris dans le modèle" in taken.out
    assert "170\u00a0000 → 170\u00a0001" in taken.out
    assert xlsync("status", INTRACTING, folder=folder).out.rstrip().endswith("à jour")
    (revision,) = xlsync("log", "-n", "1", "--json", folder=folder).document["revisions"]
    assert revision["origin"] == "pull"


def test_push_writes_what_the_model_changed_and_revert_undoes_it(folder: Path) -> None:
    assert xlsync("set", "moby/ille-et-vilaine", "champs", "-", "nombre_annees", "3", folder=folder).code == 0
    assert xlsync("status", MOBY, folder=folder).code == 1
    pushed = xlsync("push", MOBY, "--lang", "en", folder=folder)
    assert pushed.code == 0
    assert "Changed in the model: 1 (written into the workbook)" in pushed.out
    reverted = xlsync("revert", "head", "--json", folder=folder)
    assert reverted.code == 0
    assert reverted.document["revision"]["origin"] == "revert"
    back = xlsync("sync", MOBY, "--json", folder=folder).document["files"][0]
    assert [(one["base"], one["model"]) for one in back["model_changes"]] == [(3, 2)]
    assert xlsync("status", "annexes", folder=folder).code == 0


def test_a_conflict_is_chosen_in_the_sheet(folder: Path) -> None:
    type_in(folder / INTRACTING, AMOUNT, 170001)
    xlsync("set", "intracting/noyarey", "versements", "1", "montant", "180000", folder=folder)
    seen = xlsync("sync", INTRACTING, folder=folder)
    assert seen.code == 1
    assert (
        "base 170\u00a0000\N{NO-BREAK SPACE}; classeur 170\u00a0001\N{NO-BREAK SPACE}; modèle 180\u00a0000"
        in seen.out
    )
    assert "→ choisir dans la feuille Conflits" in seen.out
    (line,) = read_lines(Workbook.open(folder / INTRACTING))
    assert line.place == AMOUNT
    assert "→ choisir dans la feuille Conflits" in xlsync("status", INTRACTING, folder=folder).out
    choose(folder / INTRACTING, AMOUNT, "CLASSEUR ")
    assert "tous les choix sont faits" in xlsync("status", INTRACTING, folder=folder).out
    settled = xlsync("sync", INTRACTING, folder=folder)
    assert settled.code == 0
    assert "tout est appliqué" in settled.out
    assert "Conflits réglés" in settled.out
    assert "Annexe 2-C!B8, Versement 1, Montant (€)" in settled.out
    assert "retenu 170\u00a0001" in settled.out
    assert "pris dans le modèle" not in settled.out
    assert xlsync("status", INTRACTING, folder=folder).code == 0


@pytest.mark.parametrize(
    ("choice", "chosen"), [("Modele", 180000), ("base", 170000), ("177 500,50", 177500.5), (177000.0, 177000)]
)
def test_a_settled_conflict_is_said_once_with_what_was_chosen(
    folder: Path, choice: object, chosen: float
) -> None:
    type_in(folder / INTRACTING, AMOUNT, 170001)
    xlsync("set", "intracting/noyarey", "versements", "1", "montant", "180000", folder=folder)
    xlsync("sync", INTRACTING, folder=folder)
    choose(folder / INTRACTING, AMOUNT, choice)
    (found,) = xlsync("sync", INTRACTING, "--json", folder=folder).document["files"]
    (settled,) = found["settled"]
    assert [settled[side] for side in ("base", "workbook", "model", "chosen")] == [
        170000,
        170001,
        180000,
        chosen,
    ]
    assert not found["workbook_changes"] + found["model_changes"] + found["conflicts"]
    assert (found["committed"] is None) == (chosen == 180000)


def test_the_author_of_a_copy_that_came_back_is_named(folder: Path) -> None:
    for name, value in (("a", 3), ("b", 4)):
        (folder / name).mkdir()
        shutil.copy(folder / MOBY, folder / name / "moby.xlsx")
        type_in(folder / name / "moby.xlsx", COMMUNES, value)
    assert xlsync("pull", "a/moby.xlsx", "--author", "Ville A", folder=folder).code == 0
    second = xlsync("sync", "b/moby.xlsx", "--author", "Ville B", folder=folder)
    assert "Annexe 3!C6, Nombre de communes" in second.out
    assert "(par Ville A)" in second.out
    (line,) = read_lines(Workbook.open(folder / "b" / "moby.xlsx"))
    assert line.author == "Ville A"


def test_years_are_not_grouped(folder: Path) -> None:
    type_in(folder / INTRACTING, ("versements", "versement=1", "annee_versement"), 2025)
    assert "Année de versement\u00a0: 2024 → 2025" in xlsync("status", INTRACTING, folder=folder).out


def test_a_workbook_of_a_later_version_is_refused(folder: Path) -> None:
    book = Workbook.open(folder / MOBY)
    book.set_custom_properties({"xlsync_schema": "moby 99"})
    book.save(folder / MOBY)
    for command in ("status", "pull", "push", "sync"):
        outcome = xlsync(command, MOBY, "--lang", "en", folder=folder)
        assert outcome.code == 2
        assert "follows version 99 of the schema moby" in outcome.err


def test_what_a_member_may_not_change_waits_for_accept(folder: Path) -> None:
    type_in(folder / MOBY, COMMUNES, 3)
    proposed = xlsync("pull", MOBY, "--from", "member", folder=folder)
    assert proposed.code == 1
    assert "Propositions du membre" in proposed.out
    assert "--accept" in proposed.out
    assert xlsync("pull", MOBY, "--from", "member", "--accept", folder=folder).code == 0
    assert xlsync("status", MOBY, "--from", "member", folder=folder).code == 0


def test_a_computed_cell_typed_over_is_said_with_its_formula(folder: Path) -> None:
    type_in(folder / MOBY, ("acomptes", "rang=1", "ht"), 100)
    outcome = xlsync("status", MOBY, folder=folder)
    assert outcome.code == 1
    assert "100 au lieu de =" in outcome.out
    assert "rétablir, ou déroger" in outcome.out


def test_one_bad_file_in_a_folder_does_not_stop_the_others(folder: Path) -> None:
    (folder / "annexes" / "mauvais.xlsx").write_text("pas un classeur", encoding="utf-8")
    type_in(folder / MOBY, COMMUNES, 3)
    outcome = xlsync("status", "annexes", "--json", folder=folder)
    assert outcome.code == 2
    assert [len(one["workbook_changes"]) for one in outcome.document["files"]] == [0, 1]
    assert [Path(one["file"]).name for one in outcome.document["errors"]] == ["mauvais.xlsx"]
    text = xlsync("status", "annexes", folder=folder).out
    assert (
        text.rstrip()
        .replace("\N{NO-BREAK SPACE}", " ")
        .endswith("Classeurs : 3 ; à jour : 1 ; à traiter : 1 ; refusés : 1")
    )


def test_each_file_has_the_model_of_its_own_folder(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    assert xlsync("status", folder / "annexes", folder=elsewhere).code == 0
    assert (
        xlsync("status", folder / MOBY, "--store", folder / ".xlsync" / "model.db", folder=elsewhere).code
        == 0
    )


def test_an_unknown_revision_needs_a_base(folder: Path) -> None:
    shutil.copy(folder / ".xlsync" / "model.db", folder / "avant.db")
    xlsync("set", "moby/ille-et-vilaine", "champs", "-", "nombre_communes", "3", folder=folder)
    xlsync("push", MOBY, folder=folder)
    old = ("--store", folder / "avant.db")
    lost = xlsync("status", MOBY, *old, folder=folder)
    assert lost.code == 1
    assert "Conflits" in lost.out
    assert "révision" in lost.out
    chosen = xlsync("status", MOBY, "--base", "head", *old, "--json", folder=folder).document["files"][0]
    assert [one["workbook"] for one in chosen["workbook_changes"]] == [3]
    assert not chosen["conflicts"]
