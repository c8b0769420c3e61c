"""What one revision changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlsync.actions.models import named_revision, opened, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.model import CellChange


def show(session: Session, revision: str) -> Report:
    """List the changes of the revision."""
    store = opened(session)
    found = store.revision(named_revision(store, revision))
    changes = store.changes(found.id)
    title = f"{found.id}  {found.time:%Y-%m-%d %H:%M}  {found.author}  {found.message}".rstrip()
    return Report(
        {"revision": revision_json(found), **changes_json(changes)}, [title, *change_lines(changes, session)]
    )


def changes_json(changes: Sequence[CellChange]) -> dict[str, Any]:
    """Changes of the model as every document shows them: cells, and rows that come, go or move."""
    from xlsync.model import ROW

    return {
        "changes": [_document(change) for change in changes if change.column != ROW],
        "rows": [_row(change) for change in changes if change.column == ROW],
    }


def _document(change: CellChange) -> dict[str, Any]:
    return {
        "convention": change.convention,
        "table": change.table,
        "key": change.key_columns,
        "column": change.column,
        "before": change.before,
        "after": change.after,
    }


def _row(change: CellChange) -> dict[str, Any]:
    """A row added, deleted or moved: its rank before and after."""
    return {
        "convention": change.convention,
        "table": change.table,
        "key": change.key_columns,
        "before": change.before and int(change.before),
        "after": change.after and int(change.after),
    }


def change_lines(changes: Sequence[CellChange], session: Session) -> Iterator[str]:
    """Changes of the model to read, a line each."""
    for change in changes:
        place = " ".join(part for part in (change.convention, change.table, change.key) if part)
        if change.column:
            yield f"  {place} {change.column}: {change.before or '–'} → {change.after or '–'}"
        elif change.before is None:
            yield session.text(f"  {place} : ligne ajoutée", f"  {place}: row added")
        elif change.after is None:
            yield session.text(f"  {place} : ligne supprimée", f"  {place}: row deleted")
        else:
            yield session.text(f"  {place} : ligne déplacée", f"  {place}: row moved")
