"""What is to be said of a figure that was issued, beside its explanation: what the program changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from udfs.serials import serial_from_date
from xlsync.actions.issued import issue_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.store.issues import Issue
    from xlsync.workbook import Workbook


@dataclass(frozen=True, slots=True)
class _Since:
    """The program of today beside that of the issue.

    Attributes:
        program: Its version.
        is_other: It is not that of the issue.
        parameters_changed: What it ships for the kind is not what it shipped then.
        issued, computed: The figure as it was issued, and as it is computed today.
        is_same: Both are the same figure.
    """

    program: str
    is_other: bool
    parameters_changed: bool
    issued: Any
    computed: Any
    is_same: bool


def with_issue(report: Report, issue: Issue, book: Workbook, session: Session) -> Report:
    """The explanation of a cell of an issue, with what the issue is and what changed since.

    Args:
        report: The explanation, of the kept bytes, computed by the program of today under the versions of
            parameters that they carry.
        issue: The issue.
        book: Its workbook.
        session: The run.
    """
    from xlsync.annexbook.origin import view_of

    found = _since(report, issue, book)
    document = {
        **report.document,
        "issued": {
            **issue_json(issue, view_of(book)),
            "value": found.issued,
            "computed": found.computed,
            "same": found.is_same,
            "program_now": found.program,
            "program_changed": found.is_other,
            "parameters_changed": found.parameters_changed,
        },
    }
    return Report(document, [*_lines(found, issue, session), *report.lines], report.code)


def _since(report: Report, issue: Issue, book: Workbook) -> _Since:
    from xlsync import __version__
    from xlsync.annexes import kinds, schema
    from xlsync.recalc.presenting import Presenter
    from xlsync.recalc.references import parse_cell
    from xlsync.sync.issuing import shipped_hash

    place = parse_cell(str(report.document["cell"]))
    held = book.sheet(place.sheet).cells.get((place.row, place.column))
    cached, computed = Presenter(book)(place, held.value if held else None), report.document["value"]
    known = issue.convention.partition("/")[0]
    shipped = shipped_hash(schema(known)) if known in kinds() else ""
    blank = cached in (None, "") and computed in (None, "")
    return _Since(
        __version__, issue.program != __version__, issue.parameters != shipped, cached, computed,
        blank or _same(cached, computed, book.date1904),
    )  # fmt: skip


def _same(cached: Any, computed: Any, date1904: bool) -> bool:
    from xlsync.recalc.cached import same
    from xlsync.recalc.values import kind

    one, other = (
        serial_from_date(value, date1904) if isinstance(value, date) else value
        for value in (cached, computed)
    )
    return kind(one) == kind(other) and same(one, other)


def _lines(found: _Since, issue: Issue, session: Session) -> Iterator[str]:
    from xlsync.recalc.explain import shown

    day = spoken(issue.day, session.lang)
    yield session.text(
        f"{issue.file}, émis {issue.id} le {day} à {issue.recipient}",
        f"{issue.file}, issued {issue.id} {day} to {issue.recipient}",
    )
    if found.is_other:
        yield session.text(
            f"Attention : le programme a changé depuis, {issue.program} alors, {found.program} aujourd’hui",
            f"Note: the program changed since, {issue.program} then, {found.program} today",
        )
    if found.parameters_changed:
        yield session.text(
            "Attention : les paramètres livrés avec le programme ont changé depuis",
            "Note: the parameters that the program ships changed since",
        )
    issued, computed = (shown(value, session.lang) for value in (found.issued, found.computed))
    if not found.is_same:
        yield session.text(
            f"Le chiffre émis, {issued}, n’est pas celui que le programme calcule aujourd’hui, {computed}",
            f"The figure issued, {issued}, is not what the program computes today, {computed}",
        )
    elif found.is_other or found.parameters_changed:
        yield session.text(
            f"Recalculé aujourd’hui, le chiffre émis est le même : {issued}",
            f"Computed again today, the figure issued is the same: {issued}",
        )
