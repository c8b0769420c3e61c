"""A command loads what it needs and no other heavy library: help answers at once, a small command soon."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT
from xlsync.build import build
from xlsync.cli.commands import COMMANDS

HEAVY = {
    "cryptography", "dask", "distributed", "formulas", "holidays", "ironcalc", "lxml", "numpy", "openpyxl",
    "pandas", "pandera", "python_calamine", "sqlalchemy", "starlette", "trustme", "uvicorn", "xlsxwriter",
    "xlwings", "yaml",
}  # fmt: skip
PROBE = """
import sys
from xlsync.cli.app import run
code = run(sys.argv[1:])
print("loaded:", *sorted(sys.modules))
sys.exit(code)
"""


NEEDED = {
    "log": {"sqlalchemy", "yaml"},
    "status": {"sqlalchemy", "yaml"},
    "set": {"sqlalchemy", "yaml"},
    "explain": {"numpy", "yaml"},
}
"""The heavy libraries that a command on one convention does need: its store, its schema, its formulas."""
ENGINE = "xlsync.recalc.engine"


def _loaded(*arguments: str, folder: Path = ROOT) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    assert not _loaded(*arguments) & HEAVY


def test_the_probe_sees_what_is_loaded() -> None:
    assert "typer" in _loaded("--help")
    assert "rich" in _loaded("functions")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of one convention, and its workbook as `build` left it."""
    folder = tmp_path_factory.mktemp("lazy")
    build(["moby/ille-et-vilaine"], folder / "annexes", str(folder / ".xlsync" / "model.db"))
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "annexes/moby-ille-et-vilaine.xlsx"],
        ["explain", "annexes/moby-ille-et-vilaine.xlsx", "Annexe 4 Devis!C7"],
        ["log"],
        ["set", "moby/ille-et-vilaine", "numero_devis=DEC1"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_on_one_convention_loads_no_other_heavy_library(built: Path, arguments: list[str]) -> None:
    loaded = _loaded(*arguments, folder=built)
    assert loaded & HEAVY == NEEDED[arguments[0]]
    assert (ENGINE in loaded) == (arguments[0] == "explain")


def test_the_command_that_is_asked_for_is_the_only_one_loaded() -> None:
    modules = {f"xlsync.cli.commands.{module}" for module in COMMANDS.values()}
    assert _loaded("log", "--help") & modules == {"xlsync.cli.commands.log"}


@pytest.mark.parametrize("package", ["build", "recalc", "store", "sync"])
def test_names_loaded_when_asked_are_those_that_are_announced(package: str) -> None:
    module = importlib.import_module(f"xlsync.{package}")
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    (typed,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {name.name for node in typed.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert imported == set(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)
