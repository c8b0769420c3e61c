"""MIXEUR: yearly contributions to the shared tool."""

from __future__ import annotations

from udfs.declaration import Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import VERSION_DATE, YEAR, amount, column, count, date, flag, option, returns

_ANNEXE_2 = Text("Mixeur, article 7 et Annexe 2", "Mixeur, article 7 and Annexe 2")
_PRORATA = option(
    "prorata",
    "proration",
    "première année au prorata en « douziemes » (article 7.3 : « au 1er du mois suivant ») ou en « jours »",
    "first year prorated in “douziemes” (twelfths; article 7.3: from the 1st of the next month) "
    "or in “jours” (days)",
    "douziemes",
    "jours",
)

FUNCTIONS = (
    Function(
        "MIXEUR.CONTRIBUTION",
        Text("Contribution due pour une année, au centime", "Contribution due for a year, to the cent"),
        (
            option(
                "statut",
                "status",
                "statut du membre",
                "status of the member",
                "collectivite",
                "structure",
                "structure_territoire_participant",
                "partenaire",
                required=True,
            ),
            YEAR,
            count(
                "habitants",
                "inhabitants",
                "population, obligatoire pour une collectivité",
                "population, required for a collectivité",
                1,
                100_000_000,
                default=None,
            ),
            count(
                "utilisateurs",
                "users",
                "comptes utilisateurs ; omis, ceux que le statut comprend",
                "user accounts; when left out, those that the status includes",
                1,
                1_000_000,
                default=None,
            ),
            date(
                "date_signature",
                "signature_date",
                "date de signature ; omise, l’année est due en entier",
                "date of signature; when left out, the full year is due",
                default=None,
            ),
            _PRORATA,
            count(
                "structures",
                "structures",
                "nombre de structures partenaires",
                "number of partner structures",
                1,
                100_000,
                default=1,
            ),
            amount(
                "derogation",
                "exception",
                "montant exceptionnel, €, qui remplace le montant de base ; un 0 s’écrit « gratuit »",
                "exceptional amount, €, in place of the base amount; a real 0 is written “gratuit”",
                default=None,
                zero_is_blank=True,
                words=(("gratuit", 0.0), ("free", 0.0)),
            ),
            flag(
                "utilisateurs_prorates",
                "users_prorated",
                "VRAI : les utilisateurs supplémentaires suivent le prorata, comme le reste de "
                "la contribution",
                "TRUE: additional users are prorated, as the rest of the contribution is",
                True,
            ),
            flag(
                "plafond_avec_utilisateurs",
                "cap_includes_users",
                "FAUX : le plafond borne la part par habitant, comme l’Annexe 2 est écrite",
                "FALSE: the cap bounds the part per inhabitant, as Annexe 2 is written",
                False,
            ),
        ),
        returns(Kind.AMOUNT, "contribution, € nets de taxe", "contribution, €, net of tax"),
        _ANNEXE_2,
        Example(("structure", 2025, None, None, "18/06/2025", None, None, 1750), 875.0),
        "udfs.rules.mixeur.contribution",
        "udfs.rules.mixeur.expliquer_contribution",
    ),
    Function(
        "MIXEUR.PRORATA",
        Text("Part de la première année qui est due", "Part of the first year that is due"),
        (date("date_signature", "signature_date", "date de signature", "date of signature"), _PRORATA),
        returns(Kind.RATE, "part, par unité", "part, per 1"),
        Text("Mixeur, article 7.3", "Mixeur, article 7.3"),
        Example(("18/06/2025",), 0.5),
        "udfs.rules.mixeur.prorata",
        "udfs.rules.mixeur.expliquer_prorata",
    ),
    Function(
        "MIXEUR.GRILLE",
        Text("Grille des contributions en vigueur", "Contribution grid in force"),
        (VERSION_DATE,),
        returns(
            Kind.TABLE,
            "une ligne par statut",
            "a row for each status",
            column("statut", Kind.TEXT, "Statut", "Status"),
            column("par_habitant", Kind.AMOUNT, "€ par habitant", "€ per inhabitant"),
            column("forfait", Kind.AMOUNT, "Forfait €", "Flat amount, €"),
            column("minimum", Kind.AMOUNT, "Minimum €", "Minimum, €"),
            column("maximum", Kind.AMOUNT, "Maximum €", "Maximum, €"),
            column("comptes_inclus", Kind.COUNT, "Comptes inclus", "Accounts included"),
            column(
                "utilisateur_supplementaire", Kind.AMOUNT, "€ par utilisateur de plus", "€ per further user"
            ),
        ),
        _ANNEXE_2,
        Example(("31/12/2025",), (("collectivite", 0.01, "", 2500.0, 20000.0, 5, 80.0),)),
        "udfs.rules.mixeur.grille",
        "udfs.rules.mixeur.expliquer_grille",
    ),
)
