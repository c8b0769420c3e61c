"""The forms in which the tables of the model go out and come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from udfs.parameters import EnteredVersion
from xlsync.errors import (
    CannotRead,
    FileMissing,
    Notice,
    Problem,
    TablesRefused,
    UnknownKind,
    UnknownTable,
    sentence,
)
from xlsync.model import Model, Shape, kind_of, shape
from xlsync.model.versions import VERSIONS
from xlsync.tables import FORMS
from xlsync.tables.csv_files import csv_lines, read_csv
from xlsync.tables.grid import Grid
from xlsync.tables.headings import refused
from xlsync.tables.package import PACKAGE, read_package, resource_of, write_files, write_package
from xlsync.tables.parquet_files import need_pyarrow, parquet_bytes, read_parquet
from xlsync.tables.reading import ReadTable, read_table
from xlsync.tables.taking import Tables
from xlsync.tables.versions import frames_of_versions, read_versions, sheet_shape
from xlsync.tables.workbooks import read_workbook, workbook_bytes

Found = tuple[Shape, Grid]
Frame = tuple[Shape, pd.DataFrame]


def export_tables(
    model: Model, folder: Path, form: str = "csv", versions: Iterable[EnteredVersion] = ()
) -> list[Path]:
    """Writes every table of the model that has records.

    Args:
        model: The model.
        folder: Made if absent.
        form: "csv", with a data package; "parquet"; "xlsx", one workbook a kind.
        versions: Versions of parameters, a table a kind beside the others.

    Returns:
        The files written.

    Raises:
        CannotWrite: the folder cannot be written.
        CannotRead: the folder has a data package that is not one of ours.
        MissingLibrary: Parquet without its library.
    """
    tables = [(shape(*place), frame) for place, frame in model.tables.items() if len(frame)]
    tables += frames_of_versions(versions)
    if form == "csv":
        return write_package(
            folder, [(resource_of(found), csv_lines(found, frame)) for found, frame in tables]
        )
    if form == "parquet":
        need_pyarrow()
        return write_files(
            folder,
            [
                (folder / f"{found.kind}.{found.name}.parquet", parquet_bytes(frame))
                for found, frame in tables
            ],
        )
    kinds: dict[str, list[Frame]] = {}
    for found, frame in tables:
        kinds.setdefault(found.kind, []).append((found, frame))
    return write_files(
        folder, [(folder / f"{kind}.xlsx", workbook_bytes(kind, own)) for kind, own in kinds.items()]
    )


def read_tables(source: Path, form: str | None = None) -> Tables:
    """The tables of a folder that `export_tables` wrote or that was made likewise, or of one of its files.

    Args:
        source: The folder, or the file.
        form: One of `FORMS`; found in the folder when left out.

    Raises:
        FileMissing: nothing there.
        CannotRead: several forms in the folder, or a data package that is none.
        TablesRefused: what the model cannot take; every problem of every file is told.
        MissingLibrary: Parquet without its library.
    """
    files, notices = _files(source, form)
    tables: list[ReadTable] = []
    problems: list[Problem] = []
    versions: list[EnteredVersion] = []
    for path, read in files:
        try:
            found, said = read(path)
            notices += said
        except TablesRefused as error:
            problems += error.facts["problems"]
            continue
        for own, grid in found:
            try:
                table = read_table(own, grid)
                if own.name == VERSIONS:
                    versions += read_versions(table)
                else:
                    tables.append(table)
            except TablesRefused as error:
                problems += error.facts["problems"]
    if problems:
        raise refused(problems)
    return Tables(source, tuple(tables), tuple(notices), tuple(versions))


Reader = Callable[[Path], tuple[list[Found], list[Notice]]]


def _files(source: Path, form: str | None) -> tuple[list[tuple[Path, Reader]], list[Notice]]:
    """Each file with what reads it, and what is worth saying of the others."""
    if not source.exists():
        raise FileMissing(f"{source} n’existe pas", f"{source} does not exist", path=source)
    if not source.is_dir():
        return [(source, _reader(source, source.suffix.lstrip(".").lower()))], []
    present = [one for one in FORMS if any(source.glob(f"*.{one}"))]
    if form is None and len(present) > 1:
        listed = ", ".join(present)
        raise CannotRead(
            f"{source} contient plusieurs formes de tables : {listed} ; en choisir une avec --format",
            f"{source} holds several forms of tables: {listed}; choose one with --format",
            path=source,
        )
    chosen = form or next(iter(present), None)
    paths = sorted(source.glob(f"*.{chosen}")) if chosen else []
    if not paths:
        raise FileMissing(
            f"aucune table dans {source} : des fichiers TYPE.TABLE.csv, TYPE.TABLE.parquet ou TYPE.xlsx",
            f"no table in {source}: files KIND.TABLE.csv, KIND.TABLE.parquet or KIND.xlsx",
            path=source,
        )
    if chosen == "csv":
        return _described(source, paths)
    return [(path, _reader(path, str(chosen))) for path in paths if not path.name.startswith(("~$", "."))], []


def _described(folder: Path, paths: list[Path]) -> tuple[list[tuple[Path, Reader]], list[Notice]]:
    """The CSV files that the data package describes; all of them where there is none."""
    package = read_package(folder)
    if package is None:
        return [(path, _csv_reader(path.stem)) for path in paths], []
    listed: dict[Path, Reader] = {
        path: _csv_reader(name, announced) for name, (path, announced) in package.tables.items()
    }
    reports = [path for path in paths if path.name in package.reports]
    others = [path for path in paths if path not in listed and path not in reports]
    absent = [path for path in listed if path not in paths]
    if not listed.keys() & set(paths):
        raise FileMissing(
            f"{folder} ne contient aucune des tables que décrit {PACKAGE}",
            f"{folder} holds none of the tables that {PACKAGE} describes",
            path=folder,
        )
    said = [
        *(
            _said(path, "un état calculé n’est pas repris", "a computed report is not taken")
            for path in reports
        ),
        *(
            _said(path, f"ignoré, {PACKAGE} ne le décrit pas", f"ignored, {PACKAGE} does not describe it")
            for path in others
        ),
        *(
            _said(path, "absent ; le modèle garde cette table", "absent; the model keeps that table")
            for path in absent
        ),
    ]
    return [(path, read) for path, read in listed.items() if path in paths], said


def _said(path: Path, fr: str, en: str) -> Notice:
    return Notice(path.name, sentence(fr, en))


def _reader(path: Path, form: str) -> Reader:
    """What reads a file of that form.

    Raises:
        CannotRead: no such form, or a report.
    """
    if form == "xlsx":
        return lambda path: (read_workbook(path), [])
    if form == "parquet":
        return lambda path: ([(_table(path, path.stem), read_parquet(path))], [])
    if form != "csv":
        raise CannotRead(
            f"{path} : ni CSV, ni Parquet, ni .xlsx", f"{path}: neither CSV, Parquet nor .xlsx", path=path
        )
    package = read_package(path.parent)
    if package is not None and path.name in package.reports:
        said = _said(path, "un état calculé n’est pas repris", "a computed report is not taken")
        raise CannotRead(said.text.fr, said.text.en, path=path)
    listed = (
        {} if package is None else {file.name: (name, one) for name, (file, one) in package.tables.items()}
    )
    return _csv_reader(*listed.get(path.name, (path.stem, None)))


def _csv_reader(name: str, announced: str | None = None) -> Reader:
    def read(path: Path) -> tuple[list[Found], list[Notice]]:
        found = _table(path, name)
        grid, said = read_csv(path, found, announced)
        return [(found, grid)], said

    return read


def _table(path: Path, name: str) -> Shape:
    """The table that a file is named after."""
    kind, _, table = name.partition(".")
    try:
        return sheet_shape(kind_of(kind)) if table == VERSIONS else shape(kind_of(kind), table)
    except (UnknownKind, UnknownTable) as error:
        form = path.suffix
        fix = sentence(f"nommer le fichier TYPE.TABLE{form}", f"name the file KIND.TABLE{form}")
        raise refused([Problem(path.stem, error.text, fix, file=str(path))]) from error
