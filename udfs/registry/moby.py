"""MOBY: degressive grid and quote of the programme."""

from __future__ import annotations

from udfs.declaration import Argument, Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import VERSION_DATE, amount, column, count, option, returns

_GRID = Text("Moby, Annexe 2 (collèges et lycées)", "Moby, Annexe 2 (secondary schools)")
_QUOTE = Text("Moby, Annexes 2 et 3", "Moby, Annexes 2 and 3")
_NIVEAU = option(
    "niveau",
    "level",
    "« secondaire » (collèges et lycées, Annexe 2) ou « elementaire » (écoles, dont la grille se saisit)",
    "“secondaire” (secondary schools, Annexe 2) or “elementaire” (primary schools, whose grid is entered)",
    "secondaire",
    "elementaire",
)
_SIMULATION: tuple[Argument, ...] = (
    count(
        "etablissements", "schools", "établissements de la convention", "schools of the convention", 1, 10_000
    ),
    count(
        "communes",
        "municipalities",
        "communes ; omises, une par établissement, hypothèse de la grille",
        "municipalities; when left out, one for each school, as the grid assumes",
        1,
        10_000,
        default=None,
    ),
    count(
        "signataires",
        "signatories",
        "signataires ; 1 dans la grille",
        "signatories; 1 in the grid",
        1,
        1000,
        default=1,
    ),
    count(
        "structures",
        "structures",
        "structures animatrices ; 1 dans la grille",
        "facilitating structures; 1 in the grid",
        1,
        1000,
        default=1,
    ),
    count(
        "autres_etablissements",
        "other_schools",
        "établissements d’autres collectivités signant en même temps, comptés pour la tranche (article 5)",
        "schools of other authorities that sign at the same time, counted for the bracket (article 5)",
        0,
        10_000,
        default=0,
    ),
    count(
        "annees",
        "years",
        "années scolaires du programme ; omises, la durée en vigueur (paramètre moby.annees)",
        "school years of the programme; when left out, the length in force (parameter moby.annees)",
        1,
        10,
        default=None,
    ),
    option(
        "arrondi",
        "rounding",
        "arrondi à l’euro par « etablissement » (Annexe 3) ou sur le « total »",
        "rounded to the euro per “etablissement” (school, Annexe 3) or on the “total”",
        "etablissement",
        "total",
    ),
    amount(
        "ajustement_cee",
        "cee_adjustment",
        "ajustement de la part CEE, € HT pour tout le périmètre, quand les documents ne donnent pas de "
        "prix ; un 0 s’écrit « gratuit »",
        "adjustment of the CEE part, € before VAT for the whole perimeter, when the documents give no price; "
        "a real 0 is written “gratuit”",
        bounds=Bounds(-1e9, 1e9),
        default=None,
        zero_is_blank=True,
        words=(("gratuit", 0.0), ("free", 0.0)),
    ),
    VERSION_DATE,
    _NIVEAU,
    count(
        "classes",
        "classes",
        "classes des écoles élémentaires ; omises, autant par école que la grille le suppose",
        "classes of the primary schools; when left out, as many a school as the grid assumes",
        1,
        100_000,
        default=None,
    ),
)

FUNCTIONS = (
    Function(
        "MOBY.PRIX",
        Text("Prix par établissement dans la grille", "Price per school in the grid"),
        (
            Argument(
                "nombre",
                "number",
                Kind.BRACKET,
                Text(
                    "nombre d’établissements, ou tranche de la grille (« 4 à 6 », « 11 et plus »)",
                    "number of schools, or a bracket of the grid (“4 à 6”, “11 et plus”)",
                ),
                bounds=Bounds(1, 10_000),
                zero_is_blank=True,
            ),
            option(
                "composante",
                "component",
                "part du prix",
                "part of the price",
                "total",
                "cee",
                "reste_ht",
                "reste_ttc",
                required=True,
            ),
            VERSION_DATE,
            _NIVEAU,
        ),
        returns(Kind.AMOUNT, "€ par établissement", "€ per school"),
        _GRID,
        Example((2, "reste_ttc"), 9600.0),
        "udfs.rules.moby.prix",
        "udfs.rules.moby.expliquer_prix",
    ),
    Function(
        "MOBY.GRILLE",
        Text("Grille des prix en vigueur", "Price grid in force"),
        (VERSION_DATE, _NIVEAU),
        returns(
            Kind.TABLE,
            "une ligne par tranche",
            "a row for each bracket",
            column("minimum", Kind.COUNT, "De", "From"),
            column("maximum", Kind.COUNT, "À", "To"),
            column("total", Kind.AMOUNT, "Total HT", "Total before VAT"),
            column("cee", Kind.AMOUNT, "CEE HT", "CEE before VAT"),
            column("reste_ht", Kind.AMOUNT, "Reste à charge HT", "Remainder before VAT"),
            column("reste_ttc", Kind.AMOUNT, "Reste à charge TTC", "Remainder with VAT"),
        ),
        _GRID,
        Example((), ((1, 1, 39325.0, 30250.0, 9075.0, 10890.0),)),
        "udfs.rules.moby.grille",
        "udfs.rules.moby.expliquer_grille",
    ),
    Function(
        "MOBY.SIMULATION",
        Text("Simulation du coût, comme à l’Annexe 3", "Simulation of the cost, as in Annexe 3"),
        _SIMULATION,
        returns(
            Kind.TABLE,
            "prix total, part CEE, reste HT, reste TTC",
            "total price, CEE part, remainder before VAT, remainder with VAT",
            column("total", Kind.AMOUNT, "Total", "Total"),
            column("etablissement", Kind.AMOUNT, "Par établissement", "Per school"),
            column("annee", Kind.AMOUNT, "Par établissement et par an", "Per school and year"),
        ),
        _QUOTE,
        Example(
            (2, 2, 1, 2),
            (
                (75748.0, 37874.0, 18937.0),
                (58268.0, 29134.0, 14567.0),
                (17480.0, 8740.0, 4370.0),
                (20976.0, 10488.0, 5244.0),
            ),
        ),
        "udfs.rules.moby.simulation",
        "udfs.rules.moby.expliquer_simulation",
    ),
    Function(
        "MOBY.MONTANT",
        Text("Une cellule de la simulation", "One cell of the simulation"),
        (
            option(
                "poste",
                "item",
                "ligne de la simulation",
                "row of the simulation",
                "total",
                "cee",
                "reste_ht",
                "reste_ttc",
                required=True,
            ),
            option(
                "colonne",
                "column",
                "colonne de la simulation",
                "column of the simulation",
                "total",
                "etablissement",
                "annee",
                required=True,
            ),
            *_SIMULATION,
        ),
        returns(Kind.AMOUNT, "€", "€"),
        _QUOTE,
        Example(("reste_ttc", "total", 2, 2, 1, 2), 20976.0),
        "udfs.rules.moby.montant",
        "udfs.rules.moby.expliquer_montant",
    ),
)
