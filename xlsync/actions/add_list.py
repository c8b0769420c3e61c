"""Conventions of a kind from a list of members, for the action `add`: a line each, as one revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.findings import notice_json, notice_lines, problem_json, problem_lines, refused_tables
from xlsync.actions.import_tables import nothing_done
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import committed, foreseen, opened, revision_json
from xlsync.actions.report import DONE, REMAINING, Report
from xlsync.actions.session import Session
from xlsync.errors import ClosedYear, TablesRefused

if TYPE_CHECKING:
    from udfs.errors import Text
    from xlsync.errors import Problem
    from xlsync.lists.headings import Inputs
    from xlsync.lists.lines import FileLines
    from xlsync.lists.taking import Change, Outcome, Taken
    from xlsync.model import CellChange, ConventionData
    from xlsync.model.likeness import Left
    from xlsync.store import Revision, Store


def added_from_list(
    session: Session, kind: str, path: Path, like: str | None, year: int | None, dry_run: bool
) -> Report:
    """Commit the conventions of a list, new ones and those that it changes.

    Args:
        session: The run.
        kind: The kind.
        path: CSV, .xlsx or .ods.
        like: Convention whose inputs new ones begin with.
        year: Year of the records of the lines that say none.
        dry_run: Nothing is committed.

    Returns:
        1 when lines are refused, the others being taken.

    Raises:
        Misuse: A convention in the place of a kind.
        UnknownKind, UnknownConvention, XlsyncError: As the files and the model say.
    """
    from xlsync.lists.headings import Inputs
    from xlsync.lists.lines import read_list
    from xlsync.model import kind_of

    kind_of(kind)
    if "/" in kind:
        only = kind.partition("/")[0]
        raise Misuse(
            f"avec --list, donnez un type de convention : {only}",
            f"with --list, give a kind of agreement: {only}",
        )
    inputs = Inputs(kind)
    if year is not None:
        _check_year(inputs, year)
    opened(session)
    try:
        found = read_list(path, inputs, year)
    except TablesRefused as error:
        return refused_tables(_document(kind, path, (), None), error, session)
    work = _Work(session, inputs, found, like)
    revision = work.done(dry_run, path)
    taken = work.taken
    problems = [*found.problems, *taken.problems]
    notices = [*found.notices, *taken.notices]
    document = {
        **_document(kind, path, taken.outcomes, revision),
        "refused": [_refused(problem, session) for problem in problems],
        "notices": [notice_json(notice, session) for notice in notices],
    }
    lines = [
        *_lines(taken.outcomes, session),
        *problem_lines(problems, session),
        *notice_lines(notices, session),
        _summary(document, session),
        *([nothing_done(taken.changes, session)] if dry_run else []),
    ]
    return Report(document, lines, REMAINING if problems else DONE)


def _check_year(inputs: Inputs, year: int) -> None:
    from xlsync.model.cells import accepted

    if inputs.year is None:
        raise Misuse(
            f"--year : les conventions du type {inputs.kind} n’ont pas de table par année",
            f"--year: agreements of the kind {inputs.kind} have no table by year",
        )
    accepted(year, inputs.year)


class _Work:
    """A list on its way into a store; made again when someone committed meanwhile."""

    def __init__(self, session: Session, inputs: Inputs, found: FileLines, like: str | None) -> None:
        self.session, self.inputs, self.found, self.like = session, inputs, found, like
        self.barred: dict[str, Text] = {}
        self.taken: Taken

    def done(self, dry_run: bool, path: Path) -> Revision | None:
        """The revision of what the list changes, None for a dry run and where nothing is.

        Lines that would alter a figure of a closed year are refused, and the others go on.
        """
        while True:
            try:
                if dry_run:
                    foreseen(self.session, self._made)
                    return None
                message = f"{self.inputs.kind} : liste {path.name}"
                revision = committed(self.session, self._made, "add", message)
                return revision if self.taken.changes else None
            except ClosedYear as error:
                convention = error.facts.get("convention")
                if convention in self.barred or convention not in {
                    one.convention for one in self.taken.changes
                }:
                    raise
                self.barred[convention] = error.text

    def _made(self, store: Store, on: str | None) -> Sequence[CellChange]:
        from xlsync.lists.taking import Held, take

        kind = self.inputs.kind
        held = Held(store.of_kind(kind, on), store.ranks_of_kind(kind, on), self.barred)
        self.taken = take(self.inputs, self.found.lines, held, self._base(store, on))
        return self.taken.changes

    def _base(self, store: Store, on: str | None) -> ConventionData:
        from xlsync.model import template
        from xlsync.model.likeness import like

        if self.like is None:
            return template(self.inputs.kind)
        return like(same_kind(store, self.inputs.kind, self.like, on), "nouvelle")[0]


def same_kind(store: Store, kind: str, like: str, on: str | None) -> ConventionData:
    """The convention that new ones are like.

    Raises:
        Misuse: It is of another kind.
        UnknownConvention: It is not in the model.
    """
    data = store.convention(like, on)
    if data.kind != kind:
        raise Misuse(
            f"--like : {like} est du type {data.kind}, et non {kind}",
            f"--like: {like} is of the kind {data.kind}, not {kind}",
        )
    return data


def left_json(left: Sequence[Left]) -> list[dict[str, Any]]:
    """What a convention made like another does not take, for a document."""
    return [{"table": one.table, "column": one.column, "count": one.count} for one in left]


# --- what became of the lines


def _document(
    kind: str, path: Path, outcomes: Sequence[Outcome], revision: Revision | None
) -> dict[str, Any]:
    states: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "unchanged": []}
    for one in outcomes:
        states[one.state].append(_outcome(one))
    return {"kind": kind, "file": str(path), **states, "refused": [], "revision": revision_json(revision)}


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "where": one.line.place,
        "convention": one.convention,
        "year": one.line.year,
        "year_from": one.line.year_from or None,
        "changes": [_change(change) for change in one.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    table, key, column = change.where
    return {
        "where": change.place,
        "table": table,
        "key": key,
        "column": column,
        "before": change.before,
        "after": change.after,
    }


def _refused(problem: Problem, session: Session) -> dict[str, str]:
    told = problem_json(problem, session)
    return {name: told[name] for name in ("where", "what", "fix")}


def _lines(outcomes: Sequence[Outcome], session: Session) -> Iterator[str]:
    said = {
        "new": ("nouvelle", "new"),
        "changed": ("modifiée", "changed"),
        "unchanged": ("inchangée", "unchanged"),
    }
    for one in outcomes:
        fr, en = said[one.state]
        told = ", ".join(f"{change.where[2]} = {change.after}" for change in one.changes)
        more = f" ({told})" if told and one.state == "new" else ""
        yield session.text(
            f"{one.line.place} {one.convention} : {fr}{more}",
            f"{one.line.place} {one.convention}: {en}{more}",
        )
        for change in one.changes if one.state == "changed" else ():
            place = " ".join(part for part in change.where if part)
            yield f"  {change.place} {place}: {change.before or '–'} → {change.after}"


def _summary(document: Mapping[str, Any], session: Session) -> str:
    new, changed, same = (len(document[state]) for state in ("new", "changed", "unchanged"))
    refused = len({told["where"] for told in document["refused"]})
    return session.text(
        f"lignes nouvelles : {new}, modifiées : {changed}, inchangées : {same} ; "
        f"cellules refusées : {refused}",
        f"lines new: {new}, changed: {changed}, unchanged: {same}; cells refused: {refused}",
    )
