"""Asking for help loads no heavy library: the command line answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.shared import ROOT
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
print("loaded:", *sorted(name for name in sys.modules if "." not in name))
sys.exit(code)
"""


def _loaded(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    assert not _loaded(*arguments) & HEAVY


def test_the_probe_sees_what_is_loaded() -> None:
    assert "typer" in _loaded("--help")
    assert "rich" in _loaded("functions")
