"""What `build` writes: several files into folders that are made where they are missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlsync.files import leaving_nothing, write_all_atomic


def write_parts(parts: Mapping[Path, bytes]) -> None:
    """Writes files, all or none.

    Args:
        parts: Content of each file.

    Raises:
        CannotWrite: Permission, disk full, a file where a folder is due. No folder is left then.
    """
    with leaving_nothing() as made:
        for folder in {path.parent for path in parts}:
            made.folder(folder)
        write_all_atomic(parts.items())
