"""By which program something was made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import udfs
import xlsync

SUFFIXES = (".py", ".yaml", ".csv")
"""Ends of the names of files that results may depend on: code, parameters, schemas, shipped figures."""


def file_hash(data: bytes) -> str:
    """The hash by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


@cache
def code_version(*rooms: str) -> str:
    """The version of the program, and the hash of the code and parameters that results depend on.

    Args:
        rooms: Packages of `xlsync` that count beside `udfs`; all of them when none is named.
    """
    package = Path(xlsync.__file__).parent
    folders = [package / room for room in rooms] or [package]
    return f"{xlsync.__version__}+{_sources_hash([Path(udfs.__file__).parent, *folders])}"


def _sources_hash(folders: Iterable[Path]) -> str:
    told = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES:
                told.update(path.relative_to(folder).as_posix().encode())
                told.update(path.read_bytes())
    return told.hexdigest()[:16]
