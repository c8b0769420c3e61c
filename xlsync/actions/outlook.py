"""What a write would change in a workbook, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsync.actions.report import number
from xlsync.actions.session import Session

SHOWN = 20
"""Lines of a list that the screen shows; `--json` has them all."""


def plan_lines(plan: Mapping[str, Any], session: Session, *, cells: bool = True) -> Iterator[str]:
    """A plan: cells, references that follow, caches that become stale, parts; then that nothing is written.

    Args:
        plan: As `Plan.as_json`.
        session: The run.
        cells: Whether the cells are listed; not where others say them.
    """
    if cells:
        said = [
            f"{one['cell']} : {_shown(one['before'], session)} → {_shown(one['after'], session)}"
            for one in plan["cells"]
        ]
        yield from _listed(("Cellules qui changeraient", "Cells that would change"), said, session)
    said = [
        f"{one['part']} ({one['place']}) : {one['before'] or '–'} → {one['after'] or '–'}"
        for one in plan["references"]
    ]
    yield from _listed(("Références qui suivraient", "References that would follow"), said, session)
    stale = ("Tableaux croisés à actualiser à l’ouverture", "Pivot tables to be refreshed on opening")
    yield from _listed(stale, plan["stale"], session)
    yield from _listed(("Composants du fichier", "Parts of the file"), plan["parts"], session)
    yield session.text("  essai : rien n’est écrit", "  dry run: nothing is written")


def _listed(title: tuple[str, str], items: Sequence[str], session: Session) -> Iterator[str]:
    if not items:
        return
    yield session.text(f"  {title[0]} : {len(items)}", f"  {title[1]}: {len(items)}")
    yield from (f"    {item}" for item in items[:SHOWN])
    left = len(items) - SHOWN
    if left > 0:
        yield session.text(f"    … et {left} autres", f"    … and {left} more")


def _shown(value: Any, session: Session) -> str:
    return "–" if value is None else number(value, session)
