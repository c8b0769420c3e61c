"""ECORENOVER: the monthly treasury of a renovation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from udfs.declaration import Argument, Bounds, Example, Function, Kind, Whole
from udfs.errors import Text
from udfs.registry.common import PER_ONE, amount, column, count, number, option, rate, returns

PROJET = Whole("projet", "udfs.rules.ecorenover.Projet")
"""What the rules take: all the arguments of a project, brought to one shape and checked once."""

_SOURCE = Text(
    "Mixeur, annexe 1 (Écorénover : simulation de trésorerie mensuelle)",
    "Mixeur, annexe 1 (Écorénover: simulation of the monthly treasury)",
)
_BLANK = Text("une cellule vide vaut 0", "a blank cell is 0")
_RISE = Bounds(-0.5, 1)
_GAIN = Bounds(-100, 1)
_MONTHS = 600


def _range(made: Argument, required: bool = False) -> Argument:
    """That argument as a range whose blank cells are 0."""
    help_ = Text(f"{made.help.fr} ; {_BLANK.fr}", f"{made.help.en}; {_BLANK.en}")
    default: Any = made.default if required else None
    return replace(made, help=help_, many=True, blank_is_zero=True, default=default)


def _months(name: str, name_en: str, fr: str, en: str, required: bool = False) -> Argument:
    return _range(count(name, name_en, fr, en, 1, _MONTHS), required)


_ARGUMENTS: tuple[Argument, ...] = (
    count("horizon", "horizon", "années simulées", "years simulated", 1, 50),
    _months(
        "mois_travaux",
        "works_months",
        "mois de chaque lot de travaux, 1 pour le premier de la simulation",
        "month of each work, 1 for the first of the simulation",
        required=True,
    ),
    _range(amount("travaux", "works", "lots de travaux, € TTC", "works, € with VAT"), required=True),
    _months("mois_aides", "aids_months", "mois de versement de chaque aide", "month each aid is paid in"),
    _range(amount("aides", "aids", "aides, €", "aids, €")),
    amount("apport", "own_funds", "apport personnel, €", "own funds, €", default=0.0),
    _range(
        amount(
            "capitaux", "principals", "prêts, €, en centimes entiers", "amounts borrowed, €, in whole cents"
        )
    ),
    _range(rate("taux", "rates", "taux annuel nominal de chaque prêt", "nominal yearly rate of each loan")),
    _months(
        "mois_prets",
        "loans_months",
        "mois de versement de chaque prêt, qui est aussi celui de sa première échéance",
        "month each loan is drawn in, which is also that of its first payment",
    ),
    _months(
        "durees",
        "terms",
        "mensualités de chaque prêt, différées comprises",
        "monthly payments of each loan, deferred ones included",
    ),
    _range(
        amount("assurances", "insurances", "assurance de chaque prêt, € par mois", "insurance, € a month")
    ),
    _range(
        count(
            "differes",
            "deferrals",
            "premières mensualités d’intérêts seuls de chaque prêt",
            "first payments of interest alone, for each loan",
            0,
            _MONTHS,
        )
    ),
    _range(
        number(
            "kwh",
            "kwh",
            "consommation annuelle de chaque énergie avant travaux, kWh",
            "yearly consumption of each energy before works, kWh",
        )
    ),
    _range(
        rate(
            "gains",
            "savings",
            "part économisée par les travaux, par unité, négative si la consommation augmente",
            "part saved by the works, per 1, negative when consumption grows",
            _GAIN,
        )
    ),
    _range(number("prix", "prices", "prix de chaque énergie, € par kWh", "price of each energy, € per kWh")),
    _range(
        amount(
            "abonnements",
            "subscriptions",
            "abonnements évités, € par an, qui montent comme le prix",
            "subscriptions no longer paid, € a year, which rise as the price does",
        )
    ),
    _range(rate("hausses", "rises", "hausse annuelle de chaque prix", "yearly rise of each price", _RISE)),
    _range(
        rate(
            "profils",
            "profiles",
            "part de l’année de janvier à décembre, douze par énergie ou douze pour toutes ; toutes vides, "
            "les douze mois sont égaux",
            "part of the year from January to December, twelve for each energy or twelve for all; all blank, "
            "the twelve months are alike",
            PER_ONE,
        )
    ),
    amount("entretien", "upkeep", "entretien, € par an", "maintenance, € a year", default=0.0),
    option(
        "regle_hausse",
        "rise_rule",
        "les prix montent tous les douze mois (« anniversaire ») ou chaque mois de « janvier » ; aucun "
        "document ne le dit",
        "prices rise every twelve months (“anniversaire”) or each “janvier”; no document says which",
        "anniversaire",
        "janvier",
    ),
    count(
        "premier_mois",
        "first_month",
        "mois civil du mois 1, de 1 à 12 ; janvier par défaut",
        "calendar month of month 1, from 1 to 12; January by default",
        1,
        12,
        default=1,
    ),
    count(
        "debut_economies",
        "savings_start",
        "premier mois avec des économies ; le mois 1 par défaut",
        "first month with savings; month 1 by default",
        1,
        _MONTHS,
        default=1,
    ),
    option(
        "emploi_apport",
        "own_funds_use",
        "l’apport paie ce que les aides et les prêts ne paient pas encore, le reste revient avec le dernier "
        "lot (« au_besoin »), ou tout entre au mois 1 (« au_debut »)",
        "own funds pay what aids and loans do not yet, the rest comes back with the last work (“au_besoin”), "
        "or all come in month 1 (“au_debut”)",
        "au_besoin",
        "au_debut",
    ),
    rate(
        "ecart_hausse",
        "rise_shift",
        "ajouté à la hausse de chaque prix, par unité ; 0 par défaut",
        "added to the rise of each price, per 1; 0 by default",
        _RISE,
        default=0.0,
    ),
)
PROJECT: tuple[Argument, ...] = tuple(replace(argument, part_of=PROJET) for argument in _ARGUMENTS)
"""The arguments of a project, in the order that every function of ECORENOVER keeps."""

_T = (
    *(20, ((1,),), ((30000,),), ((1,),), ((9000,),), 1000),
    *(((20000,),), ((0,),), ((1,),), ((180,),), None, None),
    *(((18000,),), ((0.45,),), ((0.11,),), None, ((0.03,),)),
)
"""Works of 30 000 € paid by aids, own funds and a loan without interest over 180 months."""


def _euros(name: str, fr: str, en: str) -> Any:
    return column(name, Kind.AMOUNT, fr, en)


FUNCTIONS = (
    Function(
        "ECORENOVER.TRESORERIE",
        Text("Trésorerie d’une rénovation, une ligne par mois", "Treasury of a renovation, a row a month"),
        PROJECT,
        returns(
            Kind.TABLE,
            "une ligne par mois, €",
            "a row a month, €",
            column("mois", Kind.COUNT, "Mois", "Month"),
            _euros("travaux", "Travaux", "Works"),
            _euros("aides", "Aides", "Aids"),
            _euros("apport", "Apport", "Own funds"),
            _euros("prets", "Prêts", "Loans"),
            _euros("mensualites", "Mensualités", "Payments"),
            _euros("entretien", "Entretien", "Maintenance"),
            _euros("economies", "Économies", "Savings"),
            _euros("flux", "Flux", "Flow"),
            _euros("cumul", "Cumul", "Balance"),
            _euros("relais", "Relais", "Bridging"),
            _euros("facture", "Facture sans travaux", "Bill without works"),
        ),
        _SOURCE,
        Example(
            _T,
            (
                (1, 30000, 9000, 1000, 20000, 111.11, 0, 74.25, -36.86, -1036.86, 0, 165.0),
                (2, 0, 0, 0, 0, 111.11, 0, 74.25, -36.86, -1073.72, 0, 165.0),
            ),
            digits=2,
        ),
        "udfs.rules.ecorenover.tresorerie",
        "udfs.rules.ecorenover.expliquer_tresorerie",
    ),
    Function(
        "ECORENOVER.LIGNE",
        Text("Une cellule de la trésorerie d’une rénovation", "One cell of the treasury of a renovation"),
        (
            option(
                "colonne",
                "column",
                "colonne de la trésorerie",
                "column of the treasury",
                *("travaux", "aides", "apport", "prets", "mensualites", "entretien", "economies"),
                *("flux", "cumul", "relais", "facture"),
                required=True,
            ),
            count(
                "mois",
                "month",
                "mois, 1 pour le premier ; vide à 0, sauf le cumul, et après le dernier",
                "month, 1 for the first; blank at 0, but for the balance, and after the last",
                0,
                _MONTHS,
                zero_is_blank=False,
                blank_is_zero=True,
            ),
            *PROJECT,
        ),
        returns(Kind.AMOUNT, "€", "€"),
        _SOURCE,
        Example(("cumul", 240, *_T), 2941.50, digits=2),
        "udfs.rules.ecorenover.ligne",
        "udfs.rules.ecorenover.expliquer_ligne",
    ),
    Function(
        "ECORENOVER.MOIS_RETOUR",
        Text(
            "Mois à partir duquel le cumul reste positif ou nul",
            "Month from which the balance stays at 0 or above",
        ),
        PROJECT,
        returns(
            Kind.COUNT,
            "mois ; vide si le cumul est encore négatif au dernier",
            "month; blank where the balance is still negative in the last one",
        ),
        _SOURCE,
        Example(_T, 218),
        "udfs.rules.ecorenover.mois_retour",
        "udfs.rules.ecorenover.expliquer_mois_retour",
    ),
    Function(
        "ECORENOVER.POINT_BAS",
        Text("Point le plus bas du cumul de trésorerie", "Lowest point of the treasury"),
        PROJECT,
        returns(
            Kind.AMOUNT,
            "€, négatifs ; l’apport mis de côté au départ est le premier point",
            "€, negative; the own funds put aside at the start are the first point",
        ),
        _SOURCE,
        Example(_T, -4442.57, digits=2),
        "udfs.rules.ecorenover.point_bas",
        "udfs.rules.ecorenover.expliquer_point_bas",
    ),
    Function(
        "ECORENOVER.EFFORT",
        Text("Effort du mois le plus lourd", "What the hardest month asks for"),
        (
            *PROJECT,
            option(
                "sur",
                "on",
                "tous les flux du mois (« flux »), travaux non couverts compris, ou mensualités et entretien "
                "moins économies (« courant »)",
                "all the flows of the month (“flux”), works not covered included, or payments and "
                "maintenance less savings (“courant”)",
                "flux",
                "courant",
            ),
        ),
        returns(Kind.AMOUNT, "€, 0 si aucun mois ne demande rien", "€, 0 where no month asks for anything"),
        _SOURCE,
        Example(_T, 36.86, digits=2),
        "udfs.rules.ecorenover.effort",
        "udfs.rules.ecorenover.expliquer_effort",
    ),
)
