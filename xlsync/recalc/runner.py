"""Many workbooks recalculated: those of one template together, over processes, one bad file at a time.

A workbook is opened once, its template known by `template_key`; what sets it apart are the inputs that are
not those of the first workbook of its template, and its cached values. One workbook alone needs no batch, nor
pandas.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from typing import Any, NamedTuple

from xlsync.errors import CannotWrite, WorkerDied
from xlsync.files import write_atomic
from xlsync.recalc.cached import Difference, differences, stale
from xlsync.recalc.engine import evaluate
from xlsync.recalc.faults import note
from xlsync.recalc.groups import NOT_COMPUTED, Group, Groups, Member
from xlsync.recalc.opinions import Evaluator
from xlsync.recalc.results import Evaluation, NotRecalculated
from xlsync.recalc.values import kind
from xlsync.running import HERE, Runner, Task
from xlsync.running.done import portable
from xlsync.running.version import file_hash
from xlsync.workbook import Workbook
from xlsync.workbook.package import Package
from xlsync.workbook.plan import Plan, plan_of
from xlsync.workbook.values import Address

CHUNK = 50
"""Files that one process takes at once, at most: they are all held open, some 4 MB each."""
CHUNKS = 20
"""Chunks that a run is cut into, at least: what a resumed run may have to do again is one of them."""
CHUNK_OF_ANOTHER = 10
"""Files that another program takes at once, at least: it may be long to start."""
TEMPLATES = 8
"""Templates that a process keeps ready."""


Chunk = tuple[Path, ...]


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
        plan: What writing the file would change, of a dry run.
        error: Why the file could not be processed.
        content: What is to be written into it; None once it is, or where nothing is.
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
    plan: Plan | None = None
    error: Exception | None = None
    content: bytes | None = None


def recalculate(
    files: Sequence[Path],
    *,
    date: Day | None = None,
    write: bool = False,
    dry_run: bool = False,
    runner: Runner = HERE,
    chunk: int | None = None,
    by: Evaluator | None = None,
) -> Iterator[Outcome]:
    """Recalculates workbooks, in their order; what befalls one is its own outcome.

    Args:
        files: The workbooks.
        date: What TODAY and NOW give.
        write: Refreshes the cached values in the files.
        dry_run: With `write`, no file is written: the plan of each outcome says what would change.
        runner: Where they are computed; files are written by this process.
        chunk: Files that a process takes at once; by default a twentieth of them, 50 at most.
        by: Another program that computes them; a function of a module where there are several processes.
    """
    size = chunk or max(1 if by is None else CHUNK_OF_ANOTHER, min(CHUNK, -(-len(files) // CHUNKS)))
    asked = files if runner.cluster is None else [file.absolute() for file in files]
    chunks = [tuple(asked[start : start + size]) for start in range(0, len(asked), size)]
    task = Task(_chunk, _prepare, (date, write, by))
    if len(chunks) == 1 and runner.cluster is None:
        runner = HERE
    try:
        for file, outcome in zip(files, _outcomes_of(task, chunks, runner), strict=True):
            outcome.file = file
            yield _planned(outcome) if dry_run else _written(outcome)
    finally:
        _GROUPS.clear()


def _outcomes_of(
    task: Task[Chunk, list[Outcome]], chunks: Sequence[Chunk], runner: Runner
) -> Iterator[Outcome]:
    """The outcome of each file; the files of a chunk whose process died are done again one by one.

    Raises:
        Exception: of the program that computes, not of a file: it cannot do any.
    """
    for done in runner.run(task, chunks):
        if done.result is not None:
            yield from done.result
        elif done.error is not None and not isinstance(done.error, WorkerDied):
            raise done.error
        elif len(done.piece) > 1:
            yield from _outcomes_of(task, [(file,) for file in done.piece], runner)
        else:
            (file,) = done.piece
            yield Outcome(file, error=done.error)


class _Own(NamedTuple):
    """A workbook of a template and its outcome."""

    outcome: Outcome
    member: Member


_OPTIONS: dict[str, Any] = {}
_GROUPS = Groups(TEMPLATES)
"""In a process: what was asked, and the templates that it met last."""


def _prepare(date: Day | None, write: bool, by: Evaluator | None) -> None:
    _OPTIONS.update(date=date, write=write, by=by)
    _GROUPS.clear()


def _chunk(files: Chunk) -> list[Outcome]:
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


def _outcomes(files: Chunk) -> list[Outcome]:
    outcomes = [Outcome(file) for file in files]
    groups: dict[str, tuple[Group, list[_Own]]] = {}
    for outcome in outcomes:
        start = time.perf_counter()
        try:
            group, member = _read(outcome)
            groups.setdefault(group.key, (group, []))[1].append(_Own(outcome, member))
        except Exception as error:
            outcome.error = portable(error)
        outcome.seconds = time.perf_counter() - start
    for group, own in groups.values():
        start = time.perf_counter()
        for one, evaluation in _computed(group, own):
            if isinstance(evaluation, Exception):
                one.outcome.error = portable(evaluation)
                continue
            try:
                _judge(one, group, evaluation)
            except Exception as error:
                one.outcome.error = portable(error)
        for one in own:
            one.outcome.seconds += (time.perf_counter() - start) / len(own)
    _GROUPS.shorten()
    return outcomes


def _read(outcome: Outcome) -> tuple[Group, Member]:
    package = Package.open(outcome.file)
    outcome.input = outcome.output = file_hash(package.source)
    return _GROUPS.member(package)


def _computed(group: Group, own: Sequence[_Own]) -> Iterator[tuple[_Own, Evaluation | Exception]]:
    """The evaluation of each workbook of a template, by whatever was asked for."""
    by = _OPTIONS["by"]
    if by is None:
        return _evaluated(group, own)
    return zip(own, by([one.outcome.file for one in own], _OPTIONS["date"]), strict=True)


def _evaluated(group: Group, own: Sequence[_Own]) -> Iterator[tuple[_Own, Evaluation | Exception]]:
    """The evaluation of each workbook of a template, all at once; one by one what a batch cannot tell."""
    batch: list[Evaluation | None] = [None] * len(own)
    if len(own) > 1:
        try:
            batch = _batch(group, [one.member for one in own])
        except Exception as error:
            note(error, "Template.evaluate", "its workbooks are computed one by one")
    for one, evaluation in zip(own, batch, strict=True):
        try:
            yield one, evaluation or _alone(group, one.member)
        except Exception as error:
            yield one, error


def _alone(group: Group, member: Member) -> Evaluation:
    overrides = {str(cell): value for cell, value in member.given.items()}
    return evaluate(group.book, date=_OPTIONS["date"], overrides=overrides)


def _batch(group: Group, members: Sequence[Member]) -> list[Evaluation | None]:
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
    plan = group.template.plan
    if not all(map(plan.is_never_computed, found.not_recalculated)):
        return [None] * len(members)
    kept = {cell for one in found.not_recalculated for cell in plan.places(one.cell)}
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


def _judge(own: _Own, group: Group, evaluation: Evaluation) -> None:
    """Compares with the cached values, and refreshes them where that was asked and something is to be."""
    outcome, held = own.outcome, own.member.cached
    found = stale(held, evaluation)
    outcome.different = differences(held, found, [*group.book.sheets])
    outcome.formulas = evaluation.formulas
    outcome.not_recalculated = evaluation.not_recalculated
    outcome.result = _result_hash(evaluation)
    if _OPTIONS["write"]:
        _refresh(own, found, bool(evaluation.not_recalculated))


def _refresh(own: _Own, found: dict[Address, Any], is_incomplete: bool) -> None:
    """Puts in the values that the file does not hold, and whether it is to be recalculated, where it must."""
    outcome, package = own.outcome, own.member.package
    workbook = Workbook(package, outcome.file)
    if not found and workbook.full_calculation == is_incomplete:
        return
    outcome.cells = len(found)
    package.check()
    own.member.refreshed(workbook, found, is_incomplete)
    outcome.content = workbook.to_bytes()
    outcome.parts = tuple(package.changed())


def _planned(outcome: Outcome) -> Outcome:
    """The outcome of a file with what writing it would change."""
    content, outcome.content = outcome.content, None
    if content is not None and outcome.error is None:
        try:
            outcome.plan = plan_of(outcome.file.read_bytes(), content)
        except Exception as error:
            outcome.error = error
    return outcome


def _written(outcome: Outcome) -> Outcome:
    """The outcome of a file once what was computed stands in it."""
    content, outcome.content = outcome.content, None
    if content is None or outcome.error is not None:
        return outcome
    try:
        held = outcome.file.read_bytes()
        if file_hash(held) != outcome.input:
            raise CannotWrite(
                f"{outcome.file.name} a changé pendant le calcul : relancer",
                f"{outcome.file.name} changed during the computation: run it again",
                path=str(outcome.file),
                reason="changed",
            )
        write_atomic(outcome.file, content, held)
    except Exception as error:
        outcome.error = error
    else:
        outcome.output, outcome.written = file_hash(content), True
    return outcome


def _result_hash(evaluation: Evaluation) -> str:
    """The hash of what was computed, whatever the file around it."""
    values = [
        [str(cell), kind(value), value]
        for cell, value in evaluation.values.items()
        if cell not in evaluation.kept
    ]
    missing = [[str(one.cell), one.function] for one in evaluation.not_recalculated]
    return file_hash(json.dumps([sorted(values, key=lambda one: one[0]), missing]).encode())
