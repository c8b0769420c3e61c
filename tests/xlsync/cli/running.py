"""How the tests of the command line run it: in this process, or in another one."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shared import ROOT
from xlsync.cli.app import run


@dataclass(frozen=True)
class Outcome:
    """What one run gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)

    @property
    def sentences(self) -> list[str]:
        """The lines on standard error, but for those that say what is being done."""
        return [line for line in self.err.splitlines() if line.strip() and not line.endswith("…")]


def xlsync(*arguments: object, folder: Path) -> Outcome:
    """Run a command line in this process, from a folder."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Outcome(code, out.getvalue(), err.getvalue())


def xlsync_process(
    *arguments: object,
    folder: Path,
    before: Callable[[], None] | None = None,
    wrapper: Sequence[str] = (),
    **environment: str,
) -> Outcome:
    """Run a command line in another process; `before` runs in it first, `wrapper` starts it."""
    done = subprocess.run(
        [*wrapper, sys.executable, "-m", "xlsync", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        preexec_fn=before,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file under a folder with the hash of its bytes, folders with nothing."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def refused(outcome: Outcome) -> None:
    """One sentence, exit code 2, no trace of the program."""
    assert outcome.code == 2, outcome
    assert len(outcome.sentences) == 1, outcome.err
    assert "Traceback" not in outcome.err
