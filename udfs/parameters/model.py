"""A parameter, its versions and their sources: plain immutable data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from udfs.errors import Text

YEARLY = "yearly"
"""What a parameter says of itself when each year has a decision of its own."""

Value = Decimal | str | Mapping[str, Any]
"""A number, a text, or a table of numbers (nested mappings of Decimal)."""

FORMS: Final[Mapping[str, Value]] = {
    "number": Decimal(1),
    "brackets": MappingProxyType({"1 et plus": Decimal(1)}),
}
"""What a value that no document gives will look like, by the name of its form."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from.

    Attributes:
        document: Title of the document.
        article: Article or annex.
        decided: Date of the decision, when the document gives one.
        deduced: The reasoning, when no text states the value.
        note: What a reader must know about the dates, when the document leaves a doubt.
    """

    document: str
    article: str
    decided: datetime.date | None = None
    deduced: Text | None = None
    note: Text | None = None

    def text(self) -> Text:
        """The source as one sentence."""
        fr, en = f"{self.document}, {self.article}", f"{self.document}, {self.article}"
        if self.decided is not None:
            fr += f", décision du {self.decided:%d/%m/%Y}"
            en += f", decision of {self.decided:%Y-%m-%d}"
        if self.deduced is not None:
            fr += f" (valeur déduite : {self.deduced.fr})"
            en += f" (deduced value: {self.deduced.en})"
        return Text(fr, en)


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A value and the days on which it is in force.

    Attributes:
        start: First day.
        end: Last day, included; None while nothing replaces it.
        value: The value.
        source: Where it comes from.
    """

    start: datetime.date
    end: datetime.date | None
    value: Value
    source: Source

    def covers(self, day: datetime.date) -> bool:
        """Whether the version is in force on that day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A number, text or table that a convention may change.

    Attributes:
        code: "<kind>.<name>".
        description: What it is.
        unit: Unit of the value.
        versions: In the order of their dates, never overlapping; none where no document gives the value.
        decided: `YEARLY`, or "" for a value that stands until it is replaced.
        form: Without a version, what the value that people enter looks like, one of `FORMS`.
    """

    code: str
    description: Text
    unit: str
    versions: tuple[Version, ...] = field(default=())
    decided: str = ""
    form: str = field(default="", repr=False)

    def is_provisional(self, day: datetime.date) -> bool:
        """Whether the value at a day stands in for a decision still to come.

        That is so of a parameter decided each year, in a year later than that of its last version.
        """
        last = self.versions[-1] if self.versions else None
        return self.decided == YEARLY and last is not None and day.year > last.start.year

    @property
    def like(self) -> Value:
        """A value of the form that every version of it has."""
        return self.versions[-1].value if self.versions else FORMS[self.form]

    def at(self, day: datetime.date) -> Version | None:
        """The version in force on a day, if there is one."""
        return next((version for version in self.versions if version.covers(day)), None)

    def coverage(self) -> Text:
        """The periods covered, as text, with the notes on their dates."""
        fr, en = [], []
        for version in self.versions:
            if version.end is None:
                fr.append(f"depuis le {version.start:%d/%m/%Y}")
                en.append(f"from {version.start:%Y-%m-%d}")
            else:
                fr.append(f"du {version.start:%d/%m/%Y} au {version.end:%d/%m/%Y}")
                en.append(f"from {version.start:%Y-%m-%d} to {version.end:%Y-%m-%d}")
            if version.source.note is not None:
                fr[-1] += f" ({version.source.note.fr})"
                en[-1] += f" ({version.source.note.en})"
        return Text(", ".join(fr), ", ".join(en))
