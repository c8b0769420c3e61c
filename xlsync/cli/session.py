"""What every command has from its caller: language, output, store."""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsync.cli.misuse import Misuse

LANGUAGES = ("fr", "en")
SEPARATOR = "␟"
_BEFORE = re.compile(r" (?=[:;?!»%€](?:\s|$))")
_AFTER = re.compile(r"« ")


def both(fr: str, en: str) -> str:
    """A help text in the two languages, as one string; `in_language` takes it apart."""
    return f"{fr}{SEPARATOR}{en}"


def in_language(text: str, lang: str) -> str:
    """The part of a text made by `both` in that language."""
    fr, _, en = text.partition(SEPARATOR)
    return en if lang == "en" else french(fr)


def french(text: str) -> str:
    r"""The text with the no-break spaces of French typography.

    Examples:
        >>> french("2 % : « deux » ?").split(" ")
        ['2\xa0%\xa0:', '«\xa0deux\xa0»\xa0?']
    """
    return _BEFORE.sub("\N{NO-BREAK SPACE}", _AFTER.sub("«\N{NO-BREAK SPACE}", text))


@dataclass(frozen=True, slots=True)
class Session:
    """The common options of one run.

    Attributes:
        json: One JSON document on standard output instead of lines to read.
        lang: "fr" or "en".
        store: Address or path of the store, None where it is to be looked for.
    """

    json: bool = False
    lang: str = "fr"
    store: str | None = None

    def text(self, fr: str, en: str) -> str:
        """The text in the language of the run."""
        return en if self.lang == "en" else french(fr)

    def say(self, fr: str, en: str) -> None:
        """Tell the reader something, on standard error."""
        print(self.text(fr, en), file=sys.stderr, flush=True)


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Session, list[str]]:
    """Take the common options out of the arguments, wherever they stand.

    Args:
        arguments: What follows the name of the program. After `--` everything is left as it is.
        environment: Environment variables.

    Returns:
        The session, and the other arguments in order.

    Raises:
        Misuse: `--lang` or `--store` without a value, or a language that is not spoken.

    Examples:
        >>> session, rest = read(["log", "--json", "--lang=en"], {})
        >>> session.json, session.lang, rest
        (True, 'en', ['log'])
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before, rest = list(arguments[:end]), list(arguments[end:])
    json = "--json" in before
    kept = [word for word in before if word != "--json"]
    lang = _take(kept, "--lang")
    store = _take(kept, "--store")
    if lang is not None and lang not in LANGUAGES:
        raise Misuse(
            f"langue inconnue : « {lang} » ; langues possibles : fr, en",
            f"unknown language: “{lang}”; possible languages: fr, en",
        )
    session = Session(json, lang or language(environment), store or environment.get("XLSYNC_STORE") or None)
    return session, kept + rest


def spoken(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of the caller, even where the common options cannot be read."""
    words = " ".join(arguments).replace("--lang=", "--lang ")
    asked = [lang for lang in LANGUAGES if f"--lang {lang}" in words]
    return asked[0] if asked else language(environment)


def _take(arguments: list[str], option: str) -> str | None:
    """Remove `--option VALUE` or `--option=VALUE` from the arguments; its last value."""
    value = None
    for position in range(len(arguments) - 1, -1, -1):
        word, equals, given = arguments[position].partition("=")
        if word != option:
            continue
        found = given if equals else next(iter(arguments[position + 1 : position + 2]), "")
        if not found:
            raise Misuse(f"l’option {option} attend une valeur", f"option {option} needs a value")
        del arguments[position : position + (1 if equals else 2)]
        value = value or found
    return value


def language(environment: Mapping[str, str]) -> str:
    """French where the locale is French or unset, English elsewhere.

    Examples:
        >>> language({"LANG": "C.UTF-8"}), language({"LANG": "fr_FR.UTF-8"}), language({"LANG": "en_GB"})
        ('fr', 'fr', 'en')
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    name = next((environment[key] for key in names if environment.get(key)), "")
    if not name and os.name == "nt":
        name = locale.getlocale()[0] or ""
    unset = name.split(".")[0] in ("", "C", "POSIX")
    return "fr" if unset or name.lower().startswith("fr") else "en"
