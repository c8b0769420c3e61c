"""Amendments of a convention: opened as drafts, changed under `set` and `pull`, signed or dropped, listed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.annexbook.amended import AmendedLine
    from xlsync.model import ConventionData
    from xlsync.model.amendments import Amendment
    from xlsync.store import Revision, Store


def amend(
    session: Session,
    convention: str,
    signed: str | None = None,
    effect: str | None = None,
    subject: str | None = None,
    confirm: int | None = None,
    drop: int | None = None,
) -> Report:
    """Open an amendment as a draft, sign one, drop one; list them when nothing is asked.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        signed: Day of its signature, as typed.
        effect: Day from which it counts, as typed.
        subject: What it is about.
        confirm: Number of the draft that is signed; `signed` and `effect` then give the dates that it lacks.
        drop: Number of the draft that goes, with what was recorded under it.

    Raises:
        Misuse: Words that do not go together, or that lack.
        UnknownKey: No such amendment.
        WrongValue: It is signed already.
    """
    if confirm is not None and drop is not None:
        raise Misuse("--confirm ou --drop, pas les deux", "--confirm or --drop, not both")
    days = {"date_signature": signed, "date_effet": effect}
    given = {name: read_date(day) for name, day in days.items() if day is not None}
    if drop is not None:
        _refuse_words("--drop", signed, effect, subject)
        return _drop(session, convention, drop)
    if confirm is not None:
        _refuse_words("--confirm", subject)
        return _confirm(session, convention, confirm, given)
    if subject is None and not given:
        return _listed(session, convention)
    if not (subject and subject.strip()) or "date_effet" not in given:
        raise Misuse(
            "un avenant s’ouvre avec --effect DATE et --object TEXTE (et --signed DATE, si elle est connue)",
            "an amendment is opened with --effect DATE and --object TEXT (and --signed DATE, if it is known)",
        )
    return _open(session, convention, {**given, "objet": subject.strip()})


def _refuse_words(option: str, *words: str | None) -> None:
    if any(word is not None for word in words):
        raise Misuse(f"{option} se donne seul, avec son numéro", f"{option} goes alone, with its number")


# --- what is done


def _open(session: Session, convention: str, record: dict[str, object]) -> Report:
    from xlsync.model.amendments import AMENDMENTS, DRAFT, NUMBER, STATE

    numbers: list[int] = []
    store = opened(session)

    def opening(data: ConventionData) -> ConventionData:
        """A number that none had: workbooks and the history name amendments that were dropped, too."""
        numbers[:] = [max(store.numbers(convention, AMENDMENTS, NUMBER), default=0) + 1]
        return data.add_row(AMENDMENTS, {NUMBER: numbers[0], **record, STATE: DRAFT})

    revision = _edited(session, convention, opening, f"avenant ouvert : {record['objet']}")
    number = numbers[0]
    return _report(
        session, convention, revision, number,
        session.text(
            f"{convention} : avenant n° {number} ouvert, en projet",
            f"{convention}: amendment no. {number} opened, a draft",
        ),
        session.text(
            f"Ses changements : set … --amendment {number}, pull … --amendment {number}, ou un classeur de "
            f"build {convention} --amendment {number}",
            f"Its changes: set … --amendment {number}, pull … --amendment {number}, or a workbook of build "
            f"{convention} --amendment {number}",
        ),
        session.text(
            f"Puis : amend {convention} --confirm {number}, ou --drop {number}",
            f"Then: amend {convention} --confirm {number}, or --drop {number}",
        ),
    )  # fmt: skip


def _confirm(session: Session, convention: str, number: int, days: dict[str, Any]) -> Report:
    from xlsync.model.amendments import AMENDMENTS, CONFIRMED, EFFECT, NUMBER, SIGNED, STATE

    def signing(data: ConventionData) -> ConventionData:
        _draft(data, number)
        key = {NUMBER: number}
        for name, day in {**days, STATE: CONFIRMED}.items():
            data = data.set(AMENDMENTS, key, name, day)
        if None in (data.value(AMENDMENTS, key, SIGNED), data.value(AMENDMENTS, key, EFFECT)):
            raise Misuse(
                "un avenant signé a une date de signature et une date d’effet : donnez --signed et --effect",
                "a signed amendment has a date of signature and a date of effect: give --signed and --effect",
            )
        return data

    revision = _edited(session, convention, signing, f"avenant n° {number} signé")
    return _report(
        session, convention, revision, number,
        session.text(
            f"{convention} : avenant n° {number} signé", f"{convention}: amendment no. {number} signed"
        ),
        session.text("Les classeurs le recevront avec push ou sync.", "Workbooks get it with push or sync."),
    )  # fmt: skip


def _drop(session: Session, convention: str, number: int) -> Report:
    from xlsync.model.amendments import AMENDMENTS, NUMBER

    def dropping(data: ConventionData) -> ConventionData:
        _draft(data, number)
        return data.delete_row(AMENDMENTS, {NUMBER: number})

    revision = _edited(session, convention, dropping, f"avenant n° {number} abandonné")
    dropped = session.text(
        f"{convention} : avenant n° {number} abandonné, rien n’en reste",
        f"{convention}: amendment no. {number} dropped, nothing of it is left",
    )
    return Report(
        {"convention": convention, "amendment": number, "revision": revision_json(revision)}, [dropped]
    )


def _edited(session: Session, convention: str, change: Any, message: str) -> Revision | None:
    from xlsync.model.amendments import EVERYTHING

    return edited(
        session,
        lambda store, on: [change(store.convention(convention, on, EVERYTHING))],
        "amend",
        f"{convention} {message}",
        view=EVERYTHING,
    )


def _draft(data: ConventionData, number: int) -> Amendment:
    from xlsync.model import cells_of
    from xlsync.model.amendments import draft

    return draft(data.id, {cell[1:]: text for cell, text in cells_of(data).items()}, number)


# --- what is said


def _report(session: Session, convention: str, revision: Revision | None, number: int, *lines: str) -> Report:
    found = [one for one in _all(opened(session), convention, session) if one["number"] == number]
    return Report(
        {
            "convention": convention,
            "amendment": number,
            "amendments": found,
            "revision": revision_json(revision),
        },
        [lines[0], *_changes(found, session), *lines[1:]],
    )


def _listed(session: Session, convention: str) -> Report:
    found = _all(opened(session), convention, session)
    headings = [
        session.text(*pair)
        for pair in (
            ("N°", "No."),
            ("État", "State"),
            ("Signé le", "Signed"),
            ("Effet", "Effect"),
            ("Objet", "Subject"),
        )
    ]
    rows = [
        (
            str(one["number"]),
            one["state"],
            *(_day(one[name], session) for name in ("signed", "effect")),
            one["subject"],
        )
        for one in found
    ]
    lines = table(headings, rows, session) if rows else [session.text("aucun avenant", "no amendment")]
    return Report({"convention": convention, "amendments": found}, [*lines, *_changes(found, session)])


def _day(text: str | None, session: Session) -> str:
    return spoken(datetime.date.fromisoformat(text), session.lang) if text else "–"


def _all(store: Store, convention: str, session: Session) -> list[dict[str, Any]]:
    """Every amendment of a convention, with what it changes as printed."""
    from xlsync.annexbook.amended import amended_lines
    from xlsync.model import cells_of, key_values, shape
    from xlsync.model.amendments import CONFIRMED, DRAFT, EVERYTHING, amendments

    data = store.convention(convention, view=EVERYTHING)
    lines = amended_lines(data)

    def shown(line: AmendedLine) -> dict[str, Any]:
        name, key, column = line.place
        return {
            "table": name,
            "key": key_values(shape(data.kind, name), key),
            "column": column,
            "annex": line.annex,
            "row": line.record,
            "heading": line.heading,
            "before": line.before,
            "after": line.after,
        }

    return [
        {
            "number": one.number,
            "state": DRAFT if one.is_draft else CONFIRMED,
            "signed": one.signed or None,
            "effect": one.effect or None,
            "subject": one.subject,
            "changes": [shown(line) for line in lines if line.amendment == one.number],
        }
        for one in amendments({cell[1:]: text for cell, text in cells_of(data).items()})
    ]


def _changes(found: Sequence[dict[str, Any]], session: Session) -> Iterator[str]:
    """What each amendment changes, before and after."""
    headings = [
        session.text(*pair)
        for pair in (
            ("N°", "No."),
            ("Annexe", "Annex"),
            ("Ligne", "Row"),
            ("Quoi", "What"),
            ("Avant", "Before"),
            ("Après", "After"),
        )
    ]
    rows = [
        (str(one["number"]), *(change[name] for name in ("annex", "row", "heading", "before", "after")))
        for one in found
        for change in one["changes"]
    ]
    if rows:
        yield from table(headings, rows, session)
