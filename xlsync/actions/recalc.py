"""Workbooks recalculated without a spreadsheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.many import Asked, recalculated
from xlsync.actions.misuse import Misuse
from xlsync.actions.outlook import plan_lines
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report, number, table
from xlsync.actions.running import runner_of
from xlsync.actions.session import Session
from xlsync.actions.whatif import compared, compared_lines

if TYPE_CHECKING:
    from xlsync.recalc.opinions import Evaluator

BATCH, LIBRARY = ENGINES = ("batch", "formulas")
"""The engine of the project, and the library of that name; a session may have others."""
DATES = ("%Y-%m-%d", "%d/%m/%Y")


def recalc(
    session: Session,
    paths: Sequence[Path | File],
    engine: str = BATCH,
    date: str | None = None,
    write: bool = False,
    changes: Sequence[str] | None = None,
    jobs: int = 1,
    manifest: Path | None = None,
    resume: Path | None = None,
    cluster: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Recalculate each workbook; with `--write` its cached values are refreshed, with changes nothing is.

    Args:
        session: Who asks.
        paths: Workbooks and folders.
        engine: One of `ENGINES`, or of those of the session.
        date: What TODAY and NOW give.
        write: Whether the files are refreshed.
        changes: `NAME=VALUE`, each, for one what-if.
        jobs: Number of processes.
        manifest: Where each file is recorded once it is done.
        resume: A manifest to take up: what it says of a file that is the same is not done again.
        cluster: Address of a Dask scheduler whose workers do it, which see the same files.
        dry_run: With `write`, what would be written is told and nothing is.

    Raises:
        Misuse: An unknown engine, a date that is none, words that contradict one another.
    """
    by = _program(session, engine)
    if by is not None and (write or changes):
        raise Misuse(
            f"--write et --set ne vont qu’avec le moteur {BATCH}",
            f"--write and --set only go with the engine {BATCH}",
        )
    if dry_run and (not write or manifest or resume):
        raise Misuse(
            "--dry-run dit ce que --write écrirait : donnez --write, sans manifeste",
            "--dry-run says what --write would write: give --write, without a manifest",
        )
    today = None if date is None else read_date(date)
    if changes:
        if manifest or resume:
            raise Misuse("--set n’a pas de manifeste", "--set has no manifest")
        return _what_if(session, paths, engine, today, write, changes)
    if manifest is not None and resume is not None and manifest != resume:
        raise Misuse(
            "--resume complète le manifeste qu’il reprend : ôter --manifest",
            "--resume adds to the manifest that it takes up: remove --manifest",
        )
    files, refusals = recalculated(
        session,
        workbooks(paths),
        Asked(engine, today, write, runner_of(jobs, cluster), dry_run, by),
        resume or manifest,
        resume is not None,
    )
    remaining = any(one["not_recalculated"] or (one["different"] and (dry_run or not write)) for one in files)
    return Report(
        {"files": files, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in files for line in _lines(one, session)],
        exit_code(refusals, remaining),
    )


def _program(session: Session, engine: str) -> Evaluator | None:
    """The other program that an engine is; None for the engine of the project."""
    if engine == BATCH:
        return None
    if engine == LIBRARY:
        from xlsync.recalc.library import evaluations

        return evaluations
    if engine not in session.engines:
        known = ", ".join((*ENGINES, *session.engines))
        raise Misuse(
            f"moteur inconnu : « {engine} » ; moteurs possibles : {known}",
            f"unknown engine: “{engine}”; possible engines: {known}",
        )
    return session.engines[engine]


def _what_if(
    session: Session,
    paths: Sequence[Path | File],
    engine: str,
    today: datetime.date | None,
    write: bool,
    changes: Sequence[str],
) -> Report:
    """Each workbook with some cells set, beside what it is; nothing is ever written."""
    if write:
        raise Misuse(
            "--set essaie sans rien écrire : ôter --write",
            "--set tries without writing anything: remove --write",
        )
    files, refusals = each(workbooks(paths), lambda file: compared(file, changes, engine, today), session)
    return Report(
        {"files": files, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in files for line in (*compared_lines(one, session), *_missing_lines(one, session))],
        exit_code(refusals, any(one["not_recalculated"] for one in files)),
    )


def read_date(text: str) -> datetime.date:
    """A date as a person types it.

    Raises:
        Misuse: It is not one.

    Examples:
        >>> read_date("30/06/2025") == read_date("2025-06-30")
        True
    """
    for form in DATES:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Misuse(
        f"date illisible : « {text} » ; écrivez par exemple 2025-06-30",
        f"unreadable date: “{text}”; write for instance 2025-06-30",
    )


def _lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    different, missing = one["different"], one["not_recalculated"]
    yield session.text(
        f"{one['file']} : formules : {one['formulas']} ; différentes : {len(different)} ; "
        f"non recalculées : {len(missing)}",
        f"{one['file']}: formulas: {one['formulas']}; different: {len(different)}; "
        f"not recalculated: {len(missing)}",
    )
    if different:
        yield from table(
            (
                session.text("  Cellule", "  Cell"),
                session.text("Enregistré", "Cached"),
                session.text("Calculé", "Computed"),
            ),
            [
                (f"  {cell['cell']}", number(cell["cached"], session), number(cell["computed"], session))
                for cell in different
            ],
            session,
        )
    if one.get("plan"):
        yield from plan_lines(one["plan"], session, cells=False)
    yield from _missing_lines(one, session)


def _missing_lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    missing = one["not_recalculated"]
    if missing:
        from xlsync.recalc.results import cause

        causes = [(cause(cell["function"]), cell.get("through")) for cell in missing]
        yield from table(
            (
                session.text("  Non recalculée", "  Not recalculated"),
                session.text("À cause de", "Because of"),
            ),
            [
                (
                    f"  {cell['cell']}",
                    session.text(found.fr, found.en)
                    + (session.text(f" (en {through})", f" (in {through})") if through else ""),
                )
                for cell, (found, through) in zip(missing, causes, strict=True)
            ],
            session,
        )
