"""The actions of the menu, on the workbook that is open in Excel.

Excel saves a copy of the workbook, unsaved inputs included; the command of the same name works on that copy;
what it changed there is then made in the open workbook. Nothing is saved: closing without saving undoes it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from udfs.errors import Text
from udfs.hosts.names import rewrite
from xlsync.actions.convert import convert as spelt
from xlsync.actions.edits import Edits, edits_of
from xlsync.actions.menu import EXPLAIN, asked, told
from xlsync.actions.paths import File
from xlsync.actions.report import REFUSED, REMAINING, Report, plain
from xlsync.actions.session import Session
from xlsync.errors import XlsyncError, sentence
from xlsync.live.applying import apply
from xlsync.live.excel import OpenBook, caller
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

TITLE: Final = "Conventions"
WRITES: Final = ("pull", "push")

READ_ONLY: Final = sentence(
    "Ce classeur est ouvert en lecture seule : Excel ne l’enregistrerait pas ; rien n’a été fait.",
    "This workbook is open read-only: Excel would not save it; nothing was done.",
)
UNSAVED: Final = sentence(
    "Cellules changées dans le classeur ouvert : {}. Enregistrez-le pour les garder.",
    "Cells changed in the open workbook: {}. Save it to keep them.",
)
SETTINGS: Final = sentence(
    "Ces réglages d’Excel n’ont pas pu être remis : {}.", "These settings of Excel could not be put back: {}."
)
TAKEN: Final = sentence(
    "Le modèle a pris vos saisies, mais la base du classeur n’a pas avancé ; la prochaine comparaison "
    "trouvera les "
    "deux égaux.",
    "The model took your inputs, but the base of the workbook did not move; the next comparison will "
    "find both "
    "equal.",
)
REOPEN: Final = sentence(
    "Des lignes ou des colonnes de tableaux changent, ce qui se fait classeur fermé. L’enregistrer, le "
    "fermer, y "
    "écrire, puis le rouvrir ?",
    "Rows or columns of tables change, which is done with the workbook closed. Save it, close it, write "
    "into it, "
    "then open it again?",
)
NOT_REOPENED: Final = sentence(
    "Rien n’a été écrit dans le classeur.", "Nothing was written into the workbook."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did.

    Attributes:
        exit: As the exit code of the command.
        text: What the command prints, and what became of the open workbook.
        report: The document that the command gives with `--json`.
        cells: How many cells of the open workbook were written.
    """

    exit: int
    text: str
    report: dict[str, Any]
    cells: int = 0


def status(book: Any = None, *, store: str | None = None) -> Outcome:
    """What differs between the open workbook and the model.

    Args:
        book: A workbook of xlwings; left out, the one whose macro is running, and a window shows the text.
        store: Address or path of the store, else XLSYNC_STORE, else the one found upward from the file.
    """
    return _done("status", book, store)


def pull(book: Any = None, *, store: str | None = None) -> Outcome:
    """Takes what people typed in the open workbook into the model. Arguments: as `status`."""
    return _done("pull", book, store)


def push(book: Any = None, *, store: str | None = None) -> Outcome:
    """Writes what changed in the model into the open workbook. Arguments: as `status`."""
    return _done("push", book, store)


def check(book: Any = None, *, store: str | None = None) -> Outcome:
    """What is wrong in the open workbook. Arguments: as `status`."""
    return _done("check", book, store)


def explain(book: Any = None, *, store: str | None = None) -> Outcome:
    """Where the figure of the selected cell comes from. Arguments: as `status`."""
    return _done("explain", book, store)


def convert(book: Any = None, *, store: str | None = None) -> Outcome:
    """Respells the functions of the open workbook for Excel with xlwings. Arguments: as `status`.

    The workbook is saved, closed, converted on disk, opened again; its formulas are then entered once more,
    for Excel to know their functions.
    """
    return _done("convert", book, store)


def _done(action: str, book: Any, store: str | None) -> Outcome:
    """One action; what is refused is an outcome too, since someone in Excel reads it."""
    shown = book is None
    where = caller() if shown else OpenBook(book)
    lang = where.lang
    try:
        outcome = _Action(action, where, lang, store).run()
    except XlsyncError as refusal:
        outcome = Outcome(REFUSED, refusal.text.in_language(lang), {})
    if shown:
        where.show(outcome.text, TITLE)
    return outcome


class _Action:
    """One action on one workbook, in a folder of its own."""

    def __init__(self, action: str, book: OpenBook, lang: str, store: str | None) -> None:
        self.action, self.book = action, book
        self.path = book.path()
        self.session = Session(lang, store or os.environ.get("XLSYNC_STORE") or None)

    def run(self) -> Outcome:
        if self.action in (*WRITES, "convert") and self.book.is_read_only:
            return Outcome(REFUSED, self._said(READ_ONLY), {})
        if self.action == "convert":
            return self._converted()
        with tempfile.TemporaryDirectory(prefix="xlsync-") as name:
            copy = File(self.book.copy(Path(name)), self.path)
            return self._written(copy) if self.action in WRITES else self._asked(copy)

    def _said(self, text: Text) -> str:
        return text.in_language(self.session.lang)

    # --- status, check and explain

    def _asked(self, file: File) -> Outcome:
        cell = self.book.selected() if self.action == EXPLAIN else ""
        return _outcome(asked(self.session, self.action, file, cell))

    # --- pull and push

    def _written(self, copy: File) -> Outcome:
        """The action on another copy, then what it changed there."""
        report, edits = edits_of(self.session, self.action, copy)
        outcome = _outcome(report)
        if edits is None:
            return outcome
        if edits.reshapes or edits.has_arrays or not (edits.places or edits.properties):
            return self._reopened(outcome)
        return self._applied(outcome, edits)

    def _applied(self, outcome: Outcome, edits: Edits) -> Outcome:
        try:
            left = apply(self.book, edits)
        except XlsyncError as refusal:
            return self._refused(outcome, refusal.text)
        said = [self._said(UNSAVED).format(len(edits.places))]
        said += [self._said(SETTINGS).format(", ".join(left))] if left else []
        return replace(outcome, text=_lines(outcome.text, *said), cells=len(edits.places))

    def _refused(self, outcome: Outcome, reason: Text) -> Outcome:
        """The model keeps what a pull gave it; a push that was not made is not told as one."""
        said = self._said(reason)
        if self.action == "pull":
            text = _lines(outcome.text, said, self._said(TAKEN))
            return replace(outcome, exit=max(outcome.exit, REMAINING), text=text)
        return Outcome(REFUSED, said, outcome.report)

    def _reopened(self, outcome: Outcome) -> Outcome:
        """The action on the file itself, with the workbook closed meanwhile, if someone agrees."""
        if self.action == "pull":
            return self._refused(outcome, NOT_REOPENED)
        if not self.book.agrees(REOPEN, TITLE):
            return replace(outcome, exit=REMAINING, text=self._said(NOT_REOPENED))
        self.book.save()
        with self.book.closed():
            return self._asked(File.of(self.path))

    # --- convert

    def _converted(self) -> Outcome:
        file = File.of(self.path)
        self.book.save()
        with self.book.closed():
            report = told(self.session, file, lambda heard: spelt(heard, [file], "excel"))
        if report.code == REFUSED:
            return _outcome(report)
        converted = Workbook.open(self.path)
        places = tuple(_calls(converted))
        apply(self.book, Edits(converted, converted, places, {}))
        return replace(_outcome(report), cells=len(places))


def _outcome(report: Report) -> Outcome:
    return Outcome(report.code, "\n".join(report.lines), plain(report.document))


def _calls(book: Workbook) -> Iterator[Address]:
    """Cells whose formula calls one of our functions."""
    for sheet in book.worksheets():
        for (row, column), cell in sheet.cells.items():
            if cell.kind in ("normal", "shared") and rewrite(cell.formula or "", "calc") != cell.formula:
                yield Address(sheet.name, row, column)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
