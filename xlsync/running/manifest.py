"""What a run over many workbooks did, a JSON line a file: read again, it spares the work already done."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from xlsync.errors import CannotRead, CannotWrite
from xlsync.files import write_atomic


class Manifest:
    """The record of a run, open for more.

    Args:
        path: The file; files of the run are named from its folder.
        resume: It is there, and what it says is not done again.

    Raises:
        CannotRead: there is none to resume, or it is no manifest.
        CannotWrite: there is one already and it is not resumed, or it cannot be written.
    """

    def __init__(self, path: Path, resume: bool) -> None:
        self.path = path
        if path.exists() and not resume:
            raise CannotWrite(
                f"{path.name} existe : le reprendre avec --resume, ou donner un autre nom",
                f"{path.name} exists: take it up with --resume, or give another name",
                path=str(path),
                reason="exists",
            )
        self._known, torn = _read(path) if resume else ({}, False)
        try:
            self._stream: IO[str] = path.open("a", encoding="utf-8")
        except OSError as error:
            raise CannotWrite(
                f"{path} ne peut pas être écrit ({error.strerror})",
                f"{path} cannot be written ({error.strerror})",
                path=str(path),
                reason="forbidden",
            ) from error
        if torn:
            self._stream.write("\n")

    @classmethod
    def kept(cls, path: Path) -> Manifest:
        """The record that a folder keeps from run to run: one line a file, nothing where it cannot be read.

        Raises:
            CannotWrite: it cannot be written.
        """
        try:
            known, _ = _read(path)
        except CannotRead:
            known = {}
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in known.values())
        write_atomic(path, "".join(lines).encode())
        return cls(path, resume=True)

    def name(self, file: Path) -> str:
        """What the manifest calls a file."""
        return Path(os.path.relpath(file, self.path.parent)).as_posix()

    def found(self, file: Path, content: str, same: Mapping[str, Any]) -> dict[str, Any] | None:
        """What it says of a file whose content has that hash, where what was asked is the same; else None."""
        record = self._known.get(self.name(file))
        if record is None or record.get("output") != content or record.get("error"):
            return None
        return record if all(record.get(key) == value for key, value in same.items()) else None

    def add(self, file: Path, record: Mapping[str, Any]) -> None:
        """Writes the line of a file."""
        line = json.dumps({"file": self.name(file), **record}, ensure_ascii=False)
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def close(self) -> None:
        """No more lines."""
        self._stream.close()


def _read(path: Path) -> tuple[dict[str, dict[str, Any]], bool]:
    """The last line of each file, and whether the end is a line cut short."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CannotRead(
            f"pas de manifeste à reprendre : {path}", f"no manifest to take up: {path}", path=str(path)
        ) from error
    known = {}
    *lines, rest = text.split("\n")
    for line in lines:
        try:
            record = json.loads(line) if line.strip() else None
            if record is not None:
                known[str(record["file"])] = record
        except (ValueError, TypeError, KeyError) as error:
            if line == lines[0]:
                raise CannotRead(
                    f"{path.name} n’est pas un manifeste", f"{path.name} is no manifest", path=str(path)
                ) from error
    return known, bool(rest)
