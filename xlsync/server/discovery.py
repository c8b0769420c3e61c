"""How add-ins find the server: one file in the user's directory, there while the server runs."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from xlsync.server.places import write_private

SERVER_FILE, LOCK_FILE = "server.json", "server.lock"


@dataclass(frozen=True, slots=True)
class Description:
    """What an add-in needs to reach a running server.

    Attributes:
        pid: Its process.
        https_port: Of Office.js.
        calc_port: Of Calc, loopback.
        token: The secret of every call.
        code: Version of the program.
        python: Path of its interpreter.
        folders: The only folders whose workbooks it opens.
    """

    pid: int
    https_port: int
    calc_port: int
    token: str
    code: str
    python: str
    folders: tuple[str, ...]


def announce(folder: Path, description: Description) -> None:
    """Say where the server is; only its user can read it."""
    write_private(folder / SERVER_FILE, json.dumps(asdict(description), indent=1).encode())


def withdraw(folder: Path, pid: int) -> None:
    """Remove what this process said, and nothing that another one says by now."""
    found = announced(folder)
    if found is not None and found.pid == pid:
        with contextlib.suppress(OSError):
            (folder / SERVER_FILE).unlink()


def announced(folder: Path) -> Description | None:
    """What the file says, None where there is none that can be read; the server may be dead."""
    try:
        found = json.loads((folder / SERVER_FILE).read_text(encoding="utf-8"))
        return Description(**{**found, "folders": tuple(found["folders"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """Hold the lock of the user's directory; what it gives is False when another process holds it.

    The system lets go of the lock when the process ends, however it ends.
    """
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
