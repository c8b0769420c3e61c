"""One what-if of a workbook, before and after side by side, for the action `recalc`."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsync.actions.paths import File
from xlsync.actions.report import number, table
from xlsync.actions.session import Session


def compared(file: File, changes: Sequence[str], engine: str, date: datetime.date | None) -> dict[str, Any]:
    """What setting some cells of a workbook changes; the file stays as it is.

    Args:
        file: The workbook.
        changes: `NAME=VALUE`, each.
        engine: Its engine.
        date: What TODAY and NOW give.
    """
    from xlsync.recalc.labels import Labels
    from xlsync.scenarios.setting import read_setting, what_if
    from xlsync.scenarios.targets import Targets
    from xlsync.workbook import Workbook

    start = time.perf_counter()
    targets = Targets(Workbook.open(file.path))
    found = what_if(targets, [read_setting(targets, text) for text in changes], date)
    labels = Labels(targets.book)
    return {
        "file": str(file.name),
        "engine": engine,
        "formulas": found.formulas,
        "set": [{"cell": str(one.cell), "before": one.before, "after": one.after} for one in found.given],
        "changed": [
            {
                "cell": str(one.cell),
                "label": labels.of(one.cell),
                "line": labels.line(one.cell),
                "before": one.before,
                "after": one.after,
            }
            for one in found.changes
        ],
        "not_recalculated": [one.as_json for one in found.not_recalculated],
        "seconds": time.perf_counter() - start,
    }


def compared_lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    """What a person reads of it."""
    given, changed = one["set"], one["changed"]
    yield session.text(
        f"{one['file']} : cellules qui changent : {len(changed)} ; le fichier reste comme il est",
        f"{one['file']}: cells that change: {len(changed)}; the file stays as it is",
    )
    headings = (
        session.text("  Cellule", "  Cell"),
        session.text("Ligne", "Line"),
        session.text("Avant", "Before"),
        session.text("Après", "After"),
        session.text("Nom", "Name"),
    )
    set_here = session.text("donnée", "given")
    rows = [(cell, set_here, "") for cell in given]
    rows += [(cell, cell["line"], cell["label"]) for cell in changed]
    yield from table(
        headings,
        [
            (
                f"  {cell['cell']}",
                line,
                number(cell["before"], session),
                number(cell["after"], session),
                label,
            )
            for cell, line, label in rows
        ],
        session,
    )
