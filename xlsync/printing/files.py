"""The PDF files of annexes: made together, each written whole, over an earlier print and no other file."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from udfs.errors import UdfError
from xlsync.annexbook.linked import Held, linked
from xlsync.build.building import file_name, seen
from xlsync.errors import CannotWrite, UnknownTable, XlsyncError
from xlsync.files import leaving_nothing, write_atomic
from xlsync.model.amendments import View
from xlsync.printing.choosing import annexes_of
from xlsync.printing.document import pages_of, printable
from xlsync.printing.writing import MARK, write
from xlsync.store import Store

ToPdf = Callable[[Sequence[Path], Path], None]
Failure = tuple[str, XlsyncError | UdfError | OSError]
_KNOWN = MARK.encode("utf-16-be").hex().upper().encode()
"""The keyword as a PDF writes it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF that was made.

    Attributes:
        convention: "<kind>/<instance>".
        path: The file.
        pages: Number of its pages.
    """

    convention: str
    path: Path
    pages: int


def print_all(
    store: Store, conventions: Iterable[str], out: Path, view: View, to_pdf: ToPdf
) -> tuple[list[Printed], list[Failure]]:
    """The annexes of each convention as a PDF; what fails for one leaves the others.

    Args:
        store: The model.
        conventions: Whose.
        out: Folder of the files, created if need be.
        view: The moment at which they are seen.
        to_pdf: What turns workbooks into PDF files.

    Raises:
        XlsyncError: nothing can be turned into a PDF here.
    """
    made: list[Printed] = []
    failed: list[Failure] = []
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        drawn: dict[str, tuple[Path, int]] = {}
        for rank, convention in enumerate(conventions):
            try:
                content, pages = _drawn(store, convention, view)
            except (XlsyncError, UdfError) as error:
                failed.append((convention, error))
                continue
            drawn[convention] = room / f"{rank}.xlsx", pages
            drawn[convention][0].write_bytes(content)
        if drawn:
            to_pdf([path for path, _ in drawn.values()], room)
        for convention, (path, pages) in drawn.items():
            target = out / Path(file_name(convention, view)).with_suffix(".pdf")
            try:
                _keep(path.with_suffix(".pdf"), target)
                made.append(Printed(convention, target, pages))
            except (XlsyncError, OSError) as error:
                failed.append((convention, error))
    return made, failed


def with_annexes(store: Store, conventions: Iterable[str], view: View) -> Iterator[str]:
    """Those whose kind has annexes to sign."""
    model = store.read(view=view)
    return (name for name in conventions if annexes_of(model.convention(name).schema))


def _drawn(store: Store, convention: str, view: View) -> tuple[bytes, int]:
    revision = store.head()
    data = seen(store, store.read(view=view), convention, view)
    if not annexes_of(data.schema):
        raise UnknownTable(
            f"{convention} : ce genre de convention n’a pas d’annexe à signer",
            f"{convention}: this kind of agreement has no annex to sign",
        )
    whole = linked(data, Held(store, revision.id if revision else None, view))
    printed = printable(whole, store.versions_for(convention), view, datetime.date.today())
    pages = pages_of(printed)
    return write(pages, printed.marks), len(pages)


def _keep(made: Path, target: Path) -> None:
    """Writes a PDF where it goes."""
    if not made.exists():
        raise CannotWrite(
            f"{target} : LibreOffice n’a pas fait ce PDF", f"{target}: LibreOffice did not make this PDF"
        )
    if target.exists() and _KNOWN not in target.read_bytes():
        raise CannotWrite(
            f"{target} existe et n’est pas une impression d’annexes : donner un autre dossier",
            f"{target} exists and is no print of annexes: give another folder",
        )
    with leaving_nothing() as folders:
        folders.folder(target.parent)
        write_atomic(target, made.read_bytes())
