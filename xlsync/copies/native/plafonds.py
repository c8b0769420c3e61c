"""Ceilings, grants and trips (PLAFOND.*, AIDES.*, PDES.*). A text as a ceiling says that there is none."""

from __future__ import annotations

from typing import Final

from xlsync.copies.native.asked import Asked
from xlsync.copies.native.templates import made
from xlsync.recalc.syntax import Node

TEMPLATES: Final = {
    "PLAFOND.RETENU": (
        "ROUND(IF(ISTEXT(plafond),montant,MIN(montant,MAX(plafond-deja_presente,0))),2)"  # of what is left
    ),
    "AIDES.CLASSE": "1+SUMPRODUCT((plafonds<revenu)*1)",
    "PDES.PART": "IF(total>0,IF(reponses>total,NA(),reponses/total),NA())",
    "PDES.DISTANCE": "personnes*km*jours*trajets",
    "PDES.EMISSIONS": "km*facteur/occupation/1000",
}


def montant(asked: Asked) -> Node:
    """AIDES.MONTANT: the expense under its ceiling, times the share, under the ceiling of the grant."""
    counted = _under(asked, "depense", "plafond_depense")
    return made(asked, _under(asked, f"ROUND({counted}*part,2)", "plafond_aide"))


def _under(asked: Asked, amount: str, ceiling: str) -> str:
    return amount if asked.left_out(ceiling) else f"IF(ISTEXT({ceiling}),{amount},MIN({amount},{ceiling}))"


WRITERS: Final = {"AIDES.MONTANT": montant}
