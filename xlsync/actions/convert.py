"""Function names spelt for another spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session


def convert(session: Session, files: Sequence[Path | File], to: str) -> Report:
    """Rewrite formulas and defined names in place, and nothing else."""
    from udfs.hosts.names import HOSTS

    host = next((host for host in HOSTS if host == to), None)
    if host is None:
        raise Misuse(
            f"tableur inconnu : « {to} » ; choix : {', '.join(HOSTS)}",
            f"unknown spreadsheet “{to}”; choices: {', '.join(HOSTS)}",
        )
    done, refusals = each(workbooks(files), lambda file: _converted(file, host), session)
    return Report(
        {"files": done, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in done for line in _lines(one, session)],
        exit_code(refusals, any(one["not_recalculated"] for one in done)),
    )


def _converted(file: File, host: Any) -> dict[str, Any]:
    from xlsync.annexbook.spelling import convert as respell
    from xlsync.workbook import Workbook

    book = Workbook.open(file.path)
    converted = respell(book, host)
    if converted.formulas or converted.computed or book.package.changed():
        book.save(file.path)
    return {
        "file": str(file.name),
        "host": host,
        "formulas": converted.formulas,
        "names": converted.names,
        "recalculated": converted.computed,
        "not_recalculated": list(converted.left),
    }


def _lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    yield session.text(
        f"{one['file']} : formules récrites : {one['formulas']} ; noms définis : {one['names']} ; "
        f"valeurs recalculées : {one['recalculated']}",
        f"{one['file']}: formulas respelt: {one['formulas']}; defined names: {one['names']}; "
        f"values computed again: {one['recalculated']}",
    )
    for cell in one["not_recalculated"]:
        yield session.text(f"  {cell} : non recalculée", f"  {cell}: not recalculated")
