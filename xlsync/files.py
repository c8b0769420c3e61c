"""Files replaced whole, and nothing left behind.

Killed at any instant, a write leaves the old file or the new one; a command that fails removes what it made
on the way.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlsync.errors import CannotWrite

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_MISSING = {errno.ENOENT, errno.ENOTDIR}


def lock_file(path: str | Path) -> Path | None:
    """The file by which Excel or LibreOffice says that it has this workbook open, or None."""
    path = Path(path)
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        if (path.parent / name).exists():
            return path.parent / name
    return None


def write_atomic(path: str | Path, data: bytes, expected: bytes | None = None) -> None:
    """Writes a file whole: a temporary file beside it, flushed to the disk, then renamed.

    Args:
        path: The file. A symbolic link stays one; permissions are kept.
        data: Its new content.
        expected: What the file must still hold, when it was read before.

    Raises:
        CannotWrite: Permission, disk full, open elsewhere, changed meanwhile. Nothing has changed then.
    """
    write_all_atomic([(path, data)], {Path(path): expected} if expected is not None else {})


def write_all_atomic(
    files: Iterable[tuple[str | Path, bytes]], expected: dict[Path, bytes] | None = None
) -> None:
    """Writes several files: all temporary files first, then all renames.

    Args:
        files: Paths and contents.
        expected: What each file must still hold, for those that were read before.

    Raises:
        CannotWrite: As `write_atomic`; when a rename fails, `written` lists the files already replaced.
    """
    prepared: list[tuple[Path, str]] = []
    written: list[str] = []
    target = Path()
    try:
        for name, data in files:
            target = Path(os.path.realpath(name))
            _check_target(target, (expected or {}).get(Path(name)))
            prepared.append((target, _temporary(target, data)))
        for target, temporary in prepared:
            os.replace(temporary, target)
            written.append(str(target))
            _flush_folder(target.parent)
    except OSError as error:
        raise _cannot_write(target, error, written) from error
    finally:
        for _, temporary in prepared:
            _forget(temporary)


def _check_target(target: Path, expected: bytes | None) -> None:
    lock = lock_file(target)
    if lock is not None:
        raise CannotWrite(
            f"{target} est ouvert ailleurs (témoin {lock.name}) : fermez-le, puis recommencez",
            f"{target} is open elsewhere (lock file {lock.name}): close it, then try again",
            path=str(target),
            reason="open",
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if expected is not None and target.read_bytes() != expected:
        raise CannotWrite(
            f"{target} a changé depuis sa lecture : recommencez",
            f"{target} has changed since it was read: try again",
            path=str(target),
            reason="changed",
        )


def _temporary(target: Path, data: bytes) -> str:
    descriptor, temporary = tempfile.mkstemp(prefix=".xlsync-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_permissions(target, temporary)
    except BaseException:
        _forget(temporary)
        raise
    return temporary


def _copy_permissions(target: Path, temporary: str) -> None:
    try:
        status = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, status.st_mode & 0o7777)


def _forget(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _cannot_write(target: Path, error: OSError, written: list[str]) -> CannotWrite:
    if error.errno in _FULL:
        reason, fr, en = "full", "disque plein ou quota atteint", "disk full or quota reached"
    elif error.errno in _FORBIDDEN:
        reason, fr, en = "permission", "vous n’avez pas le droit d’y écrire", "you may not write there"
    elif error.errno in _MISSING:
        reason, fr, en = "missing", "le dossier n’existe pas", "the folder does not exist"
    else:
        reason, fr, en = "system", error.strerror or str(error), error.strerror or str(error)
    return CannotWrite(
        f"écriture impossible de {target} : {fr}",
        f"cannot write {target}: {en}",
        path=str(target),
        reason=reason,
        written=written,
    )


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
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()


@contextlib.contextmanager
def leaving_nothing() -> Iterator[Made]:
    """A block that removes what it made when it fails."""
    made = Made()
    try:
        yield made
    except BaseException:
        made.undo()
        raise
