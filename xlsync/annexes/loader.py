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

from xlsync.annexes.dated import dated
from xlsync.annexes.nodes import Lines, read
from xlsync.annexes.recurring import recurring
from xlsync.annexes.repeated import repeated
from xlsync.annexes.schema import Part, Schema

HERE = Path(__file__).resolve().parent
FOLDERS = [HERE]
"""Where schemas are looked for; of two files of the same name, the one in the later folder is read."""

COMMON = "common"


@cache
def kinds() -> tuple[str, ...]:
    """Names of the kinds of convention, in alphabetical order."""
    return tuple(sorted(set(_files()) - {COMMON}))


def schema(kind: str) -> Schema:
    """The schema of a kind, read once.

    Args:
        kind: One of `kinds()`.

    Raises:
        KeyError: no such kind.
        SchemaError: the file says something unknown or contradictory; the sentence gives its line.
    """
    if kind not in kinds():
        raise KeyError(kind)
    files = _files()
    return _read(files[kind], files[COMMON])


@cache
def _read(path: Path, shared: Path) -> Schema:
    from xlsync.annexes.checks import check  # Knows the functions and the parameters, which are long to load.

    lines = Lines()
    built = _built(path, shared, lines)
    check(built, lines)
    return built


@cache
def declared(kind: str) -> Schema:
    """What a kind declares, unchecked: what the schema of another kind refers to is looked for there.

    Raises:
        SchemaError: as `schema`, for what cannot be read.
    """
    files = _files()
    return _built(files[kind], files[COMMON], Lines())


def _built(path: Path, shared: Path, lines: Lines) -> Schema:
    """The declarations of a kind, after those of every kind."""
    common, own = read(shared, Part, lines), repeated(read(path, Schema, lines), lines)
    if own.kind != path.stem:
        lines.refuse(own, "kind", f"le fichier s’appelle {path.stem}", f"the file is called {path.stem}")
    built = replace(
        own,
        groups=(*common.groups, *own.groups),
        tables=(*common.tables, *own.tables),
        sheets=tuple(sorted((*common.sheets, *own.sheets), key=lambda sheet: sheet.last)),
        invariants=(*common.invariants, *own.invariants),
        deadlines=(*common.deadlines, *own.deadlines),
        parameters_date=(*common.parameters_date, *own.parameters_date),
    )
    built = recurring(dated(built, own if own.parameters_date else common, lines), lines)
    lines.follow(own, built)
    return built


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Reads the schemas of one more folder for a while.

    Args:
        folder: Its `<kind>.yaml` add kinds, or stand in for those of the same name.
    """
    FOLDERS.append(folder)
    _look_again()
    try:
        yield
    finally:
        FOLDERS.remove(folder)
        _look_again()


def forget() -> None:
    """Reads every file again when it is next asked for."""
    _look_again()
    _read.cache_clear()


@cache
def _files() -> dict[str, Path]:
    """Every schema by its name; no file is opened."""
    return {path.stem: path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))}


def _look_again() -> None:
    _files.cache_clear()
    kinds.cache_clear()
    declared.cache_clear()
