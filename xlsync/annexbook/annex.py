"""An annex workbook opened and read whole: what every command begins with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync import __version__
from xlsync.annexbook.base import read_base
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import Identity, identify
from xlsync.annexbook.names import VERSION
from xlsync.files import ODS
from xlsync.model import Where
from xlsync.workbook import Workbook

if TYPE_CHECKING:
    from xlsync.annexbook.reading import Reading


def open_annex(path: Path) -> Workbook:
    """The workbook of a file; an .ods is read as one.

    Raises:
        XlsyncError: the file cannot be read.
    """
    if not is_foreign(path):
        book = Workbook.open(path)
        book.package.check()
        return book
    from xlsync.annexbook.ods import read_ods

    return read_ods(path)


def is_foreign(path: Path) -> bool:
    """The file is of a kind that is read only."""
    return path.suffix.lower() == ODS


def read_file(path: Path) -> Reading:
    """What the workbook of a file holds, beside the base that it carries.

    Raises:
        UnknownKind: it is no annex workbook, or of an unknown kind.
        XlsyncError: the file cannot be read.
    """
    book = open_annex(path)
    return read_annex(book, identify(book, path), file=str(path))


def read_annex(
    book: Workbook,
    identity: Identity,
    base: Mapping[Where, str] | None = None,
    file: str = "",
    *,
    beside: bool = True,
) -> Reading:
    """What a workbook holds: its inputs, its computed cells, what people added, and what is wrong.

    Args:
        book: An annex workbook.
        identity: What it says it is.
        base: What both sides last agreed on; that of the workbook when it is left out.
        file: Its path, for problems.
        beside: What people added beside the cells of the schema is looked for.
    """
    from xlsync.annexbook.computed import examine  # what only opens a workbook does without
    from xlsync.annexbook.older import older
    from xlsync.annexbook.records import read_records

    held = carried_base(book) if base is None else base
    reading = read_records(book, identity, held, file)
    reading.taken += older(book, identity, file)
    if not reading.refused:
        examine(reading)
        same = book.custom_properties.get(VERSION) == __version__ and not identity.is_older
        if beside and same and not is_foreign(Path(file)):
            from xlsync.annexbook.additions import additions

            reading.additions += additions(reading)
    return reading


def carried_base(book: Workbook) -> dict[Where, str]:
    """The base that a workbook carries; nothing where it has lost the sheet of it."""
    return read_base(book) if any(entry.name == BASE_SHEET for entry in book.sheets) else {}
