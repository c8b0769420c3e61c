"""The table of versions of parameters in files: `KIND.versions_parametres`, `convention` being the kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from udfs.errors import WrongValue
from udfs.parameters import EnteredVersion
from xlsync.errors import Problem, sentence
from xlsync.model import Shape, frames
from xlsync.model.identity import key_values
from xlsync.model.shapes import CONVENTION
from xlsync.model.versions import checked, record_of, version_of, versions_shape
from xlsync.tables.headings import refused
from xlsync.tables.reading import ReadTable, Row


def frames_of_versions(versions: Iterable[EnteredVersion]) -> list[tuple[Shape, pd.DataFrame]]:
    """A table a kind, in the order of the kinds."""
    kinds: dict[str, list[EnteredVersion]] = {}
    for one in sorted(versions):
        kinds.setdefault(one.code.partition(".")[0], []).append(one)
    return [(versions_shape(kind), _frame(kind, own)) for kind, own in kinds.items()]


def _frame(kind: str, versions: Iterable[EnteredVersion]) -> pd.DataFrame:
    records = [{CONVENTION: kind, **record_of(one)} for one in versions]
    return frames.typed(frames.model_columns(versions_shape(kind)), records)


def read_versions(table: ReadTable) -> list[EnteredVersion]:
    """The versions that a table says.

    Raises:
        TablesRefused: a parameter of another kind, a version without source or whose value does not suit.
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
    missing = [column.name for column in required if record[column.name] is None]
    try:
        if missing:
            names = ", ".join(missing)
            raise WrongValue(f"il manque : {names}", f"missing: {names}")
        version = version_of(record)
        kind, own = version.code.partition(".")[0], version.convention
        if kind != table.found.kind or (own and own.partition("/")[0] != kind):
            raise WrongValue(
                f"« {version.code} » n’est pas de cette table, ou pas de la convention {own or kind}",
                f"“{version.code}” is not of this table, or not of the agreement {own or kind}",
            )
        yield checked(version)
    except WrongValue as error:
        fix = sentence("corriger la ligne", "correct the line")
        problems.append(table.grid.problem(error.text, fix, row.line))
