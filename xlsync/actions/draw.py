"""A first workbook for a kind of convention."""

from __future__ import annotations

from pathlib import Path

from xlsync.actions.report import Report
from xlsync.actions.session import Session


def draw(session: Session, kind: str, out: Path | None = None) -> Report:
    """Write the workbook and say where."""
    from xlsync.build.drawing import draw_workbook
    from xlsync.errors import AlreadyThere
    from xlsync.files import write_atomic
    from xlsync.model import kind_of

    known = kind_of(kind)
    path = out or Path(f"{kind}.xlsx")
    if path.exists():
        raise AlreadyThere(
            f"{path} existe déjà : donnez un autre nom avec --out",
            f"{path} exists already: give another --out",
        )
    write_atomic(path, draw_workbook(known))
    return Report({"kind": kind, "path": str(path)}, [session.text(f"{path} : dessiné", f"{path}: drawn")])
