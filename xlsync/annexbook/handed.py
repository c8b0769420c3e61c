"""The versions of parameters that a workbook carries, beside those of the model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from udfs import parameters
from udfs.errors import Text, WrongValue
from udfs.figures import figure
from udfs.parameters import EnteredVersion
from xlsync.errors import Problem, UnsupportedWorkbook, sentence
from xlsync.recalc.carried import carried
from xlsync.workbook import Workbook

Versions = tuple[EnteredVersion, ...]
Pair = tuple[EnteredVersion | None, EnteredVersion | None]


def held_versions(book: Workbook) -> Versions | None:
    """The versions that a workbook carries; None where they are damaged."""
    try:
        return carried(book)
    except UnsupportedWorkbook:
        return None


def differing(held: Versions | None, model: Versions) -> list[Pair]:
    """The versions that a workbook and the model do not hold alike, None on the side that lacks one."""
    ours, theirs = ({one.place: one for one in side} for side in (held or (), model))
    return [
        (ours.get(place), theirs.get(place))
        for place in sorted(ours.keys() | theirs.keys())
        if ours.get(place) != theirs.get(place)
    ]


def problems_of_versions(book: Workbook, model: Versions, file: Path | str) -> list[Problem]:
    """One problem for each version that differs, which names what both hold.

    Args:
        book: The workbook.
        model: The versions of the model that count for its convention.
        file: Its path.
    """
    name, held = Path(file).name, held_versions(book)
    if held is None:
        what = sentence(
            "les versions de paramètres que porte ce classeur sont endommagées",
            "the versions of parameters that this workbook carries are damaged",
        )
        return [Problem(name, what, _FIX, file=str(file))]
    return [_problem(name, ours, theirs, str(file)) for ours, theirs in differing(held, model)]


_FIX = sentence(
    "« xlsync push » écrit dans le classeur celles du modèle",
    "“xlsync push” writes those of the model into the workbook",
)


def _problem(name: str, ours: EnteredVersion | None, theirs: EnteredVersion | None, file: str) -> Problem:
    one = ours or theirs
    assert one is not None, "one side holds it"
    about, mine, other = described(one), said(ours), said(theirs)
    what = sentence(
        f"{about.fr} : {mine.fr} dans le classeur, {other.fr} dans le modèle",
        f"{about.en}: {mine.en} in the workbook, {other.en} in the model",
    )
    return Problem(name, what, _FIX, source=(theirs or one).article, file=file)


def described(version: EnteredVersion) -> Text:
    """A version as a person knows it: what the parameter is, and from when."""
    try:
        about = parameters.parameter(version.code).description
    except WrongValue:
        about = Text(version.code, version.code)
    own = f" ({version.convention})" if version.convention else ""
    return Text(
        f"{about.fr}{own}, à partir du {version.start:%d/%m/%Y}",
        f"{about.en}{own}, from {version.start:%Y-%m-%d}",
    )


def said(version: EnteredVersion | None) -> Text:
    """The value of a version and its source; that there is none."""
    if version is None:
        return Text("rien", "nothing")
    source = ", ".join((version.document, version.article))
    return Text(
        f"{shown_value(version.value, 'fr')} ({source})", f"{shown_value(version.value, 'en')} ({source})"
    )


def shown_value(text: str, lang: str) -> str:
    """A value as a reader writes it, a table on one line.

    Examples:
        >>> shown_value("0.012", "fr"), shown_value('{"structure": "80", "partenaire": "40.5"}', "fr")
        ('0,012', 'structure : 80 ; partenaire : 40,5')
    """
    if text.startswith("{"):
        colon, mark = (": ", "; ") if lang == "en" else (" : ", " ; ")
        entries: Iterable[tuple[str, object]] = json.loads(text).items()
        return mark.join(f"{key}{colon}{_entry(value, lang)}" for key, value in entries)
    try:
        return figure(Decimal(text), lang)
    except InvalidOperation:
        return text


def _entry(value: object, lang: str) -> str:
    return shown_value(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), lang)
