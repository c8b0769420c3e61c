"""What differs between workbooks and the model, as lines that a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xlsync.cli.report import number
from xlsync.cli.session import Session

if TYPE_CHECKING:
    from xlsync.sync import FileReport

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ROW = ""
"""Column of a difference that is about a whole record."""


def lines(reports: Sequence[FileReport], refused: int, session: Session) -> Iterator[str]:
    """What is to be said of every file, then a summary of them all.

    Args:
        reports: What was found in each file.
        refused: How many others were refused.
        session: The run.
    """
    for report in reports:
        yield from _of_file(report, session)
    if len(reports) + refused > 1:
        clean = sum(report.clean for report in reports)
        yield session.text(
            f"Classeurs : {len(reports) + refused} ; à jour : {clean} ; à traiter : {len(reports) - clean} ; "
            f"refusés : {refused}",
            f"Workbooks: {len(reports) + refused}; up to date: {clean}; "
            f"to deal with: {len(reports) - clean}; refused: {refused}",
        )


def _of_file(report: FileReport, session: Session) -> Iterator[str]:
    document = report.as_json()
    yield session.text(
        f"{report.file} : {report.convention}{_state(report, session)}",
        f"{report.file}: {report.convention}{_state(report, session)}",
    )
    yield from _changes(document["workbook_changes"], "workbook", report.committed is not None, session)
    yield from _changes(document["model_changes"], "model", report.written, session)
    yield from _conflicts(report, document, session)
    yield from _overrides(report, document, session)
    yield from _proposals(document, session)
    yield from _problems(report, session)
    for notice in report.notices:
        yield f"  {session.text('À noter : ', 'Note: ')}{session.text(notice.fr, notice.en)}"


def _state(report: FileReport, session: Session) -> str:
    changed = report.workbook_changes or report.model_changes
    if report.clean and not changed:
        return session.text(", à jour", ", up to date")
    if report.clean:
        return session.text(", tout est appliqué", ", all applied")
    return ""


def _changes(found: Sequence[Mapping[str, Any]], side: str, done: bool, session: Session) -> Iterator[str]:
    """The cells that one side changed, and whether the other side has them now."""
    if not found:
        return
    said = {
        ("workbook", True): ("pris dans le modèle", "taken into the model"),
        ("workbook", False): ("à prendre avec pull ou sync", "to take with pull or sync"),
        ("model", True): ("écrit dans le classeur", "written into the workbook"),
        ("model", False): ("à écrire avec push ou sync", "to write with push or sync"),
    }[side, done]
    titles = {
        "workbook": ("Changé dans le classeur", "Changed in the workbook"),
        "model": ("Changé dans le modèle", "Changed in the model"),
    }[side]
    yield session.text(
        f"  {titles[0]} : {len(found)} ({said[0]})", f"  {titles[1]}: {len(found)} ({said[1]})"
    )
    for one in found:
        yield f"    {_place(one)}{_colon(session)}{_change(one, side, session)}"


def _change(one: Mapping[str, Any], side: str, session: Session) -> str:
    before, after = one["base"], one[side]
    if one["column"] != _ROW:
        return f"{_shown(before, session)} → {_shown(after, session)}"
    if before is None:
        return session.text("ligne ajoutée", "row added")
    if after is None:
        return session.text("ligne supprimée", "row deleted")
    return session.text("ligne déplacée", "row moved")


def _conflicts(report: FileReport, document: Mapping[str, Any], session: Session) -> Iterator[str]:
    found = document["conflicts"]
    if not found:
        return
    yield session.text(f"  Conflits : {len(found)}", f"  Conflicts: {len(found)}")
    for one, conflict in zip(found, report.conflicts, strict=True):
        by = session.text(f" (par {conflict.author})", f" (by {conflict.author})") if conflict.author else ""
        yield f"    {_place(one)}{_colon(session)}{_three(one, session)}{by}"
    yield _choice(
        report, "classeur, modèle, base ou une valeur", "classeur, modèle, base or a value", session
    )


def _overrides(report: FileReport, document: Mapping[str, Any], session: Session) -> Iterator[str]:
    found = document["overrides"]
    if not found:
        return
    yield session.text(
        f"  Cellules calculées remplacées à la main : {len(found)}",
        f"  Computed cells typed over: {len(found)}",
    )
    for one in found:
        value, formula = _shown(one["value"], session), f"={one['formula'].removeprefix('=')}"
        yield session.text(
            f"    {one['cell']} : {value} au lieu de {formula}",
            f"    {one['cell']}: {value} instead of {formula}",
        )
    yield _choice(
        report,
        "rétablir, ou déroger avec un motif et un article",
        "rétablir, or déroger with a reason and an article",
        session,
    )


def _choice(report: FileReport, fr: str, en: str, session: Session) -> str:
    """What to do about lines of the sheet Conflits, which a write of the workbook makes."""
    first = ("", "") if report.written else ("lancer sync, ", "run sync, ")
    return _advice(
        session,
        f"{first[0]}choisir dans la feuille Conflits ({fr}), enregistrer, puis relancer sync",
        f"{first[1]}choose in the sheet Conflits ({en}), save, then run sync again",
    )


def _proposals(document: Mapping[str, Any], session: Session) -> Iterator[str]:
    found = document["proposals"]
    if not found:
        return
    yield session.text(
        f"  Propositions du membre, non prises : {len(found)}",
        f"  Proposals of the member, not taken: {len(found)}",
    )
    for one in found:
        yield f"    {_place(one)}{_colon(session)}{_three(one, session)}"
    yield _advice(
        session,
        "relancer pull ou sync avec --accept pour les prendre, ou retaper les valeurs du modèle",
        "run pull or sync again with --accept to take them, or type the values of the model back",
    )


def _problems(report: FileReport, session: Session) -> Iterator[str]:
    if not report.problems:
        return
    yield session.text(f"  Problèmes : {len(report.problems)}", f"  Problems: {len(report.problems)}")
    for problem in report.problems:
        yield f"    {problem.where}{_colon(session)}{session.text(problem.what.fr, problem.what.en)}"
        yield _advice(session, problem.fix.fr, problem.fix.en)


def _advice(session: Session, fr: str, en: str) -> str:
    return f"      → {session.text(fr, en)}"


def _colon(session: Session) -> str:
    return session.text(" : ", ": ")


def _place(one: Mapping[str, Any]) -> str:
    """Where a difference is: its cell, then its name in the model."""
    key = ", ".join(f"{name}={value}" for name, value in one["key"].items())
    return " ".join(_words([one["cell"], one["table"], key, one["column"]]))


def _words(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]


def _three(one: Mapping[str, Any], session: Session) -> str:
    base, workbook, model = (_shown(one[side], session) for side in ("base", "workbook", "model"))
    return session.text(
        f"base {base} ; classeur {workbook} ; modèle {model}",
        f"base {base}; workbook {workbook}; model {model}",
    )


def _shown(value: Any, session: Session) -> str:
    """A value as the reader writes it; a record is there or absent."""
    if value is None or value == "":
        return session.text("vide", "blank")
    if isinstance(value, bool):
        return session.text("oui", "yes") if value else session.text("non", "no")
    date = _DATE.fullmatch(value) if isinstance(value, str) else None
    if date and session.lang == "fr":
        return "/".join(reversed(date.groups()))
    return number(value, session)
