"""Reads the CSV files of the shipped conventions, `<kind>/<instance>/*.csv`.

A folder holds `conventions.csv` and `champs.csv` (two columns, `field,value`), one CSV a table (header:
column names) and `published.csv`, the figures that the documents print. Values are canonical texts; a blank
is None. What they mean belongs to the model, which knows the types of the columns.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from xlsync.errors import CannotRead, UnknownConvention

HERE = Path(__file__).resolve().parent
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


def shipped(folder: Path = HERE) -> list[str]:
    """Ids of the conventions shipped with the program, in order."""
    return sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("*/*/conventions.csv"))


def read(convention: str, folder: Path = HERE) -> Texts:
    """The inputs of a shipped convention.

    Args:
        convention: One of `shipped()`.
        folder: Where conventions are shipped.

    Raises:
        UnknownConvention: none of that name.
        CannotRead: a file that is not what is expected.
    """
    texts = Texts(convention)
    for path in sorted(_home(convention, folder).glob("*.csv")):
        if path.stem in SINGLE:
            texts.fields[path.stem] = _pairs(path)
        elif path.stem != PUBLISHED:
            texts.tables[path.stem] = rows(path)
    return texts


def published_rows(convention: str, folder: Path = HERE) -> list[Row]:
    """The figures that the documents print, as texts; columns `PUBLISHED_COLUMNS`.

    Raises:
        UnknownConvention: none of that name.
        CannotRead: the file has other columns.
    """
    path = _home(convention, folder) / f"{PUBLISHED}.csv"
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


def _home(convention: str, folder: Path) -> Path:
    if convention not in shipped(folder):
        known = ", ".join(shipped(folder))
        raise UnknownConvention(
            f"convention livrée inconnue « {convention} » ; il existe : {known}",
            f"unknown shipped convention “{convention}”; there are: {known}",
            convention=convention,
        )
    return folder / convention
