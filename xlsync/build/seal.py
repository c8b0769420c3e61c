"""The seal of a workbook: a hash by which one that nobody has saved since it was built is known at once."""

from __future__ import annotations

import hashlib

from xlsync.workbook import Workbook
from xlsync.workbook.properties import PART

SEAL = "xlsync_seal"


def seal_of(book: Workbook) -> str:
    """Hash of every part as the file holds it, but the properties, which hold the seal."""
    digest = hashlib.sha256()
    for name, checksum in sorted(book.package.checksums().items()):
        if name != PART:
            digest.update(f"{name}\x1f{checksum}\x1e".encode())
    return digest.hexdigest()


def is_sealed(book: Workbook) -> bool:
    """The file is just as it was built."""
    return book.custom_properties.get(SEAL) == seal_of(book)


def sealed(content: bytes) -> bytes:
    """The same file with its seal."""
    book = Workbook.from_bytes(content)
    book.set_custom_properties({SEAL: seal_of(book)})
    return book.to_bytes()
