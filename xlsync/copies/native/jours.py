"""Days and working days (JOURS.*), over the list of holidays that a native copy shows; PRET.RETARD."""

from __future__ import annotations

from typing import Final

from udfs import parameters
from xlsync.copies.native.asked import VARIES, Asked, Beyond
from xlsync.copies.native.templates import HOLIDAYS, made
from xlsync.copies.native.versions import by_date, literal
from xlsync.recalc.syntax import Node

CALENDAR: Final = "FR"
"""The calendar of the list."""

_NEXT, _BEFORE = f"WORKDAY(date-1,1,{HOLIDAYS})", f"WORKDAY(date+1,-1,{HOLIDAYS})"
_AJUSTER = (
    f'CHOIX(regle,"suivant",{_NEXT},"precedent",{_BEFORE},'
    f'"suivant_modifie",IF(MONTH({_NEXT})=MONTH(date),{_NEXT},{_BEFORE}))'
)
_DECALER = (
    f'CHOIX(unite,"jours_ouvres",WORKDAY(date,n,{HOLIDAYS}),"jours",date+n,'
    '"mois",EDATE(date,n),"annees",EDATE(date,12*n))'
)
_DAYS: Final = {"30E/360": "DAYS360({0},{1},TRUE)", "EXACT/360": "({1}-{0})", "EXACT/365": "({1}-{0})"}
"""Days from a date to another, in the bases that a spreadsheet has."""


def years(start: str, end: str) -> str:
    """Years between two dates in the base of a call.

    Examples:
        >>> years("debut", "fin")[:48]
        'CHOIX(base,"30E/360",DAYS360(debut,fin,TRUE)/360'
    """
    ways = [f'"{base}",{days.format(start, end)}/{base[-3:]}' for base, days in _DAYS.items()]
    return f"CHOIX(base,{','.join(ways)})"


def _of_calendar(asked: Asked, template: str) -> Node:
    if asked.constant("calendrier") != CALENDAR:
        raise Beyond(
            "la copie ne porte que les jours fériés du calendrier FR",
            "the copy holds the holidays of the calendar FR alone",
        )
    return made(asked, template)


def ajuster(asked: Asked) -> Node:
    """JOURS.AJUSTER: the working day itself, or a neighbour."""
    return _of_calendar(asked, _AJUSTER)


def decaler(asked: Asked) -> Node:
    """JOURS.DECALER: so many working days, days, months or years later."""
    return _of_calendar(asked, _DECALER)


def nombre(asked: Asked) -> Node:
    """JOURS.NOMBRE, in the bases that a spreadsheet has."""
    ways = [f'"{base}",{days.format("debut", "fin")}' for base, days in _DAYS.items()]
    return made(asked, f"CHOIX(base,{','.join(ways)})")


def fraction(asked: Asked) -> Node:
    """JOURS.FRACTION, likewise."""
    return made(asked, years("debut", "fin"))


def interets(asked: Asked) -> Node:
    """PRET.INTERETS: simple interest between two dates."""
    return made(asked, f"capital*taux*{years('debut', 'fin')}")


def retard(asked: Asked) -> Node:
    """PRET.RETARD: late interest, to the cent; the points added are those in force on the due day."""
    code = "intracting.majoration_retard"

    def points() -> str:
        return by_date(asked, [code], lambda day: literal(parameters.value(code, day)), "exigibilite")

    given = asked.constant("majoration")
    added = "majoration" if given is not None else points()
    if given is VARIES:
        added = f"IF(VIDE(majoration),{points()},majoration)"
    paid = "MAX(exigibilite,paiement)"
    return made(asked, f"ROUND(montant*(taux+{added})*{years('exigibilite', paid)},2)")


WRITERS: Final = {
    "JOURS.AJUSTER": ajuster,
    "JOURS.DECALER": decaler,
    "JOURS.NOMBRE": nombre,
    "JOURS.FRACTION": fraction,
    "PRET.INTERETS": interets,
    "PRET.RETARD": retard,
}
