"""ACOMPTES: an amount paid in several parts."""

from __future__ import annotations

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import PER_ONE, amount, column, count, option, rate, returns

_SOURCE = Text("Moby, article 5 et Annexe 4", "Moby, article 5 and Annexe 4")
_PARTS = ((0.3, 0.4, 0.3),)
_DATES = (("15/10/2022", "15/07/2023", "15/06/2024"),)
_SCHEDULE: tuple[Argument, ...] = (
    amount(
        "montant_ht",
        "amount_before_vat",
        "montant hors taxes, €, en centimes entiers",
        "amount before VAT, €, in whole cents",
    ),
    rate("taux_tva", "vat_rate", "taux de TVA, par unité", "VAT rate, per 1"),
    rate(
        "parts",
        "shares",
        "part de chaque acompte, par unité ; leur somme est 1, à 1e-9 près",
        "share of each instalment, per 1; their sum is 1, to 1e-9",
        PER_ONE,
        many=True,
    ),
    Argument(
        "dates",
        "dates",
        Kind.DATE,
        Text(
            "date de chaque acompte ; vide tant qu’elle n’est pas connue",
            "date of each instalment; blank while it is not known",
        ),
        default=None,
        many=True,
        zero_is_blank=True,
        blank_is_unknown=True,
    ),
    option(
        "sur",
        "on",
        "les parts s’appliquent au « ttc » (article 5) ou au « ht »",
        "shares apply to the amount with VAT, “ttc” (article 5), or before VAT, “ht”",
        "ttc",
        "ht",
    ),
)

FUNCTIONS = (
    Function(
        "ACOMPTES.ECHEANCIER",
        Text("Échéancier d’acomptes, chaque colonne tombe juste", "Instalments, each column adds up exactly"),
        _SCHEDULE,
        returns(
            Kind.TABLE,
            "une ligne par acompte",
            "a row for each instalment",
            column("rang", Kind.COUNT, "Rang", "Rank"),
            column("date", Kind.DATE, "Date", "Date"),
            column("ht", Kind.AMOUNT, "HT", "Before VAT"),
            column("tva", Kind.AMOUNT, "TVA", "VAT"),
            column("ttc", Kind.AMOUNT, "TTC", "With VAT"),
        ),
        _SOURCE,
        Example(
            (17480, 0.2, _PARTS, _DATES),
            (
                (1, 44849, 5244.0, 1048.8, 6292.8),
                (2, 45122, 6992.0, 1398.4, 8390.4),
                (3, 45458, 5244.0, 1048.8, 6292.8),
            ),
        ),
        "udfs.rules.acomptes.echeancier",
        "udfs.rules.acomptes.expliquer_echeancier",
    ),
    Function(
        "ACOMPTES.LIGNE",
        Text("Une cellule de l’échéancier d’acomptes", "One cell of the instalments"),
        (
            option(
                "colonne",
                "column",
                "colonne de l’échéancier",
                "column of the instalments",
                "date",
                "ht",
                "tva",
                "ttc",
                required=True,
            ),
            count(
                "rang",
                "rank",
                "rang de l’acompte ; vide à 0 et après le dernier",
                "rank of the instalment; blank at 0 and after the last",
                0,
                1000,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            *_SCHEDULE,
        ),
        returns(
            Kind.CELL, "date ou montant, selon la colonne", "a date or an amount, according to the column"
        ),
        _SOURCE,
        Example(("ttc", 2, 17480, 0.2, _PARTS, _DATES), 8390.4),
        "udfs.rules.acomptes.ligne",
        "udfs.rules.acomptes.expliquer_ligne",
    ),
)
