"""Versions of parameters in the model: entered, listed, and who pays what before and after."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json, stores_beside
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion, Version
    from xlsync.store import Store

TASKS = ("set", "list")
ENTERED = ("value", "table", "document", "article", "decided", "note", "convention")
"""What only `set` takes."""


def tarif(
    session: Session,
    task: str,
    code: str | None = None,
    start: str | None = None,
    value: str | None = None,
    table: Path | None = None,
    document: str | None = None,
    article: str | None = None,
    decided: str | None = None,
    note: str | None = None,
    convention: str | None = None,
) -> Report:
    """Enter a version of a parameter into the model, or list the versions.

    Args:
        session: The run.
        task: One of `TASKS`.
        code: The parameter, or an entry of one that is a table; for `list`, a kind or a parameter.
        start: First day of the version.
        value: Its value, as typed.
        table: A CSV of the table that it is.
        document: Title of the document that decides it.
        article: Article or annex.
        decided: Date of the decision.
        note: What a reader must know.
        convention: The one that it is for; every one of the kind when left out.

    Raises:
        Misuse: An unknown task, words that do not go with it, or words that lack.
        WrongValue: An unknown parameter, or a value that does not suit it.
    """
    if task not in TASKS:
        raise Misuse(
            f"tâche inconnue : « {task} » ; tâches : {', '.join(TASKS)}",
            f"unknown task: “{task}”; tasks: {', '.join(TASKS)}",
        )
    day = None if start is None else read_date(start)
    if task == "list":
        given = dict(zip(ENTERED, (value, table, document, article, decided, note, convention), strict=True))
        _refuse_words({"from": start, **given})
        return _listed(session, code)
    if code is None or day is None or (value is None) == (table is None):
        raise Misuse(
            "donnez CODE, --from DATE, et --value ou --table",
            "give CODE, --from DATE, and --value or --table",
        )
    if not (document and document.strip() and article and article.strip()):
        raise Misuse(
            "une version sans source n’est pas prise : donnez --document et --article",
            "a version without a source is not taken: give --document and --article",
        )
    return _set(session, code, day, value, table, (document, article, decided, note), convention)


def _refuse_words(given: dict[str, Any]) -> None:
    for name, word in given.items():
        if word is not None:
            option = {"convention": "for"}.get(name, name)
            raise Misuse(f"--{option} ne va pas avec list", f"--{option} does not go with list")


# --- set


def _set(
    session: Session,
    code: str,
    day: datetime.date,
    value: str | None,
    file: Path | None,
    source: tuple[str, str, str | None, str | None],
    convention: str | None,
) -> Report:
    from udfs import parameters
    from udfs.parameters import EnteredVersion
    from xlsync.annexbook.handed import described, shown_value
    from xlsync.model.versions import checked, with_entry

    parameters.parameter(code)
    document, article, decided, note = source
    store = opened(session)
    kind = code.partition(".")[0]
    if convention is not None:
        _check_convention(store, convention, kind)
    held = [one for one in store.versions(kind) if one.convention in ("", convention or "")]
    if file is not None:
        text = _read_table(file, code)
    elif code.count(".") > 1:
        with parameters.handing(held):
            code, text = with_entry(code, day, str(value))
    else:
        text = str(value)
    version = checked(
        EnteredVersion(
            code, day, text, document.strip(), article.strip(),
            read_date(decided).isoformat() if decided else "", (note or "").strip(), convention or "",
        ),
        held,
    )  # fmt: skip
    about, shown = described(version), shown_value(version.value, session.lang)
    revision = edited(
        session, lambda store, on: [], "tarif", f"{version.code} {day.isoformat()} = {version.value}",
        lambda: [version],
    )  # fmt: skip
    return Report(
        {"version": _entered_json(version), "revision": revision_json(revision)},
        [
            session.text(f"{about.fr} : {shown}", f"{about.en}: {shown}"),
            session.text(
                "Les classeurs la recevront avec push ou sync.", "Workbooks get it with push or sync."
            ),
        ],
    )


def _check_convention(store: Store, convention: str, kind: str) -> None:
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


# --- list


def _listed(session: Session, wanted: str | None) -> Report:
    from udfs import parameters
    from xlsync.annexbook.handed import shown_value

    codes = _codes(wanted)
    store = opened(session) if session.store else stores_beside(session)(Path.cwd())
    kinds = {code.partition(".")[0] for code in codes}
    entered = [one for kind in kinds for one in store.versions(kind)] if store else []
    found: list[dict[str, Any]] = []
    for code in codes:
        found += [_shipped_json(code, one) for one in parameters.parameter(code).versions]
        found += [_entered_json(one) for one in sorted(entered) if one.code == code]
    headings = (
        session.text("Paramètre", "Parameter"),
        session.text("À partir du", "From"),
        session.text("Pour", "For"),
        session.text("Valeur", "Value"),
        session.text("Source", "Source"),
        session.text("Tenue par", "Kept in"),
    )
    layers = {
        "program": session.text("programme", "program"),
        "model": session.text("modèle", "model"),
    }
    rows = [
        (
            one["code"],
            one["from"] if session.lang == "en" else f"{datetime.date.fromisoformat(one['from']):%d/%m/%Y}",
            one["convention"],
            shown_value(one["value"], session.lang),
            f"{one['document']}, {one['article']}",
            layers[one["layer"]],
        )
        for one in found
    ]
    return Report({"versions": found}, list(_lines(headings, rows, session)))


def _lines(headings: Sequence[str], rows: Sequence[Sequence[str]], session: Session) -> Iterator[str]:
    yield from table(headings, rows, session)


def _codes(wanted: str | None) -> list[str]:
    """The parameters of a kind, one of them, or all."""
    from udfs import parameters
    from xlsync.annexes import kinds

    if wanted is None:
        return parameters.codes()
    if wanted in kinds():
        return parameters.codes(wanted)
    if "." in wanted:
        return [parameters.parameter(wanted).code]
    from xlsync.errors import UnknownKind
    from xlsync.model.shapes import unknown

    raise unknown(UnknownKind, wanted, kinds(), "type de convention inconnu", "unknown kind of convention")


def _shipped_json(code: str, version: Version) -> dict[str, Any]:
    from udfs.parameters.entered import value_text

    source = version.source
    return {
        "code": code,
        "convention": "",
        "from": version.start.isoformat(),
        "value": value_text(version.value),
        "document": source.document,
        "article": source.article,
        "decided": source.decided.isoformat() if source.decided else "",
        "note": source.note.fr if source.note else "",
        "layer": "program",
    }


def _entered_json(version: EnteredVersion) -> dict[str, Any]:
    return {
        "code": version.code,
        "convention": version.convention,
        "from": version.start.isoformat(),
        "value": version.value,
        "document": version.document,
        "article": version.article,
        "decided": version.decided,
        "note": version.note,
        "layer": "model",
    }
