"""AIDES: grants for the works of a household."""

from __future__ import annotations

from udfs.declaration import Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import NO_CEILING, amount, rate, returns

FUNCTIONS = (
    Function(
        "AIDES.CLASSE",
        Text("Classe de revenu d’un ménage", "Class of income of a household"),
        (
            amount("revenu", "income", "revenu fiscal de référence, €", "reference tax income, €"),
            amount(
                "plafonds",
                "ceilings",
                "plafond de chaque classe sauf la dernière, pour un ménage de cette taille et de cette "
                "région, €, dans l’ordre croissant",
                "ceiling of each class but the last, for a household of that size and region, €, ascending",
                many=True,
            ),
        ),
        returns(
            Kind.COUNT,
            "rang de la classe, de 1 (plafond le plus bas) à un de plus que de plafonds",
            "rank of the class, from 1 (lowest ceiling) to one more than there are ceilings",
        ),
        Text("France Rénov’, plafonds de ressources", "France Rénov’, ceilings of income"),
        Example((20000, ((17173,), (22015,), (30844,))), 2),
        "udfs.rules.aides.classe",
        "udfs.rules.aides.expliquer_classe",
    ),
    Function(
        "AIDES.MONTANT",
        Text("Montant d’une aide", "Amount of a grant"),
        (
            amount("depense", "expense", "dépense éligible, €", "eligible expense, €"),
            rate("part", "share", "part que l’aide paie, par unité", "share that the grant pays, per 1"),
            amount(
                "plafond_depense",
                "expense_ceiling",
                "dépense comptée au plus, € ; omis ou « sans plafond », toute ; 0 n’en compte rien",
                "largest expense counted, €; when left out or “no ceiling”, all of it; 0 counts nothing",
                default=None,
                words=NO_CEILING,
            ),
            amount(
                "plafond_aide",
                "grant_ceiling",
                "aide au plus, € ; omis ou « sans plafond », il n’y en a pas ; 0 n’en laisse rien",
                "largest grant, €; when left out or “no ceiling”, there is none; 0 leaves nothing",
                default=None,
                words=NO_CEILING,
            ),
        ),
        returns(Kind.AMOUNT, "€, au centime", "€, to the cent"),
        Text("Mixeur, Annexe 1 (plan de financement)", "Mixeur, Annexe 1 (financing plan)"),
        Example((36000, 0.6, 30000), 18000.0),
        "udfs.rules.aides.montant",
        "udfs.rules.aides.expliquer_montant",
    ),
)
