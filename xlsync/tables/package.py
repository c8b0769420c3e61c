"""The data package of a folder: which files are tables, and what their columns are (Frictionless Data)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsync.annexes import Column
from xlsync.errors import CannotRead
from xlsync.files import leaving_nothing, write_all_atomic
from xlsync.model import Shape, frames
from xlsync.model.cells import DECIMALS, INTEGERS
from xlsync.model.shapes import CONVENTION
from xlsync.tables.csv_files import csv_bytes, guarded

PACKAGE = "datapackage.json"
REPORT = "xlsync_report"
"""Marks a resource that says what was computed: it is never taken into the model."""
_TYPES = {"date": "date", "flag": "boolean"}

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """What the data package of a folder describes.

    Attributes:
        tables: File and announced separator of each table, by name.
        reports: Names of files that are reports.
    """

    tables: dict[str, tuple[Path, str | None]] = field(default_factory=dict)
    reports: frozenset[str] = frozenset()


def resource(
    name: str, title: str, fields: list[Resource], key: list[str], *, is_report: bool = False
) -> Resource:
    """A table of a data package: `<name>.csv` and its Table Schema."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        **({REPORT: True} if is_report else {}),
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }


def resource_of(found: Shape) -> Resource:
    """The resource of a table of the model."""
    fields = [_field(column) for column in frames.model_columns(found)]
    keys = [CONVENTION, *(key.name for key in found.keys)]
    return resource(f"{found.kind}.{found.name}", found.title.fr, fields, keys)


def write_package(folder: Path, tables: Iterable[tuple[Resource, Iterable[list[str]]]]) -> list[Path]:
    """Writes CSV files and the data package that describes them: all, or none and no folder.

    A package that is there keeps what is of the other sort: tables keep the reports, reports the tables.

    Args:
        folder: Made if absent.
        tables: Each with its resource and its lines, headings first.

    Returns:
        The files written, the data package last.

    Raises:
        CannotRead: the folder has a data package that is not one of ours.
        CannotWrite: the folder cannot be written.
    """
    resources, files = [], []
    for described, lines in tables:
        resources.append(described)
        files.append((folder / described["path"], csv_bytes(lines)))
    are_reports = any(one.get(REPORT) for one in resources)
    written = {one["name"] for one in resources}
    kept = [
        one
        for one in _resources(folder / PACKAGE)
        if one["name"] not in written and (are_reports or one.get(REPORT))
    ]
    package = {"profile": "tabular-data-package", "name": "xlsync", "resources": [*kept, *resources]}
    files.append((folder / PACKAGE, (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()))
    return write_files(folder, files)


def write_files(folder: Path, files: Sequence[tuple[Path, bytes]]) -> list[Path]:
    """Writes files into a folder, made if absent: all of them, or none and no folder.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    with leaving_nothing() as made:
        made.folder(folder)
        write_all_atomic(files)
    return [path for path, _ in files]


def read_package(folder: Path) -> Package | None:
    """What the data package of a folder describes, None where there is none.

    Raises:
        CannotRead: the file is no data package.
    """
    path = folder / PACKAGE
    if not path.exists():
        return None
    tables, reports = {}, set()
    for one in _resources(path):
        file = folder / Path(one["path"]).name
        if one.get(REPORT):
            reports.add(file.name)
        else:
            tables[one["name"]] = (file, one.get("dialect", {}).get("delimiter"))
    return Package(tables, frozenset(reports))


def _resources(path: Path) -> list[Resource]:
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))["resources"]
        for one in found:
            if not (isinstance(one["name"], str) and isinstance(one["path"], str)):
                raise TypeError(one)
            one.get("dialect", {}).get("delimiter")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRead(
            f"{path} n’est pas un Data Package : {error}", f"{path} is not a Data Package: {error}", path=path
        ) from error
    return list(found)


def _field(column: Column) -> Resource:
    numeric = "number" if column.type in DECIMALS else "integer" if column.type in INTEGERS else ""
    constraints: Resource = {} if column.nullable else {"required": True}
    if column.choices:
        constraints["enum"] = [guarded(choice) for choice in column.choices]
    for name in ("minimum", "maximum", "pattern"):
        if (said := getattr(column, name)) not in (None, ""):
            constraints[name] = said
    described = {
        "name": column.name,
        "title": column.label.fr,
        "type": numeric or _TYPES.get(column.type, "string"),
    }
    return described | ({"constraints": constraints} if constraints else {})
