"""Products, quotients, sums: functions that one line says (ENERGIE.*, INTRACTING.*, CEE.*, CREDITS.*)."""

from __future__ import annotations

from typing import Final

from xlsync.copies.native.asked import Asked, Beyond
from xlsync.copies.native.templates import made
from xlsync.recalc.syntax import Node

_MONTHS = "12*(annee-YEAR(fins_travaux))+12-MONTH(fins_travaux)"
_OBJECTIVE = (
    f'SUMPRODUCT(gains,(fins_travaux<>"")*(ABS({_MONTHS})-ABS({_MONTHS}-12)+12)/2)/12'  # from 0 to 12 months
)

TEMPLATES: Final = {
    "ENERGIE.ECONOMIE": "kwh*prix_mwh/1000",
    "ENERGIE.GES": "kwh*facteur_kg_kwh/1000",
    "THERMIX.ENERGIE_PRIMAIRE": "besoin/rendement*facteur",
    "THERMIX.GES": "besoin/rendement*facteur_kg_kwh/1000",
    "ENERGIE.TEMPS_RETOUR": "IF(economie>0,cout/economie,NA())",
    "ENERGIE.REFERENCE_AJUSTEE": "hors_chauffage+chauffage*dju_suivi/dju_reference+SUM(ajustements)",
    "ENERGIE.EVITEE": "reference_ajustee-constatee",
    "ENERGIE.INTENSITE": "consommation/surface",
    "ENERGIE.REDUCTION": 'CHOIX(base,"initiale",evitee/initiale,"ajustee",evitee/ajustee)',
    "ENERGIE.REPARTITION": "evitee*(gain_attendu/SUM(gains_attendus))",
    "ENERGIE.INDICATEUR": "IF((mois_manquants+mois_estimes)/12>part_maximale,NA(),valeur)",
    "INTRACTING.BILAN": 'IF(economies>=objectif,"positif","négatif")',
    "INTRACTING.COUVERTURE": "economies-echeances",
    "INTRACTING.REALISATION": (
        'CHOIX(sur,"cout",SUM(couts_realises)/SUM(couts_prevus),"nombre",'
        "SUMPRODUCT((couts_prevus>0)*couts_realises/(couts_prevus+(couts_prevus<=0)))"
        "/SUMPRODUCT((couts_prevus>0)*1))"
    ),
    "INTRACTING.OBJECTIF": _OBJECTIVE,
    "CEE.VOLUME": "contribution/facteur",
    "CREDITS.RESTE_A_PAYER": "IF(cp_payes>ae_engagees,NA(),ROUND(ae_engagees-cp_payes,2))",
}


def restitution(asked: Asked) -> Node:
    """CREDITS.RESTITUTION of one amount; shares are given unit by unit, which no formula says."""
    if not asked.left_out("parts"):
        raise Beyond(
            "une répartition au centime près (Sainte-Laguë) ne se dit pas sans complément",
            "shares to the cent (Sainte-Laguë) are not said without the add-in",
        )
    return made(asked, "ROUND(MAX(verse-depenses_eligibles,0),2)")


WRITERS: Final = {"CREDITS.RESTITUTION": restitution}
