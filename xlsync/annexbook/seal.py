"""The seals of a workbook: hashes by which one that nobody has saved, or changed, since is known at once."""

from __future__ import annotations

import hashlib

from xlsync.annexbook.names import CONTENTS, FORMULAS, SEAL, STAMP
from xlsync.workbook import Workbook
from xlsync.workbook.contents import contents_of, formulas_of
from xlsync.workbook.properties import PART


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


def said_of(book: Workbook) -> str:
    """Hash of what a workbook says, its stamp included, whoever saved it."""
    properties = book.custom_properties
    stamp = "\x1f".join(str(properties.get(name, "")) for name in STAMP)
    return hashlib.sha256(f"{contents_of(book)}\x1f{stamp}".encode()).hexdigest()


def sealed(content: bytes) -> bytes:
    """The same file with its seals."""
    book = Workbook.from_bytes(content)
    book.set_custom_properties({SEAL: seal_of(book), CONTENTS: said_of(book), FORMULAS: formulas_of(book)})
    return book.to_bytes()
