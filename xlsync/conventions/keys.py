r"""A key on one line, `k=v;k2=v2`: in shipped files, in the store, on the command line.

`;`, `=` and `\` inside a name or a value are written with a backslash before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPECIAL = re.compile(r"([\\;=])")
_PART = re.compile(r"((?:[^\\;=]|\\.)*)=((?:[^\\;=]|\\.)*)", re.DOTALL)
_BETWEEN = re.compile(r"(?<!\\)(?:\\\\)*;")


def key_text(key: Mapping[str, str]) -> str:
    r"""A key as one text, in the order of the mapping; "" for the key of a single record.

    Examples:
        >>> key_text({"versement": "V1", "annee": "2025"}), key_text({"poste": "a;b"}), key_text({})
        ('versement=V1;annee=2025', 'poste=a\\;b', '')
    """
    return ";".join(f"{_escape(name)}={_escape(value)}" for name, value in key.items())


def parse_key(text: str) -> dict[str, str]:
    """The names and values of a key.

    Raises:
        ValueError: not written `k=v;k2=v2`.

    Examples:
        >>> parse_key("versement=V1;annee=2025"), parse_key("")
        ({'versement': 'V1', 'annee': '2025'}, {})
    """
    key: dict[str, str] = {}
    for part in split_key(text):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(text)
        key[_plain(match[1])] = _plain(match[2])
    return key


def is_key(text: str) -> bool:
    """Whether a text is a key.

    Examples:
        >>> is_key("versement=V1;annee=2025"), is_key(""), is_key("V1")
        (True, True, False)
    """
    return all(_PART.fullmatch(part) for part in split_key(text))


def split_key(text: str) -> list[str]:
    """The parts between semicolons, still escaped."""
    parts, start = [], 0
    for match in _BETWEEN.finditer(text):
        parts.append(text[start : match.end() - 1])
        start = match.end()
    return [*parts, text[start:]] if text else []


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
