"""Commands where they may not write: no permission, no room, a full disk. A refusal, nothing half written."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import need
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync, xlsync_process
from xlsync.cli.commands import COMMANDS
from xlsync.workbook import Workbook

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
        *("--watch", "Contributions!H6", "--count", "5", "--out", "autres/resultats.csv"),
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

OVER_WORKBOOKS = {"pull", "push", "sync"}
READING = {"status", "explain", "log", "show", "fields", "functions", "serve"}


@pytest.fixture(scope="module")
def with_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with something to write for every command: stale and edited workbooks, tables to take in."""
    folder = tmp_path_factory.mktemp("work")
    assert xlsync("build", CONVENTION, "--out", "annexes", folder=folder).code in (0, 1)
    workbook = folder / "annexes" / "mixeur-aunis-sud.xlsx"
    shutil.copy(workbook, folder / "en-retard.xlsx")
    _edited(workbook, folder / "modifie.xlsx")
    assert xlsync("set", CONVENTION, "conventions", "-", "titre", "Titre revu", folder=folder).code == 0
    assert xlsync("set", CONVENTION, "contributions", "2026", "statut=structure", folder=folder).code == 0
    assert xlsync("close", CONVENTION, "2026", folder=folder).code == 0
    assert xlsync("export", "--out", "tables", folder=folder).code == 0
    _change_status(folder / "tables" / "mixeur.conventions.csv")
    _stale(workbook, folder / "perime.xlsx")
    (folder / "banque.csv").write_text("N°;Intérêts;Annuité\r\n1;3400;14980,12\r\n", encoding="utf-8")
    (folder / "releves.csv").write_text("Mois;kWh\r\n2026-03;100\r\n", encoding="utf-8")
    assert xlsync("build", CONVENTION, "--out", "emis", "--to", "Mairie", folder=folder).code == 0
    return folder


@pytest.fixture
def writable(with_work: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(with_work, tmp_path / "work")


def _words(command: str, folder: Path) -> list[str]:
    """The line of a command, with the issue that is there."""
    (issue,) = xlsync("issued", "--json", folder=folder).document["issued"]
    return [issue["id"] if word == "ISSUE" else word for word in WRITING[command]]


def _change_status(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "en vigueur" in text
    path.write_text(text.replace("en vigueur", "terminée"), encoding="utf-8")


def _edited(source: Path, target: Path) -> None:
    """A copy of a workbook in which someone typed another status."""
    workbook = Workbook.open(source)
    sheet, place = next(
        (sheet, place)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.value == "en vigueur"
    )
    sheet.set_value(place, "terminée")
    workbook.save(target)


def _stale(source: Path, target: Path) -> None:
    """A copy of a workbook in which one cached number is no longer true."""
    workbook = Workbook.open(source)
    sheet, place, value = next(
        (sheet, place, cell.value)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.formula and isinstance(cell.value, float)
    )
    sheet.set_cached(place, value + 1)
    workbook.save(target)


def test_every_command_is_tried_where_it_may_not_write() -> None:
    assert set(WRITING) | READING == set(COMMANDS)


@pytest.mark.parametrize("command", WRITING)
def test_no_permission_to_write(command: str, writable: Path) -> None:
    before, line = fingerprint(writable), _words(command, writable)
    _set_writable(writable, False)
    try:
        outcome = xlsync_process(*line, folder=writable, wrapper=_without_override())
    finally:
        _set_writable(writable, True)
    _not_written(command, outcome)
    assert fingerprint(writable) == before


@pytest.mark.parametrize("command", ["status", "pull", "push", "check", "recalc", "explain", "diff"])
def test_no_permission_to_read(command: str, writable: Path) -> None:
    (writable / "secret.xlsx").write_bytes((writable / "perime.xlsx").read_bytes())
    (writable / "secret.xlsx").chmod(0)
    others = {"explain": ["Contributions!H6"], "diff": ["perime.xlsx"]}
    line = [command, "secret.xlsx", *others.get(command, [])]
    outcome = xlsync_process(*line, folder=writable, wrapper=_without_override())
    said = outcome.out + outcome.err
    assert "secret.xlsx" in said
    assert "vous n’avez pas le droit de le lire" in said
    assert outcome.code == 2
    assert "Traceback" not in said


def _without_override() -> list[str]:
    """What takes from root the right to read and write everything; nothing for anybody else."""
    if os.geteuid():
        return []
    dropped = "-dac_override,-dac_read_search,-fowner"
    return [need("setpriv"), f"--bounding-set={dropped}", f"--inh-caps={dropped}"]


def _not_written(command: str, outcome: Outcome) -> None:
    """A refusal; a command over workbooks says it as a problem of the file, and the other files go on."""
    if command not in OVER_WORKBOOKS:
        refused(outcome)
        return
    assert outcome.code == 1, outcome
    assert "→ rien n’a été écrit" in outcome.out
    assert "Traceback" not in outcome.err


def _set_writable(folder: Path, writable: bool) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod((0o755 if path.is_dir() else 0o644) if writable else (0o555 if path.is_dir() else 0o444))


@pytest.mark.parametrize("command", WRITING)
def test_no_room_for_a_file(command: str, writable: Path) -> None:
    before, line = fingerprint(writable), _words(command, writable)
    _not_written(command, xlsync_process(*line, folder=writable, before=_no_file_may_grow))
    assert fingerprint(writable) == before


def _no_file_may_grow() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


@pytest.fixture
def full_disk(writable: Path, tmp_path: Path) -> Iterator[Path]:
    """The same folder on a disk of its own, without a free byte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        shutil.copytree(writable, disk / "work")
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass
        yield disk / "work"
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("command", WRITING)
def test_full_disk(command: str, full_disk: Path) -> None:
    before, line = fingerprint(full_disk), _words(command, full_disk)
    _not_written(command, xlsync_process(*line, folder=full_disk))
    assert fingerprint(full_disk) == before
