"""A condition as people write it, into the language of `xlsync.annexes.expressions`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from udfs.coerce.cells import plain
from udfs.errors import Text, names_alike
from xlsync.annexes import Column
from xlsync.annexes.expressions import AGGREGATES
from xlsync.errors import UnknownColumn, WrongValue
from xlsync.model.cells import decimal_text, parse, to_text
from xlsync.model.naming import Place, ambiguous, placed

_WORDS = {"and": "and", "et": "and", "or": "or", "ou": "or", "not": "not", "non": "not"}
_AGGREGATES = {**dict.fromkeys(AGGREGATES, ""), "somme": "sum", "nombre": "count"}
_SIGNS = {"≠": "<>", "!=": "<>", "≤": "<=", "≥": ">=", "==": "="}
_QUOTED = re.compile(r'"([^"]*)"|«\s*([^»]*?)\s*»|“([^”]*)”')
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?(?:\s*%)?")
_SIGN = re.compile(r"<>|!=|==|<=|>=|[<>=≠≤≥()+*/-]")
_WORD = re.compile(r"[^\s\"«»“”<>=≠≤≥()+*/,;]+")
_VALUE_ENDS = re.compile(r"\s+(?:and|et|or|ou)\b|\)", re.IGNORECASE)
_LONGEST = 16
"""Words of the longest label."""
_DAY = Column("date", Text("Date", "Date"), "date")
_ANY_NUMBER = Column("nombre", Text("Nombre", "Number"), "number")


@dataclass(frozen=True, slots=True)
class Written:
    """A condition that the language reads.

    Attributes:
        text: The condition.
        names: What each of its single names stands for.
    """

    text: str
    names: Mapping[str, Place]


def read_condition(text: str, columns: Mapping[Place, Column]) -> Written:
    """A condition as people write it.

    Args:
        text: The condition.
        columns: What it may name.

    Raises:
        UnknownColumn, AmbiguousName: a name of nothing, or of several columns.
        WrongValue: a value that its column cannot hold.

    Examples:
        >>> habitants = Column("habitants", Text("Habitants", "Inhabitants"), "integer")
        >>> read_condition("Habitants > 20 000", {("contributions", "habitants"): habitants}).text
        'c0 > 20000'
    """
    return _Reader(text, columns).read()


def comparable(text: str) -> str:
    """A text as conditions compare them: without case or accents, nor what would end it in a condition.

    Examples:
        >>> comparable('L’Île "verte"')
        'l ile verte'
    """
    return plain(text.replace('"', " ").replace("\\", " "))


@dataclass
class _Reader:
    """A condition that is being read, from left to right."""

    text: str
    columns: Mapping[Place, Column]
    at: int = 0
    parts: list[str] = field(default_factory=list)
    names: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.labels = {place: column.label for place, column in self.columns.items()}
        self.last: Place | None = None
        self.compared: Column | None = None

    def read(self) -> Written:
        while (start := self._skipped()) < len(self.text):
            self.at = start
            self._step()
        return Written(" ".join(self.parts), self.names)

    def _skipped(self) -> int:
        return self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())

    def _step(self) -> None:
        for pattern, take in (
            (_QUOTED, self._quoted), (_DATE, self._date), (_NUMBER, self._number), (_SIGN, self._sign)
        ):  # fmt: skip
            if (found := pattern.match(self.text, self.at)) is not None:
                if pattern is _NUMBER and _WORD.match(self.text, found.end()):
                    continue
                self.at = found.end()
                take(found)
                return
        self._word()

    def _emit(self, part: str) -> None:
        self.parts.append(part)
        self.last = None

    def _quoted(self, found: re.Match[str]) -> None:
        """A value after a comparison, else a name."""
        inside = next(part for part in found.groups() if part is not None)
        if self.parts and self.parts[-1] in ("=", "<>", "<", ">", "<=", ">="):
            self._value(inside)
        else:
            self._name(inside)

    def _date(self, found: re.Match[str]) -> None:
        day = parse(found[0], _DAY)
        assert isinstance(day, datetime.date)
        self._emit(str(day.toordinal()))

    def _number(self, found: re.Match[str]) -> None:
        number = parse(found[0], _ANY_NUMBER)
        assert isinstance(number, float)
        self._emit(decimal_text(number))

    def _sign(self, found: re.Match[str]) -> None:
        sign = _SIGNS.get(found[0], found[0])
        compared = None if self.last is None else self.columns[self.last]
        self._emit(sign)
        self.compared = compared
        if sign in ("=", "<>") and compared is not None and compared.type in ("text", "choice", "flag"):
            self.at = self._skipped()
            if _QUOTED.match(self.text, self.at) is None:
                end = _VALUE_ENDS.search(self.text, self.at)
                value = self.text[self.at : end.start() if end else len(self.text)]
                self.at += len(value)
                self._value(value.strip())

    def _value(self, written: str) -> None:
        """A value to compare with a column: one that it can hold, without case or accents."""
        column = self.compared
        if column is None:
            raise WrongValue(
                f"condition : « {written} » ne suit aucun nom",
                f"condition: “{written}” follows no name",
                value=written,
            )
        if not written.strip():
            self._emit('""')
        elif column.type in ("text", "choice", "flag"):
            text = to_text(parse(written, column), column) if column.type != "text" else written
            self._emit(f'"{comparable(text or "")}"')
        else:
            value = parse(written, column)
            self._emit(
                str(value.toordinal())
                if isinstance(value, datetime.date)
                else decimal_text(float(str(value)))
            )

    def _word(self) -> None:
        """A name of several words, the longest there is; else a word of the language."""
        ends = self._ends()
        if not ends:
            raise WrongValue(
                f"condition : « {self.text[self.at :]} » est illisible",
                f"condition: “{self.text[self.at :]}” cannot be read",
                value=self.text,
            )
        for end in reversed(ends):
            if placed(self.text[self.at : end], self.labels):
                name, self.at = self.text[self.at : end], end
                self._name(name)
                return
        word, self.at = self.text[self.at : ends[0]], ends[0]
        if plain(word) in _WORDS:
            self._emit(_WORDS[plain(word)])
        elif plain(word) in _AGGREGATES and self.text[self.at :].lstrip().startswith("("):
            self._emit(_AGGREGATES[plain(word)] or plain(word))
        else:
            raise self._unknown(word)

    def _ends(self) -> list[int]:
        """Where the words from here on end, until a sign, a comma or the end."""
        ends: list[int] = []
        at = self.at
        while len(ends) < _LONGEST and (found := _WORD.match(self.text, at)) is not None:
            ends.append(found.end())
            space = re.compile(r"\s*").match(self.text, found.end())
            at = space.end() if space else found.end()
        return ends

    def _name(self, written: str) -> None:
        found = placed(written, self.labels)
        if not found:
            raise self._unknown(written)
        if len(found) > 1:
            spelled = {".".join(place): self.labels[place] for place in found}
            raise ambiguous(written, spelled, spelled)
        if self.parts[-2:-1] and self.parts[-2] in AGGREGATES and self.parts[-1] == "(":
            self._emit(".".join(found[0]))
            return
        name = next((name for name, place in self.names.items() if place == found[0]), f"c{len(self.names)}")
        self.names[name] = found[0]
        self._emit(name)
        self.last = found[0]

    def _unknown(self, written: str) -> UnknownColumn:
        near = ", ".join(dict.fromkeys(name for _, name in self.columns if name in self._near(written)))
        told_fr, told_en = (f" ; proches : {near}", f"; near: {near}") if near else ("", "")
        return UnknownColumn(
            f"nom inconnu dans la condition : « {written} »{told_fr} ; « xlsync fields TYPE » nomme ce qui "
            "existe",
            f"unknown name in the condition: “{written}”{told_en}; “xlsync fields KIND” names what there is",
            name=written,
        )

    def _near(self, written: str) -> list[str]:
        return names_alike(written, [name for _, name in self.columns])
