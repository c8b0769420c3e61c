"""PRET: effective rates of flows, and late interest."""

from __future__ import annotations

from dataclasses import replace

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import BASE, RATE_YEARLY, SIGNED, amount, date, rate, returns

_FLOWS: tuple[Argument, ...] = (
    amount(
        "flux",
        "flows",
        "sommes, € : reçues positives (le prêt, net de frais), payées négatives (échéances, frais)",
        "amounts, €: received positive (the loan, net of charges), paid negative (payments, charges)",
        SIGNED,
        many=True,
    ),
    date(
        "dates",
        "dates",
        "dates des flux, une par flux, dans n’importe quel ordre",
        "dates of the flows, one each, in any order",
        many=True,
    ),
)

FUNCTIONS = (
    Function(
        "PRET.TEG",
        Text(
            "Taux effectif global d’une personne publique, proportionnel au taux de période",
            "Effective rate of a loan to a public body, proportional to the rate of the period",
        ),
        _FLOWS,
        returns(
            Kind.RATE,
            "taux annuel, par unité : taux actuariel de la période (plus petit intervalle entre deux "
            "versements de l’emprunteur, un mois au moins) × périodes par an",
            "yearly rate, per 1: actuarial rate of the period (smallest interval between two payments of "
            "the borrower, a month at least) × periods a year",
        ),
        Text("Code de la consommation, article R314-2", "Code de la consommation, article R314-2"),
        Example(
            (
                ((1000.0,), (-576.19,), (-576.19,)),
                (("13/12/2024",), ("13/12/2025",), ("13/12/2026",)),
            ),
            0.1,
            digits=5,
        ),
        "udfs.rules.pret.teg",
        "udfs.rules.pret.expliquer_teg",
    ),
    Function(
        "PRET.TAEG",
        Text("Taux annuel effectif global, actuariel", "Annual percentage rate of charge, actuarial"),
        _FLOWS,
        returns(
            Kind.RATE,
            "taux annuel, par unité, qui annule la valeur actuelle des flux",
            "yearly rate, per 1, that brings the present value of the flows to 0",
        ),
        Text(
            "Directive 2008/48/CE, annexe I ; Code de la consommation, article R314-3",
            "Directive 2008/48/EC, annex I; Code de la consommation, article R314-3",
        ),
        Example(
            (
                ((1000.0,), (-600.0,), (-600.0,)),
                (("01/01/1994",), ("01/01/1995",), ("01/01/1996",)),
            ),
            0.1307,
            digits=4,
        ),
        "udfs.rules.pret.taeg",
        "udfs.rules.pret.expliquer_taeg",
    ),
    Function(
        "PRET.RETARD",
        Text("Intérêts de retard d’une somme payée après son échéance", "Interest on a sum paid late"),
        (
            amount("montant", "amount", "somme payée en retard, €", "sum paid late, €"),
            RATE_YEARLY,
            date("exigibilite", "due_date", "jour où la somme était due", "day on which the sum was due"),
            date(
                "paiement",
                "payment_date",
                "jour du paiement ; pas d’intérêts s’il ne suit pas l’exigibilité",
                "day of payment; no interest unless it comes after the due day",
            ),
            rate(
                "majoration",
                "points_added",
                "points ajoutés au taux ; omise, ceux de la convention au jour de l’exigibilité (3 %, "
                "article 6.4)",
                "points added to the rate; when left out, those of the agreement on the due day (3 %, "
                "article 6.4)",
                default=None,
            ),
            replace(BASE, options=tuple(base for base in BASE.options if base != "EXACT/EXACT ICMA")),
        ),
        returns(Kind.AMOUNT, "intérêts de retard, €, au centime", "late interest, €, to the cent"),
        Text("Intracting, article 6.4", "Intracting, article 6.4"),
        Example((14980.12, 0.02, "13/12/2025", "13/01/2026"), 62.42),
        "udfs.rules.pret.retard",
        "udfs.rules.pret.expliquer_retard",
    ),
)
