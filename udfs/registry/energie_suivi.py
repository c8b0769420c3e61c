"""ENERGIE: follow-up by month and by action."""

from __future__ import annotations

from udfs.declaration import Argument, Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import POSITIVE, SIGNED, count, number, option, rate, returns

_DEGREE_DAYS = Bounds(0, 100_000)
_AVOIDED = number(
    "evitee",
    "avoided",
    "consommation évitée, kWh, négative si la consommation augmente",
    "consumption avoided, kWh, negative when consumption grows",
    SIGNED,
)


def _by_month(name: str, name_en: str, fr: str, en: str) -> Argument:
    return number(
        name,
        name_en,
        f"{fr}, kWh par mois mesuré ; une cellule vide vaut 0",
        f"{en}, kWh for each month measured; a blank cell is 0",
        many=True,
        blank_is_zero=True,
    )


def _degree_days(name: str, name_en: str, fr: str, en: str) -> Argument:
    return number(
        name,
        name_en,
        f"degrés-jours unifiés de chaque mois {fr} ; vide, ils ne sont pas connus, ce que seul un mois sans "
        "chauffage accepte ; selon le tableur, une cellule vide y vaut 0",
        f"degree days of each month {en}; blank, they are not known, which only a month without heating "
        "accepts; in some spreadsheets a blank cell is 0",
        _DEGREE_DAYS,
        many=True,
        blank_is_unknown=True,
    )


FUNCTIONS = (
    Function(
        "ENERGIE.REFERENCE_MENSUELLE",
        Text(
            "Consommation de référence ajustée au climat, mois par mois",
            "Reference consumption adjusted to the climate, month by month",
        ),
        (
            _by_month(
                "hors_chauffage", "non_heating", "référence hors chauffage", "reference without heating"
            ),
            _by_month("chauffage", "heating", "référence de chauffage", "heating reference"),
            _degree_days(
                "dju_reference",
                "reference_degree_days",
                "de la période de référence",
                "of the reference period",
            ),
            _degree_days("dju_suivi", "monitored_degree_days", "suivi", "monitored"),
            number(
                "seuil",
                "threshold",
                "degrés-jours de référence à partir desquels un mois a son propre rapport, sinon celui des "
                "sommes de tous les mois ; 1 par défaut, un mois sans degré-jour n’a pas de rapport",
                "reference degree days from which a month has a ratio of its own, else that of the sums of "
                "all the months; 1 by default, a month without degree days has no ratio",
                Bounds(0.01, 100_000),
                default=1.0,
                zero_is_blank=True,
            ),
        ),
        returns(Kind.COLUMN, "kWh, une ligne par mois", "kWh, a row a month"),
        Text(
            "Intracting, articles 1 et 7.3, Annexe 3 ; protocole IPMVP",
            "Intracting, articles 1 and 7.3, Annexe 3; IPMVP protocol",
        ),
        Example(
            (
                ((2000,), (2000,), (2000,)),
                ((36000,), (18000,), (900,)),
                ((400,), (200,), (0,)),
                ((360,), (190,), (10,)),
            ),
            ((34400.0,), (19100.0,), (2840.0,)),
        ),
        "udfs.rules.energie_mois.reference_mensuelle",
        "udfs.rules.energie_mois.expliquer_reference_mensuelle",
    ),
    Function(
        "ENERGIE.REDUCTION",
        Text("Part évitée d’une consommation", "Part of a consumption that was avoided"),
        (
            _AVOIDED,
            number(
                "initiale",
                "initial",
                "consommation de référence, avant tout ajustement, kWh",
                "reference consumption, before any adjustment, kWh",
                POSITIVE,
            ),
            number("ajustee", "adjusted", "référence ajustée, kWh", "adjusted reference, kWh", POSITIVE),
            option(
                "base",
                "base",
                "ce dont elle est une part : la consommation « initiale » (annexe 3) ou la référence "
                "« ajustee » ; celle qui est choisie est plus grande que 0",
                "what it is a part of: the “initiale” consumption (annexe 3) or the “ajustee” reference; the "
                "one chosen is greater than 0",
                "initiale",
                "ajustee",
            ),
        ),
        returns(
            Kind.RATE,
            "par unité, négative si la consommation augmente",
            "per 1, negative when consumption grows",
        ),
        Text("Intracting, Annexe 3 (indicateurs annuels)", "Intracting, Annexe 3 (yearly indicators)"),
        Example((37000, 200000, 177000), 0.185, digits=6),
        "udfs.rules.energie_suivi.reduction",
        "udfs.rules.energie_suivi.expliquer_reduction",
    ),
    Function(
        "ENERGIE.REPARTITION",
        Text(
            "Part d’une action dans la consommation évitée d’un compteur",
            "Part of an action in the consumption avoided on a meter",
        ),
        (
            _AVOIDED,
            number(
                "gain_attendu",
                "expected_saving",
                "gain attendu de l’action, kWh par an ; une cellule vide vaut 0",
                "expected saving of the action, kWh a year; a blank cell is 0",
                POSITIVE,
                blank_is_zero=True,
            ),
            number(
                "gains_attendus",
                "expected_savings",
                "gains attendus des actions terminées sur ce compteur, dont le sien, kWh par an ; une "
                "cellule vide vaut 0",
                "expected savings of the finished actions on that meter, its own among them, kWh a year; "
                "a blank cell is 0",
                POSITIVE,
                many=True,
                blank_is_zero=True,
            ),
        ),
        returns(Kind.NUMBER, "kWh", "kWh"),
        Text(
            "Intracting, Annexe 3 (« si possible par APE sinon ratio »)",
            "Intracting, Annexe 3 (by action if possible, else by ratio)",
        ),
        Example((37000, 44550, ((44550,), (4380,), (11350,))), 27344.891, digits=3),
        "udfs.rules.energie_suivi.repartition",
        "udfs.rules.energie_suivi.expliquer_repartition",
    ),
    Function(
        "ENERGIE.INDICATEUR",
        Text(
            "Indicateur annuel, si assez de mois sont mesurés",
            "Yearly indicator, where enough months are measured",
        ),
        (
            number("valeur", "value", "l’indicateur", "the indicator", SIGNED),
            count(
                "mois_manquants",
                "missing_months",
                "mois de l’année sans relevé ; une cellule vide vaut 0",
                "months of the year without a reading; a blank cell is 0",
                0,
                12,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            count(
                "mois_estimes",
                "estimated_months",
                "mois dont le relevé est estimé ; 0 par défaut",
                "months whose reading is estimated; 0 by default",
                0,
                12,
                default=0,
            ),
            rate(
                "part_maximale",
                "largest_share",
                "part de l’année qui peut manquer ou être estimée, par unité ; un dixième par défaut, "
                "aucun document n’en donne ; selon le tableur, une cellule vide y vaut 0",
                "part of the year that may be missing or estimated, per 1; a tenth by default, no document "
                "gives any; in some spreadsheets a blank cell is 0",
                default=0.1,
            ),
        ),
        returns(
            Kind.NUMBER,
            "la valeur ; #N/A si trop de mois manquent ou sont estimés",
            "the value; #N/A when too many months are missing or estimated",
        ),
        Text("Intracting, article 7.5.1 et Annexe 3", "Intracting, article 7.5.1 and Annexe 3"),
        Example((37000, 0, 1), 37000.0),
        "udfs.rules.energie_suivi.indicateur",
        "udfs.rules.energie_suivi.expliquer_indicateur",
    ),
)
