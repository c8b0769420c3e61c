"""The amortization table of a lender against ours, to the cent, with the reason of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from xlsync.actions.findings import notice_json, notice_lines
from xlsync.actions.models import opened
from xlsync.actions.outputs import check_report
from xlsync.actions.recalc import read_date
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.reconciling.aligning import Pair
    from xlsync.reconciling.comparing import Difference
    from xlsync.reconciling.reconciling import Reconciliation
    from xlsync.reconciling.searching import Reason

REPORT = Text("le rapprochement d’un tableau", "a reconciled table")
TOLD = 24
"""Cells that are told a line each; the others are counted."""


def reconcile(
    session: Session, convention: str, loan: str, file: Path, at: str | None = None, out: Path | None = None
) -> Report:
    """Compare the table of a lender with ours, line by line, and look for the reason of what differs.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        loan: Key of the loan in it, or its heading as printed.
        file: The table of the lender: CSV, .xlsx or .ods.
        at: Day at which the convention is taken, as typed: amendments that take effect later do not count.
        out: A workbook for both tables side by side.

    Returns:
        1 when they differ, explained or not.

    Raises:
        Misuse: No date.
        UnknownTable, UnknownKey: A convention without loans, another loan.
        UdfError: Conditions that no loan can have.
        XlsyncError: A file that cannot be read, or without an amortization table.
    """
    from udfs import parameters
    from xlsync.model.amendments import View
    from xlsync.model.loans import loan_named
    from xlsync.reconciling.reconciling import reconciled

    if out is not None:
        from xlsync.reconciling.report import MARK

        check_report(out, MARK, REPORT)
    view = View(None if at is None else read_date(at))
    store = opened(session)
    data = store.convention(convention, view=view)
    with parameters.handing(store.versions_for(convention)):
        found = reconciled(loan_named(data, loan), file)
    if out is not None:
        from xlsync.files import write_atomic
        from xlsync.reconciling.report import report_bytes

        write_atomic(out, report_bytes(found, file=file.name, lang=session.lang))
    return Report(
        {
            "convention": convention,
            "loan": found.loan.key,
            "table": found.sort.fr,
            "file": str(file),
            "columns": list(found.found.columns),
            "lines": [
                _line_json(pair, rank in found.found.apart, found.found.columns)
                for rank, pair in enumerate(found.found.pairs)
            ],
            "differences": [_difference_json(one) for one in found.found.differences],
            "reasons": [_reason_json(one, session) for one in found.reasons],
            "agrees": found.found.is_equal,
            "notices": [notice_json(one, session) for one in found.notices],
            "out": None if out is None else str(out),
        },
        list(_lines(found, file, out, session)),
        DONE if found.found.is_equal else REMAINING,
    )


# --- for other programs


def _line_json(pair: Pair, is_apart: bool, columns: Sequence[str]) -> dict[str, Any]:
    from xlsync.reconciling.aligning import expected, given

    row, line = pair
    return {
        "rank": row.rank if row else line.rank if line else None,
        "line": line.number if line else None,
        "ours": {one: _value(expected(row, one), one) for one in columns} if row else None,
        "theirs": {one: _value(given(line, one), one) for one in columns} if line else None,
        "agrees": not is_apart,
    }


def _difference_json(one: Difference) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "line": one.number,
        "column": one.column,
        "ours": _value(one.ours, one.column),
        "theirs": _value(one.theirs, one.column),
        "difference": None if one.gap is None else one.gap / 100,
    }


def _value(value: object, column: str) -> object:
    """Cents as euros."""
    from xlsync.reconciling.headings import AMOUNTS

    return value / 100 if column in AMOUNTS and isinstance(value, int) else value


def _reason_json(reason: Reason, session: Session) -> dict[str, Any]:
    from xlsync.reconciling.comparing import LINE
    from xlsync.reconciling.words import said_difference, said_reason

    changes = [
        {
            "what": one.what,
            "before": one.before,
            "after": one.after,
            "said": one.said.in_language(session.lang),
        }
        for one in reason.changes
    ]
    wrong = [
        {
            "what": LINE,
            **{
                name: value
                for name, value in _difference_json(one).items()
                if name in ("rank", "line", "column")
            },
            "before": _value(one.ours, one.column),
            "after": _value(one.theirs, one.column),
            "said": said_difference(one).in_language(session.lang),
        }
        for one in reason.wrong
    ]
    return {
        "change": [*changes, *wrong],
        "explains": reason.explains,
        "remaining": reason.remaining,
        "following": reason.following,
        "said": said_reason(reason).in_language(session.lang),
    }


# --- for a person


def _lines(found: Reconciliation, file: Path, out: Path | None, session: Session) -> Iterator[str]:
    theirs = sum(line is not None for _, line in found.found.pairs)
    yield session.text(
        f"{found.loan.data.id}, {found.loan.title} : tableau {found.sort.fr}, {len(found.rows)} lignes ; "
        f"{file.name} : {theirs} lignes",
        f"{found.loan.data.id}, {found.loan.title}: {found.sort.en} table, {len(found.rows)} lines; "
        f"{file.name}: {theirs} lines",
    )
    yield from notice_lines(found.notices, session)
    yield from _differences(found.found.differences, session)
    yield from _conclusion(found, session)
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")


def _differences(differences: Sequence[Difference], session: Session) -> Iterator[str]:
    from udfs.figures import figure
    from xlsync.reconciling.words import LABELS, shown

    if not differences:
        return
    headings = (
        session.text("  Ligne", "  Line"),
        session.text("Rubrique", "Heading"),
        session.text("Modèle", "Model"),
        session.text("Prêteur", "Lender"),
        session.text("Écart", "Difference"),
    )
    rows = [
        (
            f"  {'–' if one.rank is None else one.rank}",
            LABELS[one.column].in_language(session.lang),
            shown(one.ours, one.column).in_language(session.lang),
            shown(one.theirs, one.column).in_language(session.lang),
            "" if one.gap is None else figure(one.gap / 100, session.lang, decimals=2),
        )
        for one in differences[:TOLD]
    ]
    yield from table(headings, rows, session)
    if (left := len(differences) - TOLD) > 0:
        yield session.text(
            f"  et {left} autres écarts : --json ou --out les donnent",
            f"  and {left} more differences: --json or --out give them",
        )


def _conclusion(found: Reconciliation, session: Session) -> Iterator[str]:
    from xlsync.reconciling.words import said_reason

    if found.found.is_equal:
        yield session.text("tout concorde au centime", "everything agrees to the cent")
        return
    cells, lines, every = found.found.cells, len(found.found.apart), len(found.found.pairs)
    yield session.text(
        f"montants et dates qui diffèrent : {cells} ; lignes : {lines} sur {every}",
        f"amounts and dates apart: {cells}; lines: {lines} of {every}",
    )
    for rank, reason in enumerate(found.reasons):
        said = said_reason(reason)
        other = session.text("ou : ", "or: ") if rank else ""
        yield f"→ {other}{session.text(said.fr, said.en)}"
    if not found.reasons:
        yield session.text(
            "→ aucune explication trouvée : arrondis, bases, période brisée, dates, taux, capital, durée, "
            "différé et événements ont été essayés un par un, puis deux par deux",
            "→ no explanation found: roundings, bases, broken period, dates, rate, capital, duration, "
            "deferral and events were tried one by one, then two by two",
        )
