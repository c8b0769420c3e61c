"""The wheel outside the checkout: what a user installs holds everything that the commands read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.shared import ROOT

PROBE = """
import json, udfs, xlsync
from xlsync.annexes import kinds
from xlsync.annexbook.templates import template_path
from xlsync.conventions import shipped
paths = [str(template_path(kind)) for kind in kinds()]
print(json.dumps({"xlsync": xlsync.__file__, "templates": paths, "shipped": shipped()}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel as pip unpacks it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, ROOT]
    subprocess.run(build, check=True)
    wheel = next(folder.glob("xlsync-*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel], check=True
    )
    return folder / "site"


def _python(site: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=site.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_templates_and_shipped_conventions_are_in_the_wheel(site: Path) -> None:
    found = json.loads(_python(site, "-c", PROBE))
    assert Path(found["xlsync"]).is_relative_to(site)
    assert found["templates"]
    assert all(Path(path).is_relative_to(site / "xlsync" / "_workbooks") for path in found["templates"])
    kinds = {
        path.parent.parent.name for path in (ROOT / "xlsync" / "conventions").glob("*/*/conventions.csv")
    }
    assert {name.partition("/")[0] for name in found["shipped"]} == kinds


def test_functions_run_from_the_wheel(site: Path) -> None:
    document = json.loads(_python(site, "-m", "xlsync", "functions", "--json"))
    assert "PRET.ECHEANCE" in [one["name"] for one in document["functions"]]
    # 14 980,12: the payment printed in the amortization table of Annexe 2-E
    call = "import udfs; print(udfs.call('PRET.ECHEANCE', 170000, 0.02, 13))"
    assert _python(site, "-c", call) == "14980.12\n"


def test_every_data_file_of_the_packages_is_in_the_wheel(site: Path) -> None:
    wheel = next(site.parent.glob("xlsync-*.whl"))
    held = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for package in ("udfs", "xlsync")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix in {".py", ".yaml", ".csv", ".md"}
    }
    assert data <= held
    assert any(name.endswith("licenses/LICENSE") for name in held)
