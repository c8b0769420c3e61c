"""PRET: loans repaid over a schedule."""

from __future__ import annotations

from udfs.declaration import Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import (
    BASE,
    INTRACTING_4,
    RATE_YEARLY,
    amount,
    column,
    count,
    date,
    option,
    returns,
)
from udfs.registry.loan import LOAN

_TABLE_SOURCE = Text("Intracting, article 4 et Annexe 2-E", "Intracting, article 4 and Annexe 2-E")

FUNCTIONS = (
    Function(
        "PRET.ECHEANCE",
        Text(
            "Échéance d’un prêt : la constante, ou la première non différée des autres profils",
            "Payment of a loan: the constant one, or the first that is not deferred in the other profiles",
        ),
        LOAN,
        returns(Kind.AMOUNT, "échéance, €", "payment, €"),
        _TABLE_SOURCE,
        Example((170000, 0.02, 13, 1, "13/12/2024"), 14980.12),
        "udfs.rules.pret.echeance",
        "udfs.rules.pret.expliquer_echeance",
    ),
    Function(
        "PRET.TABLEAU",
        Text(
            "Tableau d’amortissement, une ligne par échéance et par remboursement anticipé",
            "Amortization table, a row for each payment and each early repayment",
        ),
        LOAN,
        returns(
            Kind.TABLE,
            "une ligne par échéance, date vide sans dates ; avec des événements, une ligne "
            "aussi par remboursement "
            "anticipé, où l’échéance est tout ce qui est payé, indemnité comprise",
            "a row for each payment, date blank without dates; with events, also a row for "
            "each early repayment, "
            "where the payment is all that is paid, indemnity included",
            column("rang", Kind.COUNT, "Rang", "Rank"),
            column("date", Kind.DATE, "Date", "Date"),
            column("crd", Kind.AMOUNT, "CRD avant paiement", "Balance before payment"),
            column("interets", Kind.AMOUNT, "Intérêts", "Interest"),
            column("amortissement", Kind.AMOUNT, "Amortissement", "Principal"),
            column("echeance", Kind.AMOUNT, "Échéance", "Payment"),
        ),
        _TABLE_SOURCE,
        Example(
            (170000, 0.02, 13, 1, "13/12/2024"),
            ((1, 46004, 170000.0, 3400.0, 11580.12, 14980.12),),
            digits=2,
        ),
        "udfs.rules.pret.table_of",
        "udfs.rules.pret.expliquer_tableau",
    ),
    Function(
        "PRET.LIGNE",
        Text("Une cellule du tableau d’amortissement", "One cell of the amortization table"),
        (
            option(
                "colonne",
                "column",
                "colonne du tableau ; « date » : l’échéance nominale ; « date_paiement » : la même, ou le "
                "premier jour ouvré qui suit (article 6.2), sans effet sur les intérêts",
                "column of the table; “date”: nominal due date; “date_paiement”: the same or the next "
                "working day (article 6.2), without effect on interest",
                "date",
                "date_paiement",
                "crd",
                "interets",
                "amortissement",
                "echeance",
                required=True,
            ),
            count(
                "rang",
                "rank",
                "rang de l’échéance ; vide à 0 et avant, vide après la dernière, sauf le CRD qui "
                "y vaut 0 une fois",
                "rank of the payment; blank at 0 and before, blank after the last, but for a "
                "balance of 0 once",
                -1200,
                2400,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            *LOAN,
        ),
        returns(
            Kind.CELL, "date ou montant, selon la colonne", "a date or an amount, according to the column"
        ),
        _TABLE_SOURCE,
        Example(("interets", 2, 170000, 0.02, 13, 1, "13/12/2024"), 3168.4, digits=2),
        "udfs.rules.pret.ligne",
        "udfs.rules.pret.expliquer_ligne",
    ),
    Function(
        "PRET.INTERETS",
        Text("Intérêts entre deux dates, sans arrondi", "Interest between two dates, unrounded"),
        (
            amount("capital", "principal", "capital restant dû, €", "balance, €"),
            RATE_YEARLY,
            date("debut", "start", "premier jour", "first day"),
            date("fin", "end", "dernier jour", "last day"),
            BASE,
        ),
        returns(Kind.AMOUNT, "intérêts, €", "interest, €"),
        INTRACTING_4,
        Example((170000, 0.02, "13/12/2024", "13/06/2025"), 1700.0, digits=2),
        "udfs.rules.pret.interets",
        "udfs.rules.pret.expliquer_interets",
    ),
)
