"""`xlsync addin … excel`: what is written, and what Excel is asked to make of it (a stand-in for Excel)."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import run
from tests.shared import ROOT
from tests.xlsync.cli.running import xlsync
from udfs.hosts import excel_vba
from xlsync.addins import addin
from xlsync.addins.errors import MissingProgram, NotInstalled
from xlsync.addins.excel import configuration, making
from xlsync.addins.excel.instructions import PAGE, page
from xlsync.errors import MissingLibrary
from xlsync.live import functions

FILES = {"Conventions.bas", "ConventionsOuverture.cls", "xlwings_xlsync.bas", "xlsync_excel.conf", PAGE}


def test_what_is_built(tmp_path: Path) -> None:
    done = xlsync("addin", "build", "excel", "--out", "excel", "--json", folder=tmp_path)
    assert done.code == 0
    assert {Path(path).name for path in done.document["files"]} == FILES
    assert {path.name for path in (tmp_path / "excel").iterdir()} == FILES
    built = (tmp_path / "excel" / "Conventions.bas").read_bytes()
    assert built.count(b"\n") == built.count(b"\r\n")
    assert "Vérifier" in built.decode("cp1252")


def test_the_page_says_what_can_be_typed() -> None:
    """The project is on no index of packages: it is installed from its folder."""
    assert page().count("py run.py addin install excel") == 2
    assert "pip install" not in page()
    assert (ROOT / "run.py").is_file()


@pytest.mark.parametrize(
    ("platform", "python"), [("linux", "python3"), ("darwin", "python3"), ("win32", "py")]
)
def test_without_xlwings_a_command_of_the_project_installs_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, python: str
) -> None:
    """A Python made by another tool than `venv` has no pip: `run.py` has its own."""
    monkeypatch.setattr(configuration.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(MissingLibrary) as raised:
        configuration.xlwings_module()
    command = "run.py addin build excel"
    assert f"“{python} {command}”" in raised.value.text.en
    assert run.extra(command.split()[1:]) == "excel"


def test_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("un", "deux"):
        assert xlsync("addin", "build", "excel", "--out", name, folder=tmp_path).code == 0
    for name in FILES:
        assert (tmp_path / "un" / name).read_bytes() == (tmp_path / "deux" / name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there it installs")
@pytest.mark.parametrize("action", ["install", "remove"])
def test_elsewhere_than_on_windows_it_says_what_to_do(tmp_path: Path, action: str) -> None:
    done = xlsync("addin", action, "excel", folder=tmp_path)
    assert done.code == 2
    assert "xlsync addin build excel" in done.err
    assert "xlsync addin build office" in done.err


def test_settings_name_this_python_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = configuration.settings("win32")
    assert settings["INTERPRETER_WIN"] == sys.executable
    assert (Path(settings["PYTHONPATH"]) / "udfs" / "__init__.py").is_file()
    assert settings["UDF MODULES"] == functions.MODULE
    lines = configuration.configuration().decode("cp1252").splitlines()
    assert lines == [f'"{name}","{value}"' for name, value in configuration.settings().items()]
    monkeypatch.setattr(configuration, "settings", lambda: {"INTERPRETER_WIN": "C:\\Łódź\\python.exe"})
    with pytest.raises(NotInstalled, match="Ł"):
        configuration.configuration()


def test_neither_a_workbook_nor_its_folder_can_name_the_program_to_start() -> None:
    text = configuration.xlwings_module()
    assert 'PROJECT_NAME As String = "xlsync_excel"' in text
    assert text.count('Optional source As String = "user"') == 1
    assert "BSD 3-clause license" in text
    assert configuration.settings("win32")["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"


def test_an_unknown_xlwings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xlwings_custom_addin.bas").write_text("' autre chose", encoding="utf-8")
    other = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(configuration.importlib.util, "find_spec", lambda name: other)
    with pytest.raises(NotInstalled, match="xlwings"):
        configuration.xlwings_module()


# --- installation, Windows and Excel replaced


class Excel:
    """What `install` asks of Excel; `trusts` it or not."""

    def __init__(self, trusts: bool = True, fails: str = "") -> None:
        self.trusts, self.fails = trusts, fails
        self.done: list[str] = []

    def start(self, *, visible: bool, add_book: bool) -> Any:
        assert (visible, add_book) == (False, False)
        self._do("start")
        return SimpleNamespace(books=SimpleNamespace(add=lambda: self), quit=lambda: self._do("quit"))

    @property
    def api(self) -> Any:
        return self

    @property
    def VBProject(self) -> Any:
        if not self.trusts:
            raise PermissionError("programmatic access is not trusted")
        components = SimpleNamespace(Import=lambda path: self._do(f"import {Path(path).name}"))
        return SimpleNamespace(VBComponents=components)

    def macro(self, name: str) -> Any:
        return lambda: self._do(f"run {name}")

    def SaveAs(self, path: str, FileFormat: int) -> None:
        self._do(f"save {FileFormat}")
        Path(path).write_bytes(b"xlam")

    def close(self) -> None:
        self._do("close")

    def _do(self, what: str) -> None:
        self.done.append(what)
        if self.fails and what.startswith(self.fails):
            raise RuntimeError(f"{what} a échoué")


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Windows whose user has an empty profile; its folder."""
    import xlsync.addins.excel as package

    monkeypatch.setattr(package, "sys", SimpleNamespace(platform="win32"))
    for name, folder in (("APPDATA", "Roaming"), ("XDG_STATE_HOME", "Local"), ("HOME", "")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    return tmp_path


def with_excel(monkeypatch: pytest.MonkeyPatch, one: Excel) -> Excel:
    monkeypatch.setitem(sys.modules, "xlwings", SimpleNamespace(App=one.start))
    monkeypatch.setattr(configuration, "xlwings_module", lambda: "' xlwings\n")
    return one


def test_excel_makes_the_addin_where_it_starts_from(windows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = with_excel(monkeypatch, Excel())
    done = addin("excel").install(())
    modules = ["Conventions.bas", "ConventionsOuverture.cls", "xlwings_xlsync.bas"]
    assert asked.done == [
        "start",
        *(f"import {name}" for name in modules),
        f"run {excel_vba.DESCRIBE}",
        "save 55",
        "close",
        "quit",
    ]
    assert making.place() == windows / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / making.NAME
    assert making.place().is_file()
    assert (windows / ".xlsync_excel" / "xlsync_excel.conf").is_file()
    assert "Redémarrez Excel" in done.said[0].fr
    addin("excel").install(())
    addin("excel").remove()
    assert not [path for path in windows.rglob("*") if path.is_file()]


def test_without_trust_it_says_what_to_tick_and_leaves_the_settings(
    windows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_excel(monkeypatch, Excel(trusts=False))
    done = addin("excel").install(())
    assert "Accès approuvé" in done.said[0].fr
    assert PAGE in done.said[1].fr
    assert (windows / ".xlsync_excel" / "xlsync_excel.conf").is_file()
    assert not making.place().exists()
    assert asked.done == ["start", "close", "quit"]


@pytest.mark.parametrize("step", ["import", "run", "save"])
def test_a_refusal_is_told_and_excel_is_closed(
    windows: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    asked = with_excel(monkeypatch, Excel(fails=step))
    with pytest.raises(NotInstalled, match=step):
        addin("excel").install(())
    assert asked.done[-2:] == ["close", "quit"]


def test_no_excel(windows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_excel(monkeypatch, Excel(fails="start"))
    with pytest.raises(MissingProgram):
        addin("excel").install(())
