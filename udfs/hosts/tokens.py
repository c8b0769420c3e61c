"""The calls inside a formula, told from everything that merely looks like one.

Imports nothing but the standard library and runs from Python 3.8 on: the add-in of LibreOffice holds a copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CALL = re.compile(r"((?:\[\d+\]!)?[^\W\d]\w*(?:\.\w+)*)(?=\s*\()")
_WORD = re.compile(r"[\w.\\?!$:]+")
_TEXT = re.compile(r'"(?:[^"]|"")*(?:"|$)')
_QUOTED = re.compile(r"'(?:[^']|'')*'!?[\w.\\?$]*")


def rewrite_calls(formula: str, spelling: Callable[[str], str | None]) -> str:
    """A formula with other names for some of the functions that it calls.

    Args:
        formula: The text of a formula or of a defined name, with or without "=", XML entities decoded.
        spelling: The new name of a function as written in the formula, None to leave it.

    Returns:
        The formula. Texts between quotes, quoted sheet names, structured references and names that are not
        called are left alone, to the character.

    Examples:
        >>> rewrite_calls('F(F,"F(1)")', {"F": "G"}.get)
        'G(F,"F(1)")'
    """
    parts: list[str] = []
    position = 0
    while position < len(formula):
        end, part = _next(formula, position, spelling)
        parts.append(part)
        position = end
    return "".join(parts)


def _next(formula: str, position: int, spelling: Callable[[str], str | None]) -> tuple[int, str]:
    """End of the token at a position, and its new text."""
    if call := _CALL.match(formula, position):
        return call.end(1), spelling(call[1]) or call[1]
    if formula[position] == "[":
        end = _closing(formula, position)
        return end, formula[position:end]
    for pattern in (_TEXT, _QUOTED, _WORD):
        if token := pattern.match(formula, position):
            return token.end(), token[0]
    return position + 1, formula[position]


def _closing(formula: str, position: int) -> int:
    """End of a bracketed reference: brackets nest, an apostrophe escapes the next character."""
    depth = 0
    while position < len(formula):
        if formula[position] == "'":
            position += 1
        depth += {"[": 1, "]": -1}.get(formula[position : position + 1], 0)
        position += 1
        if depth == 0:
            break
    return position
