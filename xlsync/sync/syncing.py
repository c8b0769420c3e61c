"""One command over one workbook, from its opening to what was done: read, merged, committed, written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from udfs import parameters
from udfs.errors import Text, UdfError
from xlsync.annexbook import names
from xlsync.annexbook.annex import is_foreign, open_annex
from xlsync.annexbook.handed import problems_of_versions
from xlsync.annexbook.identify import Identity, identify
from xlsync.annexbook.origin import AUTO, is_untouched, refuse_newer
from xlsync.errors import (
    HeadMoved,
    Notice,
    StaleTemplate,
    XlsyncError,
    sentence,
)
from xlsync.files import sweep
from xlsync.sync.asked import Request, SavedMeanwhile
from xlsync.sync.report import FileReport
from xlsync.workbook import Workbook

if TYPE_CHECKING:
    from xlsync.store import Store

SAVES = 3
"""Times that a file is read again because someone saved it meanwhile."""


def run(request: Request, store: Store) -> FileReport:
    """Does what is asked of a workbook; begins again when someone committed or saved meanwhile.

    The second time nobody else can commit meanwhile, whatever they do: others wait.

    Raises:
        StoreBusy: the store stayed locked.
        XlsyncError: the file cannot be read, or the store does not know its convention.
    """
    left = sweep(request.path.parent)
    return _swept(_done(request, store), left)


def _done(request: Request, store: Store) -> FileReport:
    with suppress(HeadMoved, SavedMeanwhile):
        return _attempt(request, store)
    for _ in range(SAVES):
        with suppress(SavedMeanwhile), store.alone():
            return _attempt(request, store)
    with store.alone():
        return _attempt(request, store, last=True)


def _swept(report: FileReport, left: list[str]) -> FileReport:
    """What a killed command had left beside the workbook, and is gone."""
    if not left:
        return report
    text = sentence(
        f"{len(left)} fichier(s) temporaire(s) d’une commande interrompue, enlevé(s)",
        f"{len(left)} temporary file(s) of a command that was killed, removed",
    )
    return replace(report, notices=(*report.notices, Notice("", text)))


def _attempt(request: Request, store: Store, *, last: bool = False) -> FileReport:
    book, foreign = open_annex(request.path), is_foreign(request.path)
    identity = identify(book, request.path)
    refuse_newer(book, identity)
    source = book.package.source
    done: tuple[Text, ...] = ()
    if identity.is_older and request.writes_workbook and not foreign:
        from xlsync.annexbook.forward import bring_forward
        from xlsync.sync.command import REFUSALS

        try:
            book, identity, done = bring_forward(book, identity)
        except (*REFUSALS, StaleTemplate) as refusal:
            return _left(request, book, identity, refusal)
    versions = store.versions_for(identity.convention)
    stale = problems_of_versions(book, versions, request.path)
    asked = request.base == AUTO and request.amendment is None
    known = asked and not foreign and not (identity.is_older or done or stale)
    if known and is_untouched(book, store, whole=request.writes_workbook):
        revision = str(book.custom_properties[names.REVISION])
        return FileReport(str(request.path), identity.convention, revision)
    from xlsync.sync.command import Command  # loads what an untouched workbook does without

    with parameters.handing(versions):
        return Command(request, book, identity, store, foreign, last, source, done, stale).run()


def _left(
    request: Request, book: Workbook, identity: Identity, refusal: XlsyncError | UdfError
) -> FileReport:
    """A workbook of an older schema that could not be brought forward, and why."""
    from xlsync.annexbook.older import older
    from xlsync.sync.command import nothing_written

    problems = (*older(book, identity, request.path), nothing_written(request.path, refusal))
    revision = str(book.custom_properties.get(names.REVISION, ""))
    return FileReport(str(request.path), identity.convention, revision, problems=problems, complete=False)
