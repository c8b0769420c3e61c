"""Tables written by tests, and what reading them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.errors import TablesRefused
from xlsync.tables.forms import read_tables
from xlsync.tables.reading import ReadTable

INSTALMENTS = "moby.acomptes.csv"
HEAD = "convention,rang,libelle,part,date"
FIRST = "moby/ille-et-vilaine,1,Acompte,0.3,2022-10-15"
SECOND = "moby/ille-et-vilaine,2,Solde,0.7,2023-07-15"


def write(folder: Path, *lines: str, name: str = INSTALMENTS, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def told(source: Path, form: str | None = None) -> list[tuple[str, str, str]]:
    """Place, cause in French and in English of each problem of a refusal."""
    with pytest.raises(TablesRefused) as caught:
        read_tables(source, form)
    problems = caught.value.facts["problems"]
    assert all(problem.file and problem.fix.fr and problem.fix.en for problem in problems)
    return [(problem.where, *map(plain, (problem.what.fr, problem.what.en))) for problem in problems]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows_of(source: Path, table: str = "acomptes") -> list[dict[str, object]]:
    (found,) = (one for one in read_tables(source).tables if one.found.name == table)
    assert isinstance(found, ReadTable)
    return [row.values for row in found.rows]
