"""Bad input on every command: one sentence in the reader's language, exit code 2, nothing changed on disk.

The cases are made from the commands themselves: each argument and option says by its metavar what it takes,
so that a new command is tried like the others, and a metavar that nobody knows fails.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.cli.running import fingerprint, refused, xlsync
from xlsync.cli.app import application
from xlsync.cli.commands import COMMANDS
from xlsync.store.migrations import VERSION
from xlsync.store.tables import META

CONVENTION = "mixeur/aunis-sud"
READS = {"FILE", "PATH"}
WRITES = {"OUTPUT", "DIR"}
VALID = {
    "CONVENTION": CONVENTION,
    "KIND": "mixeur",
    "TABLE": "conventions",
    "INPUT": "statut=terminée",
    "CELL": "Synthèse!B2",
    "NAME": "PRET.ECHEANCE",
    "REV": "head",
    "YEAR": "2025",
    "N": "1",
    "DATE": "2025-06-30",
    "ENGINE": "batch",
    "FORMAT": "csv",
    "BOUND": "exclue",
    "SENDER": "member",
    "AUTHOR": "Mairie",
    "BASE": "embedded",
    "ACTION": "build",
    "HOST": "calc",
    "VARY": "Synthèse!B2=normal(100;10)",
    "WATCH": "Synthèse!B2",
    "PAIR": "A;B=0,5",
    "SETTING": "Synthèse!B2=1",
    "MANIFEST": "absent.jsonl",
    "TASK": "list",
    "CODE": "mixeur",
    "VALUE": "1",
    "TEXT": "Décision",
    "PARTY": "Mairie",
    "ISSUE": CONVENTION,
    "SIDE": f"{CONVENTION}@head",
    "METER": "14500000000001",
    "BUILDING": "1",
    "ENERGY": "Gaz",
    "UNIT": "kWh",
    "STAMP": "end",
    "CONDITION": "statut = collectivite",
    "LOAN": "1",
    "FORM": "fr",
    "ADDRESS": "tcp://127.0.0.1:9",
}
"""A good value for every metavar that is not a file."""

UNKNOWN = {
    "CONVENTION": "inconnu/inconnue",
    "KIND": "inconnu",
    "NAME": "PRET.INCONNUE",
    "REV": "01JZZZZZZZZZZZZZZZZZZZZZZZ",
    "DATE": "30 juin",
    "ENGINE": "inconnu",
    "FORMAT": "inconnu",
    "BOUND": "inconnue",
    "TABLE": "inconnue",
    "INPUT": "inconnu=1",
    "YEAR": "l’an dernier",
    "N": "beaucoup",
    "SENDER": "inconnu",
    "BASE": "01JZZZZZZZZZZZZZZZZZZZZZZZ",
    "ACTION": "inconnue",
    "HOST": "inconnu",
    "VARY": "inconnue",
    "WATCH": "inconnu",
    "PAIR": "inconnues",
    "SETTING": "inconnu=1",
    "MANIFEST": "inconnu.jsonl",
    "TASK": "inconnue",
    "CODE": "mixeur.inconnu",
    "PARTY": "  ",
    "ISSUE": "ZZZZZZZZ",
    "SIDE": "ZZZZZZZZ",
    "UNIT": "chevaux",
    "STAMP": "milieu",
    "CONDITION": "inconnu = 1",
    "LOAN": "99",
    "FORM": "xml",
}
"""A bad value for each metavar whose values are known beforehand."""


@dataclass(frozen=True)
class Taken:
    """One argument or option that takes a value."""

    command: str
    metavar: str
    option: str
    required: bool


def _taken() -> Iterator[Taken]:
    for name, command in application().commands.items():
        for one in command.params:
            if not getattr(one, "is_flag", False) and one.name != "help":
                option = one.opts[0] if one.param_type_name == "option" else ""
                yield Taken(name, str(one.metavar), option, bool(one.required))


TAKEN = list(_taken())
TOGETHER = {("explain", "FILE"): "CELL"}
"""Arguments that are not required, and that go with another one."""


def _line(command: str, chosen: Taken | None = None, value: object = "") -> list[str]:
    """A command line with a good value for every required argument, and one value chosen."""
    words = [command]
    beside = TOGETHER.get((command, chosen.metavar)) if chosen else None
    for one in TAKEN:
        if one.command == command and (one.required or one == chosen or one.metavar == beside):
            given = str(value) if one == chosen else VALID.get(one.metavar, "absent.xlsx")
            words += [one.option, given] if one.option else [given]
    return words


def _cases(metavars: set[str]) -> list[Any]:
    chosen = [one for one in TAKEN if one.metavar in metavars]
    return [pytest.param(one, id=f"{one.command} {one.option or one.metavar}") for one in chosen]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of the shipped conventions and one annex workbook."""
    folder = tmp_path_factory.mktemp("model")
    outcome = xlsync("build", CONVENTION, "--out", "annexes", folder=folder)
    assert outcome.code in (0, 1), outcome.err
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(model, tmp_path / "work")


def _workbook(folder: Path) -> Path:
    return next((folder / "annexes").rglob("*.xlsx"))


def _missing(folder: Path) -> Path:
    return folder / "absent.xlsx"


def _text(folder: Path) -> Path:
    path = folder / "texte.xlsx"
    path.write_text("ceci n’est pas un classeur", encoding="utf-8")
    return path


def _empty(folder: Path) -> Path:
    path = folder / "vide.xlsx"
    path.touch()
    return path


def _encrypted(folder: Path) -> Path:
    """The signature of an OLE2 container, what Excel writes for a workbook with a password."""
    path = folder / "secret.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4096))
    return path


def _truncated(folder: Path) -> Path:
    path = folder / "coupe.xlsx"
    whole = _workbook(folder).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _forbidden_type(folder: Path) -> Path:
    path = folder / "dossier.xlsx"
    path.mkdir()
    return path


BAD_FILES = [_missing, _text, _empty, _encrypted, _truncated, _forbidden_type]


def test_every_metavar_is_known() -> None:
    known = READS | WRITES | set(VALID)
    assert {(one.command, one.metavar) for one in TAKEN if one.metavar not in known} == set()


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.__name__.strip("_"))
@pytest.mark.parametrize("taken", _cases(READS))
def test_bad_file(taken: Taken, bad: Callable[[Path], Path], folder: Path) -> None:
    line = _line(taken.command, taken, bad(folder))
    before = fingerprint(folder)
    french, english = xlsync(*line, folder=folder), xlsync(*line, "--lang", "en", folder=folder)
    refused(french)
    refused(english)
    assert french.err != english.err
    assert fingerprint(folder) == before


@pytest.mark.parametrize("taken", _cases(set(UNKNOWN)))
def test_unknown_value(taken: Taken, folder: Path) -> None:
    line = _line(taken.command, taken, UNKNOWN[taken.metavar])
    line = [str(_workbook(folder)) if word == "absent.xlsx" else word for word in line]
    before = fingerprint(folder)
    refused(xlsync(*line, folder=folder))
    assert fingerprint(folder) == before


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    good = _workbook(folder)
    outcome = xlsync("recalc", _text(folder), good, "--json", folder=folder)
    assert outcome.code == 2
    assert [one["file"] for one in outcome.document["files"]] == [str(good)]
    assert [one["file"] for one in outcome.document["errors"]] == [str(folder / "texte.xlsx")]


SYNCING = ("status", "pull", "push", "sync")
STORE_COMMANDS = [
    name
    for name in COMMANDS
    if name
    in {"build", "add", "set", "issue", "issued", "diff", "log", "show", "export", "import", "revert"}
    | set(SYNCING)
]


def _valid_line(command: str, folder: Path) -> list[str]:
    """A command line that the command would obey."""
    new = {"add": ["add", "mixeur/nouvelle"], "import": ["import", str(folder / "tables")]}
    if command in SYNCING:
        return [command, "annexes/mixeur-aunis-sud.xlsx"]
    if command == "issue":
        return [command, "annexes/mixeur-aunis-sud.xlsx", "--to", VALID["PARTY"]]
    return new.get(command, _line(command))


@pytest.mark.parametrize("command", STORE_COMMANDS)
def test_store_written_by_a_later_version(command: str, folder: Path) -> None:
    xlsync("export", "--out", "tables", folder=folder)
    with sqlite3.connect(folder / ".xlsync" / "model.db") as connection:
        connection.execute(f"update {META.name} set value = '999' where name = '{VERSION}'")
    connection.close()
    before = fingerprint(folder)
    refused(xlsync(*_valid_line(command, folder), folder=folder))
    assert fingerprint(folder) == before


@pytest.mark.parametrize("command", STORE_COMMANDS)
def test_something_else_than_a_store(command: str, folder: Path) -> None:
    xlsync("export", "--out", "tables", folder=folder)
    (folder / "notes.db").write_text("des notes, pas un modèle", encoding="utf-8")
    before = fingerprint(folder)
    refused(xlsync(*_valid_line(command, folder), "--store", folder / "notes.db", folder=folder))
    assert fingerprint(folder) == before


@pytest.mark.parametrize("command", [name for name in STORE_COMMANDS if name != "build"])
def test_no_store_yet(command: str, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    before = fingerprint(tmp_path)
    refused(xlsync(*_valid_line(command, tmp_path), folder=tmp_path))
    assert fingerprint(tmp_path) == before
