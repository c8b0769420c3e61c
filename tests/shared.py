"""Where tests find what the repository does not hold, and what to do when it is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_path(relative: str) -> Path:
    """A file of the reference material kept beside the repository; skips when it is absent."""
    base = Path(os.environ.get("XLSYNC_SHARED", ROOT.parent / "shared"))
    path = base / relative
    if not path.exists():
        pytest.skip(f"reference material absent: {relative} (set XLSYNC_SHARED)")
    return path


def need(program: str) -> str:
    """Path of a program that a real test needs; absent, skips, or fails when XLSYNC_STRICT=1."""
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed on this machine"
        if os.environ.get("XLSYNC_STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return found
