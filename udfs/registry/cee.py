"""CEE: energy-savings certificates."""

from __future__ import annotations

from udfs.declaration import Argument, Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import POSITIVE, amount, count, number, returns

FUNCTIONS = (
    Function(
        "CEE.VOLUME",
        Text("Volume de certificats d’une contribution", "Volume of certificates of a contribution"),
        (
            amount("contribution", "contribution", "contribution, € HT", "contribution, € before VAT"),
            number(
                "facteur",
                "factor",
                "facteur de conversion, € HT par kWh cumac",
                "conversion factor, € before VAT per kWh cumac",
                Bounds(1e-6, 1000),
                zero_is_blank=True,
            ),
        ),
        returns(Kind.NUMBER, "kWh cumac", "kWh cumac"),
        Text("Moby, Annexe 1 (fiche PRO-INFO-09)", "Moby, Annexe 1 (sheet PRO-INFO-09)"),
        Example((58268, 0.005), 11653600.0),
        "udfs.rules.cee.volume",
        "udfs.rules.cee.expliquer_volume",
    ),
    Function(
        "CEE.REPARTITION",
        Text(
            "Répartition d’un total entier au prorata de contributions (Sainte-Laguë)",
            "Whole total shared in proportion to contributions (Sainte-Laguë)",
        ),
        (
            count(
                "total",
                "total",
                "unités entières à répartir",
                "whole units to share",
                0,
                10**12,
                zero_is_blank=False,
            ),
            amount(
                "contributions",
                "contributions",
                "contribution de chacun ; une cellule vide vaut 0",
                "contribution of each; a blank cell is 0",
                POSITIVE,
                many=True,
                blank_is_zero=True,
            ),
            Argument(
                "cles",
                "keys",
                Kind.KEY,
                Text(
                    "clés qui départagent les égalités, la plus petite d’abord, les nombres avant les "
                    "textes ; omises, l’ordre de la plage",
                    "keys that break ties, the lowest first, numbers before texts; when left out, the order "
                    "of the range",
                ),
                default=None,
                many=True,
            ),
        ),
        returns(
            Kind.COLUMN, "unités de chacun, une ligne par contribution", "units of each, a row a contribution"
        ),
        Text(
            "Moby, article 6 (part de chaque obligé) ; méthode de Sainte-Laguë",
            "Moby, article 6 (part of each obligated party); Sainte-Laguë method",
        ),
        Example((10, ((60,), (30,), (10,))), ((6,), (3,), (1,))),
        "udfs.rules.cee.repartition",
        "udfs.rules.cee.expliquer_repartition",
    ),
)
