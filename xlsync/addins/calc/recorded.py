"""What the extension reads to start the function server: one file in the user's directory."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import xlsync
from xlsync.server.places import make_private, user_directory, write_private

FILE = "calc.json"


def path() -> Path:
    """The file."""
    return user_directory() / FILE


def record(
    folders: Iterable[Path], port: int | None = None, home: Path | None = None, store: Path | None = None
) -> None:
    """Say which command starts the server: this interpreter, this program, those folders.

    Calc has a listener of its own: another program on the port of Excel must not keep the server from it.

    Args:
        folders: Whose workbooks the server may open; the user's home when there are none.
        port: Where it listens for Excel, the usual port when left out.
        home: The directory that is written in, the user's when left out.
        store: The model of every workbook; looked for beside each of them when left out.
    """
    named = [folder.resolve() for folder in folders] or [Path.home()]
    options = [word for folder in named for word in ("--folder", str(folder))]
    if port is not None:
        options += ["--port", str(port)]
    if store is not None:
        options += ["--store", str(store)]
    document = {
        "command": [sys.executable, "-m", "xlsync", "serve", "--any-port", *options],
        "path": str(Path(xlsync.__file__).parent.parent),
    }
    directory = make_private(user_directory() if home is None else home)
    write_private(directory / FILE, json.dumps(document, indent=1).encode())


def forget() -> None:
    """Remove the file, if it is there."""
    with contextlib.suppress(OSError):
        path().unlink()
