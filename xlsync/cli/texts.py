"""Help texts in two languages, which typer keeps as one."""

from __future__ import annotations

from xlsync.errors import spaced

SEPARATOR = "␟"


def both(fr: str, en: str) -> str:
    """A help text in the two languages, as one string; `in_language` takes it apart."""
    return f"{fr}{SEPARATOR}{en}"


def in_language(text: str, lang: str) -> str:
    """The part of a text made by `both` in that language."""
    fr, _, en = text.partition(SEPARATOR)
    return en if lang == "en" else spaced(fr)
