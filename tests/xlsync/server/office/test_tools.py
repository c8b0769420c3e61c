"""Microsoft's own programs on what the Office.js add-in says of itself.

They come from npm, in the versions of `npm/package.json`, into a cache outside the repository.
`office-addin-manifest validate` is not run: it sends the manifest to a service of Microsoft.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.shared import _absent, need
from udfs.hosts import office
from udfs.hosts.calc import ABOUT, TITLE

PROGRAMS = Path(__file__).with_name("npm")
RESERVED = "function"
"""An argument that Excel shows as any other, but that JavaScript cannot name so."""

ADDRESS = "https://localhost:8443/addin"


@pytest.fixture(scope="module")
def modules() -> Path:
    """The folder of the installed packages; installed once for all runs."""
    npm, _ = need("npm"), need("node")
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = base / "xlsync-office-tools"
    wanted = (PROGRAMS / "package.json").read_text(encoding="utf-8")
    done = folder / "installed.json"
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(wanted, encoding="utf-8")
        command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        installed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if installed.returncode:
            _absent(f"npm could not install Microsoft's programs: {installed.stderr[-500:]}")
        done.write_text(wanted, encoding="utf-8")
    return folder / "node_modules"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.xml"
    path.write_text(office.manifest("1.2.3", ADDRESS), encoding="utf-8")
    return path


def _commented(function: dict[str, Any]) -> str:
    """The function that a developer would write in JavaScript to get that metadata."""
    lines = [function["description"], f"@customfunction {function['id']} {function['name']}"]
    lines += [f"@helpurl {function['helpUrl']}"]
    for one in function["parameters"]:
        name = f"[{one['name']}]" if one.get("optional") else _in_code(one)
        lines.append(f"@param {{{_type(one)}}} {name} {one['description']}")
    lines += [
        "@param {CustomFunctions.CancelableInvocation} invocation",
        f"@returns {{{_type(function['result'])}}}",
    ]
    comment = "\n".join(f" * {line}" for line in lines)
    names = ", ".join([*map(_in_code, function["parameters"]), "invocation"])
    return f"/**\n{comment}\n */\nfunction {function['id'].lower()}({names}) {{}}\n"


def _in_code(parameter: dict[str, Any]) -> str:
    return f"{parameter['name']}__" if parameter["name"] == RESERVED else str(parameter["name"])


def _type(described: dict[str, Any]) -> str:
    matrix = "[][]" if described.get("dimensionality") == "matrix" else ""
    return f"any{matrix}{'[]' if described.get('repeating') else ''}"


@pytest.mark.parametrize("lang", office.LANGUAGES)
def test_the_metadata_is_what_microsoft_s_tool_makes_of_the_same_functions(
    modules: Path, tmp_path: Path, lang: str
) -> None:
    ours = office.metadata(lang, ADDRESS)["functions"]
    source = tmp_path / "functions.js"
    source.write_text("\n".join(map(_commented, ours)), encoding="utf-8")
    command = [need("node"), str(PROGRAMS / "metadata.cjs"), str(modules), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    made = json.loads(done.stdout)
    assert made["errors"] == []
    for one in (one for function in made["metadata"]["functions"] for one in function["parameters"]):
        one["name"] = one["name"].removesuffix("__")
    assert made["metadata"]["functions"] == ours


def test_the_manifest_is_read_by_microsoft_s_reader(modules: Path, manifest: Path) -> None:
    said = _run(modules, "office-addin-manifest", "info", str(manifest))
    for line in (
        f"Name: {TITLE.fr}",
        f"Description: {ABOUT.fr}",
        "Default Locale: fr-FR",
        "Version: 1.2.3.0",
        "Hosts: Workbook",
        "Permissions: ReadWriteDocument",
        f"Source Location: {ADDRESS}/taskpane.html",
    ):
        assert line in said


def test_the_manifest_is_converted_by_microsoft_s_converter(
    modules: Path, manifest: Path, tmp_path: Path
) -> None:
    """It reads every element, resources and languages included."""
    _run(modules, "office-addin-manifest-converter", "convert", str(manifest), "-o", str(tmp_path / "out"))
    made = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert made["localizationInfo"]["defaultLanguageTag"] == "fr-fr"
    assert made["validDomains"] == ["https://localhost:8443"]
    (extension,) = made["extensions"]
    runtimes = extension["runtimes"]
    assert {one["code"]["page"] for one in runtimes} == {f"{ADDRESS}/taskpane.html"}
    assert "long" in {one["lifetime"] for one in runtimes}
    actions = {action["id"] for one in runtimes for action in one.get("actions", [])}
    assert {"status", "pull", "push", "check", "explain"} <= actions


def _run(modules: Path, program: str, *arguments: str) -> str:
    path = modules / ".bin" / program
    environment = {**os.environ, "NO_UPDATE_NOTIFIER": "1"}
    done = subprocess.run(
        [str(path), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=modules.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
