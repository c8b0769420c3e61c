"""What a command line says beside its command: language, output, store."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xlsync.actions.misuse import Misuse
from xlsync.actions.session import LANGUAGES, WIDTH, Session
from xlsync.cli.delivery import tell


class CommandLine(NamedTuple):
    """A command line, its common options apart.

    Attributes:
        session: Who asks.
        json: One JSON document on standard output instead of lines to read.
        arguments: The others, in order.
    """

    session: Session
    json: bool
    arguments: list[str]


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> CommandLine:
    """Take the common options out of the arguments, wherever they stand.

    Args:
        arguments: What follows the name of the program. After `--` everything is left as it is.
        environment: Environment variables.

    Raises:
        Misuse: `--lang` or `--store` without a value, or a language that is not spoken.

    Examples:
        >>> line = read(["log", "--json", "--lang=en"], {})
        >>> line.json, line.session.lang, line.arguments
        (True, 'en', ['log'])
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before, rest = list(arguments[:end]), list(arguments[end:])
    kept = [word for word in before if word != "--json"]
    lang = _take(kept, "--lang")
    store = _take(kept, "--store")
    if lang is not None and lang not in LANGUAGES:
        raise Misuse(
            f"langue inconnue : « {lang} » ; langues possibles : fr, en",
            f"unknown language: “{lang}”; possible languages: fr, en",
        )
    store = store or environment.get("XLSYNC_STORE") or None
    width = None if sys.stdout.isatty() else WIDTH
    session = Session(lang or language(environment), store, width, tell)
    return CommandLine(session, "--json" in before, kept + rest)


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
