"""INTRACTING: what the actions of a programme cost and were to save."""

from __future__ import annotations

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import SIGNED, YEAR, amount, number, option, returns


def _by_action(name: str, name_en: str, fr: str, en: str) -> Argument:
    return amount(
        name,
        name_en,
        f"{fr}, € par action ; une cellule vide vaut 0",
        f"{en}, € for each action; a blank cell is 0",
        many=True,
        blank_is_zero=True,
    )


FUNCTIONS = (
    Function(
        "INTRACTING.REALISATION",
        Text("Taux de réalisation des travaux", "Part of the works that is carried out"),
        (
            _by_action("couts_realises", "actual_costs", "coût réalisé", "cost carried out"),
            _by_action("couts_prevus", "planned_costs", "coût prévu", "planned cost"),
            option(
                "sur",
                "on",
                "« cout » : coûts réalisés sur coûts prévus ; « nombre » : moyenne des actions qui ont un "
                "coût prévu ; l’annexe ne dit pas lequel",
                "“cout”: costs carried out over planned costs; “nombre”: mean of the actions that have a "
                "planned cost; the annex does not say which",
                "cout",
                "nombre",
            ),
        ),
        returns(
            Kind.RATE,
            "par unité, plus de 1 si les travaux coûtent plus que prévu",
            "per 1, more than 1 when works cost more than planned",
        ),
        Text("Intracting, Annexe 3 (indicateurs annuels)", "Intracting, Annexe 3 (yearly indicators)"),
        Example((((100,), (0,)), ((100,), (300,))), 0.25),
        "udfs.rules.intracting_suivi.realisation",
        "udfs.rules.intracting_suivi.expliquer_realisation",
    ),
    Function(
        "INTRACTING.OBJECTIF",
        Text(
            "Économie attendue d’une année, après la fin des travaux",
            "Expected saving of a year, after the end of the works",
        ),
        (
            YEAR,
            number(
                "gains",
                "savings",
                "gain attendu de chaque action sur une année entière, kWh ou € ; une cellule vide vaut 0",
                "expected saving of each action over a whole year, kWh or €; a blank cell is 0",
                SIGNED,
                many=True,
                blank_is_zero=True,
            ),
            Argument(
                "fins_travaux",
                "works_ends",
                Kind.DATE,
                Text(
                    "date de fin des travaux de chaque action, qui économise dès le mois suivant ; vide tant "
                    "qu’ils ne sont pas finis",
                    "day when the works of each action ended, which saves from the next month; blank while "
                    "they have not",
                ),
                many=True,
                zero_is_blank=True,
                blank_is_unknown=True,
            ),
        ),
        returns(Kind.NUMBER, "kWh ou €, comme les gains", "kWh or €, as the savings"),
        Text("Intracting, articles 7.3, 7.5 et 8.6", "Intracting, articles 7.3, 7.5 and 8.6"),
        Example((2026, ((44550,), (4380,)), ((46295,), (None,))), 11137.5),
        "udfs.rules.intracting_suivi.objectif",
        "udfs.rules.intracting_suivi.expliquer_objectif",
    ),
)
