"""Headings as people spell them: which words of one tell, and which do not."""

from __future__ import annotations

import re

from udfs.coerce.cells import plain

_ARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "eur", "euros"})
_NAMING = frozenset(
    {"n", "no", "numero", "number", "id", "identifiant", "ref", "reference", "code", "nom", "libelle", "name"}
)
_TOTALS = frozenset({"total", "totals", "totaux", "subtotal", "subtotals"})
_BEFORE_TOTAL = frozenset({"sous", "ss", "s", "sub", "grand", "grands"})
_COUNTING = frozenset({"nombre", "nb", "nbre", "number", "count"})


def telling(text: str) -> list[str]:
    """The words of a heading, without articles and currencies; all of them where there are no others.

    Examples:
        >>> telling("Date d’effet"), telling("Montant (€)")
        (['date', 'effet'], ['montant'])
    """
    words = re.findall(r"[a-z0-9]+", plain(text))
    return [word for word in words if word not in _ARTICLES] or words


def unnumbered(words: list[str]) -> list[str]:
    """Words without those that only name or number: « N° PDL », « Nom de la commune »."""
    return [word for word in words if word not in _NAMING]


def uncounted(words: list[str]) -> list[str]:
    """Words without those that only say that something is counted: « Nombre d’habitants »."""
    return [word for word in words if word not in _COUNTING]


def is_of_totals(text: str) -> bool:
    """Whether a cell says that its line adds others up.

    Examples:
        >>> [is_of_totals(text) for text in ("TOTAL GÉNÉRAL", "S/Total 2026", "Totalement", "Le Total")]
        [True, True, False, False]
    """
    words = re.findall(r"[a-z0-9]+", plain(text))
    if words and words[0] in _BEFORE_TOTAL:
        del words[0]
    return bool(words) and words[0] in _TOTALS
