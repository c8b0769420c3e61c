"""Where the template of a kind is: `workbooks/` in a checkout, `xlsync/_workbooks` once installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsync.annexes import kinds
from xlsync.errors import FileMissing, UnknownKind

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = [PACKAGE / "_workbooks", PACKAGE.parent / "workbooks"]
"""Where templates are looked for, the last folder first."""


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Takes templates from one more folder for a while, before any other."""
    FOLDERS.append(folder)
    try:
        yield
    finally:
        FOLDERS.remove(folder)


def template_path(kind: str) -> Path:
    """The template of a kind.

    Raises:
        UnknownKind: no such kind.
        FileMissing: the kind has no template yet.
    """
    if kind not in kinds():
        known = ", ".join(kinds())
        raise UnknownKind(
            f"genre inconnu : « {kind} » ; les genres sont {known}",
            f"unknown kind “{kind}”; kinds are {known}",
        )
    for folder in reversed(FOLDERS):
        path = folder / f"{kind}.xlsx"
        if path.exists():
            return path
    raise FileMissing(
        f"aucun classeur modèle pour le genre « {kind} » ; « xlsync draw {kind} » en dessine un",
        f"no template for the kind “{kind}”; “xlsync draw {kind}” draws one",
    )
