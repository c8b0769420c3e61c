"""Many workbooks recalculated: those of one template together, over processes, one bad file at a time.

A workbook is opened once, its template known by `template_key`; what sets it apart are the inputs that are
not those of the first workbook of its template, and its cached values. One workbook alone needs no batch, nor
pandas.
"""

from __future__ import annotations

import gc
import hashlib
import json
import pickle
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.errors import CannotWrite
from xlsync.files import Guard, guard, guarded
from xlsync.recalc.cached import Difference, compare, refresh
from xlsync.recalc.engine import evaluate
from xlsync.recalc.faults import note
from xlsync.recalc.opinions import Evaluator
from xlsync.recalc.planning import plan
from xlsync.recalc.pool import mapped
from xlsync.recalc.references import Area
from xlsync.recalc.results import Evaluation, NotRecalculated
from xlsync.recalc.values import kind
from xlsync.recalc.view import Book, CellView, book_of, template_key
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    from xlsync.recalc.template import Template

CHUNK = 50
"""Files that one process takes at once, at most: they are all held open, some 4 MB each."""
CHUNKS = 20
"""Chunks that a run is cut into, at least: what a resumed run may have to do again is one of them."""
CHUNK_OF_ANOTHER = 10
"""Files that another program takes at once, at least: it may be long to start."""
TEMPLATES = 8
"""Templates that a process keeps ready."""


@dataclass(slots=True)
class Outcome:
    """One workbook recalculated, or not.

    Attributes:
        file: The workbook.
        input: Hash of the file as it was read; "" where it could not be.
        output: Hash of the file as it is now.
        result: Hash of the computed values.
        formulas: Number of formulas.
        different: Cells whose cached value was not the computed one.
        not_recalculated: Cells that could not be computed.
        written: The file was written.
        cells: Cached values that were written.
        parts: Parts of the file that were changed.
        seconds: Time taken.
        error: Why the file could not be processed.
    """

    file: Path
    input: str = ""
    output: str = ""
    result: str = ""
    formulas: int = 0
    different: list[Difference] = field(default_factory=list)
    not_recalculated: list[NotRecalculated] = field(default_factory=list)
    written: bool = False
    cells: int = 0
    parts: tuple[str, ...] = ()
    seconds: float = 0.0
    error: Exception | None = None


def recalculate(
    files: Sequence[Path],
    *,
    date: Day | None = None,
    write: bool = False,
    jobs: int = 1,
    chunk: int | None = None,
    by: Evaluator | None = None,
) -> Iterator[Outcome]:
    """Recalculates workbooks, in their order; what befalls one is its own outcome.

    Args:
        files: The workbooks.
        date: What TODAY and NOW give.
        write: Refreshes the cached values in the files.
        jobs: Number of processes.
        chunk: Files that a process takes at once; by default a twentieth of them, 50 at most.
        by: Another program that computes them; a function of a module where there are several processes.
    """
    size = chunk or max(1 if by is None else CHUNK_OF_ANOTHER, min(CHUNK, -(-len(files) // CHUNKS)))
    chunks = [tuple(files[start : start + size]) for start in range(0, len(files), size)]
    try:
        for outcomes in mapped(_chunk, chunks, jobs, _prepare, (date, write, by, guard())):
            yield from outcomes
    finally:
        _GROUPS.clear()


def file_hash(data: bytes) -> str:
    """The hash by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


class _Group:
    """A template made ready, by the first workbook of it that a process read."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def formulas(self) -> int:
        """Number of formulas."""
        return len(self.book.formulas())

    @cached_property
    def cells(self) -> tuple[Address, ...]:
        """Every cell that a formula fills."""
        filled = (cell for one in self.book.formulas() for cell in _filled(self.book, one))
        return tuple(dict.fromkeys(filled))

    @cached_property
    def template(self) -> Template:
        """The template, whose formulas hold a mark: in a result, it is a cell that was not computed."""
        from xlsync.recalc.template import Template

        sheets = {sheet: dict(cells) for sheet, cells in self.book.sheets.items()}
        for cell in self.cells:
            view = self.book.cell(cell)._replace(value=NOT_COMPUTED)
            sheets[cell.sheet][cell.row, cell.column] = view
        return Template(replace(self.book, sheets=sheets))

    @cached_property
    def reads(self) -> tuple[frozenset[Address], dict[str, list[Area]]]:
        """What formulas read: single cells, and areas by sheet."""
        areas = {area for ready in plan(self.book).prepared.values() for area in ready.reads}
        several: dict[str, list[Area]] = {}
        for area in areas:
            if not area.is_cell:
                several.setdefault(area.sheet, []).append(area)
        return frozenset(area.first for area in areas if area.is_cell), several

    def given(self, book: Book) -> dict[Address, Any]:
        """What formulas read in a workbook of the template where the first one holds something else."""
        filled = set(self.cells)
        found = {}
        for sheet, cells in book.sheets.items():
            first = self.book.sheets[sheet]
            gone = [(place, BLANK) for place in first.keys() - cells.keys()]
            for place, view in chain(cells.items(), gone):
                old, new = first.get(place, BLANK).value, view.value
                if old.__class__ is new.__class__ and old == new:
                    continue
                cell = Address(sheet, *place)
                if cell not in filled and self._is_read(cell):
                    found[cell] = new
        return found

    def _is_read(self, cell: Address) -> bool:
        single, several = self.reads
        return cell in single or any(area.holds(cell) for area in several.get(cell.sheet, ()))


BLANK = CellView()
NOT_COMPUTED = "\ufdd0"
"""What a formula of a template holds; no cell can."""


@dataclass(slots=True)
class _Member:
    """What a batch needs of a workbook."""

    outcome: Outcome
    key: str
    given: dict[Address, Any]
    cached: tuple[Any, ...]
    workbook: Workbook


_OPTIONS: dict[str, Any] = {}
_GROUPS: OrderedDict[str, _Group] = OrderedDict()
"""In a process: what was asked, and the templates that it met last."""


def _prepare(date: Day | None, write: bool, by: Evaluator | None, kept: Guard | None) -> None:
    _OPTIONS.update(date=date, write=write, by=by, guard=kept)
    _GROUPS.clear()


def _chunk(files: tuple[Path, ...]) -> list[Outcome]:
    """Some workbooks, those of a template together; the outcomes in the order of the files.

    Nothing of them is garbage before the end: Python does not look for any meanwhile.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _outcomes(files)
    finally:
        if was_enabled:
            gc.enable()


def _outcomes(files: tuple[Path, ...]) -> list[Outcome]:
    outcomes = [Outcome(file) for file in files]
    members: dict[str, list[_Member]] = {}
    for outcome in outcomes:
        start = time.perf_counter()
        try:
            member = _read(outcome)
            members.setdefault(member.key, []).append(member)
        except Exception as error:
            outcome.error = _portable(error)
        outcome.seconds = time.perf_counter() - start
    for key, own in members.items():
        start = time.perf_counter()
        for member, evaluation in _computed(_GROUPS[key], own):
            if isinstance(evaluation, Exception):
                member.outcome.error = _portable(evaluation)
                continue
            try:
                _judge(member, _GROUPS[key], evaluation)
            except Exception as error:
                member.outcome.error = _portable(error)
        for member in own:
            member.outcome.seconds += (time.perf_counter() - start) / len(own)
    while len(_GROUPS) > TEMPLATES:
        _GROUPS.popitem(last=False)
    return outcomes


def _read(outcome: Outcome) -> _Member:
    workbook = Workbook.open(outcome.file)
    outcome.input = outcome.output = file_hash(outcome.file.read_bytes())
    book = book_of(workbook)
    key = template_key(book)
    group = _GROUPS.setdefault(key, _Group(book))
    _GROUPS.move_to_end(key)
    return _Member(
        outcome,
        key,
        group.given(book),
        tuple(book.cell(cell).value for cell in group.cells),
        workbook,
    )


def _computed(group: _Group, members: Sequence[_Member]) -> Iterator[tuple[_Member, Evaluation | Exception]]:
    """The evaluation of each workbook of a template, by whatever was asked for."""
    by = _OPTIONS["by"]
    if by is None:
        return _evaluated(group, members)
    return zip(members, by([one.outcome.file for one in members], _OPTIONS["date"]), strict=True)


def _evaluated(group: _Group, members: Sequence[_Member]) -> Iterator[tuple[_Member, Evaluation | Exception]]:
    """The evaluation of each workbook of a template, all at once; one by one what a batch cannot tell."""
    batch: list[Evaluation | None] = [None] * len(members)
    if len(members) > 1:
        try:
            batch = _batch(group, members)
        except Exception as error:
            note(error, "Template.evaluate", "its workbooks are computed one by one")
    for member, evaluation in zip(members, batch, strict=True):
        try:
            yield member, evaluation or _alone(group, member)
        except Exception as error:
            yield member, error


def _alone(group: _Group, member: _Member) -> Evaluation:
    overrides = {str(cell): value for cell, value in member.given.items()}
    return evaluate(group.book, date=_OPTIONS["date"], overrides=overrides)


def _batch(group: _Group, members: Sequence[_Member]) -> list[Evaluation | None]:
    """The evaluation of each workbook; None where what one of them holds keeps a cell from being computed."""
    import pandas as pd

    columns = dict.fromkeys(cell for one in members for cell in one.given)
    values = {
        str(cell): pd.Series(
            [one.given[cell] if cell in one.given else group.book.cell(cell).value for one in members],
            dtype=object,
        )
        for cell in columns
    }
    found = group.template.evaluate(pd.DataFrame(values), group.cells, _OPTIONS["date"])
    if not all(map(group.template.plan.is_never_computed, found.not_recalculated)):
        return [None] * len(members)
    kept = {cell for one in found.not_recalculated for cell in _filled(group.book, one.cell)}
    evaluations: list[Evaluation | None] = []
    rows = [*zip(*(found[cell].tolist() for cell in group.cells), strict=True)]
    for row in rows if columns else rows * len(members):
        computed = {cell: _plain(value) for cell, value in zip(group.cells, row, strict=True)}
        own = {cell for cell, value in computed.items() if value == NOT_COMPUTED}
        told = Evaluation(computed, found.not_recalculated, formulas=group.formulas, kept=kept)
        evaluations.append(told if own == kept else None)
    return evaluations


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _filled(book: Book, cell: Address) -> Iterable[Address]:
    """The cells that a formula fills: its own, and those of its array."""
    area = book.cell(cell).array
    return (cell,) if area is None else area.cells()


def _judge(member: _Member, group: _Group, evaluation: Evaluation) -> None:
    """Compares with the cached values, and refreshes them where that was asked and something is to be."""
    outcome = member.outcome
    sheets: dict[str, dict[tuple[int, int], CellView]] = {sheet: {} for sheet in group.book.sheets}
    for cell, value in zip(group.cells, member.cached, strict=True):
        sheets[cell.sheet][cell.row, cell.column] = CellView(value)
    stored = Book(sheets)
    outcome.different = compare(stored, evaluation)
    outcome.formulas = evaluation.formulas
    outcome.not_recalculated = evaluation.not_recalculated
    outcome.result = _result_hash(evaluation)
    if _OPTIONS["write"] and _is_stale(stored, member, evaluation):
        _write(outcome, member.workbook, evaluation, stored)


def _is_stale(stored: Book, member: _Member, evaluation: Evaluation) -> bool:
    asks = member.workbook.full_calculation
    return asks != bool(evaluation.not_recalculated) or any(True for _ in _stale(stored, evaluation))


def _stale(stored: Book, evaluation: Evaluation) -> Iterator[Address]:
    """The cells whose cached value is not just the computed one."""
    for cell, value in evaluation.values.items():
        cached = stored.cell(cell).value
        if cell not in evaluation.kept and (kind(cached) != kind(value) or cached != value):
            yield cell


def _write(outcome: Outcome, workbook: Workbook, evaluation: Evaluation, stored: Book) -> None:
    if file_hash(outcome.file.read_bytes()) != outcome.input:
        raise CannotWrite(
            f"{outcome.file.name} a changé pendant le calcul : relancer",
            f"{outcome.file.name} changed during the computation: run it again",
            path=str(outcome.file),
            reason="changed",
        )
    outcome.cells = sum(1 for _ in _stale(stored, evaluation))
    refresh(workbook, evaluation, stored)
    with guarded(_OPTIONS["guard"]):
        workbook.save(outcome.file)
    outcome.parts = tuple(workbook.package.changed())
    outcome.output, outcome.written = file_hash(outcome.file.read_bytes()), True


def _result_hash(evaluation: Evaluation) -> str:
    """The hash of what was computed, whatever the file around it."""
    values = [
        [str(cell), kind(value), value]
        for cell, value in evaluation.values.items()
        if cell not in evaluation.kept
    ]
    missing = [[str(one.cell), one.function] for one in evaluation.not_recalculated]
    return file_hash(json.dumps([sorted(values, key=lambda one: one[0]), missing]).encode())


def _portable(error: Exception) -> Exception:
    """An exception that goes from one process to another."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def sources_hash(folders: Iterable[Path]) -> str:
    """The hash of the code and of the parameters under some folders."""
    told = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".yaml"):
                told.update(str(path.relative_to(folder)).encode())
                told.update(path.read_bytes())
    return told.hexdigest()[:16]
