"""The versions of parameters of the program and of the model: listed, or as a workbook to fill in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened, stores_beside
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion, Version


def listed(session: Session, wanted: str | None, out: Path | None) -> Report:
    """The versions of a kind, of a parameter, or all; with `out`, written as a workbook too.

    Args:
        session: The run.
        wanted: A kind or a parameter.
        out: A workbook of one kind, that does not exist.

    Raises:
        Misuse: A workbook of no kind, or over another file.
        WrongValue: An unknown parameter.
    """
    from udfs import parameters

    names = codes(wanted)
    store = opened(session) if session.store else stores_beside(session)(Path.cwd())
    kinds = dict.fromkeys(code.partition(".")[0] for code in names)
    entered = [one for kind in kinds for one in store.versions(kind)] if store else []
    found: list[dict[str, Any]] = []
    for code in names:
        found += [_shipped_json(code, one) for one in parameters.parameter(code).versions]
        found += [entered_json(one) for one in sorted(entered) if one.code == code]
    lines = list(_lines(found, session))
    if out is not None:
        _write(out, wanted, names, entered, session)
        lines += [
            session.text(
                f"écrit : {out} ; ajouter des lignes, puis « xlsync import {out} »",
                f"written: {out}; add rows, then “xlsync import {out}”",
            )
        ]
    return Report({"versions": found, "out": None if out is None else str(out)}, lines)


def _write(
    out: Path, wanted: str | None, names: list[str], entered: list[EnteredVersion], session: Session
) -> None:
    from xlsync.files import write_atomic
    from xlsync.tables.tariff_sheet import tariffs_bytes

    if wanted is None:
        raise Misuse("avec --out, donnez un type ou un paramètre", "with --out, give a kind or a parameter")
    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"{out.name} : un classeur .xlsx est écrit", f"{out.name}: a workbook .xlsx is written")
    if out.exists():
        raise Misuse(
            f"{out.name} existe, avec ce que quelqu’un y a tapé peut-être : donner un autre nom",
            f"{out.name} exists, perhaps with what someone typed: give another name",
        )
    write_atomic(out, tariffs_bytes(wanted.partition(".")[0], names, entered, session.lang))


def _lines(found: list[dict[str, Any]], session: Session) -> Iterator[str]:
    from xlsync.annexbook.handed import shown_value

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
            spoken(datetime.date.fromisoformat(one["from"]), session.lang),
            one["convention"],
            shown_value(one["value"], session.lang),
            f"{one['document']}, {one['article']}",
            layers[one["layer"]],
        )
        for one in found
    ]
    yield from table(headings, rows, session)


def codes(wanted: str | None) -> list[str]:
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


def entered_json(version: EnteredVersion) -> dict[str, Any]:
    """A version of the model as every document shows it."""
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
