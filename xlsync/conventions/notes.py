"""What the document of a shipped convention says that does not hold together: `<kind>/<instance>/notes.yaml`.

A list of notes, each with three words in French and English: `where`, the article or the annex, `what`, and
`kept`, the reading that the program keeps. They are no problems: the document is what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from udfs.errors import Text
from xlsync.conventions.loader import home_of
from xlsync.errors import CannotRead, sentence

FILE = "notes.yaml"
WORDS = ("where", "what", "kept")


@dataclass(frozen=True, slots=True)
class SourceNote:
    """An inconsistency, or a silence, of a document.

    Attributes:
        where: Article or annex.
        what: What does not hold together, or is missing.
        kept: What the program makes of it.
    """

    where: Text
    what: Text
    kept: Text


def source_notes(convention: str) -> tuple[SourceNote, ...]:
    """The notes on the document of a convention, in its order; none for one that is not shipped.

    Args:
        convention: "<kind>/<instance>".

    Raises:
        CannotRead: the file is not a list of notes.
    """
    home = home_of(convention)
    if home is None or not (home / FILE).exists():
        return ()
    path = home / FILE
    try:
        said = yaml.safe_load(path.read_bytes())
    except yaml.YAMLError as error:
        raise _unreadable(path, str(error)) from error
    if not isinstance(said, list):
        raise _unreadable(path, "une liste est attendue / a list is expected")
    return tuple(_note(path, rank, one) for rank, one in enumerate(said, 1))


def _note(path: Path, rank: int, said: Any) -> SourceNote:
    if not (isinstance(said, dict) and set(said) == set(WORDS) and all(map(_is_text, said.values()))):
        raise _unreadable(path, f"{rank} : where, what, kept, [français, English]")
    return SourceNote(**{word: sentence(*said[word]) for word in WORDS})


def _is_text(value: Any) -> bool:
    """A text in both languages."""
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) and one for one in value)


def _unreadable(path: Path, why: str) -> CannotRead:
    return CannotRead(f"{path} : notes illisibles, {why}", f"{path}: unreadable notes, {why}", path=path)
