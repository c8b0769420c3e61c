"""Versions of parameters in the model: entered, listed, and who pays what before and after."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.figures import figure
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json, stores_beside
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion, Version
    from xlsync.scenarios.impact import Impact, Line
    from xlsync.store import Store

TASKS = ("set", "list", "impact")
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
    out: Path | None = None,
) -> Report:
    """Enter a version of a parameter into the model, list the versions, or tell who pays what.

    Args:
        session: The run.
        task: One of `TASKS`.
        code: The parameter, or an entry of one that is a table; for `list` and `impact`, a kind too.
        start: First day of the version.
        value: Its value, as typed.
        table: A CSV of the table that it is.
        document: Title of the document that decides it.
        article: Article or annex.
        decided: Date of the decision.
        note: What a reader must know.
        convention: The one that it is for; every one of the kind when left out.
        out: A workbook for the impact.

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
        _refuse_words(task, {"from": start, "out": out, **given})
        return _listed(session, code)
    if task == "impact":
        _refuse_words(task, {"document": document, "article": article, "decided": decided, "note": note})
        return _impact(session, code, day, value, table, convention, out)
    _refuse_words(task, {"out": out})
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


def _refuse_words(task: str, given: dict[str, Any]) -> None:
    for name, word in given.items():
        if word is not None:
            option = {"convention": "for"}.get(name, name)
            raise Misuse(f"--{option} ne va pas avec {task}", f"--{option} does not go with {task}")


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
    from xlsync.annexbook.handed import described, shown_value

    version = _version(opened(session), code, day, value, file, source, convention)
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


def _version(
    store: Store,
    code: str,
    day: datetime.date,
    value: str | None,
    file: Path | None,
    source: tuple[str, str, str | None, str | None],
    convention: str | None,
) -> EnteredVersion:
    """The version that the words say, checked beside those of the model."""
    from udfs import parameters
    from udfs.parameters import EnteredVersion
    from xlsync.model.versions import checked, with_entry

    parameters.parameter(code)
    document, article, decided, note = source
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
    return checked(
        EnteredVersion(
            code, day, text, document.strip(), article.strip(),
            read_date(decided).isoformat() if decided else "", (note or "").strip(), convention or "",
        ),
        held,
    )  # fmt: skip


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


# --- impact


def _impact(
    session: Session,
    code: str | None,
    day: datetime.date | None,
    value: str | None,
    file: Path | None,
    convention: str | None,
    out: Path | None,
) -> Report:
    from xlsync.annexbook.handed import described, said
    from xlsync.annexbook.linked import Held, linked
    from xlsync.scenarios import impact as impacts

    if code is None or (value is not None and file is not None):
        raise Misuse(
            "donnez CODE, et --value ou --table pour un essai",
            "give CODE, and --value or --table for a trial",
        )
    if out is not None:
        _check_place(out)
    _codes(code if "." in code else code.partition(".")[0])
    store, kind = opened(session), code.partition(".")[0]
    held = store.versions(kind)
    if value is None and file is None:
        chosen = impacts.starting(held, code, day)
        if not chosen:
            raise Misuse(
                f"le modèle n’a pas de telle version de « {code} » : set l’entre, --value l’essaie",
                f"the model has no such version of “{code}”: set enters it, --value tries it",
            )
        before, after = impacts.without(held, chosen), held
    else:
        if day is None:
            raise Misuse("donnez --from DATE", "give --from DATE")
        trial = _version(store, code, day, value, file, (*TRIAL, None, None), convention)
        chosen, before, after = (trial,), held, impacts.with_versions(held, [trial])
    if convention is not None:
        _check_convention(store, convention, kind)
    names = [convention] if convention else store.read().conventions(kind)
    others = Held(store)
    found = impacts.impact([linked(store.convention(name), others) for name in names], before, after)
    told = [(described(one), said(one)) for one in chosen]
    about = Text(
        " ; ".join(f"{one.fr} : {two.fr}" for one, two in told),
        "; ".join(f"{one.en}: {two.en}" for one, two in told),
    )
    if out is not None:
        from xlsync.files import write_atomic
        from xlsync.scenarios.impact_report import impact_bytes

        write_atomic(out, impact_bytes(found, about=about, lang=session.lang))
    return Report(
        {
            "versions": [_entered_json(one) for one in chosen],
            "lines": [_line_json(one, session) for one in found.lines],
            "totals": [
                {"year": year, "before": was, "after": now, "difference": now - was}
                for year, was, now in found.totals
            ],
            "unchanged": found.unchanged,
            "out": None if out is None else str(out),
        },
        list(_impact_lines(found, about, out, session)),
    )


TRIAL = ("Essai", "non décidé")
"""The source of a version that is only tried."""


def _check_place(out: Path) -> None:
    """Refuses to write over anything but an earlier impact."""
    from xlsync.errors import XlsyncError
    from xlsync.scenarios.impact_report import MARK
    from xlsync.workbook import Workbook

    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"{out.name} : l’effet s’écrit en .xlsx", f"{out.name}: an impact is written as .xlsx")
    if not out.exists():
        return
    try:
        ours = out.is_file() and MARK in Workbook.open(out).custom_properties
    except XlsyncError:
        ours = False
    if not ours:
        raise Misuse(
            f"{out.name} existe et n’est pas l’effet d’un tarif : donner un autre nom",
            f"{out.name} exists and is no impact of a tariff: give another name",
        )


def _line_json(one: Line, session: Session) -> dict[str, Any]:
    return {
        "convention": one.convention,
        "table": one.table.in_language(session.lang),
        "column": one.column.in_language(session.lang),
        "row": one.row.in_language(session.lang),
        "year": one.year,
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "renewed": one.renewed,
    }


def _impact_lines(found: Impact, about: Text, out: Path | None, session: Session) -> Iterator[str]:
    yield session.text(about.fr, about.en)
    headings = (
        session.text("Convention", "Agreement"),
        session.text("Chiffre", "Figure"),
        session.text("Ligne", "Row"),
        session.text("Avant", "Before"),
        session.text("Après", "After"),
        session.text("Écart", "Difference"),
    )
    renewed = session.text("reconduite", "renewed")
    rows = [
        (
            one.convention,
            one.column.in_language(session.lang),
            one.row.in_language(session.lang) + (f" ({renewed})" if one.renewed else ""),
            *(_amount(value, session) for value in (one.before, one.after, one.difference)),
        )
        for one in found.lines
    ]
    rows += [
        ("total", "", str(year), *(_amount(value, session) for value in (was, now, now - was)))
        for year, was, now in found.totals
    ]
    if rows:
        yield from table(headings, rows, session)
    else:
        yield session.text("aucun montant ne change", "no amount changes")
    if found.unchanged:
        listed = ", ".join(found.unchanged)
        yield session.text(f"sans changement : {listed}", f"unchanged: {listed}")
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")


def _amount(value: float | None, session: Session) -> str:
    return "–" if value is None else figure(value, session.lang, decimals=2)


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
