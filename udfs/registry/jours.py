"""JOURS: day counts, working days, holidays."""

from __future__ import annotations

from udfs.declaration import Argument, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import BASE, CALENDAR, YEAR, count, date, option, returns

_WORKING_DAYS = Text(
    "Intracting, définition du Jour Ouvré et article 6.2",
    "Intracting, definition of Jour Ouvré and article 6.2",
)
_DAY_COUNT = Text(
    "Intracting, article 4 (base 30/360) ; définitions ISDA 2006, § 4.16 ; règle 251 de l’ICMA ; "
    "convention-cadre AFB ; Excel, FRACTION.ANNEE",
    "Intracting, article 4 (30/360 base); ISDA 2006 Definitions, § 4.16; ICMA rule 251; AFB master "
    "agreement; Excel, YEARFRAC",
)
_PERIOD: tuple[Argument, ...] = (
    date("debut", "start", "premier jour", "first day"),
    date("fin", "end", "dernier jour", "last day"),
    BASE,
    date(
        "terme",
        "maturity",
        "terme du prêt ; sans effet sur les bases proposées",
        "maturity of the loan; without effect on the bases available",
        default=None,
    ),
)
_DAY = date("date", "date", "date de départ", "date to start from")

FUNCTIONS = (
    Function(
        "JOURS.NOMBRE",
        Text("Nombre de jours entre deux dates", "Days between two dates"),
        _PERIOD,
        returns(Kind.COUNT, "jours", "days"),
        _DAY_COUNT,
        Example(("02/12/2024", "30/06/2025"), 208),
        "udfs.rules.jours.nombre",
        "udfs.rules.jours.expliquer_nombre",
    ),
    Function(
        "JOURS.FRACTION",
        Text("Fraction d’année entre deux dates", "Year fraction between two dates"),
        (
            *_PERIOD,
            date(
                "debut_reference",
                "reference_start",
                "début de la période de référence ; sans effet sur les bases proposées",
                "start of the reference period; without effect on the bases available",
                default=None,
            ),
            date(
                "fin_reference",
                "reference_end",
                "fin de la période de référence ; sans effet sur les bases proposées",
                "end of the reference period; without effect on the bases available",
                default=None,
            ),
        ),
        returns(Kind.NUMBER, "années", "years"),
        _DAY_COUNT,
        Example(("31/12/2024", "31/12/2025"), 1.0),
        "udfs.rules.jours.fraction",
        "udfs.rules.jours.expliquer_fraction",
    ),
    Function(
        "JOURS.AJUSTER",
        Text("Date ramenée à un jour ouvré", "Date moved to a working day"),
        (
            _DAY,
            option(
                "regle",
                "rule",
                "« suivant » (article 6.2) ; « precedent » ; « suivant_modifie » : le suivant "
                "sauf s’il change de mois",
                "“suivant” (next, article 6.2); “precedent”; “suivant_modifie”: the next unless "
                "it changes month",
                "suivant",
                "precedent",
                "suivant_modifie",
            ),
            CALENDAR,
        ),
        returns(Kind.DATE, "jour ouvré", "working day"),
        _WORKING_DAYS,
        Example(("30/03/2024",), 45384),
        "udfs.rules.jours.ajuster",
        "udfs.rules.jours.expliquer_ajuster",
    ),
    Function(
        "JOURS.DECALER",
        Text(
            "Date décalée de n jours ouvrés, jours, mois ou années",
            "Date n working days, days, months or years later",
        ),
        (
            _DAY,
            count(
                "n",
                "n",
                "nombre d’unités, négatif pour reculer ; 0 ou vide laisse la date",
                "number of units, negative to go back; 0 or blank leaves the date",
                -36600,
                36600,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            option(
                "unite",
                "unit",
                "unité du décalage ; les délais de la convention Intracting sont en jours ouvrés",
                "unit of the shift; the time limits of the Intracting convention are in working days",
                "jours_ouvres",
                "jours",
                "mois",
                "annees",
            ),
            CALENDAR,
        ),
        returns(Kind.DATE, "date décalée", "shifted date"),
        _WORKING_DAYS,
        Example(("13/12/2024", -10), 45625),
        "udfs.rules.jours.decaler",
        "udfs.rules.jours.expliquer_decaler",
    ),
    Function(
        "JOURS.FERIES",
        Text("Jours fériés d’une année", "Holidays of a year"),
        (YEAR, CALENDAR),
        returns(Kind.COLUMN, "dates, une par ligne", "dates, one a row"),
        _WORKING_DAYS,
        Example((2025,), ((45658,), (45768,), (45778,))),
        "udfs.rules.jours.feries",
        "udfs.rules.jours.expliquer_feries",
    ),
)
