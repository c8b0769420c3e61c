"""Many workbooks recalculated, with what was done recorded, for the action `recalc`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.failures import about
from xlsync.actions.paths import File, Refusal, refused
from xlsync.actions.progress import Progress
from xlsync.actions.session import Session
from xlsync.running import HERE, Runner

if TYPE_CHECKING:
    from xlsync.recalc.opinions import Evaluator
    from xlsync.recalc.runner import Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """How workbooks are recalculated.

    Attributes:
        engine: The engine's name.
        date: What TODAY and NOW give.
        write: Whether the files are refreshed.
        dry_run: What writing would change is told, and no file is written.
        runner: Where they are computed.
        by: The other program that the engine is, None for that of the project.
    """

    engine: str
    date: datetime.date | None
    write: bool
    runner: Runner = HERE
    dry_run: bool = False
    by: Evaluator | None = None

    @property
    def record(self) -> dict[str, Any]:
        """What a result depends on beside the file, as a manifest says it."""
        from xlsync.running.version import code_version

        day = None if self.date is None else self.date.isoformat()
        write = self.write and not self.dry_run
        return {"engine": self.engine, "code": code_version("recalc"), "date": day, "write": write}


def recalculated(
    session: Session, files: Sequence[File], asked: Asked, manifest: Path | None, resume: bool
) -> tuple[list[dict[str, Any]], list[Refusal]]:
    """Each workbook's report in their order, and the files that could not be processed.

    Args:
        session: Who asks; hears how far the work is, and at its end of each file refused.
        files: The workbooks.
        asked: How they are recalculated.
        manifest: Where each is recorded once done.
        resume: What the manifest says of a file that is the same is not done again.
    """
    from xlsync.recalc.runner import recalculate
    from xlsync.running.manifest import Manifest

    kept = None if manifest is None else Manifest(manifest, resume)
    reports: dict[Path, dict[str, Any]] = {}
    failed: dict[Path, Exception] = {}
    same = {} if kept is None else asked.record
    if kept is not None and resume:
        for file in files:
            with suppress(OSError):
                record = kept.found(file.path, _hash(file.path), same)
                if record is not None:
                    reports[file.path] = {"file": str(file.name), **record["report"], "resumed": True}
        session.say(
            f"{len(reports)}/{len(files)} classeurs déjà faits …",
            f"{len(reports)}/{len(files)} already done …",
        )
    left = [file for file in files if file.path not in reports]
    names = {file.path: file for file in left}
    told = Progress(session, "classeurs", "workbooks")
    done = recalculate(
        [*names],
        date=asked.date,
        write=asked.write,
        dry_run=asked.dry_run,
        runner=asked.runner,
        by=asked.by,
    )
    try:
        for rank, outcome in enumerate(done, start=1):
            file = names[outcome.file]
            if outcome.error is None:
                reports[file.path] = {"file": str(file.name), **_report(outcome, asked.engine)}
            else:
                failed[file.path] = outcome.error
            if kept is not None:
                kept.add(file.path, {**same, **_record(outcome, asked.engine)})
            told(rank, len(left))
    finally:
        if kept is not None:
            kept.close()
    return (
        [reports[file.path] for file in files if file.path in reports],
        [refused(file, failed[file.path], session) for file in files if file.path in failed],
    )


def _hash(path: Path) -> str:
    from xlsync.running.version import file_hash

    return file_hash(path.read_bytes())


def _report(outcome: Outcome, engine: str) -> dict[str, Any]:
    return {
        "engine": engine,
        "formulas": outcome.formulas,
        "different": [
            {"cell": str(one.cell), "cached": one.cached, "computed": one.computed}
            for one in outcome.different
        ],
        "not_recalculated": [one.as_json for one in outcome.not_recalculated],
        "written": outcome.written,
        "receipt": _receipt(outcome) if outcome.written else None,
        "plan": outcome.plan.as_json if outcome.plan else None,
        "seconds": outcome.seconds,
    }


def _receipt(outcome: Outcome) -> dict[str, Any]:
    """What writing a file changed in it."""
    return {
        "cells": outcome.cells,
        "parts": list(outcome.parts),
        "before": outcome.input,
        "after": outcome.output,
    }


def _record(outcome: Outcome, engine: str) -> dict[str, Any]:
    found: dict[str, Any] = {"input": outcome.input, "output": outcome.output}
    if outcome.error is not None:
        return {**found, "error": about(outcome.file, outcome.error, "fr")}
    return {
        **found,
        "result": outcome.result,
        "written": outcome.written,
        "report": _report(outcome, engine),
    }
