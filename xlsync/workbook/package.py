"""The parts of a workbook: read safely, replaced one by one, every other kept byte for byte."""

from __future__ import annotations

from pathlib import Path

from xlsync.errors import CannotWrite, FileMissing, MissingInWorkbook, UnsupportedWorkbook, may_not_read
from xlsync.workbook.archive import ArchiveWriter, Entry, inflate, read_directory
from xlsync.workbook.limits import MEGABYTE, limit

_SIGNATURES = "_xmlsignatures/"


class Package:
    """A workbook as its parts.

    Attributes:
        source: The bytes that were read.
        version: Grows with every change, so that what was read of the parts is known to hold still.

    Examples:
        >>> package = Package.open("annexe.xlsx")                     # doctest: +SKIP
        >>> package.replace("docProps/custom.xml", new)               # doctest: +SKIP
        >>> package.to_bytes()                                        # doctest: +SKIP
    """

    def __init__(self, data: bytes) -> None:
        self.source = data
        entries, self._comment = read_directory(data)
        self._entries: dict[str, Entry] = {entry.name: entry for entry in entries}
        self._spelling = {name.lower(): name for name in self._entries}
        self._changed: dict[str, bytes | None] = {}
        self._read: dict[str, bytes] = {}
        self._allowed = limit("READ_MEGABYTES") * MEGABYTE
        self.version = 0

    @classmethod
    def from_bytes(cls, data: bytes) -> Package:
        """A package from the bytes of a file.

        Raises:
            EncryptedWorkbook, NotAWorkbook, TruncatedWorkbook, UnsafeWorkbook: What the bytes are instead.
        """
        return cls(data)

    @classmethod
    def open(cls, path: str | Path) -> Package:
        """A package from a file.

        Raises:
            FileMissing: No such file.
            XlsyncError: As `from_bytes`.
        """
        return cls(read_file(Path(path)))

    def copy(self) -> Package:
        """The package as it was read, to be changed apart; what is read of either is its own."""
        one = object.__new__(Package)
        one.__dict__.update(self.__dict__, _changed={}, _read=dict(self._read))
        return one

    def checksums(self) -> dict[str, int]:
        """CRC of each part as the archive declares it; parts changed since are as they were read."""
        return {name: entry.checksum for name, entry in self._entries.items()}

    def names(self) -> list[str]:
        """Names of the parts, in the order of the archive; those added come last."""
        kept = [name for name in self._entries if self._changed.get(name, b"") is not None]
        return kept + [
            name for name, data in self._changed.items() if name not in self._entries and data is not None
        ]

    def find(self, name: str) -> str | None:
        """The name as the archive spells it, or None: part names ignore case."""
        if name in self._changed:
            return name if self._changed[name] is not None else None
        spelling = self._spelling.get(name.lower())
        return None if spelling is None or self._changed.get(spelling, b"") is None else spelling

    def read(self, name: str) -> bytes:
        """Bytes of a part as it stands now.

        Raises:
            MissingInWorkbook: No such part.
            TruncatedWorkbook, UnsafeWorkbook, UnsupportedWorkbook: The part is damaged or a bomb.
        """
        spelling = self.find(name)
        if spelling is None:
            raise MissingInWorkbook(
                f"le composant {name} manque au classeur", f"the workbook lacks part {name}", part=name
            )
        changed = self._changed.get(spelling)
        if changed is not None:
            return changed
        if spelling not in self._read:
            content = inflate(self.source, self._entries[spelling], self._allowed)
            self._allowed -= len(content)
            self._read[spelling] = content
        return self._read[spelling]

    def check(self) -> None:
        """Inflates every part that was not read yet and keeps none: a damaged one is found, not passed on.

        Raises:
            TruncatedWorkbook, UnsafeWorkbook, UnsupportedWorkbook: A part is damaged or a bomb.
        """
        for name, entry in self._entries.items():
            if name not in self._read and name not in self._changed:
                inflate(self.source, entry, limit("PART_MEGABYTES") * MEGABYTE)

    def parts_read(self) -> list[str]:
        """Names of the parts that were read so far, as the archive spells them."""
        return list(self._read)

    def has_same(self, name: str, other: Package) -> bool:
        """Whether a part is that of another package, byte for byte; both packages unchanged."""
        mine, theirs = self._entries.get(name), other._entries.get(name)
        if mine is None or theirs is None or not _declared_alike(mine, theirs):
            return False
        stream = self.source[mine.data_start : mine.data_end]
        if stream == other.source[theirs.data_start : theirs.data_end]:
            return True
        return self.read(name) == other.read(name)

    def replace(self, name: str, content: bytes) -> None:
        """Gives a part a new content; the same content again is no change.

        Raises:
            MissingInWorkbook: No such part.
        """
        if self.read(name) != content:
            self._changed[str(self.find(name))] = content
            self.version += 1

    def add(self, name: str, content: bytes) -> None:
        """Adds a part after the others.

        Raises:
            ValueError: The part is there already.
        """
        if self.find(name) is not None:
            raise ValueError(f"part {name} is there already")
        self._changed[name] = content
        self.version += 1

    def remove(self, name: str) -> None:
        """Drops a part; nothing that points to it is changed.

        Raises:
            MissingInWorkbook: No such part.
        """
        self.read(name)
        self._changed[str(self.find(name))] = None
        self.version += 1

    def changed(self) -> list[str]:
        """Names of the parts replaced, added or dropped."""
        return list(self._changed)

    def snapshot(self) -> dict[str, bytes | None]:
        """What has changed so far, for `restore`."""
        return dict(self._changed)

    def restore(self, snapshot: dict[str, bytes | None]) -> None:
        """Goes back to a snapshot."""
        self._changed = dict(snapshot)
        self.version += 1

    def to_bytes(self) -> bytes:
        """The archive as it stands now; the source itself when nothing changed.

        Raises:
            UnsupportedWorkbook: A digital signature would no longer hold.
        """
        if not self._changed:
            return self.source
        if any(name.startswith(_SIGNATURES) for name in self._entries):
            raise UnsupportedWorkbook(
                "classeur signé numériquement : toute modification annulerait la signature",
                "digitally signed workbook: any change would void the signature",
            )
        writer = ArchiveWriter(self.source)
        for name in self.names():
            content, entry = self._changed.get(name), self._entries.get(name)
            if content is not None:
                writer.write(name, entry, content)
            elif entry is not None:
                writer.copy(entry)
        return writer.finish(self._comment)


def _declared_alike(mine: Entry, theirs: Entry) -> bool:
    """Whether two entries declare the same content, compressed alike."""
    return (mine.checksum, mine.size, mine.method) == (theirs.checksum, theirs.size, theirs.method)


def read_file(path: Path) -> bytes:
    """Bytes of a file.

    Raises:
        FileMissing: No such file.
        CannotWrite: The file cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise FileMissing(
            f"fichier introuvable : {path}", f"file not found: {path}", path=str(path)
        ) from error
    except PermissionError as error:
        said = may_not_read(path)
        raise CannotWrite(said.fr, said.en, path=str(path)) from error
    except OSError as error:
        raise CannotWrite(
            f"lecture impossible : {path} ({error.strerror})",
            f"cannot be read: {path} ({error.strerror})",
            path=str(path),
        ) from error
