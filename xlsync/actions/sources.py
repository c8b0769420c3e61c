"""What the document of a convention says that does not hold together, as `check --sources` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsync.actions.session import Session


def sources_json(convention: str, session: Session, file: str = "") -> dict[str, Any]:
    """The notes on the document of a convention, in the language of the run; `file` is its workbook."""
    from xlsync.conventions import source_notes

    notes = [
        {word: getattr(note, word).in_language(session.lang) for word in ("where", "what", "kept")}
        for note in source_notes(convention)
    ]
    return {"file": file, "convention": convention, "notes": notes}


def source_lines(convention: str, session: Session, file: str = "") -> Iterator[str]:
    """The same, to read: each note with its place and with what the program keeps; or that there is none."""
    from xlsync.conventions import source_notes

    notes, name = source_notes(convention), convention or "–"
    where = f"{file} : {name}" if file else name
    if not notes:
        yield session.text(f"{where} : aucune note sur le document", f"{where}: no note on the document")
        return
    yield session.text(
        f"{where} : le document, {len(notes)} notes", f"{where}: the document, {len(notes)} notes"
    )
    for note in notes:
        yield f"  {session.text(note.where.fr, note.where.en)}"
        yield f"    {session.text(note.what.fr, note.what.en)}"
        yield f"    → {session.text(note.kept.fr, note.kept.en)}"
