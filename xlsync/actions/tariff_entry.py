"""A version of a parameter, from the words of a command into the model."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.tariff_list import entered_json

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion
    from xlsync.store import Store


def entry(
    session: Session,
    code: str,
    day: datetime.date,
    value: str | None,
    file: Path | None,
    source: tuple[str, str, str | None, str | None],
    convention: str | None,
) -> Report:
    """Commits one version.

    Args:
        session: The run.
        code: The parameter, or an entry of one that is a table.
        day: Its first day.
        value: Its value, as typed.
        file: A CSV of the table that it is.
        source: Document, article, date of the decision, note.
        convention: The one that it is for; every one of the kind when left out.

    Raises:
        Misuse: A convention of another kind, or a file that is no table.
        WrongValue: An unknown parameter, or a value that does not suit it.
    """
    from xlsync.annexbook.handed import described, shown_value

    version = version_said(opened(session), code, day, value, file, source, convention)
    about, shown = described(version), shown_value(version.value, session.lang)
    revision = edited(
        session, lambda store, on: [], "tarif", f"{version.code} {day.isoformat()} = {version.value}",
        lambda store, on: [version],
    )  # fmt: skip
    return Report(
        {"version": entered_json(version), "revision": revision_json(revision)},
        [
            session.text(f"{about.fr} : {shown}", f"{about.en}: {shown}"),
            session.text(
                "Les classeurs la recevront avec push ou sync.", "Workbooks get it with push or sync."
            ),
        ],
    )


def version_said(
    store: Store,
    code: str,
    day: datetime.date,
    value: str | None,
    file: Path | None,
    source: tuple[str, str, str | None, str | None],
    convention: str | None,
) -> EnteredVersion:
    """The version that words say, checked beside those of the model. Arguments and refusals: as `entry`."""
    from udfs import parameters
    from udfs.parameters import EnteredVersion
    from xlsync.model.versions import whole

    parameters.parameter(code)
    document, article, decided, note = source
    kind = code.partition(".")[0]
    if convention is not None:
        check_convention(store, convention, kind)
    held = [one for one in store.versions(kind) if one.convention in ("", convention or "")]
    said = EnteredVersion(
        code, day, str(value) if file is None else _read_table(file, code), document.strip(), article.strip(),
        read_date(decided).isoformat() if decided else "", (note or "").strip(), convention or "",
    )  # fmt: skip
    return whole([said], held)[0]


def check_convention(store: Store, convention: str, kind: str) -> None:
    """Refuses a convention that is not in the model, or of another kind."""
    found = store.convention(convention)
    if found.kind != kind:
        raise Misuse(f"{convention} n’est pas du type {kind}", f"{convention} is not of the kind {kind}")


def _read_table(file: Path, code: str) -> str:
    """The value of a CSV: a key and a value a line, or a key and a column each entry under it.

    Raises:
        Misuse: no such file, or no table.
    """
    from udfs.parameters.entered import value_text
    from xlsync.errors import FileMissing
    from xlsync.model.versions import typed_number

    if not file.is_file():
        raise FileMissing(f"{file} n’existe pas", f"{file} does not exist", path=file)
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = [line for line in read if any(cell.strip() for cell in line)]
    except csv.Error:
        lines = []
    headings, *rows = lines or [[]]
    widths = {len(line) for line in lines}
    keys = [row[0].strip() for row in rows if row]
    if len(headings) < 2 or not rows or len(widths) > 1 or len(set(keys)) < len(keys) or "" in keys:
        raise Misuse(
            f"{file} : un CSV est attendu, une ligne d’en-tête, puis une clé et sa valeur par ligne",
            f"{file}: a CSV is expected, a line of headings, then a key and its value a line",
        )
    numbers = {row[0].strip(): [typed_number(code, cell) for cell in row[1:]] for row in rows}
    if len(headings) == 2:
        return value_text({key: cells[0] for key, cells in numbers.items()})
    names = [name.strip() for name in headings[1:]]
    return value_text({key: dict(zip(names, cells, strict=True)) for key, cells in numbers.items()})
