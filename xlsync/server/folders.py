"""The only folders whose workbooks the server opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from xlsync.server.refusals import Forbidden, Malformed

_NETWORK = re.compile(r"^(?:[\\/]{2}|\\\\\?\\)")
_ADDRESS = re.compile(r"^[A-Za-z][\w+.-]+:")


class Folders:
    """Folders named at start, symbolic links resolved.

    Args:
        folders: As given; they must exist.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.paths = tuple(dict.fromkeys(Path(folder).resolve(strict=True) for folder in folders))

    def inside(self, name: object) -> Path:
        """The real path of a document, once sure that it stands in one of the folders.

        Args:
            name: An absolute path of this machine.

        Raises:
            Malformed: Not a path.
            Forbidden: A network path, an address, a relative path, a place outside the folders, reached
                directly, by `..` or by a link, or what is no file: the links inside a folder would not be
                looked at, and a pipe would be waited for.
        """
        if not isinstance(name, str) or not name or "\0" in name:
            raise Malformed("path : un chemin de fichier est attendu", "path: a file path is expected")
        if _NETWORK.match(name) or _ADDRESS.match(name) or not Path(name).is_absolute():
            raise Forbidden(
                "le document doit être un fichier de cette machine, désigné par son chemin complet",
                "the document must be a file of this machine, given by its full path",
            )
        try:
            real = Path(name).resolve()
            other = real.exists() and not real.is_file()
        except (OSError, RuntimeError, ValueError):
            raise self._outside() from None
        if not any(real.is_relative_to(folder) for folder in self.paths):
            raise self._outside()
        if other:
            raise Forbidden(
                "le document doit être un fichier, pas un dossier ni un tube",
                "the document must be a file, not a folder nor a pipe",
            )
        return real

    def _outside(self) -> Forbidden:
        shown = ", ".join(map(str, self.paths))
        return Forbidden(
            f"le document n’est pas dans un dossier ouvert au serveur ({shown}) ; relancez « xlsync serve » "
            "avec --folder",
            f"the document is not in a folder that the server may open ({shown}); start “xlsync serve” again "
            "with --folder",
        )
