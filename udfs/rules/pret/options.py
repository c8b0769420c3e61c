"""The texts that the options of a loan accept, the default first."""

from __future__ import annotations

from typing import Final

from udfs import calendar

ARRONDIS: Final = ("centime", "theorique")
PROFILS: Final = ("echeances_constantes", "amortissement_constant", "in_fine")
TYPES_DIFFERE: Final = ("partiel", "total")
PREMIERES_PERIODES: Final = ("amortissement_maintenu", "echeance_maintenue", "echeance_recalculee")
DATES_INTERETS: Final = ("dates_nominales", "dates_paiement")
TYPES_EVENEMENT: Final = ("remboursement", "quote_part", "taux", "reechelonnement")
SUITES: Final = ("duree_maintenue", "echeance_maintenue")

BASES_SANS_DATES: Final = frozenset(
    {"30E/360", "30E/360 ISDA", "30A/360", "30U/360", "0", "4", "EXACT/EXACT ICMA"}
)
"""Bases in which a whole period is one part of the year, whatever its dates."""


def choix(argument: str) -> tuple[str, ...]:
    """What an option accepts; the bases are those of the calendar.

    Examples:
        >>> choix("type_differe")
        ('partiel', 'total')
    """
    return _CHOIX[argument]


_CHOIX: Final = {
    "arrondi": ARRONDIS,
    "base": tuple(calendar.BASES),
    "profil": PROFILS,
    "type_differe": TYPES_DIFFERE,
    "premiere_periode": PREMIERES_PERIODES,
    "interets": DATES_INTERETS,
}
