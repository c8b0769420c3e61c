"""A command that fails leaves nothing behind: what it made on the way is removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xlsync.errors import CannotWrite


class Made:
    """What a command makes before it is sure to succeed."""

    def __init__(self) -> None:
        self._made: list[Path] = []

    def folder(self, folder: Path) -> None:
        """Makes a folder and its parents; those that are there already are not ours to remove.

        Raises:
            CannotWrite: permission, or a file stands there.
        """
        for path in (*reversed(folder.absolute().parents), folder.absolute()):
            if not path.exists():
                try:
                    path.mkdir()
                except OSError as error:
                    raise CannotWrite(
                        f"le dossier {path} ne peut pas être créé : {error.strerror}",
                        f"the folder {path} cannot be made: {error.strerror}",
                    ) from error
                self._made.append(path)

    def file(self, path: Path) -> None:
        """Says that this file is about to be made by the command."""
        if not path.exists():
            self._made.append(path.absolute())

    def undo(self) -> None:
        """Removes what was made, the last first; a folder that holds something else stays."""
        for path in reversed(self._made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()


@contextmanager
def leaving_nothing() -> Iterator[Made]:
    """A block that removes what it made when it fails."""
    made = Made()
    try:
        yield made
    except BaseException:
        made.undo()
        raise
