"""One identity, several spellings: what a workbook may hold, and the name that it means."""

from __future__ import annotations

import re
from collections.abc import Container

_PREFIX = re.compile(r"^=?@?\s*(?:\[\d+\]!)?(?:_xlfn\.|_xludf\.|_xll\.|_xldudf_)*", re.IGNORECASE)


def canonical_among(name: str, known: Container[str]) -> str | None:
    """The identity behind a spelling, None when no known function has it.

    Args:
        name: `PRET.ECHEANCE`, `PRET_ECHEANCE`, `_xldudf_PRET_ECHEANCE`, in any case.
        known: Identities, `NAMESPACE.NAME`.

    Examples:
        >>> canonical_among("_xldudf_pret_echeance", {"PRET.ECHEANCE"})
        'PRET.ECHEANCE'
        >>> canonical_among("PRET.AUTRE", {"PRET.ECHEANCE"}) is None
        True
    """
    bare = _PREFIX.sub("", name.strip()).upper()
    separator = "." if "." in bare else "_"
    identity = ".".join(bare.split(separator, 1))
    return identity if identity in known else None
