"""Runs jobs in a real LibreOffice that nobody sees."""

from __future__ import annotations

import json
import subprocess
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.shared import need

SCRIPT = Path(__file__).with_name("in_libreoffice.py")
PATIENCE = 240


@dataclass(frozen=True)
class Job:
    """A file, what is done to it, and where the result goes.

    Attributes:
        source, target: Paths.
        steps: Verbs of `in_libreoffice.VERBS`, each with its arguments.
    """

    source: str
    target: str
    steps: Sequence[Sequence[Any]]


def python_of_libreoffice() -> str:
    """A Python that can talk to LibreOffice; absent, skips, or fails where nothing may be missing."""
    python = need("python3") if not Path("/usr/bin/python3").exists() else "/usr/bin/python3"
    if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
        need("python3-uno")
    return python


def do(jobs: Sequence[Job]) -> None:
    """Do all the jobs in one LibreOffice."""
    soffice, python = need("soffice"), python_of_libreoffice()
    pipe = f"xlsync{uuid.uuid4().hex[:12]}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed = folder / "jobs.json"
        listed.write_text(json.dumps([asdict(job) for job in jobs]), encoding="utf-8")
        office = subprocess.Popen(
            [
                soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            done = subprocess.run(
                [python, str(SCRIPT), pipe, str(listed)],
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            office.wait(PATIENCE)
        finally:
            office.kill()
            office.wait()
