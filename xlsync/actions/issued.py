"""What was issued: listed, told in full, written out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session
from xlsync.actions.tariff_list import entered_json

if TYPE_CHECKING:
    from xlsync.model.amendments import View
    from xlsync.store import Store
    from xlsync.store.issues import Issue


def issued(session: Session, what: str | None = None, out: Path | None = None) -> Report:
    """List the issues, or tell one and write its bytes.

    Args:
        session: The run.
        what: A convention, whose issues are listed, or the id of an issue; every issue when left out.
        out: Where the bytes of that issue go; no other file is replaced.

    Raises:
        Misuse: `out` without an issue.
        AlreadyThere: another file stands there.
        UnknownIssue, UnknownConvention: not in the store.
    """
    store = opened(session)
    if what is None or "/" in what:
        if out is not None:
            raise Misuse("--out va avec le numéro d’une émission", "--out goes with the id of an issue")
        found = store.issues.log(what)
        if what is not None and not found:
            store.convention(what)
        seen = [(one, _view(store, one)) for one in found]
        return Report({"issued": [issue_json(one, view) for one, view in seen]}, list(_listed(seen, session)))
    one = store.issues.find(what)
    if out is not None:
        _write(out, store.issues.content(one))
    written, view = None if out is None else str(out), _view(store, one)
    return Report({**issue_json(one, view), "out": written}, list(_told(one, view, out, session)))


def _view(store: Store, one: Issue) -> View:
    """The moment at which the issue shows its convention, as its bytes say."""
    from xlsync.annexbook.origin import view_of
    from xlsync.workbook import Workbook

    return view_of(Workbook.from_bytes(store.issues.content(one)))


def _write(out: Path, content: bytes) -> None:
    from xlsync.errors import AlreadyThere
    from xlsync.files import write_atomic

    if out.exists() and not (out.is_file() and out.read_bytes() == content):
        raise AlreadyThere(
            f"{out} existe déjà : donnez un autre nom avec --out",
            f"{out} exists already: give another --out",
        )
    write_atomic(out, content)


def issue_json(one: Issue, view: View) -> dict[str, Any]:
    """An issue as every document shows it; "at" and "amendment" where it is of a day, or a trial."""
    return {
        "id": one.id,
        "date": one.day.isoformat(),
        "convention": one.convention,
        "at": view.at.isoformat() if view.at else None,
        "amendment": view.draft,
        "recipient": one.recipient,
        "revision": one.revision,
        "file_name": one.file,
        "hash": one.hash,
        "author": one.author,
        "program": one.program,
        "parameters": one.parameters,
        "versions": [entered_json(version) for version in one.versions],
        "time": one.time,
    }


def _moment(view: View, session: Session) -> str:
    """What an issue shows other than the convention of its day; "" for that."""
    said = []
    if view.draft:
        said.append(session.text(f"projet d’avenant n° {view.draft}", f"draft of amendment no. {view.draft}"))
    if view.at:
        day = spoken(view.at, session.lang)
        said.append(session.text(f"au {day}", f"on {day}"))
    return ", ".join(said)


def _listed(found: Sequence[tuple[Issue, View]], session: Session) -> Iterator[str]:
    headings = (
        session.text("Numéro", "Id"),
        session.text("Date", "Date"),
        session.text("Convention", "Agreement"),
        session.text("Destinataire", "Recipient"),
        session.text("Révision", "Revision"),
        session.text("Fichier", "File"),
        session.text("Montre", "Shows"),
    )
    rows = [
        (
            one.id,
            spoken(one.day, session.lang),
            one.convention,
            one.recipient,
            one.revision,
            one.file,
            _moment(view, session),
        )
        for one, view in found
    ]
    if rows:
        yield from table(headings, rows, session)
    else:
        yield session.text("rien n’a été émis", "nothing was issued")


def _told(one: Issue, view: View, out: Path | None, session: Session) -> Iterator[str]:
    from xlsync.annexbook.handed import described, said

    day = spoken(one.day, session.lang)
    yield session.text(
        f"{one.id} : {one.file}, {one.convention}, émis le {day} à {one.recipient}",
        f"{one.id}: {one.file}, {one.convention}, issued {day} to {one.recipient}",
    )
    by = session.text(f", par {one.author}", f", by {one.author}") if one.author else ""
    yield session.text(
        f"  révision {one.revision}{by}, programme {one.program}",
        f"  revision {one.revision}{by}, program {one.program}",
    )
    if moment := _moment(view, session):
        yield f"  {moment}"
    yield f"  SHA-256 {one.hash}"
    for version in one.versions:
        about, value = described(version), said(version)
        yield session.text(f"  {about.fr} : {value.fr}", f"  {about.en}: {value.en}")
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")
