"""What differs between workbooks and the model, as lines that a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsync.actions.findings import notice_lines
from xlsync.actions.outlook import plan_lines
from xlsync.actions.report import number
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.sync import FileReport
    from xlsync.sync.report import Difference

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
ROW = ""
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
    taken, written = report.committed is not None, report.written
    yield from _changes("workbook", report.workbook_changes, document["workbook_changes"], taken, session)
    yield from _changes("model", report.model_changes, document["model_changes"], written, session)
    if report.plan is not None:
        yield from plan_lines(report.plan.as_json, session)
    yield from _settled(report, document, session)
    yield from _conflicts(report, document, session)
    yield from _overrides(report, document, session)
    yield from _proposals(report, document, session)
    yield from _problems(report, session)
    yield from notice_lines(report.notices, session)


def _state(report: FileReport, session: Session) -> str:
    changed = report.workbook_changes or report.model_changes or report.settled
    if report.clean and not changed:
        return session.text(", à jour", ", up to date")
    if report.clean:
        return session.text(", tout est appliqué", ", all applied")
    return ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A difference, with its contents as other programs read them: numbers as numbers."""

    difference: Difference
    contents: Mapping[str, Any]

    def place(self) -> str:
        """Where it is: its cell, then its line and its column as printed."""
        return ", ".join(filter(None, [self.difference.cell, self.difference.printed]))

    def shown(self, side: str, session: Session) -> str:
        """What a side holds, as the reader writes it."""
        value = self.contents[side]
        if self.difference.column == ROW:
            there = ("ligne présente", "row there") if value else ("ligne absente", "row absent")
            return session.text(*there)
        return str(value) if self.difference.type == "year" and value is not None else _shown(value, session)


def _lines(found: Sequence[Difference], contents: Sequence[Mapping[str, Any]]) -> list[_Line]:
    return [_Line(*pair) for pair in zip(found, contents, strict=True)]


def _changes(
    side: str,
    found: Sequence[Difference],
    contents: Sequence[Mapping[str, Any]],
    done: bool,
    session: Session,
) -> Iterator[str]:
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
    for line in _lines(found, contents):
        yield f"    {line.place()}{_colon(session)}{_change(line, side, session)}"


def _change(line: _Line, side: str, session: Session) -> str:
    if line.difference.column != ROW:
        return f"{line.shown('base', session)} → {line.shown(side, session)}"
    if line.contents["base"] is None:
        return session.text("ligne ajoutée", "row added")
    if line.contents[side] is None:
        return session.text("ligne supprimée", "row deleted")
    return session.text("ligne déplacée", "row moved")


def _settled(report: FileReport, document: Mapping[str, Any], session: Session) -> Iterator[str]:
    """Conflicts that a choice settled, with what both sides hold now."""
    if not report.settled:
        return
    applied = report.written or report.committed is not None
    said = ("", "") if applied else (", pas encore appliqués", ", not applied yet")
    yield session.text(
        f"  Conflits réglés{said[0]} : {len(report.settled)}",
        f"  Conflicts settled{said[1]}: {len(report.settled)}",
    )
    for line in _lines(report.settled, document["settled"]):
        chosen = line.shown("chosen", session)
        retained = session.text(f"retenu {chosen}", f"chosen {chosen}")
        yield f"    {line.place()}{_colon(session)}{retained} ({_three(line, session)})"


def _conflicts(report: FileReport, document: Mapping[str, Any], session: Session) -> Iterator[str]:
    if not report.conflicts:
        return
    found = len(report.conflicts)
    yield session.text(f"  Conflits : {found}", f"  Conflicts: {found}")
    for line in _lines(report.conflicts, document["conflicts"]):
        author = line.difference.author
        by = session.text(f" (par {author})", f" (by {author})") if author else ""
        yield f"    {line.place()}{_colon(session)}{_three(line, session)}{by}"
    yield from _choice(
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
    yield from _choice(
        report,
        "rétablir, ou déroger avec un motif et un article",
        "rétablir, or déroger with a reason and an article",
        session,
    )


def _choice(report: FileReport, fr: str, en: str, session: Session) -> Iterator[str]:
    """What to do about lines of the sheet Conflits; nothing where a problem says it."""
    step = "choose" if report.written and report.next_step == "sync" else report.next_step
    choose = (
        f"choisir dans la feuille Conflits ({fr}), enregistrer, puis relancer sync",
        f"choose in the sheet Conflits ({en}), save, then run sync again",
    )
    steps = {
        "choose": choose,
        "sync": (f"lancer sync, {choose[0]}", f"run sync, {choose[1]}"),
        "apply": (
            "tous les choix sont faits dans la feuille Conflits : lancer sync pour les appliquer",
            "every choice is made in the sheet Conflits: run sync to apply them",
        ),
        "elsewhere": (
            "un .ods n’est jamais écrit : taper ce qui est retenu dans le classeur .xlsx, puis y lancer sync",
            "an .ods is never written: type what is to be kept in the .xlsx workbook, then run sync on it",
        ),
    }
    if step in steps:
        yield _advice(session, *steps[step])


def _proposals(report: FileReport, document: Mapping[str, Any], session: Session) -> Iterator[str]:
    found = report.proposals
    if not found:
        return
    yield session.text(
        f"  Propositions du membre, non prises : {len(found)}",
        f"  Proposals of the member, not taken: {len(found)}",
    )
    for line in _lines(found, document["proposals"]):
        yield f"    {line.place()}{_colon(session)}{_three(line, session)}"
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


def _three(line: _Line, session: Session) -> str:
    base, workbook, model = (line.shown(side, session) for side in ("base", "workbook", "model"))
    return session.text(
        f"base {base} ; classeur {workbook} ; modèle {model}",
        f"base {base}; workbook {workbook}; model {model}",
    )


def _shown(value: Any, session: Session) -> str:
    """A value as the reader writes it."""
    if value is None or value == "":
        return session.text("vide", "blank")
    if isinstance(value, bool):
        return session.text("oui", "yes") if value else session.text("non", "no")
    date = _DATE.fullmatch(value) if isinstance(value, str) else None
    if date and session.lang == "fr":
        return "/".join(reversed(date.groups()))
    return number(value, session)
