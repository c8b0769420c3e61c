"""Where the annex of a convention goes when the one that is there was issued: beside it, a version later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xlsync.store import Store
from xlsync.store.issues import Issue


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that was issued as it stands.

    Attributes:
        path: The file.
        content: What it holds.
        issue: Its last issue.
    """

    path: Path
    content: bytes
    issue: Issue


def next_place(path: Path, store: Store) -> tuple[Path, Standing | None]:
    """Where an annex may be written, and the issued file that it follows.

    Args:
        path: Where it goes as long as nothing there was issued.
        store: The store that knows.

    Returns:
        The same path and None; else `NAME-v2.xlsx`, or the number after that of the last version issued.
    """
    found = ((rank, _standing(one, store)) for rank, one in _versions(path))
    issued = [(rank, one) for rank, one in found if one is not None]
    if not issued:
        return path, None
    rank, last = max(issued, key=lambda pair: pair[0])
    return path.with_name(f"{path.stem}-v{rank + 1}{path.suffix}"), last


def _versions(path: Path) -> list[tuple[int, Path]]:
    """The files of an annex, each with the number of its version."""
    numbered = re.compile(rf"{re.escape(path.stem)}-v([2-9]|[1-9]\d+){re.escape(path.suffix)}")
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    found = [(int(match[1]), one) for one in beside if (match := numbered.fullmatch(one.name))]
    return [(1, path), *found]


def _standing(path: Path, store: Store) -> Standing | None:
    if not path.is_file():
        return None
    content = path.read_bytes()
    issues = store.issues.of(content)
    return Standing(path, content, issues[0]) if issues else None
