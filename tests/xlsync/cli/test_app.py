"""The frame of the command line: common options, help, exit codes, languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import xlsync, xlsync_process
from xlsync import __version__
from xlsync.actions.report import Report
from xlsync.cli import app
from xlsync.cli.commands import COMMANDS
from xlsync.cli.options import read
from xlsync.cli.texts import SEPARATOR

NAMES = list(COMMANDS)


@pytest.mark.parametrize("arguments", [[], ["--help"], *([name, "--help"] for name in NAMES)])
def test_help_speaks_both_languages(arguments: list[str], tmp_path: Path) -> None:
    french = xlsync(*arguments, "--lang", "fr", folder=tmp_path)
    english = xlsync("--lang=en", *arguments, folder=tmp_path)
    assert (french.code, english.code) == (0, 0)
    assert french.out.startswith("Utilisation\N{NO-BREAK SPACE}: xlsync")
    assert english.out.startswith("Usage: xlsync")
    assert "--json" in french.out
    assert "--json" in english.out
    assert SEPARATOR not in french.out + english.out


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_help_in_both_languages(name: str) -> None:
    command = app.application().commands[name]
    texts = [command.help, *(one.help for one in command.params if one.name != "help")]
    assert all(text and all(part.strip() for part in text.split(SEPARATOR)) for text in texts)
    assert all(text.count(SEPARATOR) == 1 for text in texts)


def test_the_version_is_shown(tmp_path: Path) -> None:
    assert xlsync("--version", folder=tmp_path).out == f"xlsync {__version__}\n"


def test_the_version_of_the_package_is_a_release_number() -> None:
    assert all(part.isdigit() for part in __version__.split("."))


@pytest.mark.parametrize(
    "arguments",
    [
        ["chek"],
        ["--unknown"],
        ["functions", "a", "b"],
        ["functions", "--unknown"],
        ["functions", "PRET.INCONNUE"],
        ["check"],
        ["check", "--rapport"],
        ["functions", "--lang", "de"],
        ["functions", "--lang"],
        ["functions", "--store"],
    ],
    ids=" ".join,
)
def test_misuse_is_one_sentence_and_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    french = xlsync(*arguments, folder=tmp_path)
    english = xlsync(*arguments[:1], "--lang", "en", *arguments[1:], folder=tmp_path)
    for outcome in (french, english):
        assert outcome.code == 2
        assert outcome.out == ""
        assert len(outcome.sentences) == 1
    assert "--lang" in arguments or french.err != english.err


def test_an_unknown_command_gets_the_nearest_names(tmp_path: Path) -> None:
    assert "check" in xlsync("chek", folder=tmp_path).err


def test_common_options_stand_anywhere_before_the_double_dash() -> None:
    line = read(["set", "--store=sqlite:///m.db", "a", "--json", "--", "--json"], {"LANG": "en_GB"})
    assert (line.json, line.session.lang, line.session.store) == (True, "en", "sqlite:///m.db")
    assert line.arguments == ["set", "a", "--", "--json"]


def test_the_store_comes_from_the_environment_unless_given() -> None:
    environment = {"XLSYNC_STORE": "postgresql+psycopg://server/model"}
    assert read(["log"], environment).session.store == "postgresql+psycopg://server/model"
    assert read(["log", "--store", "here.db"], environment).session.store == "here.db"
    assert read(["log"], {"XLSYNC_STORE": ""}).session.store is None


def test_json_is_one_document_on_standard_output(tmp_path: Path) -> None:
    outcome = xlsync_process("functions", "pret_echeance", "--json", folder=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    assert [one["name"] for one in outcome.document["functions"]] == ["PRET.ECHEANCE"]


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    outcome = xlsync_process("functions", "--json", folder=tmp_path, before=_close_standard_output)
    assert "Traceback" not in outcome.err


def _close_standard_output() -> None:
    import os

    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)


def test_a_fault_of_the_program_is_not_a_difference(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(report: Report, as_json: bool) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "deliver", broken)
    outcome = xlsync("functions", folder=tmp_path)
    assert outcome.code == 2
    assert "ZeroDivisionError" in outcome.err
