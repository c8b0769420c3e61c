"""Versions that people enter beside the files: as texts that a store or a workbook holds, as `Version`s.

Layers: the versions of the files and those entered for the kind make one line, in which a version applies
until the next; of two of the same day the one entered counts. A version entered for one convention applies
to it until another of that convention.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from udfs.errors import Text, WrongValue
from udfs.parameters.model import Parameter, Source, Value, Version

DAY = datetime.timedelta(days=1)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
_BRACKET = re.compile(r"\d")


@dataclass(frozen=True, slots=True, order=True)
class EnteredVersion:
    """A version of a parameter, as it is written down.

    Attributes:
        code: Code of the parameter.
        start: First day.
        value: A plain decimal, a text, or a table as JSON (`value_text`).
        document: Title of the document that decides it.
        article: Article or annex.
        decided: Date of the decision, "" where the document does not say it.
        note: What a reader must know.
        convention: The convention that it is for; "": every one of the kind.
    """

    code: str
    start: datetime.date
    value: str
    document: str
    article: str
    decided: str = ""
    note: str = ""
    convention: str = ""

    @property
    def place(self) -> tuple[str, str, datetime.date]:
        """What another version of the same place replaces."""
        return self.code, self.convention, self.start


def value_text(value: Value) -> str:
    """The text of a value, the same for the same value.

    Examples:
        >>> value_text(Decimal("0.0120")), value_text({"structure": Decimal("80")})
        ('0.012', '{"structure": "80"}')
    """
    if isinstance(value, Mapping):
        return json.dumps(_plain(value), ensure_ascii=False)
    return _plain(value) if isinstance(value, Decimal) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if not isinstance(value, Decimal):
        return value
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def read_value(text: str, like: Value, code: str) -> Value:
    """The value that a text says, of the form of the values that a parameter has.

    Args:
        text: As `value_text` writes it.
        like: A value of the parameter.
        code: Its code, for the refusal.

    Raises:
        WrongValue: Another form: a text for a number, other entries than those of the table.

    Examples:
        >>> read_value("0.012", Decimal("0.01"), "mixeur.taux_par_habitant")
        Decimal('0.012')
    """
    given: Any = text
    if isinstance(like, Mapping):
        try:
            given = json.loads(text)
        except ValueError:
            given = None
    return _fitting(given, like, code)


def _fitting(given: Any, like: Value, code: str) -> Value:
    if isinstance(like, Mapping):
        if not isinstance(given, Mapping) or not given:
            listed = ", ".join(like)
            raise _refusal(
                code,
                f"une table est attendue, avec les entrées : {listed}",
                f"a table is expected, with the entries: {listed}",
            )
        if not all(map(_BRACKET.match, like)):
            _check_entries(given, like, code)
        first = next(iter(like.values()))
        return MappingProxyType(
            {str(key): _fitting(item, like.get(key, first), code) for key, item in given.items()}
        )
    if isinstance(like, Decimal):
        if not isinstance(given, str) or not _NUMBER.fullmatch(given):
            raise _refusal(code, f"nombre attendu, reçu « {given} »", f"a number is expected, got “{given}”")
        return Decimal(given)
    if not isinstance(given, str) or not given.strip():
        raise _refusal(code, "texte attendu", "a text is expected")
    return given


def _check_entries(given: Mapping[str, Any], like: Mapping[str, Any], code: str) -> None:
    """Entries that are no brackets are those that the parameter has, no more and no less."""
    missing, unknown = [key for key in like if key not in given], [key for key in given if key not in like]
    if missing or unknown:
        fr = [f"il manque : {', '.join(missing)}"] if missing else []
        en = [f"missing: {', '.join(missing)}"] if missing else []
        if unknown:
            fr.append(f"entrées inconnues : {', '.join(unknown)} ; il existe : {', '.join(like)}")
            en.append(f"unknown entries: {', '.join(unknown)}; there are: {', '.join(like)}")
        raise _refusal(code, " ; ".join(fr), "; ".join(en))


def _refusal(code: str, fr: str, en: str) -> WrongValue:
    return WrongValue(f"« {code} » : {fr}", f"“{code}”: {en}", argument="code", value=code)


def version_of(entered: EnteredVersion, found: Parameter) -> Version:
    """The version of a parameter that was entered, open.

    Raises:
        WrongValue: No document, no article, a date that is none, a value of another form.
    """
    code = entered.code
    if not entered.document.strip() or not entered.article.strip():
        raise _refusal(
            code,
            "une version sans source (document et article) n’est pas prise",
            "a version without a source (document and article) is not taken",
        )
    try:
        decided = datetime.date.fromisoformat(entered.decided) if entered.decided else None
    except ValueError:
        raise _refusal(
            code, f"date illisible : « {entered.decided} »", f"unreadable date: “{entered.decided}”"
        ) from None
    note = Text(entered.note, entered.note) if entered.note else None
    source = Source(entered.document, entered.article, decided, None, note)
    return Version(entered.start, None, read_value(entered.value, found.like, code), source)


def layered(found: Parameter, entered: Iterable[EnteredVersion]) -> Parameter:
    """A parameter with the versions entered over those of its file.

    Args:
        found: The parameter as its file says it.
        entered: Versions of that parameter; two of one place make the last count.

    Raises:
        WrongValue: As `version_of`.
    """
    kind: dict[datetime.date, Version] = {one.start: one for one in found.versions}
    own: dict[datetime.date, Version] = {}
    for one in entered:
        (own if one.convention else kind)[one.start] = version_of(one, found)
    line = _closed(sorted(kind.values(), key=lambda one: one.start))
    if own:
        special = _closed(sorted(own.values(), key=lambda one: one.start))
        line = [*_before(line, special[0].start), *special]
    return replace(found, versions=tuple(line))


def _closed(versions: list[Version]) -> list[Version]:
    """Each version closed on the eve of the next, if it does not end before."""
    closed = []
    for one, following in zip(versions, [*versions[1:], None], strict=True):
        end = one.end
        if following is not None and (end is None or end >= following.start):
            end = following.start - DAY
        closed.append(replace(one, end=end))
    return closed


def _before(versions: list[Version], day: datetime.date) -> list[Version]:
    """What stands before a day."""
    kept = [one for one in versions if one.start < day]
    return [replace(one, end=day - DAY) if one.end is None or one.end >= day else one for one in kept]
