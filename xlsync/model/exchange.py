"""Tables out and in: CSV with a Table Schema, Parquet.

A folder of CSV files, one a table, with `datapackage.json` (Frictionless Data Package) that gives types,
keys and constraints. What comes back is the model that went out.

A spreadsheet that opens a CSV runs a text that begins with `=`: in these files a text that begins with
`= + - @ '`, a tab or a line end has an apostrophe before it, taken off when it comes back.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from xlsync.annexes import Column, schema
from xlsync.conventions.loader import rows
from xlsync.errors import CannotRead, FileMissing, MissingLibrary
from xlsync.files import leaving_nothing, write_all_atomic
from xlsync.model import frames
from xlsync.model.cells import DECIMALS, INTEGERS, TEXTS, from_text, normalize
from xlsync.model.frames import Record
from xlsync.model.model import Model
from xlsync.model.shapes import CONVENTION, OVERRIDES, SINGLE, Shape, kind_of, shape

PACKAGE = "datapackage.json"
GUARDED = ("=", "+", "-", "@", "'", "\t", "\n", "\r")
_TYPES = {"date": "date", "flag": "boolean"}


def export_csv(model: Model, folder: Path) -> list[Path]:
    """Writes every table of the model that has records, and the data package.

    Args:
        model: The model.
        folder: Made if absent.

    Returns:
        The files written, the data package last.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    tables = [(shape(*place), frame) for place, frame in model.tables.items() if len(frame)]
    return write_package(folder, [(_resource(found), _lines(found, frame)) for found, frame in tables])


def write_package(folder: Path, tables: Iterable[tuple[dict[str, Any], Iterable[list[str]]]]) -> list[Path]:
    """Writes CSV files and the data package that describes them: all, or none and no folder.

    Args:
        folder: Made if absent.
        tables: Each with its resource, as `resource` makes it, and its lines, headings first.

    Returns:
        The files written, the data package last.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    resources, files = [], []
    for described, lines in tables:
        resources.append(described)
        files.append((folder / described["path"], _csv(lines)))
    package = {"profile": "tabular-data-package", "name": "xlsync", "resources": resources}
    files.append((folder / PACKAGE, (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()))
    return _write(folder, files)


def import_csv(folder: Path) -> Model:
    """The model of a folder that `export_csv` wrote, or that was made likewise.

    Raises:
        FileMissing: no data package, or a file that it names is absent.
        CannotRead: a file that does not say what the data package announces.
        UnknownKind, UnknownTable, UnknownColumn, WrongValue, InvalidKey: it does not fit the schemas.
    """
    tables: dict[tuple[str, str], list[Record]] = {}
    for path, found in _resources(folder):
        read = [_record(found, path, row) for row in rows(path)]
        tables.setdefault((found.kind, found.name), []).extend(read)
    return Model.of_records(tables)


def export_parquet(model: Model, folder: Path) -> list[Path]:
    """Writes every table of the model that has records, one Parquet file each.

    Raises:
        MissingLibrary: pyarrow is not installed.
        CannotWrite: the folder cannot be written.
    """
    _need_pyarrow()
    files = []
    for place, frame in model.tables.items():
        if len(frame):
            stream = io.BytesIO()
            frame.to_parquet(stream, index=False, engine="pyarrow")
            files.append((folder / f"{'.'.join(place)}.parquet", stream.getvalue()))
    return _write(folder, files)


def import_parquet(folder: Path) -> Model:
    """The model of a folder that `export_parquet` wrote.

    Raises:
        MissingLibrary: pyarrow is not installed.
        FileMissing: no Parquet file there.
        UnknownKind, UnknownTable, UnknownColumn, WrongValue, InvalidKey: it does not fit the schemas.
    """
    _need_pyarrow()
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        raise FileMissing(f"aucun fichier Parquet dans {folder}", f"no Parquet file in {folder}", path=folder)
    tables = {}
    for path in paths:
        kind, _, name = path.stem.partition(".")
        found = shape(kind_of(kind), name)
        frame = pd.read_parquet(path, engine="pyarrow")
        tables[found.kind, found.name] = [
            {column.name: normalize(row.get(column.name), column) for column in frames.model_columns(found)}
            for row in frame.to_dict("records")
        ]
    return Model.of_records(tables)


def _need_pyarrow() -> None:
    if find_spec("pyarrow") is None:
        raise MissingLibrary(
            "Parquet demande pyarrow : pip install pyarrow, ou exporter en CSV",
            "Parquet needs pyarrow: pip install pyarrow, or export as CSV",
            library="pyarrow",
        )


def _name(found: Shape) -> str:
    return f"{found.kind}.{found.name}"


def _resource(found: Shape) -> dict[str, Any]:
    fields = [_field(column) for column in frames.model_columns(found)]
    return resource(_name(found), _title(found), fields, [CONVENTION, *(key.name for key in found.keys)])


def resource(name: str, title: str, fields: list[dict[str, Any]], key: list[str]) -> dict[str, Any]:
    """A table of a data package: `<name>.csv` and its Table Schema."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }


def _title(found: Shape) -> str:
    if found.name in (*SINGLE, OVERRIDES):
        return found.name
    return schema(found.kind).table(found.name).title.fr


def _field(column: Column) -> dict[str, Any]:
    numeric = "number" if column.type in DECIMALS else "integer" if column.type in INTEGERS else ""
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.choices:
        constraints["enum"] = [guarded(choice) for choice in column.choices]
    for name in ("minimum", "maximum", "pattern"):
        if (said := getattr(column, name)) not in (None, ""):
            constraints[name] = said
    field = {
        "name": column.name,
        "title": column.label.fr,
        "type": numeric or _TYPES.get(column.type, "string"),
    }
    return field | ({"constraints": constraints} if constraints else {})


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Examples:
        >>> guarded("=1+1"), guarded("Audit")
        ("'=1+1", 'Audit')
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def _lines(found: Shape, frame: pd.DataFrame) -> Iterable[list[str]]:
    yield [column.name for column in frames.model_columns(found)]
    columns = []
    for column in frames.model_columns(found):
        texts = [text or "" for text in frames.texts(frame[column.name], column)]
        columns.append([guarded(text) for text in texts] if column.type in TEXTS else texts)
    yield from (list(line) for line in zip(*columns, strict=True))


def _record(found: Shape, path: Path, row: Mapping[str, str | None]) -> Record:
    if not row.get(CONVENTION):
        raise CannotRead(
            f"{path} : une ligne sans convention", f"{path}: a row without convention", path=path
        )
    columns = {column.name: column for column in frames.model_columns(found)}
    record: Record = {}
    for name, text in row.items():
        column = columns.get(name) or found.column(name)
        plain = text[1:] if text and column.type in TEXTS and text.startswith("'") else text
        record[name] = from_text(plain, column)
    return record


def _resources(folder: Path) -> list[tuple[Path, Shape]]:
    path = folder / PACKAGE
    if not path.exists():
        raise FileMissing(f"{path} n’existe pas", f"{path} does not exist", path=path)
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        named = [(folder / Path(one["path"]).name, one["name"].partition(".")) for one in resources]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRead(
            f"{path} n’est pas un Data Package : {error}", f"{path} is not a Data Package: {error}", path=path
        ) from error
    for file, _ in named:
        if not file.exists():
            raise FileMissing(f"{file} n’existe pas", f"{file} does not exist", path=file)
    return [(file, shape(kind_of(kind), table)) for file, (kind, _, table) in named]


def _csv(lines: Iterable[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(lines)
    return stream.getvalue().encode()


def _write(folder: Path, files: list[tuple[Path, bytes]]) -> list[Path]:
    """All the files, or none and no folder."""
    with leaving_nothing() as made:
        made.folder(folder)
        write_all_atomic(files)
    return [path for path, _ in files]
