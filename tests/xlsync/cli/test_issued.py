"""What was issued: kept, refused where it is not fit, never written over, exported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import xlsync
from tests.xlsync.cli.issues import (
    BOOK,
    CELL,
    DUE,
    MIXEUR,
    MOBY,
    NEXT,
    PARTY,
    USERS,
    change,
    copied,
    folder,
    issued,
    model,
    stale,
    the_issue,
    typed_over,
)
from tests.xlsync.cli.running import fingerprint
from tests.xlsync.cli.running import xlsync as run
from tests.xlsync.sync.desks import type_in
from xlsync.annexbook.annex import read_file
from xlsync.build.series import MANIFEST
from xlsync.store import Store
from xlsync.workbook import Workbook

__all__ = ["folder", "model"]


# --- what is kept


def test_an_issue_says_what_was_sent_and_gives_its_bytes_back(folder: Path) -> None:
    (one,) = issued(folder)
    head = run("log", "--json", folder=folder).document["revisions"][0]["id"]
    assert {name: one[name] for name in ("date", "convention", "recipient", "revision", "file_name")} == {
        "date": "2026-11-30", "convention": MIXEUR, "recipient": PARTY, "revision": head,
        "file_name": Path(BOOK).name,
    }  # fmt: skip
    assert one["program"] == xlsync.__version__
    listed = run("issued", folder=folder).out.replace("\n", " ")
    assert all(said in listed for said in (str(one["id"]), "30/11/2026", MIXEUR, PARTY, head))
    assert run("issued", str(one["id"]).lower(), "--out", "rendu.xlsx", folder=folder).code == 0
    assert (folder / "rendu.xlsx").read_bytes() == (folder / BOOK).read_bytes()


def test_a_trial_and_a_day_are_said_of_their_issue(folder: Path) -> None:
    assert run("amend", MIXEUR, "--effect", "01/01/2027", "--object", "Essai", folder=folder).code == 0
    change_under_draft = ("set", MIXEUR, "montant_exceptionnel", 1900, "--amendment", 1)
    assert run(*change_under_draft, folder=folder).code == 0
    assert run("build", MIXEUR, "--amendment", 1, "--to", PARTY, folder=folder).code == 0
    assert run("build", MIXEUR, "--at", "31/12/2026", "--to", PARTY, folder=folder).code == 0
    at, trial, plain = issued(folder)
    assert [(one["at"], one["amendment"]) for one in (at, trial, plain)] == [
        ("2026-12-31", None), (None, 1), (None, None),
    ]  # fmt: skip
    listed = run("issued", folder=folder).out.replace("\u00a0", " ")
    assert "projet d’avenant n° 1" in " ".join(listed.split())
    told = run("issued", str(trial["id"]), folder=folder).out.replace("\u00a0", " ")
    assert "projet d’avenant n° 1" in told
    assert "au 31/12/2026" in run("issued", str(at["id"]), folder=folder).out.replace("\u00a0", " ")


def test_the_same_bytes_to_the_same_party_on_the_same_day_are_one_issue(folder: Path) -> None:
    again = run("issue", BOOK, "--to", f" {PARTY} ", "--on", "2026-11-30", "--json", folder=folder)
    assert (again.code, [one["new"] for one in again.document["issued"]]) == (0, [False])
    assert run("issue", BOOK, "--to", "Agence", "--on", "2026-11-30", folder=folder).code == 0
    found = issued(folder, MIXEUR)
    assert [one["recipient"] for one in found] == ["Agence", PARTY]
    assert len({one["hash"] for one in found}) == 1
    assert issued(folder, MOBY) == []


def test_build_issues_each_workbook_that_it_builds(folder: Path) -> None:
    outcome = run("build", "--out", "envoi", "--to", "Agence", "--json", folder=folder)
    kept = outcome.document["issued"]
    assert [one["convention"] for one in kept] == [one["convention"] for one in outcome.document["workbooks"]]
    assert {one["recipient"] for one in kept} == {"Agence"}
    assert outcome.code == 0


def test_the_tariffs_that_an_annex_carries_are_kept_with_it(folder: Path) -> None:
    source = ("--document", "Décision", "--article", "annexe 2")
    line = ("tarif", "set", "mixeur.taux_par_habitant", "--from", "01/01/2027", "--value", "0,012", *source)
    assert run(*line, folder=folder).code == 0
    assert run("issue", BOOK, "--to", "Agence", folder=folder).code == 0
    assert run("build", MIXEUR, "--to", "Agence", folder=folder).code == 0
    last, before, _ = issued(folder)
    assert before["versions"] == []
    assert [(one["code"], one["value"]) for one in last["versions"]] == [
        ("mixeur.taux_par_habitant", "0.012")
    ]
    shown = run("diff", before["id"], last["id"], "--json", folder=folder)
    assert shown.code == 1
    (pair,) = shown.document["versions"]
    assert (pair["before"], pair["after"]["value"]) == (None, "0.012")


# --- what is refused


def _other_store(folder: Path) -> Path:
    other = folder / "ailleurs"
    other.mkdir()
    assert run("build", MIXEUR, "--store", "autre.db", "--out", ".", folder=other).code in (0, 1)
    return Path(shutil.move(other / Path(BOOK).name, folder / "recu.xlsx"))


def _unknown_revision(folder: Path) -> Path:
    shutil.copy(folder / ".xlsync" / "model.db", folder / "avant.db")
    change(folder)
    assert run("build", MIXEUR, "--out", "apres", folder=folder).code == 0
    shutil.move(folder / "avant.db", folder / ".xlsync" / "model.db")
    return folder / "apres" / Path(BOOK).name


def _typed(folder: Path) -> Path:
    path = copied(folder)
    type_in(path, USERS, 9)
    return path


def _altered(folder: Path) -> Path:
    path = copied(folder)
    cell, book = read_file(path).computed[DUE], Workbook.open(path)
    book.sheet(cell.sheet).set_formula_text((cell.row, cell.at), "1000+1")
    book.save(path)
    return path


def _behind(folder: Path) -> Path:
    """A pull moves the stamp of an annex that has not got what the model changed."""
    path = copied(folder)
    assert run("set", MIXEUR, "conventions", "-", "titre", "Autre titre", folder=folder).code == 0
    type_in(path, USERS, 9)
    run("pull", path, folder=folder)
    return path


def _no_annex(folder: Path) -> Path:
    import openpyxl

    path = folder / "budget.xlsx"
    openpyxl.Workbook().save(path)
    return path


UNFIT = {
    _other_store: "un autre référentiel",
    _unknown_revision: "ne connaît pas la révision",
    _typed: "1 saisie(s) que le modèle n’a pas (Contributions!D11)",
    typed_over: "formule(s) remplacée(s)",
    _altered: "formule(s) remplacée(s) ou changée(s)",
    stale: "recalc --write",
    _behind: "push",
    _no_annex: "n’est pas un classeur d’annexes",
}


@pytest.mark.parametrize("made", UNFIT, ids=lambda made: made.__name__.strip("_"))
def test_an_annex_that_is_not_fit_is_refused_in_one_sentence(
    made: Callable[[Path], Path], folder: Path
) -> None:
    path = made(folder)
    before = fingerprint(folder)
    outcome = run("issue", path, "--to", PARTY, folder=folder)
    english = run("issue", path, "--to", PARTY, "--lang", "en", folder=folder)
    assert outcome.code == english.code == 1
    assert UNFIT[made] in " ".join(outcome.err.replace("\u00a0", " ").split())
    assert len(outcome.sentences) == len(english.sentences) == 1
    assert outcome.err != english.err
    assert fingerprint(folder) == before
    assert len(issued(folder)) == 1


def test_a_figure_without_a_value_is_refused_and_the_others_are_issued(folder: Path) -> None:
    assert run("set", MIXEUR, "contributions", 2026, "utilisateurs=7", folder=folder).code == 0
    assert run("build", MIXEUR, folder=folder).code == 1
    outcome = run("issue", "annexes", "--to", "Agence", "--json", folder=folder)
    assert outcome.code == 1
    assert [one["file"] for one in outcome.document["errors"]] == [NEXT]
    assert len(outcome.document["issued"]) == 2


# --- nothing writes over it


def _writes(folder: Path) -> dict[str, list[object]]:
    """A line for each command that would write something else into the annex that was issued."""
    tariff = ("mixeur.taux_par_habitant", "--from", "01/01/2027", "--value", "0,012")
    shutil.copy(folder / BOOK, folder / "annexes" / "mixeur.xlsx")
    return {
        "push": ["push", BOOK],
        "sync": ["sync", BOOK],
        "pull": ["pull", BOOK],
        "convert": ["convert", BOOK, "--to", "calc"],
        "copy": ["copy", "annexes/moby-ille-et-vilaine.xlsx", "--values", "--out", BOOK],
        "build": ["build", MIXEUR],
        "check": ["check", BOOK, "--rapport", BOOK],
        "export": ["export", "--format", "xlsx", "--out", "annexes"],
        "diff": ["diff", BOOK, f"{MIXEUR}@head", "--out", BOOK],
        "draw": ["draw", "mixeur", "--update", "--out", BOOK],
        "tarif": ["tarif", "impact", *tariff, "--out", BOOK],
        "scenarios": [
            *("scenarios", BOOK, "--vary", "Convention!B16=normal(+0%;5%)"),
            *("--watch", "Contributions!H6", "--count", "5", "--out", BOOK),
        ],
    }


WRITES = (
    "push", "sync", "pull", "convert", "copy", "build", "check", "export", "diff", "draw", "tarif",
    "scenarios",
)  # fmt: skip


@pytest.mark.parametrize("command", WRITES)
def test_no_command_writes_over_it(command: str, folder: Path) -> None:
    line = _writes(folder)[command]
    change(folder)
    before = fingerprint(folder / "annexes")
    del before[MANIFEST]
    run(*line, folder=folder)
    after = fingerprint(folder / "annexes")
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("command", ["push", "sync", "convert"])
def test_the_refusal_names_the_issue_and_what_to_do(command: str, folder: Path) -> None:
    line = _writes(folder)[command]
    change(folder)
    outcome = run(*line, folder=folder)
    said = " ".join(f"{outcome.out} {outcome.err}".replace("\u00a0", " ").split())
    assert outcome.code == (2 if command == "convert" else 1)
    assert f"a été émis tel quel ({the_issue(folder)}, le 30/11/2026, à {PARTY})" in said
    assert f"« xlsync build {MIXEUR} » écrit la version suivante dans un autre fichier" in said


@pytest.mark.parametrize("jobs", [1, 2])
def test_recalc_refreshes_the_others_and_leaves_it(jobs: int, folder: Path) -> None:
    """It was kept with a stale figure: a program that computes otherwise has come since."""
    path, other = stale(folder), folder / "annexes" / "moby-ille-et-vilaine.xlsx"
    store = Store.open(folder / ".xlsync" / "model.db")
    content = path.read_bytes()
    store.issues.add(content, store.issues.log()[0])
    book = Workbook.open(other)
    cell = next(iter(read_file(other).computed.values()))
    book.sheet(cell.sheet).set_cached((cell.row, cell.at), 1.0)
    book.save(other)
    outcome = run("recalc", "--write", "--jobs", jobs, path, other, "--json", folder=folder)
    assert outcome.code == 2
    assert [one["file"] for one in outcome.document["errors"]] == [str(path)]
    assert [one["written"] for one in outcome.document["files"]] == [True]
    assert path.read_bytes() == content


def test_a_copy_that_someone_edited_is_an_ordinary_workbook(folder: Path) -> None:
    path = _typed(folder)
    assert run("pull", path, folder=folder).code == 0
    assert run("set", MIXEUR, "contributions", 2025, "utilisateurs=11", folder=folder).code == 0
    outcome = run("push", path, "--json", folder=folder)
    assert (outcome.code, outcome.document["files"][0]["written"]) == (0, True)


def test_build_writes_the_next_version_into_another_file_and_says_so(folder: Path) -> None:
    first = (folder / BOOK).read_bytes()
    same = run("build", MIXEUR, "--json", folder=folder).document["workbooks"][0]
    assert (same["path"], same["follows"]) == (BOOK, {"file": BOOK, "issue": the_issue(folder)})
    change(folder)
    built = run("build", MIXEUR, "--json", folder=folder).document["workbooks"][0]
    assert (built["path"], built["follows"]["file"]) == (NEXT, BOOK)
    change(folder, 10)
    said = run("build", MIXEUR, folder=folder)
    assert "mixeur-aunis-sud-v2.xlsx en est la version suivante" in said.out.replace("\n", " ")
    assert run("issue", NEXT, "--to", PARTY, folder=folder).code == 0
    second = (folder / NEXT).read_bytes()
    change(folder, 11)
    third = run("build", MIXEUR, "--json", folder=folder).document["workbooks"][0]
    assert third["path"] == "annexes/mixeur-aunis-sud-v3.xlsx"
    assert ((folder / BOOK).read_bytes(), (folder / NEXT).read_bytes()) == (first, second)


# --- exported, imported, in PostgreSQL


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_what_was_issued_survives_export_and_import(form: str, folder: Path, tmp_path: Path) -> None:
    assert run("issue", "annexes", "--to", "Agence", folder=folder).code == 0
    assert run("export", "--format", form, folder=folder).code == 0
    other = tmp_path / "autre"
    other.mkdir()
    assert run("build", MIXEUR, folder=other).code in (0, 1)
    taken = run("import", folder / "tables", "--json", folder=other)
    assert (taken.code, taken.document["issues"]) == (0, 3)
    assert run("import", folder / "tables", "--json", folder=other).document["issues"] == 0
    assert issued(other) == issued(folder)
    for one in issued(other):
        assert run("issued", one["id"], "--out", f"{one['id']}.xlsx", folder=other).code == 0
        assert (other / f"{one['id']}.xlsx").read_bytes() == (
            folder / "annexes" / one["file_name"]
        ).read_bytes()


def test_only_the_issues_of_the_conventions_exported_go_out(folder: Path) -> None:
    assert run("issue", "annexes", "--to", "Agence", folder=folder).code == 0
    files = run("export", MOBY, "--json", folder=folder).document["files"]
    assert [Path(one).name for one in files if "issued" in one and one.endswith(".csv")] == [
        "moby.emissions.csv"
    ]


def test_a_content_that_is_not_what_was_issued_is_refused_and_nothing_is_taken(folder: Path) -> None:
    assert run("export", folder=folder).code == 0
    (content,) = (folder / "tables" / "issued").glob("*.xlsx")
    whole = content.read_bytes()
    before = fingerprint(folder / ".xlsync")
    for damaged in (whole + b"!", None):
        content.unlink() if damaged is None else content.write_bytes(damaged)
        outcome = run("import", "tables", "--json", folder=folder)
        assert outcome.code == 2
        assert content.name in outcome.document["problems"][0]["what"]
    assert fingerprint(folder / ".xlsync") == before


def test_issues_in_any_store(place: str, tmp_path: Path) -> None:
    """Built, issued, compared, exported and imported, in SQLite and in PostgreSQL."""
    store = ("--store", place)
    assert run("build", MIXEUR, "--to", PARTY, *store, folder=tmp_path).code == 0
    assert run("set", MIXEUR, "contributions", 2025, "utilisateurs=9", *store, folder=tmp_path).code == 0
    assert run("push", BOOK, *store, folder=tmp_path).code == 1
    (one,) = run("issued", "--json", *store, folder=tmp_path).document["issued"]
    assert run("diff", one["id"], "head", *store, folder=tmp_path).code == 1
    assert run("explain", "--issued", one["id"], CELL, *store, folder=tmp_path).code == 0
    assert run("export", *store, folder=tmp_path).code == 0
    assert run("build", MIXEUR, "--out", "ailleurs", "--store", "autre.db", folder=tmp_path).code in (0, 1)
    taken = run("import", "tables", "--json", "--store", "autre.db", folder=tmp_path)
    assert taken.document["issues"] == 1
    assert run("issued", "--json", "--store", "autre.db", folder=tmp_path).document["issued"] == [one]
