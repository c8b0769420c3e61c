"""A closed year of a convention, opened again for a reason."""

from __future__ import annotations

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session


def reopen(session: Session, convention: str, year: int, reason: str = "") -> Report:
    """Open a year again; its figures stay in the history.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        year: The year.
        reason: Why, kept as the message of the revision.

    Raises:
        Misuse: No reason.
        UnknownKey: The year is not closed.
    """
    from xlsync.annexbook.closing import reopened

    if not reason.strip():
        raise Misuse("un motif est demandé : --reason", "a reason is asked for: --reason")
    revision = edited(
        session,
        lambda store, on: [reopened(store.convention(convention, on), year)],
        "reopen",
        f"{convention} exercice {year} rouvert : {reason.strip()}",
    )
    return Report(
        {
            "convention": convention,
            "year": year,
            "reason": reason.strip(),
            "revision": revision_json(revision),
        },
        [session.text(f"{convention} : exercice {year} rouvert", f"{convention}: year {year} open again")],
    )
