"""Reads the CSV files of the shipped conventions, `<kind>/<instance>/*.csv`.

A folder holds `conventions.csv` and `champs.csv` (two columns, `field,value`), one CSV a table (header:
column names) and `published.csv`, the figures that the documents print. Values are canonical texts; a blank
is None. What they mean belongs to the model, which knows the types of the columns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from xlsync.errors import CannotRead, UnknownConvention

FOLDERS = [Path(__file__).resolve().parent]
"""Where shipped conventions are looked for; of two of the same id, the one in the later folder is read."""

SINGLE = ("conventions", "champs")
PUBLISHED = "published"
PUBLISHED_COLUMNS = ("table", "key", "column", "published", "computed", "explained")

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Texts:
    """The inputs of one convention before their types are known.

    Attributes:
        id: "<kind>/<instance>".
        fields: Canonical text of each single field, by table ("conventions", "champs").
        tables: Rows of each other table, in the order of the file.
    """

    id: str
    fields: dict[str, Row] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)


def shipped() -> list[str]:
    """Ids of the conventions shipped with the program, in order."""
    return sorted(_homes())


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Ships the conventions of one more folder for a while.

    Args:
        folder: It holds `<kind>/<instance>/*.csv`.
    """
    FOLDERS.append(folder)
    try:
        yield
    finally:
        FOLDERS.remove(folder)


def read(convention: str) -> Texts:
    """The inputs of a shipped convention.

    Args:
        convention: One of `shipped()`.

    Raises:
        UnknownConvention: none of that name.
        CannotRead: a file that is not what is expected.
    """
    texts = Texts(convention)
    for path in sorted(_home(convention).glob("*.csv")):
        if path.stem in SINGLE:
            texts.fields[path.stem] = _pairs(path)
        elif path.stem != PUBLISHED:
            texts.tables[path.stem] = rows(path)
    return texts


def published_rows(convention: str) -> list[Row]:
    """The figures that the documents print, as texts; columns `PUBLISHED_COLUMNS`.

    Raises:
        UnknownConvention: none of that name.
        CannotRead: the file has other columns.
    """
    path = _home(convention) / f"{PUBLISHED}.csv"
    found = rows(path) if path.exists() else []
    if found and tuple(found[0]) != PUBLISHED_COLUMNS:
        expected = ", ".join(PUBLISHED_COLUMNS)
        raise CannotRead(f"{path} : colonnes attendues {expected}", f"{path}: expected columns {expected}")
    return found


def rows(path: Path) -> list[Row]:
    """The records of a CSV file, blanks as None.

    Raises:
        CannotRead: not UTF-8, or a line with more or fewer values than the header has names.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *lines = list(csv.reader(stream, strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CannotRead(
            f"{path} n’est pas un CSV en UTF-8 : {error}", f"{path} is not CSV in UTF-8: {error}", path=path
        ) from error
    return [_record(path, header, number, line) for number, line in enumerate(lines, 2) if line]


def _record(path: Path, header: list[str], number: int, line: list[str]) -> Row:
    if len(line) != len(header):
        raise CannotRead(
            f"{path}, enregistrement {number} : {len(line)} valeurs pour {len(header)} colonnes",
            f"{path}, record {number}: {len(line)} values for {len(header)} columns",
            path=path,
        )
    return {name: text or None for name, text in zip(header, line, strict=True)}


def _pairs(path: Path) -> Row:
    found = rows(path)
    if found and tuple(found[0]) != ("field", "value"):
        raise CannotRead(
            f"{path} : colonnes attendues field, value", f"{path}: expected columns field, value", path=path
        )
    return {str(row["field"]): row["value"] for row in found}


def _homes() -> dict[str, Path]:
    """The folder of each shipped convention."""
    found = [(folder, path.parent) for folder in FOLDERS for path in folder.glob("*/*/conventions.csv")]
    return {home.relative_to(folder).as_posix(): home for folder, home in found}


def home_of(convention: str) -> Path | None:
    """The folder of a shipped convention, None for any other."""
    return _homes().get(convention)


def _home(convention: str) -> Path:
    homes = _homes()
    if convention not in homes:
        known = ", ".join(sorted(homes))
        raise UnknownConvention(
            f"convention livrée inconnue « {convention} » ; il existe : {known}",
            f"unknown shipped convention “{convention}”; there are: {known}",
            convention=convention,
        )
    return homes[convention]
