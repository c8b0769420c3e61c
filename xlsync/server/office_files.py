"""The public files of the Office.js add-in: those kept in `office/`, and those written from the registry."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from xlsync import __version__
from xlsync.server.refusals import Unknown

FOLDER = Path(__file__).resolve().parent / "office"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xml": "application/xml; charset=utf-8",
}
_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*", re.ASCII)


class PublicFile(NamedTuple):
    """One file as it is sent."""

    content: bytes
    media_type: str
    tag: str


def public_file(name: str, port: int) -> PublicFile:
    """A file of the add-in.

    Args:
        name: Its path under `/addin/`.
        port: Where the server is reached, which the manifest says.

    Raises:
        Unknown: There is none.
    """
    media_type = TYPES.get(Path(name).suffix)
    known = media_type is not None and _NAME.fullmatch(name) is not None
    content = (_written(port).get(name) or _kept(name)) if known else None
    if content is None or media_type is None:
        raise Unknown("aucun fichier de ce nom dans le complément", "no file of that name in the add-in")
    return PublicFile(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _kept(name: str) -> bytes | None:
    path = (FOLDER / name).resolve()
    return path.read_bytes() if path.is_relative_to(FOLDER) and path.is_file() else None


@cache
def _written(port: int) -> dict[str, bytes]:
    from udfs.hosts import office

    found = office.files(version=__version__, address=office.address_on(port))
    return {name: text.encode("utf-8") for name, text in found.items()}
