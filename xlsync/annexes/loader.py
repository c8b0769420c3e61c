"""From `<kind>.yaml` to a `Schema`.

What a schema says wrongly is refused when it is read, with its file and line, so that a slip of the pen never
passes for a default. `common.yaml` holds what every kind has: the identification of the convention, its
amendments, its deadlines and the parameters in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from xlsync.annexes.checks import check
from xlsync.annexes.nodes import Lines, read
from xlsync.annexes.schema import Part, Schema

HERE = Path(__file__).resolve().parent
FOLDERS = [HERE]
"""Where schemas are looked for; of two files of the same name, the one in the later folder is read."""

COMMON = "common"


@cache
def kinds() -> tuple[str, ...]:
    """Names of the kinds of convention, in alphabetical order."""
    return tuple(sorted(set(_files()) - {COMMON}))


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind.

    Args:
        kind: One of `kinds()`.

    Raises:
        KeyError: no such kind.
        SchemaError: the file says something unknown or contradictory; the sentence gives its line.
    """
    if kind not in kinds():
        raise KeyError(kind)
    lines, files = Lines(), _files()
    common, own = read(files[COMMON], Part, lines), read(files[kind], Schema, lines)
    if own.kind != kind:
        lines.refuse(own, "kind", f"le fichier s’appelle {kind}", f"the file is called {kind}")
    built = replace(
        own,
        groups=(*common.groups, *own.groups),
        tables=(*common.tables, *own.tables),
        sheets=tuple(sorted((*common.sheets, *own.sheets), key=lambda sheet: sheet.last)),
        invariants=(*common.invariants, *own.invariants),
    )
    check(built, lines)
    return built


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Reads the schemas of one more folder for a while.

    Args:
        folder: Its `<kind>.yaml` add kinds, or stand in for those of the same name.
    """
    FOLDERS.append(folder)
    _forget()
    try:
        yield
    finally:
        FOLDERS.remove(folder)
        _forget()


@cache
def _files() -> dict[str, Path]:
    """Every schema by its name; no file is opened."""
    return {path.stem: path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))}


def _forget() -> None:
    _files.cache_clear()
    kinds.cache_clear()
    schema.cache_clear()
