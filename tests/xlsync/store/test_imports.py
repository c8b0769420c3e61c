"""What a short command must not pay for."""

import subprocess
import sys

import pytest

from tests.shared import ROOT

HEAVY = {"sqlalchemy", "pandera", "pandas", "numpy", "openpyxl", "formulas", "xlwings"}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("xlsync.annexes", set()),
        ("xlsync.conventions", set()),
        ("xlsync.errors", set()),
        ("xlsync.model", {"pandas", "numpy", "openpyxl"}),
        ("xlsync.store", {"pandas", "numpy", "openpyxl", "sqlalchemy"}),
    ],
)
def test_a_package_loads_only_what_it_needs(module, allowed):
    code = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert HEAVY & set(run.stdout.split()) <= allowed
