"""What was issued: the bytes of each workbook, kept once, and who was sent them, and when."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from udfs.parameters import EnteredVersion
from xlsync.errors import UnknownIssue, WrongValue
from xlsync.store import history
from xlsync.store.engine import WRITES
from xlsync.store.failures import translated
from xlsync.store.tables import CONTENTS, ISSUES
from xlsync.store.ulid import ALPHABET

SHORTEST = 8
"""Letters of an id; one that another issue bears takes more."""
_WHOLE = 51
"""Letters of the hash that ids are the beginnings of."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class Issue:
    """A workbook that someone was sent.

    Attributes:
        convention: Whose annex it is.
        revision: Revision of the model that it was made from.
        recipient: To whom.
        day: When, as people say it.
        file: Name of the file.
        author: Who issued it.
        program: Version of the program.
        parameters: Hash of the parameters of its kind that the program shipped with.
        versions: The versions of parameters of the model that it carries.
        hash: SHA-256 of its bytes.
        id: What people call it by: the first letters of a hash of the bytes, the recipient and the day, the
            same in every store; "" until it is kept.
        time: When it was kept, UTC.
    """

    convention: str
    revision: str
    recipient: str
    day: datetime.date
    file: str
    author: str
    program: str
    parameters: str
    versions: tuple[EnteredVersion, ...] = ()
    hash: str = ""
    id: str = ""
    time: datetime.datetime | None = None


class Issues:
    """The issues of a store; `Store.issues`.

    Args:
        engine: The store.
        place: The store, as messages name it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place

    def add(self, content: bytes, issue: Issue) -> tuple[Issue, bool]:
        """Keeps an issue; the same bytes to the same recipient on the same day are the one that is there.

        Args:
            content: The bytes of the file.
            issue: What is known of it; `hash` and `id` are found here, and `time` where it has none.

        Returns:
            The issue as it is kept, and whether it is new.

        Raises:
            WrongValue: no recipient.
            CannotWrite, StoreBusy: the database refused; nothing was written.
        """
        ((kept, is_new),) = self.add_all([(content, issue)])
        return kept, is_new

    def add_all(self, issued: Iterable[tuple[bytes, Issue]]) -> list[tuple[Issue, bool]]:
        """Keeps issues, all of them or none; as `add`."""
        with translated(self._place), self._writing() as connection, connection.begin():
            history.lock(connection)
            return [_add(connection, content, issue) for content, issue in issued]

    def log(self, convention: str | None = None) -> list[Issue]:
        """The issues of a convention, or all of them, the last kept first."""
        query = select(ISSUES).order_by(ISSUES.c.number.desc())
        if convention is not None:
            query = query.where(ISSUES.c.convention == convention)
        with translated(self._place), self._engine.connect() as connection:
            return [_from_row(row) for row in connection.execute(query)]

    def find(self, written: str) -> Issue:
        """The issue that an id names, as people type it: small letters, O for 0, I or L for 1.

        Raises:
            UnknownIssue: not in this store.
        """
        query = select(ISSUES).where(ISSUES.c.id == typed_id(written))
        with translated(self._place), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownIssue(
                f"émission inconnue du référentiel {self._place} : « {written} » ; « xlsync issued » "
                "les liste",
                f"issue unknown to the store {self._place}: “{written}”; “xlsync issued” lists them",
                issue=written,
            )
        return _from_row(row)

    def of(self, content: bytes) -> list[Issue]:
        """The issues whose bytes these are, the last kept first."""
        query = select(ISSUES).where(ISSUES.c.hash == content_hash(content))
        with translated(self._place), self._engine.connect() as connection:
            return [_from_row(row) for row in connection.execute(query.order_by(ISSUES.c.number.desc()))]

    def content(self, issue: Issue) -> bytes:
        """The bytes that were issued."""
        query = select(CONTENTS.c.data).where(CONTENTS.c.hash == issue.hash)
        with translated(self._place), self._engine.connect() as connection:
            return bytes(connection.execute(query).scalar_one())

    def _writing(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)


def content_hash(content: bytes) -> str:
    """The address of a content: its SHA-256."""
    return hashlib.sha256(content).hexdigest()


def recipient_of(written: str) -> str:
    """A recipient as it is kept, without the spaces that nobody sees.

    Raises:
        WrongValue: nothing is written.

    Examples:
        >>> recipient_of("  Mairie  de Noyarey ")
        'Mairie de Noyarey'
    """
    kept = " ".join(written.split())
    if not kept:
        raise WrongValue("une émission a un destinataire", "an issue has a recipient", value=written)
    return kept


def typed_id(written: str) -> str:
    """An id as it is kept, from what someone typed.

    Examples:
        >>> typed_id("k3f7-oq2l")
        'K3F70Q21'
    """
    return written.upper().translate(_MISREAD)


def versions_text(versions: Iterable[EnteredVersion]) -> str:
    """Versions of parameters as one text, in JSON."""
    return json.dumps(
        [{**asdict(one), "start": one.start.isoformat()} for one in versions], ensure_ascii=False
    )


def versions_of_text(text: str) -> tuple[EnteredVersion, ...]:
    """The versions of parameters that a text says.

    Raises:
        WrongValue: it says none.
    """
    try:
        return tuple(
            EnteredVersion(**{**one, "start": datetime.date.fromisoformat(one["start"])})
            for one in json.loads(text)
        )
    except (ValueError, TypeError, KeyError) as error:
        raise WrongValue(
            f"versions de paramètres illisibles : {error}",
            f"versions of parameters that cannot be read: {error}",
            value=text,
        ) from error


def _add(connection: Connection, content: bytes, issue: Issue) -> tuple[Issue, bool]:
    digest, recipient, day = content_hash(content), recipient_of(issue.recipient), issue.day.isoformat()
    same = (ISSUES.c.hash == digest, ISSUES.c.recipient == recipient, ISSUES.c.day == day)
    found = connection.execute(select(ISSUES).where(*same)).first()
    if found is not None:
        return _from_row(found), False
    held = select(CONTENTS.c.hash).where(CONTENTS.c.hash == digest)
    if connection.execute(held).first() is None:
        connection.execute(insert(CONTENTS).values(hash=digest, data=content))
    last = connection.execute(select(func.max(ISSUES.c.number))).scalar()
    kept = {
        "number": (last or 0) + 1,
        "id": _free_id(connection, digest, recipient, day),
        "hash": digest,
        "recipient": recipient,
        "day": day,
        "convention": issue.convention,
        "revision": issue.revision,
        "file": issue.file,
        "author": issue.author,
        "program": issue.program,
        "parameters": issue.parameters,
        "versions": versions_text(issue.versions),
        "time": (issue.time or datetime.datetime.now(datetime.UTC)).replace(microsecond=0).isoformat(),
    }
    connection.execute(insert(ISSUES).values(**kept))
    row = connection.execute(select(ISSUES).where(ISSUES.c.number == kept["number"])).one()
    return _from_row(row), True


def _free_id(connection: Connection, *facts: str) -> str:
    """The shortest beginning of the hash of an issue that no other one bears."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(facts).encode()).digest())
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range((_WHOLE - 1) * 5, -1, -5))
    lengths = range(SHORTEST, _WHOLE + 1)
    taken = _taken(connection, [letters[:length] for length in lengths])
    return next(letters[:length] for length in lengths if letters[:length] not in taken)


def _taken(connection: Connection, ids: Sequence[str]) -> set[str]:
    return set(connection.execute(select(ISSUES.c.id).where(ISSUES.c.id.in_(ids))).scalars())


def _from_row(row: Row[Any]) -> Issue:
    return Issue(
        convention=row.convention,
        revision=row.revision,
        recipient=row.recipient,
        day=datetime.date.fromisoformat(row.day),
        file=row.file,
        author=row.author,
        program=row.program,
        parameters=row.parameters,
        versions=versions_of_text(row.versions),
        hash=row.hash,
        id=row.id,
        time=datetime.datetime.fromisoformat(row.time),
    )
