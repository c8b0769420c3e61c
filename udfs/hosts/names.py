"""How each spreadsheet spells a function, and formulas respelt from one to another.

No single text is legal everywhere, so each host stores its own:

    office   `_xldudf_PRET_ECHEANCE`   Excel with the Office.js add-in; the spelling that workbooks ship in
    excel    `PRET_ECHEANCE`           Excel with xlwings
    calc     `PRET.ECHEANCE`           LibreOffice Calc; also what every host shows
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from udfs.hosts.tokens import rewrite_calls
from udfs.registry.catalogue import FUNCTIONS, find
from udfs.registry.names import canonical_among

Host = Literal["office", "excel", "calc"]
HOSTS: Final[tuple[Host, ...]] = get_args(Host)


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
    return rewrite_calls(formula, lambda call: _spelt(call, host))


def _spelt(call: str, host: Host) -> str | None:
    identity = canonical_among(call, FUNCTIONS)
    return spell(identity, host) if identity else None
