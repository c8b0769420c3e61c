"""Where a store is looked for, as git looks for `.git`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = ".xlsync"
FILE = "model.db"


def default_place(folder: str | Path | None = None) -> Path:
    """Where `build` makes the store of a folder, the current one when left out."""
    return Path(folder or Path.cwd()) / FOLDER / FILE


def locate(start: str | Path | None = None) -> Path | None:
    """The store file found upward from a folder, then from the current folder; None when there is none.

    Args:
        start: A folder, or a file in it.
    """
    for folder in _folders(start):
        candidate = folder / FOLDER / FILE
        if candidate.is_file():
            return candidate
    return None


def _folders(start: str | Path | None) -> Iterator[Path]:
    for origin in (Path(start) if start else Path.cwd(), Path.cwd()):
        place = origin.absolute()
        yield from ([place] if place.is_dir() else [])
        yield from place.parents
