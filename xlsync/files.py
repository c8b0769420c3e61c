"""Files replaced whole, and nothing left behind.

Killed at any instant, a write leaves the old file or the new one; a command that fails removes what it made
on the way. Every file that a person may have is replaced here, so that a guard can keep one (`guarded`).
What a killed command left beside a file is removed by the next one that deals with that folder (`sweep`).
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import platform
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

from xlsync.errors import CannotWrite, XlsyncError

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
"""Ends of the names of the workbooks that are read and written; the two last are those of templates."""
ODS = ".ods"
"""End of the names of those that are only read."""
READ = (*WORKBOOKS, ODS)


def either(word: str) -> str:
    """The ends of names that are read, as a sentence names them, with its word for "or".

    Examples:
        >>> either("ou")
        '.xlsx, .xlsm, .xltx, .xltm ou .ods'
    """
    return f"{', '.join(READ[:-1])} {word} {READ[-1]}"


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_MISSING = {errno.ENOENT, errno.ENOTDIR}

_LEFT = re.compile(r"\.xlsync-(?P<host>[0-9a-f]{8})-(?P<process>\d+)-.*\.tmp(\.former)?")
_DAY = 86_400.0

Guard = Callable[[Path, bytes], None]
"""What is asked before a file is replaced: its path and what it holds; what it raises leaves the file."""

_GUARD: ContextVar[Guard | None] = ContextVar("guard", default=None)


@contextlib.contextmanager
def guarded(guard: Guard | None) -> Iterator[None]:
    """A block in which no file is replaced that the guard keeps."""
    token = _GUARD.set(guard)
    try:
        yield
    finally:
        _GUARD.reset(token)


def guard() -> Guard | None:
    """The guard of the block that runs, for work that goes on in another process."""
    return _GUARD.get()


def sweep(folder: Path) -> list[str]:
    """Removes the temporary files of commands that were killed; those of a live one stay.

    Those of another machine, or of a process whose number is taken again, stay for a day.

    Args:
        folder: Where files are about to be read or written.

    Returns:
        The names of what was removed.
    """
    removed = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _LEFT.fullmatch(entry.name)
            if found and _is_left(found, entry):
                os.unlink(entry.path)
                removed.append(entry.name)
    return removed


def _is_left(found: re.Match[str], entry: os.DirEntry[str]) -> bool:
    if found["host"] == _host() and not _is_alive(int(found["process"])):
        return True
    made = entry.stat(follow_symlinks=False).st_ctime  # not that of its contents: a former file is a link
    return time.time() - made > _DAY


def _host() -> str:
    """This machine, in the name of a temporary file."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # a signal would end it there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def is_utf16(data: bytes) -> bool:
    """A text begins with the mark of UTF-16, as Excel saves « Texte Unicode » and PowerShell its output."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


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
    files: Iterable[tuple[str | Path, bytes]], expected: Mapping[Path, bytes | None] | None = None
) -> None:
    """Writes several files, all or none: temporary files first, then the renames, undone if one fails.

    Args:
        files: Paths and contents.
        expected: What a file must still hold, for those that were read before; None for one that was absent.

    Raises:
        CannotWrite: As `write_atomic`; every file is then as it was.
        XlsyncError: What the guard says (`guarded`).
    """
    known = {Path(os.path.realpath(path)): content for path, content in (expected or {}).items()}
    prepared: list[tuple[Path, str]] = []
    target = Path()
    with contextlib.ExitStack() as undo:
        try:
            for name, data in files:
                target = Path(os.path.realpath(name))
                sweep(target.parent)
                if target in known:
                    _check_unchanged(target, known[target])
                _check_target(target)
                _check_guard(target, data)
                temporary = _temporary(target, data)
                undo.callback(_forget, temporary)
                prepared.append((target, temporary))
            for target, temporary in prepared:
                _replace(target, temporary, undo)
        except OSError as error:
            raise _cannot_write(target, error) from error
        undo.pop_all()
        for _, temporary in prepared:
            _forget(temporary)
            _forget(_former(temporary))


def _replace(target: Path, temporary: str, undo: contextlib.ExitStack) -> None:
    """Puts a temporary file in place; the former file comes back should a later one fail."""
    former = _former(temporary)
    if target.exists():
        with contextlib.suppress(OSError):
            os.link(target, former)
        if not os.path.exists(former):
            shutil.copy2(target, former)
        undo.callback(_put_back, former, target)
    else:
        undo.callback(_forget, str(target))
    os.replace(temporary, target)
    _flush_folder(target.parent)


def _former(temporary: str) -> str:
    return f"{temporary}.former"


def _put_back(former: str, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.replace(former, target)
    _forget(former)


def _check_unchanged(target: Path, content: bytes | None) -> None:
    found = target.read_bytes() if target.exists() else None
    if found != content:
        raise CannotWrite(
            f"{target} a changé depuis sa lecture : recommencez",
            f"{target} has changed since it was read: try again",
            path=str(target),
            reason="changed",
        )


def _check_target(target: Path) -> None:
    lock = lock_file(target)
    if lock is not None:
        raise CannotWrite(
            f"{target} est ouvert ailleurs (témoin {lock.name}) : fermez-le, puis recommencez",
            f"{target} is open elsewhere (lock file {lock.name}): close it, then try again",
            path=str(target),
            reason="open",
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _check_guard(target: Path, data: bytes) -> None:
    """Asks the guard about what is about to go; the same content again takes nothing away."""
    asked = _GUARD.get()
    if asked is None or not target.is_file():
        return
    held = target.read_bytes()
    if held != data:
        asked(target, held)


def _temporary(target: Path, data: bytes) -> str:
    prefix = f".xlsync-{_host()}-{os.getpid()}-"
    descriptor, temporary = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)
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


def _cannot_write(target: Path, error: OSError) -> CannotWrite:
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
    )


class Made:
    """What a command makes before it is sure to succeed, and how to undo it."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def folder(self, folder: Path) -> None:
        """Makes a folder and its parents; those that are there already are not ours to remove.

        Raises:
            CannotWrite: permission, or a file stands there.
        """
        for path in (*reversed(folder.absolute().parents), folder.absolute()):
            try:
                path.mkdir()
            except FileExistsError:
                if path.is_dir():
                    continue
                raise CannotWrite(
                    f"{path} est un fichier et non un dossier", f"{path} is a file, not a folder"
                ) from None
            except OSError as error:
                raise _cannot_write(path, error) from error
            self.undoing(path.rmdir)

    def undoing(self, action: Callable[[], object]) -> None:
        """Says what to do should the command fail; the last said is done first."""
        self._undo.append(action)

    def keep(self) -> None:
        """What was made so far stays, whatever comes."""
        self._undo.clear()

    def undo(self) -> None:
        """Undoes all of it; a folder that holds something else stays."""
        for action in reversed(self._undo):
            with contextlib.suppress(OSError, XlsyncError):
                action()


@contextlib.contextmanager
def leaving_nothing() -> Iterator[Made]:
    """A block that undoes what it made when it fails."""
    made = Made()
    try:
        yield made
    except BaseException:
        made.undo()
        raise
