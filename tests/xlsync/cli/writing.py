"""A folder where every command that writes has something to write, and the line of each of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.edited import made_stale, typed_over
from tests.xlsync.cli.running import xlsync

__all__ = ["READING", "WRITING", "line_of", "with_work", "writable"]

CONVENTION = "mixeur/aunis-sud"

WRITING = {
    "build": ["build", CONVENTION, "--out", "autres"],
    "add": ["add", "mixeur/nouvelle"],
    "set": ["set", CONVENTION, "conventions", "-", "titre", "Autre titre"],
    "draw": ["draw", "mixeur"],
    "convert": ["convert", "perime.xlsx", "--to", "calc"],
    "copy": ["copy", "perime.xlsx", "--values"],
    "addin": ["addin", "build", "calc", "--out", "autres"],
    "pull": ["pull", "modifie.xlsx"],
    "push": ["push", "en-retard.xlsx"],
    "sync": ["sync", "modifie.xlsx"],
    "revert": ["revert", "head"],
    "recalc": ["recalc", "perime.xlsx", "--write"],
    "scenarios": [
        *("scenarios", "perime.xlsx", "--vary", "Convention!B16=normal(+0%;5%)"),
        *("--watch", "Contributions!H6", "--count", "5", "--out", "resultats.csv"),
    ],
    "tarif": [
        *("tarif", "set", "mixeur.taux_par_habitant", "--from", "01/01/2027", "--value", "0,012"),
        *("--document", "Décision", "--article", "1"),
    ],
    "amend": ["amend", "mixeur/aunis-sud", "--effect", "01/01/2027", "--object", "Essai"],
    "close": ["close", CONVENTION, "2025"],
    "reopen": ["reopen", CONVENTION, "2026", "--reason", "Essai"],
    "check": ["check", "perime.xlsx", "--rapport", "rapport.xlsx"],
    "export": ["export", "--out", "autres"],
    "import": ["import", "tables"],
    "issue": ["issue", "emis/mixeur-aunis-sud.xlsx", "--to", "Agence"],
    "issued": ["issued", "ISSUE", "--out", "rendu.xlsx"],
    "diff": ["diff", "perime.xlsx", "en-retard.xlsx", "--out", "ecarts.xlsx"],
    "readings": ["readings", "intracting/noyarey", "releves.csv", "--building", "1", "--energy", "Gaz"],
    "agenda": ["agenda", CONVENTION, "--from", "01/01/2026", "--to", "31/12/2026", "--ics", "echeances.ics"],
    "totals": ["totals", CONVENTION, "--year", "2026", "--csv", "totaux"],
    "print": ["print", CONVENTION, "--out", "imprimes"],
    "reconcile": ["reconcile", "intracting/noyarey", "1", "banque.csv", "--out", "rapprochement.xlsx"],
}
"""A line for each command that writes; the others take no output and hold no store open for writing."""

READING = {"status", "explain", "log", "show", "fields", "functions", "serve"}


@pytest.fixture(scope="module")
def with_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with something to write for every command: stale and edited workbooks, tables to take in."""
    folder = tmp_path_factory.mktemp("work")
    assert xlsync("build", CONVENTION, "--out", "annexes", folder=folder).code in (0, 1)
    workbook = folder / "annexes" / "mixeur-aunis-sud.xlsx"
    shutil.copy(workbook, folder / "en-retard.xlsx")
    typed_over(workbook, folder / "modifie.xlsx", "en vigueur", "terminée")
    assert xlsync("set", CONVENTION, "contributions", "2026", "statut=structure", folder=folder).code == 0
    assert xlsync("close", CONVENTION, "2026", folder=folder).code == 0
    building = ("batiments", "1", "libelle=Mairie")
    assert xlsync("set", "intracting/noyarey", *building, folder=folder).code == 0
    assert xlsync("set", CONVENTION, "conventions", "-", "titre", "Titre revu", folder=folder).code == 0
    assert xlsync("export", "--out", "tables", folder=folder).code == 0
    _change_status(folder / "tables" / "mixeur.conventions.csv")
    made_stale(workbook, folder / "perime.xlsx")
    (folder / "banque.csv").write_text("N°;Intérêts;Annuité\r\n1;3400;14980,12\r\n", encoding="utf-8")
    (folder / "releves.csv").write_text("Mois;kWh\r\n2026-03;100\r\n", encoding="utf-8")
    assert xlsync("build", CONVENTION, "--out", "emis", "--to", "Mairie", folder=folder).code == 0
    return folder


@pytest.fixture
def writable(with_work: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(with_work, tmp_path / "work")


def line_of(command: str, folder: Path) -> list[str]:
    """The line of a command, with the issue that is there."""
    (issue,) = xlsync("issued", "--json", folder=folder).document["issued"]
    return [issue["id"] if word == "ISSUE" else word for word in WRITING[command]]


def _change_status(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "en vigueur" in text
    path.write_text(text.replace("en vigueur", "terminée"), encoding="utf-8")
