"""`xlsync addin`: what is written, what is refused, where LibreOffice is looked for."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.xlsync.cli.running import xlsync
from udfs.hosts import calc
from xlsync.addins import ADDINS, addin
from xlsync.addins.calc import libreoffice, package, recorded
from xlsync.addins.errors import MissingProgram, NotInstalled


def test_the_extension_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("un.oxt", "deux.oxt"):
        assert xlsync("addin", "build", "calc", "--out", name, folder=tmp_path).code == 0
    assert (tmp_path / "un.oxt").read_bytes() == (tmp_path / "deux.oxt").read_bytes() == package()


@pytest.mark.parametrize("out", ["neuf", "neuf/", "un/autre/", "la", "la/", "la.oxt"])
def test_every_addin_goes_into_the_folder_asked_for(tmp_path: Path, out: str) -> None:
    """One that is there, whatever its name, or one to make, with and without its stroke."""
    for name in ("la", "la.oxt"):
        (tmp_path / name).mkdir()
    for host, file in (("calc", "conventions.oxt"), ("office", "manifest.xml"), ("excel", "Conventions.bas")):
        done = xlsync("addin", "build", host, "--out", out, "--json", folder=tmp_path)
        assert str(Path(out) / file) in done.document["files"]
        assert (tmp_path / out / file).is_file()


def test_the_extension_holds_what_its_manifest_lists(tmp_path: Path) -> None:
    done = xlsync("addin", "build", "calc", "--json", folder=tmp_path)
    assert done.document == {"action": "build", "host": "calc", "files": ["conventions.oxt"]}
    held = set(zipfile.ZipFile(tmp_path / "conventions.oxt").namelist())
    assert held >= {*calc.files("1"), *calc.COMPONENTS, "pythonpath/xlsync_calc/tokens.py"}
    assert not [name for name in held if "__pycache__" in name or name.endswith(".toml")]


def test_office_is_written_with_what_remains_to_do(tmp_path: Path) -> None:
    done = xlsync("addin", "build", "office", "--out", "excel", "--lang", "en", folder=tmp_path)
    assert done.code == 0
    assert (tmp_path / "excel" / "manifest.xml").is_file()
    assert "xlsync serve --certificate" in done.out
    assert "Upload My Add-in" in done.out
    assert "the code shown by" in done.out


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_office_is_written_for_the_port_asked_for(tmp_path: Path, lang: str) -> None:
    arguments = ("addin", "build", "office", "--port", "9443", "--out", "excel", "--lang", lang)
    done = xlsync(*arguments, folder=tmp_path)
    assert done.code == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "excel").iterdir())
    assert "localhost:9443" in written
    assert "8443" not in written
    assert "xlsync serve --port 9443" in done.out
    assert "xlsync addin install office --port 9443" in done.out


def test_office_says_how_to_change_the_port(tmp_path: Path) -> None:
    done = xlsync("addin", "build", "office", folder=tmp_path)
    assert "donner le même --port à" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("construit", "calc"), "build, install, remove"),
        (("build", "lotus"), ", ".join(ADDINS)),
        (("install", "calc", "--out", "x.oxt"), "--out"),
        (("build", "calc", "--folder", "."), "--folder"),
        (("install", "calc", "--folder", "absent"), "absent"),
        (("build", "calc", "--out", "absent/x.oxt"), "absent"),
        (("build", "calc", "--out", "/dev/null"), "null"),
        (("build", "calc", "--port", "9443"), "--port"),
        (("install", "excel", "--port", "9443"), "--port"),
        (("remove", "office", "--port", "9443"), "--port"),
        (("build", "office", "--port", "0"), "port impossible"),
        (("build", "office", "--port", "65536"), "port impossible"),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = xlsync("addin", *arguments, folder=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert not list(tmp_path.iterdir())


def test_root_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(libreoffice, "program", lambda name: Path(name))
    for action in ("install", "remove"):
        done = xlsync("addin", action, "calc", folder=tmp_path)
        assert (done.code, "sans sudo" in done.err) == (2, True)


@pytest.mark.parametrize(("codes", "refused"), [([-11, 0], False), ([139, 0], False), ([139, 139], True)])
def test_a_crash_of_libreoffice_is_tried_again_once(
    monkeypatch: pytest.MonkeyPatch, codes: list[int], refused: bool
) -> None:
    monkeypatch.setattr(
        libreoffice, "_run", lambda *words: subprocess.CompletedProcess(words, codes.pop(0), "", "crash")
    )
    with pytest.raises(NotInstalled) if refused else contextlib.nullcontext():
        libreoffice.add(Path("unopkg"), Path("conventions.oxt"))
    assert codes == []


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "candidates", lambda platform, environment, name: iter(()))
    with pytest.raises(MissingProgram) as raised:
        libreoffice.program("unopkg")
    assert "libreoffice-calc" in raised.value.text.fr


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("win32", {"PROGRAMFILES": "C:/Program Files"}, "C:/Program Files/LibreOffice/program/unopkg.com"),
        ("darwin", {}, "/Applications/LibreOffice.app/Contents/MacOS/unopkg"),
        ("linux", {}, "/usr/lib/libreoffice/program/unopkg"),
    ],
)
def test_where_libreoffice_is_looked_for(platform: str, environment: dict[str, str], expected: str) -> None:
    found = [path.as_posix() for path in libreoffice.candidates(platform, {"PATH": "", **environment})]
    assert expected in found


def test_what_libreoffice_says_reaches_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: no loader com.sun.star.loader.Python\n")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(subprocess, "run", lambda *command, **options: failed)
    with pytest.raises(NotInstalled) as raised:
        libreoffice.add(Path("unopkg"), Path("x.oxt"))
    assert "loader.Python" in raised.value.text.en
    assert "python3-uno" in raised.value.text.fr


def test_what_starts_the_server_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "user_directory", lambda: tmp_path / "xlsync")
    recorded.record([tmp_path])
    text = recorded.path().read_text(encoding="utf-8")
    assert sys.executable in text
    assert str(tmp_path) in text
    assert "--port" not in text
    recorded.record([], 9443)
    command = json.loads(recorded.path().read_text(encoding="utf-8"))["command"]
    assert "--any-port" in command
    assert command[-2:] == ["--port", "9443"]
    recorded.forget()
    recorded.forget()
    assert not recorded.path().exists()


def test_office_on_windows_writes_the_manifest_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a stand-in for the registry of Windows."""
    values: dict[str, str] = {}
    office: Any = addin("office")
    registry = SimpleNamespace(
        HKEY_CURRENT_USER=1,
        REG_SZ=1,
        CreateKey=lambda *_: contextlib.nullcontext(),
        SetValueEx=lambda key, name, zero, kind, value: values.update({name: value}),
        DeleteValue=lambda key, name: values.pop(name),
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(office, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(office, "user_directory", lambda: tmp_path)
    (path,) = office.install((), 9443).files
    assert list(values.values()) == [str(path)]
    assert "https://localhost:9443/addin/taskpane.html" in path.read_text(encoding="utf-8")
    (path,) = office.install(()).files
    assert "https://localhost:8443/addin/taskpane.html" in path.read_text(encoding="utf-8")
    office.remove()
    assert not values
    assert not path.exists()


def test_office_where_there_is_no_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office: Any = addin("office")
    monkeypatch.setattr(office, "sys", SimpleNamespace(platform="linux"))
    for action in ("install", "remove"):
        done = xlsync("addin", action, "office", "--lang", "en", folder=tmp_path)
        assert (done.code, "no Excel" in done.err) == (2, True)
