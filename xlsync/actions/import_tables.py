"""The tables of files into the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.export import check_form
from xlsync.actions.findings import notice_json, notice_lines, refused_tables, with_problems
from xlsync.actions.models import edited, opened, planned, revision_json
from xlsync.actions.report import DONE, REMAINING, Report
from xlsync.actions.session import Session
from xlsync.actions.show import change_lines, changes_json
from xlsync.errors import TablesRefused

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion
    from xlsync.errors import Notice, Problem
    from xlsync.model import CellChange, ConventionData
    from xlsync.store import Store
    from xlsync.store.issues import Issue
    from xlsync.tables.taking import Tables


def import_tables(
    session: Session,
    source: Path,
    form: str | None = None,
    *,
    replace: bool = False,
    dry_run: bool = False,
) -> Report:
    """Commit the conventions of the files; what the files do not say stays as it is.

    Args:
        session: The run.
        source: A folder of tables, or one file.
        form: "csv", "parquet" or "xlsx"; found in the folder when left out.
        replace: Rows that a table of the files does not have go.
        dry_run: Nothing is committed: the changes are told.

    Returns:
        1, with every problem, when something was taken that does not fit the declarations, or when a table
        lacks a column whose values the model keeps; 2 when something
        cannot be taken: then nothing is.
    """
    from xlsync.model.amendments import EVERYTHING
    from xlsync.tables.forms import read_tables
    from xlsync.tables.issues import read_issues

    if form is not None:
        check_form(form)
    notices: list[Notice] = []
    lacking: list[str] = []
    problems: list[Problem] = []

    def taken(store: Store, on: str | None) -> Sequence[ConventionData]:
        known = [name for name in tables.conventions() if store.cells(name, on)]
        held = [store.convention(name, on, EVERYTHING) for name in known]
        found = tables.over(held, replacing=replace)
        notices[:] = [*tables.notices, *found.notices]
        lacking[:] = tables.lacking if held else []
        problems[:] = found.problems
        _check_members(store, on, tables)
        return found.conventions

    def versions(store: Store, on: str | None) -> Sequence[EnteredVersion]:
        found[:] = entered(tables.versions, store, on)
        return found

    found: list[EnteredVersion] = []
    revision = None
    changes: Sequence[CellChange] = ()
    try:
        tables, issues = read_tables(source, form), read_issues(source)
        if dry_run:
            changes = planned(session, taken, versions, EVERYTHING)
        else:
            revision = edited(session, taken, "import", str(source), versions, EVERYTHING)
    except TablesRefused as error:
        return refused_tables(
            {"conventions": [], "versions": 0, "issues": 0, "revision": None, "notices": []}, error, session
        )
    names = tables.conventions()
    document = {
        "conventions": names,
        "versions": len(found),
        "revision": revision_json(revision),
        "notices": [notice_json(notice, session) for notice in notices],
    }
    if dry_run:
        told = [*change_lines(changes, session), nothing_done(changes, session)]
        report = Report({**document, **changes_json(changes)}, [*told, *notice_lines(notices, session)])
        return with_problems(report, problems, session)
    added = _keep(issues, session)
    report = Report(
        {**document, "issues": added},
        [
            *(session.text(f"{name} : dans le modèle", f"{name}: in the model") for name in names),
            *_said(found, session),
            *_said_of_issues(added, session),
            *notice_lines(notices, session),
        ],
        REMAINING if lacking else DONE,
    )
    return with_problems(report, problems, session)


def nothing_done(changes: Sequence[CellChange], session: Session) -> str:
    """The last line of a dry run."""
    if not changes:
        return session.text("rien ne change dans le modèle", "nothing changes in the model")
    return session.text(
        "essai : rien n’est pris dans le modèle ; sans --dry-run, ces changements le seront",
        "dry run: nothing is taken into the model; without --dry-run, these changes will be",
    )


def entered(rows: Sequence[EnteredVersion], store: Store, on: str | None) -> list[EnteredVersion]:
    """The versions that rows of files say, without those that the program has and the model does not change.

    Raises:
        WrongValue: entries that make no table that suits.
    """
    from xlsync.model.versions import is_shipped, whole

    kinds = {one.code.partition(".")[0] for one in rows}
    held = [one for kind in kinds for one in store.versions(kind, on)]
    places = {one.place for one in held}
    return [one for one in whole(rows, held) if one.place in places or not is_shipped(one)]


def _check_members(store: Store, on: str | None, tables: Tables) -> None:
    """Refuses a version that is for a convention that is nowhere.

    Raises:
        UnknownConvention: the sentence lists those of the model.
    """
    known = tables.conventions()
    for name in sorted({one.convention for one in tables.versions if one.convention} - {*known}):
        store.convention(name, on)


def _said(versions: Sequence[EnteredVersion], session: Session) -> Iterator[str]:
    if versions:
        count = len(versions)
        yield session.text(
            f"versions de paramètres dans le modèle : {count}",
            f"versions of parameters in the model: {count}",
        )


def _keep(issues: Sequence[tuple[Path, Issue]], session: Session) -> int:
    """Adds the issues that the store does not have, and counts them."""
    if not issues:
        return 0
    kept = opened(session).issues.add_all((path.read_bytes(), one) for path, one in issues)
    return sum(is_new for _, is_new in kept)


def _said_of_issues(added: int, session: Session) -> Iterator[str]:
    if added:
        yield session.text(f"émissions gardées : {added}", f"issues kept: {added}")
