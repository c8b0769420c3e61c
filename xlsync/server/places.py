"""Where the server keeps what outlives it, and how a file stays the user's own."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def user_directory(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """The folder of the user, private to them; it may not exist yet.

    Args:
        environment: Environment variables, those of this process when left out.
        platform: As `sys.platform`.

    Examples:
        >>> user_directory({"XDG_STATE_HOME": "/state"}, "linux").as_posix()
        '/state/xlsync'
    """
    known = os.environ if environment is None else environment
    if platform == "win32":
        base = Path(known.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif platform == "darwin":
        base = Path(known.get("HOME") or Path.home()) / "Library" / "Application Support"
    else:
        base = Path(known.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "xlsync"


def make_private(folder: Path) -> Path:
    """The folder, made for its owner alone."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, data: bytes) -> None:
    """Write a file whole that nobody else can read, not even while it is being written."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
