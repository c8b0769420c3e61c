"""Where tests find what the repository does not hold, and what to do when it is missing."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_path(relative: str) -> Path:
    """A file of the reference material kept beside the repository.

    Absent, it skips the test, or fails it when XLSYNC_STRICT=1; the corpus of public workbooks always skips.
    """
    base = Path(os.environ.get("XLSYNC_SHARED", ROOT.parent / "shared"))
    path = base / relative
    if not path.exists():
        message = f"reference material absent: {relative} (set XLSYNC_SHARED)"
        if Path(relative).parts[0] == "corpus":
            pytest.skip(message)
        _absent(message)
    return path


def need(program: str) -> str:
    """Path of a program that a real test needs; absent, skips, or fails when XLSYNC_STRICT=1."""
    found = shutil.which(program)
    if found is None:
        _absent(f"{program} is not installed on this machine")
    return found


def need_module(name: str) -> ModuleType:
    """A library that a real test needs; absent, skips, or fails when XLSYNC_STRICT=1."""
    try:
        return import_module(name)
    except ImportError:
        _absent(f"the library {name} is not installed")


def _absent(message: str) -> NoReturn:
    """Skip, or fail where nothing may be missing."""
    if os.environ.get("XLSYNC_STRICT") == "1":
        pytest.fail(message)
    pytest.skip(message)
