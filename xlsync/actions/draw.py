"""The template of a kind of convention: drawn once, then brought to its schema when that changes."""

from __future__ import annotations

from pathlib import Path

from xlsync.actions.report import Report
from xlsync.actions.session import Session


def draw(
    session: Session,
    kind: str,
    out: Path | None = None,
    update: bool = False,
) -> Report:
    """Write the workbook and say where; with `update`, bring the one that is there to its schema."""
    from xlsync.build.drawing import draw_workbook
    from xlsync.errors import AlreadyThere
    from xlsync.files import write_atomic
    from xlsync.model import kind_of

    known = kind_of(kind)
    if update:
        return _update(session, known, out)
    path = out or Path(f"{kind}.xlsx")
    if path.exists():
        raise AlreadyThere(
            f"{path} existe déjà : donnez un autre nom avec --out, ou mettez-le à jour avec --update",
            f"{path} exists already: give another --out, or bring it up to date with --update",
        )
    write_atomic(path, draw_workbook(known))
    return Report({"kind": kind, "path": str(path)}, [session.text(f"{path} : dessiné", f"{path}: drawn")])


def _update(session: Session, kind: str, out: Path | None) -> Report:
    """Bring a template to its schema, and say what was done."""
    from xlsync.annexbook.templates import template_path
    from xlsync.build.drawing import update_workbook
    from xlsync.files import write_atomic

    path = out or template_path(kind)
    before = path.read_bytes() if path.exists() else None
    content, done = update_workbook(kind, path)
    lines = [f"  {one.in_language(session.lang)}" for one in done]
    if content == before:
        said = session.text(f"{path} : suit déjà son schéma", f"{path}: follows its schema already")
    else:
        write_atomic(path, content, before)
        said = session.text(f"{path} : mis à jour", f"{path}: brought up to date")
    document = {"kind": kind, "path": str(path), "done": [one.in_language(session.lang) for one in done]}
    return Report(document, [said, *lines])
