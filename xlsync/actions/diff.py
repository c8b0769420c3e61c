"""Two annexes side by side: issues, revisions or files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.figures import english, french, spoken
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import HEAD, named_revision, opened
from xlsync.actions.outputs import check_report
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.session import Session
from xlsync.actions.tariff_list import entered_json
from xlsync.files import READ

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion
    from xlsync.annexbook.contrast import Change, Contrast
    from xlsync.annexbook.reading import Reading
    from xlsync.store import Store
    from xlsync.store.issues import Issue

AT = "@"
"""Between a convention and its revision."""
COMPARED = Text("l’écart de deux annexes", "a report of two annexes")


def diff(
    session: Session, before: str, after: str, convention: str | None = None, out: Path | None = None
) -> Report:
    """Compare two annexes cell by cell.

    Args:
        session: The run.
        before: A file, the id of an issue, `CONVENTION@REV`, or a revision, whose convention is that of the
            other side or `convention`.
        after: Likewise.
        convention: The convention of a revision that says none.
        out: A workbook for the differences.

    Returns:
        1 when they differ.

    Raises:
        Misuse: a revision without a convention; annexes of two kinds.
        UnknownIssue, UnknownRevision, UnknownConvention: not in the store.
        XlsyncError: a file that cannot be read.
    """
    from xlsync.annexbook.contrast import contrast

    if out is not None:
        from xlsync.scenarios.diff_report import MARK

        check_report(out, MARK, COMPARED)
    sides = _sides(session, (before, after), convention)
    kinds = [side.reading.identity.schema.kind for side in sides]
    if kinds[0] != kinds[1]:
        raise Misuse(
            f"une annexe {kinds[0]} et une annexe {kinds[1]} ne se comparent pas",
            f"an annex of {kinds[0]} and one of {kinds[1]} are not compared",
        )
    found = contrast(*(side.reading for side in sides))
    if out is not None:
        from xlsync.files import write_atomic
        from xlsync.scenarios.diff_report import diff_bytes

        said = [side.said for side in sides]
        write_atomic(out, diff_bytes(found, sides=(said[0], said[1]), lang=session.lang))
    return Report(
        {
            "before": sides[0].document,
            "after": sides[1].document,
            "differences": [_json(one) for one in found.changes],
            "versions": [_version_json(*pair) for pair in found.versions],
            "out": None if out is None else str(out),
        },
        list(_lines(found, sides, out, session)),
        DONE if found.is_equal else REMAINING,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the annexes.

    Attributes:
        reading: What it holds.
        said: What it is, for a person.
        document: The same for other programs.
    """

    reading: Reading
    said: Text
    document: dict[str, Any]


def _sides(session: Session, words: Sequence[str], convention: str | None) -> list[_Side]:
    """Both annexes, those that say their convention first."""
    if convention is not None and not any(map(_is_revision, words)):
        raise Misuse(
            "--convention dit celle d’une révision, et il n’y en a pas ici",
            "--convention says that of a revision, and there is none here",
        )
    found = {rank: _saying(session, word) for rank, word in enumerate(words) if not _is_revision(word)}
    known = convention or next((side.document["convention"] for side in found.values()), None)
    for rank, word in enumerate(words):
        if rank not in found:
            if known is None:
                raise Misuse(
                    f"de quelle convention ? écrivez CONVENTION{AT}{word}, ou donnez --convention",
                    f"of which agreement? write CONVENTION{AT}{word}, or give --convention",
                )
            found[rank] = _of_revision(opened(session), known, word)
    return [found[rank] for rank in sorted(found)]


def _is_revision(word: str) -> bool:
    """A revision that does not say its convention: `head`, or the length of an id."""
    from xlsync.store.ulid import ALPHABET, LENGTH

    return word == HEAD or (len(word) == LENGTH and set(word) <= set(ALPHABET))


def _saying(session: Session, word: str) -> _Side:
    """A file, an issue, or a convention at a revision."""
    path = Path(word)
    if path.is_file() or path.suffix.lower() in READ:
        return _of_file(path)
    name, at, revision = word.rpartition(AT)
    if at:
        return _of_revision(opened(session), name, revision)
    store = opened(session)
    return _of_issue(store, store.issues.find(word), session)


def _of_file(path: Path) -> _Side:
    from xlsync.annexbook.annex import read_file

    reading = read_file(path)
    convention = reading.identity.convention
    return _Side(reading, Text(str(path), str(path)), _document(convention, file=str(path)))


def _of_issue(store: Store, issue: Issue, session: Session) -> _Side:
    reading = _read(store.issues.content(issue), issue.file)
    day = spoken(issue.day, session.lang)
    said = Text(
        f"{issue.file}, émis {issue.id} le {day} à {issue.recipient}",
        f"{issue.file}, issued {issue.id} {day} to {issue.recipient}",
    )
    return _Side(
        reading, said, _document(issue.convention, issue=issue.id, revision=issue.revision, file=issue.file)
    )


def _of_revision(store: Store, convention: str, word: str) -> _Side:
    """The annex that the program makes today of what the model held."""
    from xlsync.annexbook.linked import Held, linked
    from xlsync.build.building import file_name
    from xlsync.build.making import build_one

    revision = store.revision(named_revision(store, word))
    data = linked(store.convention(convention, revision.id), Held(store, revision.id))
    versions = store.versions_for(convention, revision.id)
    name = file_name(convention)
    content, _ = build_one(data, Path(name), store.id, revision, versions)
    said = Text(
        f"{convention}, révision {revision.id} du {french(revision.time)}",
        f"{convention}, revision {revision.id} of {english(revision.time)}",
    )
    return _Side(_read(content, name), said, _document(convention, revision=revision.id))


def _read(content: bytes, name: str) -> Reading:
    from xlsync.annexbook.annex import read_annex
    from xlsync.annexbook.identify import identify
    from xlsync.workbook import Workbook

    book = Workbook.from_bytes(content)
    return read_annex(book, identify(book, name), file=name)


def _document(
    convention: str, *, issue: str | None = None, revision: str | None = None, file: str | None = None
) -> dict[str, Any]:
    return {"convention": convention, "issue": issue, "revision": revision, "file": file}


# --- what is said


def _json(one: Change) -> dict[str, Any]:
    from xlsync.conventions.keys import parse_key

    table, key, column = one.place or ("", "", "")
    return {
        "sort": one.sort,
        "table": table,
        "key": parse_key(key),
        "column": column,
        "annex": one.annex,
        "row": one.record,
        "heading": one.heading,
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "cells": list(one.cells),
    }


def _version_json(before: EnteredVersion | None, after: EnteredVersion | None) -> dict[str, Any]:
    return {
        "before": None if before is None else entered_json(before),
        "after": None if after is None else entered_json(after),
    }


def _lines(found: Contrast, sides: Sequence[_Side], out: Path | None, session: Session) -> Iterator[str]:
    yield session.text(f"Avant : {sides[0].said.fr}", f"Before: {sides[0].said.en}")
    yield session.text(f"Après : {sides[1].said.fr}", f"After: {sides[1].said.en}")
    yield from _version_lines(found, session)
    for title, changes in found.by_annex.items():
        yield title or session.text("Autour des saisies", "Beside the inputs")
        yield from _table(changes, session)
    yield _summary(found, session)
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")


def _version_lines(found: Contrast, session: Session) -> Iterator[str]:
    from xlsync.annexbook.handed import described, said

    for before, after in found.versions:
        one = before or after
        assert one is not None, "one side holds it"
        about, was, now = described(one), said(before), said(after)
        yield session.text(f"{about.fr} : {was.fr} → {now.fr}", f"{about.en}: {was.en} → {now.en}")


def _table(changes: Sequence[Change], session: Session) -> list[str]:
    from xlsync.annexbook.contrast import shown, shown_difference

    headings = (
        session.text("  Ligne", "  Row"),
        session.text("Rubrique", "Heading"),
        session.text("Avant", "Before"),
        session.text("Après", "After"),
        session.text("Écart", "Difference"),
    )
    rows = [
        (
            f"  {one.record or '–'}",
            one.heading,
            shown(one, 0, session.lang),
            shown(one, 1, session.lang),
            shown_difference(one, session.lang),
        )
        for one in changes
    ]
    return table(headings, rows, session)


def _summary(found: Contrast, session: Session) -> str:
    if found.is_equal:
        return session.text("aucun écart", "no difference")
    rows, inputs, figures = found.count("row"), found.count("input"), found.count("figure")
    formulas, others = found.count("formula"), found.count("other")
    return session.text(
        f"Lignes : {rows} ; saisies : {inputs} ; chiffres calculés : {figures} ; formules : {formulas} ; "
        f"autres : {others} ; tarifs : {len(found.versions)}",
        f"Rows: {rows}; inputs: {inputs}; computed figures: {figures}; formulas: {formulas}; "
        f"others: {others}; tariffs: {len(found.versions)}",
    )
