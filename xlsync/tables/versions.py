"""The table of versions of parameters in files: `KIND.versions_parametres`, `convention` being the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from udfs import parameters
from udfs.errors import Text, WrongValue
from udfs.parameters import EnteredVersion
from xlsync.annexes import Column
from xlsync.errors import Problem
from xlsync.model import Shape, frames
from xlsync.model.identity import key_values
from xlsync.model.shapes import CONVENTION
from xlsync.model.versions import (
    CODE,
    FOR,
    checked,
    is_entry,
    record_of,
    typed_number,
    version_of,
    versions_shape,
)
from xlsync.tables.grid import is_blank
from xlsync.tables.headings import refused
from xlsync.tables.reading import ReadTable, Row

LABEL, UNIT, LAYER = "libelle", "unite", "tenue"
SHOWN: Final = (
    Column(LABEL, Text("Libellé", "Label"), "text"),
    Column(UNIT, Text("Unité", "Unit"), "text"),
    Column(LAYER, Text("Tenue par", "Kept in"), "text"),
)
"""What a person reads beside a version, and the model does not keep."""


def frames_of_versions(versions: Iterable[EnteredVersion]) -> list[tuple[Shape, pd.DataFrame]]:
    """A table a kind, in the order of the kinds."""
    kinds: dict[str, list[EnteredVersion]] = {}
    for one in sorted(versions):
        kinds.setdefault(one.code.partition(".")[0], []).append(one)
    return [(versions_shape(kind), _frame(kind, own)) for kind, own in kinds.items()]


def _frame(kind: str, versions: Iterable[EnteredVersion]) -> pd.DataFrame:
    records = [{CONVENTION: kind, **record_of(one)} for one in versions]
    return frames.typed(frames.model_columns(versions_shape(kind)), records)


def sheet_shape(kind: str) -> Shape:
    """The table as people fill it in: what a parameter is stands beside its code, and is not read back."""
    found = versions_shape(kind)
    return replace(found, values=(*found.values, *SHOWN))


def read_versions(table: ReadTable) -> list[EnteredVersion]:
    """The versions that a table says; a line may say one entry of a version (`model.versions.whole`).

    Raises:
        TablesRefused: a parameter of another kind, a version without source or whose value does not suit,
            each at its cell.
    """
    problems: list[Problem] = []
    found = [one for row in table.rows for one in _version(table, row, problems)]
    if problems:
        raise refused(problems)
    return found


def _version(table: ReadTable, row: Row, problems: list[Problem]) -> Iterator[EnteredVersion]:
    blank = {column.name: None for column in table.found.columns}
    record = {**blank, **row.values, **key_values(table.found, row.key)}
    required = [column for column in table.found.values if not column.nullable]
    missing = [column for column in required if is_blank(record[column.name])]
    for column in missing:
        fr, en = _SOURCELESS if column.name in ("document", "article") else _VALUELESS
        problems.append(table.problem_at(row, column, fr, en, _FILL_IN))
    if missing:
        return
    version = version_of(record)
    for name, check in _CHECKS:
        try:
            version = check(version, table.found.kind)
        except WrongValue as error:
            column = table.found.column(name)
            problems.append(table.problem_at(row, column, error.text.fr, error.text.en, _CORRECT))
            return
    yield version


def _known(version: EnteredVersion, kind: str) -> EnteredVersion:
    """A parameter of the kind of the table, or an entry of one."""
    parameters.parameter(version.code)
    if version.code.partition(".")[0] != kind:
        raise WrongValue(f"« {version.code} » n’est pas de {kind}", f"“{version.code}” is not of {kind}")
    return version


def _of_kind(version: EnteredVersion, kind: str) -> EnteredVersion:
    """For a convention of that kind, if for one."""
    own = version.convention
    if own and own.partition("/")[0] != kind:
        raise WrongValue(f"« {own} » n’est pas de {kind}", f"“{own}” is not of {kind}")
    return version


def _suiting(version: EnteredVersion, kind: str) -> EnteredVersion:
    """A value that suits the parameter; an entry is a number."""
    if is_entry(version.code):
        return replace(version, value=typed_number(version.code, version.value))
    return checked(version)


_CHECKS: tuple[tuple[str, Callable[[EnteredVersion, str], EnteredVersion]], ...] = (
    (CODE, _known),
    (FOR, _of_kind),
    ("valeur", _suiting),
)
"""The column at fault where each refuses."""

_SOURCELESS = ("une version sans source n’est pas prise", "a version without a source is not taken")
_VALUELESS = ("aucune valeur", "no value")
_FILL_IN = ("la renseigner", "fill it in")
_CORRECT = ("corriger la cellule", "correct the cell")
