"""What was issued: listed, told in full, written out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session
from xlsync.actions.tariff_list import entered_json

if TYPE_CHECKING:
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
        return Report({"issued": [issue_json(one) for one in found]}, list(_listed(found, session)))
    one = store.issues.find(what)
    if out is not None:
        _write(out, store.issues.content(one))
    written = None if out is None else str(out)
    return Report({**issue_json(one), "out": written}, list(_told(one, out, session)))


def _write(out: Path, content: bytes) -> None:
    from xlsync.errors import AlreadyThere
    from xlsync.files import write_atomic

    if out.exists() and not (out.is_file() and out.read_bytes() == content):
        raise AlreadyThere(
            f"{out} existe déjà : donnez un autre nom avec --out",
            f"{out} exists already: give another --out",
        )
    write_atomic(out, content)


def issue_json(one: Issue) -> dict[str, Any]:
    """An issue as every document shows it."""
    return {
        "id": one.id,
        "date": one.day.isoformat(),
        "convention": one.convention,
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


def _listed(found: list[Issue], session: Session) -> Iterator[str]:
    headings = (
        session.text("Numéro", "Id"),
        session.text("Date", "Date"),
        session.text("Convention", "Agreement"),
        session.text("Destinataire", "Recipient"),
        session.text("Révision", "Revision"),
        session.text("Fichier", "File"),
    )
    rows = [
        (one.id, spoken(one.day, session.lang), one.convention, one.recipient, one.revision, one.file)
        for one in found
    ]
    if rows:
        yield from table(headings, rows, session)
    else:
        yield session.text("rien n’a été émis", "nothing was issued")


def _told(one: Issue, out: Path | None, session: Session) -> Iterator[str]:
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
    yield f"  SHA-256 {one.hash}"
    for version in one.versions:
        about, value = described(version), said(version)
        yield session.text(f"  {about.fr} : {value.fr}", f"  {about.en}: {value.en}")
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")
