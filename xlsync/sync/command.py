"""One attempt of a command over one workbook: read, merged, committed, written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from udfs.errors import Text, UdfError
from xlsync.annexbook.closed_changes import refuse_closed
from xlsync.annexbook.computed import judge_figures
from xlsync.annexbook.conflict_sheet import ConflictLine
from xlsync.annexbook.derogations import derogation_key, derogations_of
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.linked import Held, linked, problems_of_linked
from xlsync.annexbook.memory import carry
from xlsync.annexbook.origin import view_of
from xlsync.annexbook.records import read_records
from xlsync.annexbook.seal import is_sealed
from xlsync.annexbook.taking import data_of, generated_records, taken, visible, with_changes
from xlsync.errors import (
    CannotResize,
    CannotWrite,
    ClosedYear,
    MissingInWorkbook,
    Notice,
    Problem,
    StoreBusy,
    UnsupportedWorkbook,
    XlsyncError,
    sentence,
)
from xlsync.files import write_atomic
from xlsync.merge import MODEL
from xlsync.model import OVERRIDES, ROW, CellChange, ConventionData, Where
from xlsync.model.kept import MODIFICATIONS
from xlsync.model.renewal import linked_tables
from xlsync.store.writes import Write
from xlsync.sync.asked import Request, SavedMeanwhile
from xlsync.sync.comparing import Comparison, compare
from xlsync.sync.report import FileReport
from xlsync.sync.telling import authors, conflict_lines, tell
from xlsync.sync.writing import (
    Stamped,
    Writing,
    check_writable,
    finished,
    refresh_figures,
    write_cells,
    write_conflicts,
    write_stamp,
)
from xlsync.workbook import Workbook
from xlsync.workbook.plan import plan_of, receipt_of

if TYPE_CHECKING:
    from xlsync.store import Revision, Store

NOBODY = "xlsync"
CUT_SHORT = sentence(
    "la commande qui a écrit ce classeur s’est arrêtée avant que sa révision compte : ce qu’elle prenait est "
    "relu comme tapé depuis",
    "the command that wrote this workbook stopped before its revision counted: what it was taking is read "
    "again as typed since",
)
REFUSALS = (CannotWrite, CannotResize, ClosedYear, MissingInWorkbook, UnsupportedWorkbook, UdfError)
"""What stands in the way of a workbook that is taken or written."""


def nothing_written(path: Path, refusal: XlsyncError | UdfError) -> Problem:
    """The problem of a workbook that could not be written, and why."""
    fix = sentence("rien n’a été écrit dans le classeur", "nothing was written into the workbook")
    return Problem(path.name, refusal.text, fix, file=str(path))


class Command:
    """One attempt."""

    def __init__(
        self,
        request: Request,
        book: Workbook,
        identity: Identity,
        store: Store,
        is_foreign: bool,
        is_last: bool,
        source: bytes,
        done: tuple[Text, ...],
        stale: list[Problem],
    ) -> None:
        self.request, self.book, self.identity, self.store = request, book, identity, store
        self.is_foreign, self.is_last, self.source = is_foreign, is_last, source
        self.written: bytes | None = None
        self.found: Comparison = compare(request, book, identity, store)
        self.others = Held(store, self.found.head.id, self.found.view)
        self.carries = bool(stale)
        stale = self.stale = [*stale, *self._linked()]
        self.report: FileReport = tell(self.found, authors(self.found, store))
        self.is_cut_short = self.found.doubt is None and self.found.origin.is_cut_short(store)
        told = (Notice("", text) for text in (*done, *([CUT_SHORT] if self.is_cut_short else [])))
        self.report = replace(
            self.report,
            notices=(*told, *self.report.notices),
            problems=(*self.report.problems, *stale),
        )

    def _linked(self) -> list[Problem]:
        """What the workbook shows of other conventions and they no longer say."""
        if not linked_tables(self.identity.schema) or self.found.side.refused:
            return []
        return problems_of_linked(self.book, self._data(), self.request.path)

    def run(self) -> FileReport:
        """Does what was asked for; what is refused is a problem of the report.

        Raises:
            HeadMoved: someone committed meanwhile.
            SavedMeanwhile: someone saved the file meanwhile, and this is not the last attempt.
        """
        report = self.report
        if self.found.side.refused:
            return FileReport(
                report.file, report.convention, report.revision, problems=tuple(self.found.side.problems)
            )
        if self.request.command == "status" or self.found.doubt is not None:
            return report
        try:
            return self._pull() if self.request.command == "pull" else self._write()
        except REFUSALS as refusal:
            problem = nothing_written(self.request.path, refusal)
            if is_changed_meanwhile(refusal) and not self.is_last:
                raise SavedMeanwhile from refusal
            return replace(report, problems=(*report.problems, problem), complete=False)

    # --- the model and the file, together

    def _commit(self, within: Callable[[Revision], Write | None]) -> None:
        """Takes the changes of the workbook as a revision, and writes the file before it counts.

        The file is written while nobody else can commit, and the revision counts only then: a file that
        cannot be written leaves the model as it was, and a revision that cannot be kept leaves the file.
        """
        changes = self.found.merged.to_model
        if not changes:
            written = within(self.found.head)
            if written is not None:
                self._keep(written)
            return
        request, convention = self.request, self.identity.convention
        on = self.found.head.id
        try:
            committed = self.store.commit(
                refuse_closed(self.store, self._recorded(), on),
                on=on,
                author=request.author or NOBODY,
                origin=request.command,
                message=f"{convention} : {len(changes)} cellule(s) de {request.path.name}",
                within=within,
            )
        except BaseException:
            if self.written is not None:
                write_atomic(request.path, self.source, self.written)
            raise
        assert committed is not None, "the model was read at a revision"
        if committed.id != on:
            self.report = replace(self.report, committed=committed)

    def _keep(self, written: Write) -> None:
        """Keeps the receipt of a file that is written already; who may only read the model does without."""
        try:
            self.store.keep(written)
        except (CannotWrite, StoreBusy) as refusal:
            text = sentence(
                f"le reçu de l’écriture n’a pas été gardé : {refusal.text.fr}",
                f"the receipt of the write was not kept: {refusal.text.en}",
            )
            self.report = replace(self.report, notices=(*self.report.notices, Notice("", text)))

    # --- pull

    def _pull(self) -> FileReport:
        base = self.found.merged.base
        data = self._data()
        lines = conflict_lines(self.found, self.report, data, grow=False)
        same_view = self.found.view == view_of(self.book)
        same = same_view and base == self.found.origin.base and lines == list(self.found.chosen.lines)
        if same and not self.is_cut_short:
            self._commit(lambda _: None)
        else:
            self._commit(lambda revision: self._move_base(revision, base, lines))
        return self.report

    def _move_base(
        self, revision: Revision, base: dict[Where, str], lines: list[ConflictLine]
    ) -> Write | None:
        """Writes the base of a workbook that was pulled, where that is possible.

        Raises:
            CannotWrite: someone saved the file since it was read: what was read is no longer there to take.
        """
        if self.is_foreign:
            self._tell(sentence("un .ods n’est jamais écrit", "an .ods is never written"))
            return None
        try:
            check_writable(self.request.path)
            return self._stamp(revision, base, lines)
        except (CannotWrite, MissingInWorkbook, UnsupportedWorkbook) as refusal:
            if is_changed_meanwhile(refusal):
                raise
            self._tell(refusal.text)
            return None

    def _tell(self, reason: Text) -> None:
        """The model took the changes and the workbook could not say so: the next look finds them equal."""
        text = sentence(
            f"la base du classeur n’a pas avancé : {reason.fr}",
            f"the base of the workbook did not move: {reason.en}",
        )
        self.report = replace(self.report, notices=(*self.report.notices, Notice("", text)))

    # --- push and sync

    def _write(self) -> FileReport:
        if self.is_foreign:
            raise UnsupportedWorkbook(
                "un classeur .ods n’est jamais écrit : « xlsync pull » prend ses saisies",
                "an .ods workbook is never written: “xlsync pull” takes its inputs",
            )
        check_writable(self.request.path)
        data = self._data()
        saved_by_people = bool(self.found.merged.to_model) and not is_sealed(self.book)
        written = write_cells(self.book, self.identity, self._wanted(data))
        if self.stale:
            self._carry()
        if written or self.stale or saved_by_people or self.found.side.uncomputed:
            self.book = Workbook.from_bytes(self.book.to_bytes())
            refresh_figures(self.book)
            self._tell_figures()
        base = visible(self.found.merged.base, generated_records(data), self.identity.schema.kind)
        lines = self._addressed(conflict_lines(self.found, self.report, data, grow=True))
        write_conflicts(self.book, lines)
        changed = self.book.to_bytes() != self.source or base != self.found.origin.base
        changed = changed or (self.report.clean and bool(self.report.notices))
        stamped = (self.found.origin.revision, self.found.origin.store)

        def write(revision: Revision) -> Write | None:
            if changed or (revision.id, self.store.id) != stamped:
                return self._stamp(revision, base, lines)
            return None

        self._commit(write)
        return self.report

    def _carry(self) -> None:
        """The workbook has the versions of parameters of the model, and what others say; each is told."""
        if self.carries:
            carry(self.book, self.store.versions_for(self.identity.convention))
        told = [Notice("", Text(f"écrit : {one.what.fr}", f"written: {one.what.en}")) for one in self.stale]
        problems = tuple(one for one in self.report.problems if one not in self.stale)
        self.report = replace(self.report, problems=problems, notices=(*self.report.notices, *told))

    def _tell_figures(self) -> None:
        """What the computed cells show now, rather than before."""
        before, after = self.found.side, read_records(self.book, self.identity, file=str(self.request.path))
        judge_figures(after)
        problems = [problem for problem in self.report.problems if problem not in before.figures]
        notices = [notice for notice in self.report.notices if notice not in before.lost]
        self.report = replace(
            self.report, problems=(*problems, *after.figures), notices=(*notices, *after.lost)
        )

    def _data(self) -> ConventionData:
        """The convention as the workbook is to show it, with what amendments change and others say."""
        data = data_of(self.identity.convention, {**self._cells(), **self._amended()})
        return linked(data, self.others)

    def _amended(self) -> dict[Where, str]:
        """What amendments change once the changes of the workbook are taken."""
        found, view = self.found, self.found.view
        if view.draft is None or not found.merged.to_model:
            return found.amended
        seen = self.store.seen(self.identity.convention, self._recorded(), found.head.id, view)
        return {cell[1:]: text for cell, text in seen.items() if cell[1] == MODIFICATIONS}

    def _recorded(self) -> list[CellChange]:
        """The changes of the workbook as the store keeps them."""
        convention, on = self.identity.convention, self.found.head.id
        numbering = self.store.numbering(convention, on)
        seen = taken(convention, self.found.whole, self.found.merged.to_model, numbering)
        return self.store.recorded(convention, seen, on, self.found.view)

    def _cells(self) -> dict[Where, str]:
        """The inputs that the workbook is to hold; the base stands where it could not be read."""
        side = self.found.side
        hidden = {
            where: text
            for where, text in self.found.base.items()
            if where in side.unread or (where[0], where[1], ROW) in side.unread
        }
        return with_changes({**side.cells, **hidden}, self.found.merged.to_workbook)

    def _wanted(self, data: ConventionData) -> Writing:
        side = self.found.side
        granted = {one.place for one in derogations_of(data)}
        ended = {
            place
            for place in side.overrides
            if place not in granted and (OVERRIDES, derogation_key(place), ROW) in side.cells
        }
        return Writing(
            cells=self._cells(),
            data=data,
            renamed=self._renamed(),
            unread=side.unread,
            formulas=side.formulas,
            repairs=side.repairs,
            restore=self.found.chosen.restore | ended | side.emptied,
        )

    def _renamed(self) -> dict[tuple[str, str], str]:
        """Records of the workbook that only change their key."""
        merged = self.found.merged
        changes = {(one.table, one.key): one.after for one in merged.to_workbook if one.column == ROW}
        return {
            (one.table, one.old): one.new
            for one in (*merged.renamed, *merged.renames)
            if one.side == MODEL
            and changes.get((one.table, one.old), "") is None
            and changes.get((one.table, one.new)) is not None
        }

    def _addressed(self, lines: list[ConflictLine]) -> list[ConflictLine]:
        """The lines with the cells where records stand now."""
        side = read_records(self.book, self.identity)
        found = {**side.at, **side.computed}
        return [
            replace(line, cell=found[line.place].address if line.place in found else "") for line in lines
        ]

    def _stamp(self, revision: Revision, base: dict[Where, str], lines: list[ConflictLine]) -> Write | None:
        """Writes the file; its receipt, None for a dry run."""
        write_conflicts(self.book, lines)
        write_stamp(self.book, self.identity, base, self._stamped(revision), self.found.view)
        side, whole = self.found.side, self.request.writes_workbook
        true_formulas = not side.altered or (whole and side.altered <= self.found.chosen.restore)
        content = finished(self.book, side, clean=self.report.clean, whole=whole, true_formulas=true_formulas)
        if self.request.dry_run:
            self.report = replace(self.report, plan=plan_of(self.source, content), complete=False)
            return None
        write_atomic(self.request.path, content, self.source)
        self.written = content
        receipt = receipt_of(self.source, content)
        self.report = replace(self.report, revision=revision.id, written=True, receipt=receipt)
        return Write(
            convention=self.identity.convention,
            revision=revision.id,
            file=str(self.request.path),
            command=self.request.command,
            author=self.request.author or NOBODY,
            before=receipt.before,
            after=receipt.after,
            parts=receipt.parts,
        )

    def _stamped(self, revision: Revision) -> Stamped:
        """The stamp of a revision: what the model held, too, should the command stop before it counts."""
        found, head = self.found, self.found.head
        if revision.id == head.id:
            return Stamped(self.store.id, head.id, "", {})
        changes, model = found.merged.to_model, found.model
        before = {change.cell: change.before for change in changes}
        records = {(change.table, change.key) for change in changes if change.column == ROW}
        for where in (*found.merged.base, *model):
            if where[:2] in records:
                before.setdefault(where, model.get(where))
        return Stamped(self.store.id, revision.id, head.id, before)


def is_changed_meanwhile(refusal: XlsyncError | UdfError) -> bool:
    """The file is no longer the one that was read."""
    return isinstance(refusal, CannotWrite) and refusal.facts.get("reason") == "changed"
