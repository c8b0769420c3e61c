"""Contributions to the shared tool (MIXEUR.*), with the tariffs of each year in the formula."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from udfs.rules.mixeur import STATUTS
from udfs.rules.mixeur import grille as grid_of
from xlsync.copies.native.asked import VARIES, Asked, Beyond
from xlsync.copies.native.templates import made
from xlsync.copies.native.versions import by_date, by_year, first_year, versions_of
from xlsync.recalc.syntax import Node, written

_TARIFFS = (
    "mixeur.taux_par_habitant",
    "mixeur.forfait",
    "mixeur.plancher_collectivite",
    "mixeur.plafond_collectivite",
    "mixeur.comptes_inclus",
    "mixeur.prix_utilisateur",
)
_PRORATA = (
    'CHOIX(prorata,"douziemes",(12-MONTH(date_signature))/12,'
    '"jours",(DATE(YEAR(date_signature)+1,1,1)-DATE(YEAR(date_signature),MONTH(date_signature)+1,1))'
    "/(DATE(YEAR(date_signature)+1,1,1)-DATE(YEAR(date_signature),1,1)))"
)


def prorata(asked: Asked) -> Node:
    """MIXEUR.PRORATA: months, or days, from the first of the next month."""
    return made(asked, _PRORATA)


def contribution(asked: Asked) -> Node:
    """MIXEUR.CONTRIBUTION: the base between its bounds, the users beyond the accounts, the first year."""
    since = max(first_year(versions[0]) for versions in _versions())
    year = asked.constant("annee")
    if year is not VARIES and year < since:
        return made(asked, "NA()")
    given = "" if asked.left_out("derogation") else "NOT(VIDE(derogation))"
    base = _by_status(_base)
    due = f"IF({given},N(derogation),{base})" if given else base
    part = "" if asked.left_out("date_signature") else _part(asked)
    due += f"*{part}" if part else ""
    if not asked.left_out("utilisateurs"):
        users = _users(given)
        due += f"+({users})*IF(utilisateurs_prorates,{part},1)" if part else f"+{users}"
    return made(asked, f"ROUND({due},2)" if year is not VARIES else f"IF(annee<{since},NA(),ROUND({due},2))")


def _versions() -> list[Any]:
    found = versions_of(*_TARIFFS)
    if not all(found):
        raise Beyond("un tarif manque", "a tariff is missing")
    return found


def _by_status(say: Callable[[str], str]) -> str:
    return "CHOIX(statut," + ",".join(f'"{status}",{say(status)}' for status in STATUTS) + ")"


def _base(status: str) -> str:
    """The price of a full year, between its bounds where it has some."""
    if status == "collectivite":
        bounded = f"MIN({_unbounded()},{by_year('mixeur.plafond_collectivite', 'annee')})"
        return f"IF(VIDE(habitants),NA(),{bounded})"
    flat = by_year("mixeur.forfait", "annee", status)
    return f"{flat}*structures" if status == "partenaire" else flat


def _unbounded() -> str:
    """The price of a full year of a collectivité, before its cap."""
    rate, floor = (
        by_year(f"mixeur.{name}", "annee") for name in ("taux_par_habitant", "plancher_collectivite")
    )
    return f"MAX({rate}*habitants,{floor})"


def _users(given: str) -> str:
    """The users beyond the accounts included; those of a collectivité may share its cap with the base."""
    included, price = (
        _by_status(lambda status, name=name: by_year(name, "annee", status))  # type: ignore[misc]
        for name in ("mixeur.comptes_inclus", "mixeur.prix_utilisateur")
    )
    users = f"IF(VIDE(utilisateurs),0,MAX(utilisateurs-{included},0)*{price})"
    room = f"MAX({by_year('mixeur.plafond_collectivite', 'annee')}-{_unbounded()},0)"
    shared = ['statut="collectivite"', "plafond_avec_utilisateurs", *(["VIDE(derogation)"] if given else [])]
    return f"IF(AND({','.join(shared)}),MIN({users},{room}),{users})"


def _part(asked: Asked) -> str:
    """The part of the year that is due: all of it unless it is that of signature."""
    first = f"IF(YEAR(date_signature)<annee,1,IF(YEAR(date_signature)=annee,{_PRORATA},NA()))"
    if asked.constant("date_signature") is not VARIES:
        return first
    return f"IF(VIDE(date_signature),1,{first})"


def grille(asked: Asked) -> Node:
    """MIXEUR.GRILLE: the tariffs in force as an array of constants."""
    return made(asked, by_date(asked, _TARIFFS, _grid))


def _grid(day: datetime.date) -> str:
    columns = grid_of(day)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return "{" + ";".join(",".join(map(_cell, row)) for row in rows) + "}"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        value = "" if value != value else int(value) if value.is_integer() else value
    return written(value)


WRITERS: Final = {
    "MIXEUR.PRORATA": prorata,
    "MIXEUR.CONTRIBUTION": contribution,
    "MIXEUR.GRILLE": grille,
}
