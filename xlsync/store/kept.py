"""The guard of files: a workbook whose bytes were issued is never written over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlsync.errors import CannotWrite
from xlsync.store.issues import Issue
from xlsync.store.places import locate
from xlsync.store.store import Store

ARCHIVE = b"PK"
"""How every workbook begins: no other file was issued."""
ISSUED = "issued"
"""The reason of the refusal."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Refuses to replace a file whose bytes are those of an issue; `xlsync.files.guarded` asks it.

    Attributes:
        store: Place of the store that a command names, asked beside the one found upward from the file.
    """

    store: str | None = None

    def __call__(self, path: Path, content: bytes) -> None:
        """Passes for a file that may be replaced.

        Raises:
            CannotWrite: the file was issued as it stands.
        """
        found = self.issue(path, content)
        if found is not None:
            raise CannotWrite(
                f"{path} a été émis tel quel ({found.id}, le {found.day:%d/%m/%Y}, à "
                f"{found.recipient}) et ne change plus : « xlsync build {found.convention} » écrit la "
                "version suivante dans un autre fichier",
                f"{path} was issued as it stands ({found.id}, {found.day:%Y-%m-%d}, to "
                f"{found.recipient}) and changes no more: “xlsync build {found.convention}” writes the next "
                "version into another file",
                path=str(path),
                reason=ISSUED,
                issue=found.id,
            )

    def issue(self, path: Path, content: bytes) -> Issue | None:
        """The last issue of what a file holds, in any of its stores."""
        if not content.startswith(ARCHIVE):
            return None
        issues = (one for store in self._stores(path) for one in store.issues.of(content))
        return next(issues, None)

    def _stores(self, path: Path) -> Iterator[Store]:
        if self.store is not None:
            yield Store.open(self.store)
        beside = locate(path)
        if beside is not None:
            yield Store.open(beside)
