"""How each spreadsheet spells a function, and formulas respelt from one to another.

No single text is legal everywhere, so each host stores its own:

    office   `_xldudf_PRET_ECHEANCE`   Excel with the Office.js add-in; the spelling that workbooks ship in
    excel    `PRET_ECHEANCE`           Excel with xlwings
    calc     `PRET.ECHEANCE`           LibreOffice Calc; also what every host shows
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from udfs.registry.catalogue import FUNCTIONS, find
from udfs.registry.names import canonical_among

Host = Literal["office", "excel", "calc"]
HOSTS: Final[tuple[Host, ...]] = get_args(Host)

_CALL = re.compile(r"((?:\[\d+\]!)?[^\W\d]\w*(?:\.\w+)*)(?=\s*\()")
_WORD = re.compile(r"[\w.\\?!$:]+")
_TEXT = re.compile(r'"(?:[^"]|"")*(?:"|$)')
_QUOTED = re.compile(r"'(?:[^']|'')*'!?[\w.\\?$]*")


def canonical(name: str) -> str:
    """The identity of a function, from any spelling in any case.

    Raises:
        WrongValue: No function has that name.

    Examples:
        >>> canonical("_xldudf_credits_reste_a_payer")
        'CREDITS.RESTE_A_PAYER'
    """
    return find(name).name


def spell(name: str, host: Host) -> str:
    """The spelling that a host stores.

    Raises:
        WrongValue: No function has that name.
        ValueError: Unknown host.

    Examples:
        >>> [spell("PRET.ECHEANCE", host) for host in HOSTS]
        ['_xldudf_PRET_ECHEANCE', 'PRET_ECHEANCE', 'PRET.ECHEANCE']
    """
    identity = canonical(name)
    flat = identity.replace(".", "_", 1)
    spellings = {"office": f"_xldudf_{flat}", "excel": flat, "calc": identity}
    if host not in spellings:
        raise ValueError(f"unknown host {host!r}; hosts: {', '.join(HOSTS)}")
    return spellings[host]


def spellings(name: str) -> tuple[str, ...]:
    """The identity's spelling in each host, in the order of `HOSTS`."""
    return tuple(spell(name, host) for host in HOSTS)


def rewrite(formula: str, host: Host) -> str:
    """A formula with its calls spelt for a host, everything else unchanged to the character.

    Args:
        formula: The text of a formula or of a defined name, with or without "=", XML entities decoded.
        host: The host that will store it.

    Returns:
        The formula. Texts between quotes, quoted sheet names, structured references, names of other
        functions and names that are not called are left alone.

    Examples:
        >>> rewrite('SUM(PRET.ECHEANCE(A1,B1),1)&"PRET.ECHEANCE("', "office")
        'SUM(_xldudf_PRET_ECHEANCE(A1,B1),1)&"PRET.ECHEANCE("'
    """
    parts: list[str] = []
    position = 0
    while position < len(formula):
        end, part = _next(formula, position, host)
        parts.append(part)
        position = end
    return "".join(parts)


def _next(formula: str, position: int, host: Host) -> tuple[int, str]:
    """End of the token at a position, and its new text."""
    if call := _CALL.match(formula, position):
        identity = canonical_among(call[1], FUNCTIONS)
        return call.end(1), spell(identity, host) if identity else call[1]
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
