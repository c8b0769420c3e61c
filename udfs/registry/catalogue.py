"""The one catalogue: every function that a cell can call, by name, in the order of the namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from udfs.declaration import Function
from udfs.errors import WrongValue, names_alike
from udfs.registry import (
    acomptes,
    aides,
    cee,
    convention,
    credits,
    ecorenover,
    energie,
    energie_suivi,
    intracting,
    intracting_suivi,
    jours,
    mixeur,
    moby,
    pdes,
    plafond,
    pret,
    pret_situation,
    pret_taux,
    sare,
    thermix,
)
from udfs.registry.names import canonical_among

_NAMESPACES = (
    pret,
    pret_situation,
    pret_taux,
    jours,
    mixeur,
    moby,
    acomptes,
    cee,
    energie,
    energie_suivi,
    intracting,
    intracting_suivi,
    credits,
    ecorenover,
    thermix,
    plafond,
    sare,
    aides,
    pdes,
    convention,
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {function.name: function for namespace in _NAMESPACES for function in namespace.FUNCTIONS}
)


def find(name: str) -> Function:
    """The function behind a name in any spelling and any case.

    Raises:
        WrongValue: No function has that name; the sentence gives the nearest ones.

    Examples:
        >>> find("_xldudf_pret_echeance").name
        'PRET.ECHEANCE'
    """
    identity = canonical_among(name, FUNCTIONS)
    if identity is None:
        raise _unknown(name)
    return FUNCTIONS[identity]


def _unknown(name: str) -> WrongValue:
    near = names_alike(name.upper().replace("_", ".", 1), FUNCTIONS)
    fr = f" ; fonctions proches : {', '.join(near)}" if near else ""
    en = f"; near names: {', '.join(near)}" if near else ""
    return WrongValue(
        f"fonction inconnue, « {name} »{fr}",
        f"unknown function, “{name}”{en}",
        argument="fonction",
        value=name,
    )
