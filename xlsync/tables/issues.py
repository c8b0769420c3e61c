"""What was issued as files: a folder `issued` with each content under its hash, and a table a kind beside."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from udfs.errors import Text
from xlsync.annexbook.handed import held_versions
from xlsync.annexes import Column
from xlsync.errors import Problem, TablesRefused, UnknownKind, XlsyncError, sentence
from xlsync.files import leaving_nothing, write_all_atomic
from xlsync.model import Shape, Value, frames, kind_of
from xlsync.model.identity import key_values
from xlsync.model.shapes import CONVENTION
from xlsync.store.issues import Issue, content_hash
from xlsync.tables.csv_files import csv_lines, read_csv
from xlsync.tables.headings import refused
from xlsync.tables.package import resource_of, write_package
from xlsync.tables.reading import ReadTable, Row, read_table
from xlsync.workbook import Workbook

FOLDER = "issued"
ISSUES = "emissions"
TITLE = Text("Émissions", "Issues")
_HASH = re.compile(r"[0-9a-f]{64}")
_AGAIN = sentence("exporter à nouveau", "export it again")


def _column(name: str, fr: str, en: str, kind: str = "text", *, nullable: bool = False) -> Column:
    return Column(name, Text(fr, en), kind, nullable=nullable)


KEYS = (Column("numero", Text("Numéro", "Id"), "text", key=True, nullable=False),)
VALUES = (
    _column("date", "Date", "Date", "date"),
    _column("destinataire", "Destinataire", "Recipient"),
    _column("fichier", "Fichier", "File"),
    _column("revision", "Révision", "Revision"),
    _column("empreinte", "Empreinte (SHA-256)", "Hash (SHA-256)"),
    _column("auteur", "Auteur", "Author", nullable=True),
    _column("programme", "Version du programme", "Version of the program"),
    _column("parametres", "Empreinte des paramètres livrés", "Hash of the shipped parameters"),
    _column("heure", "Gardée à (UTC)", "Kept at (UTC)"),
)


def issues_shape(kind: str) -> Shape:
    """The table of the issues of a kind, as files have it."""
    return Shape(kind, ISSUES, KEYS, VALUES, title=TITLE)


def export_issues(folder: Path, issues: Iterable[Issue], content: Callable[[Issue], bytes]) -> list[Path]:
    """Writes issues into the folder `issued` of a folder of tables; nothing where there is none.

    Args:
        folder: The folder of the tables.
        issues: The issues.
        content: The bytes of one.

    Returns:
        The files, the data package last.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    kept = list(issues)
    if not kept:
        return []
    place, by_file = folder / FOLDER, {_name(one): one for one in kept}
    with leaving_nothing() as made:
        made.folder(place)
        write_all_atomic((place / name, content(one)) for name, one in sorted(by_file.items()))
        kinds: dict[str, list[Issue]] = {}
        for one in reversed(kept):
            kinds.setdefault(one.convention.partition("/")[0], []).append(one)
        tables = [(issues_shape(kind), own) for kind, own in sorted(kinds.items())]
        written = write_package(place, [(resource_of(found), _lines(found, own)) for found, own in tables])
    return [*(place / name for name in sorted(by_file)), *written]


def _name(issue: Issue) -> str:
    """The file of a content: its hash, and the end of the name that it was issued under."""
    return f"{issue.hash}{Path(issue.file).suffix.lower()}"


def _lines(found: Shape, issues: Iterable[Issue]) -> Iterator[list[str]]:
    records = [{CONVENTION: one.convention, **_record(one)} for one in issues]
    return csv_lines(found, frames.typed(frames.model_columns(found), records))


def _record(issue: Issue) -> dict[str, Value]:
    assert issue.time is not None, "it is kept"
    return {
        "numero": issue.id,
        "date": issue.day,
        "destinataire": issue.recipient,
        "fichier": issue.file,
        "revision": issue.revision,
        "empreinte": issue.hash,
        "auteur": issue.author or None,
        "programme": issue.program,
        "parametres": issue.parameters,
        "heure": issue.time.isoformat(),
    }


def read_issues(folder: Path) -> list[tuple[Path, Issue]]:
    """The issues of the folder of an export, each with the file of its content; none where it has none.

    Args:
        folder: The folder of the tables, or one of its files.

    Raises:
        TablesRefused: a line that says no issue, a content that is absent or is not what its hash says.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Issue]] = []
    for path in sorted((folder / FOLDER).glob(f"*.{ISSUES}.csv")) if folder.is_dir() else ():
        try:
            shape = issues_shape(kind_of(path.name.partition(".")[0]))
            table = read_table(shape, read_csv(path, shape)[0])
        except TablesRefused as error:
            problems += error.facts["problems"]
            continue
        except UnknownKind as error:
            problems.append(Problem(path.stem, error.text, _AGAIN, file=str(path)))
            continue
        found += [one for row in table.rows for one in _issue(table, row, problems)]
    if problems:
        raise refused(problems)
    return sorted(found, key=lambda pair: str(pair[1].time))


def _issue(table: ReadTable, row: Row, problems: list[Problem]) -> Iterator[tuple[Path, Issue]]:
    record = {**dict.fromkeys(one.name for one in VALUES), **row.values, **key_values(table.found, row.key)}
    missing = [one.name for one in VALUES if not one.nullable and record[one.name] is None]
    time, day = _time(record["heure"]), record["date"]
    if not _HASH.fullmatch(str(record["empreinte"])):
        missing.append("empreinte")
    if missing or time is None or not isinstance(day, datetime.date):
        names = ", ".join(dict.fromkeys(missing)) or "heure"
        what = sentence(f"absent ou illisible : {names}", f"absent or unreadable: {names}")
        problems.append(table.grid.problem(what, _AGAIN, row.line))
        return
    issue = Issue(
        convention=row.convention, revision=str(record["revision"]), recipient=str(record["destinataire"]),
        day=day, file=str(record["fichier"]), author=str(record["auteur"] or ""),
        program=str(record["programme"]), parameters=str(record["parametres"]),
        hash=str(record["empreinte"]), time=time,
    )  # fmt: skip
    path = table.grid.file.with_name(_name(issue))
    try:
        yield path, _with_versions(issue, path)
    except (XlsyncError, OSError) as error:
        what = error.text if isinstance(error, XlsyncError) else _unreadable(path)
        problems.append(table.grid.problem(what, _AGAIN, row.line))


def _time(text: Value) -> datetime.datetime | None:
    with suppress(ValueError):
        return datetime.datetime.fromisoformat(str(text))
    return None


def _with_versions(issue: Issue, path: Path) -> Issue:
    """The issue with the versions of parameters that its content carries, once that is what its hash says.

    Raises:
        TablesRefused: the content is another one.
        XlsyncError: it is no workbook.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    if content_hash(content) != issue.hash:
        what = sentence(f"{path.name} n’est pas ce qui a été émis", f"{path.name} is not what was issued")
        raise TablesRefused(what.fr, what.en)
    return replace(issue, versions=held_versions(Workbook.from_bytes(content)) or ())


def _unreadable(path: Path) -> Text:
    return sentence(f"{path.name} est absent ou illisible", f"{path.name} is absent or cannot be read")
