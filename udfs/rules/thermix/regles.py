"""The rules of Thermix: global cost, primary energy and carbon of heating systems. Mixeur, annex 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import OutOfRange, Text
from udfs.rules import energie
from udfs.rules.choix import check_choix
from udfs.rules.nombres import dernier_rang, plain
from udfs.rules.plages import check_lengths
from udfs.rules.thermix.systeme import Counts, Floats, Systeme

DENOMINATEURS: Final = ("energie", "energie_actualisee")
KWH_PER_MWH = 1000.0


class Couts(NamedTuple):
    """A row a year, from year 0, EUR, unrounded: (years,) for one system, (N, years) for many.

    A system whose horizon is shorter than others' has NaN after it.
    """

    annee: Floats
    energie: Floats
    """Energy bought, of the year."""
    abonnement: Floats
    entretien: Floats
    remplacement: Floats
    """Less the residual value, in the last year."""
    total: Floats
    """Of the year; in year 0, investment less aids."""
    actualise: Floats
    """Total discounted to year 0."""
    cumul: Floats


class _Annee(NamedTuple):
    """One year of every system, beside its discount factors."""

    energie: Floats
    abonnement: Floats
    entretien: Floats
    remplacement: Floats
    facteur: Floats
    facteur_futur: Floats

    @property
    def actualise(self) -> Floats:
        courant = self.energie + self.abonnement + self.entretien
        return courant / self.facteur + self.remplacement / self.facteur_futur


def _annees(systeme: Systeme) -> Iterator[_Annee]:
    """The years 1, 2, … of the longest horizon; 0 after that of a system.

    Powers are products of year after year: a product is the same to the last bit in an array and alone.
    """
    price = upkeep = discount = np.ones(systeme.shape)
    yearly = systeme.besoin / systeme.rendement * systeme.prix
    flat = systeme.valeurs_futures == "telles_quelles"
    for year in range(1, int(systeme.horizon.max(initial=0)) + 1):
        discount = discount * (1.0 + systeme.actualisation)
        counted = year <= systeme.horizon
        parts = (yearly * price, systeme.abonnement * price, systeme.entretien * upkeep)
        shown = [np.where(counted, part, 0.0) for part in (*parts, _futur(systeme, year))]
        factors: list[Any] = [discount, np.ones(systeme.shape) if flat else discount]
        yield _Annee(*shown, *factors)
        price = price * (1.0 + systeme.hausse)
        upkeep = upkeep * (1.0 + systeme.hausse_entretien)


def _futur(systeme: Systeme, year: int) -> Floats:
    """What is replaced in a year, less what is left in the last one."""
    life: Counts = np.where(systeme.duree_vie > 0, systeme.duree_vie, year + 1)
    replaced = (year % life == 0) & (year < systeme.horizon)
    left = np.where(year == systeme.horizon, systeme.valeur_residuelle, 0.0)
    return np.where(replaced, systeme.remplacement, 0.0) - left


def couts(systeme: Systeme) -> Couts:
    """The costs of a heating system, a row a year.

    Args:
        systeme: One system or N.

    Returns:
        Columns of horizon + 1 rows, EUR, unrounded.

    Source:
        Mixeur, annex 1, Thermix: « coût global », « énergie primaire », « tonnes de carbone ».

    Examples:
        >>> found = couts(Systeme.of(1000, 0.5, 0.1, 500, 2, 0.0, abonnement=50))
        >>> found.total.tolist(), found.cumul.tolist()
        ([500.0, 250.0, 250.0], [500.0, 750.0, 1000.0])
    """
    start = systeme.investissement - systeme.aides
    nothing = np.zeros(systeme.shape)
    rows = [(nothing, nothing, nothing, nothing, start, start)]
    for year in _annees(systeme):
        whole = year.energie + year.abonnement + year.entretien + year.remplacement
        rows.append((*year[:4], whole, year.actualise))
    columns = [np.stack(column, axis=-1) for column in zip(*rows, strict=True)]
    columns.append(np.cumsum(columns[-1], axis=-1))
    years = np.broadcast_to(np.arange(float(len(rows))), columns[0].shape)
    ended = years > np.asarray(systeme.horizon)[..., None]
    return Couts(*(np.where(ended, np.nan, column) for column in (years, *columns)))


def cout_global(systeme: Systeme) -> Any:
    """What a heating system costs over its horizon, discounted.

    Args:
        systeme: One system or N.

    Returns:
        EUR, unrounded, float or (N,): investment − aids + energy, subscription and maintenance of each year
        over (1 + d)^n + replacements − residual value.

    Source:
        As `couts`.

    Examples:
        >>> gas = Systeme.of(18000, 0.92, 0.1, 7000, 20, 0.03, 0, 250, 150, 0.04, 0.02)
        >>> round(cout_global(gas), 2)
        56695.82
    """
    total = systeme.investissement - systeme.aides
    for year in _annees(systeme):
        total = total + year.actualise
    return plain(total)


def cumul(annee: ArrayLike, systeme: Systeme) -> Any:
    """The discounted cost from year 0 to a year, that year included.

    Args:
        annee: 0 is the investment less aids. Scalar or (N,).
        systeme: One system or N.

    Returns:
        EUR, unrounded, float or (N,); NaN after the horizon.

    Source:
        As `couts`.

    Examples:
        >>> cumul(1, Systeme.of(1000, 0.5, 0.1, 500, 2, 0.0, abonnement=50))
        750.0
    """
    asked = np.asarray(annee, np.int64)
    total = systeme.investissement - systeme.aides
    for rank, year in enumerate(_annees(systeme), 1):
        total = total + np.where(rank <= asked, year.actualise, 0.0)
    return plain(np.where(asked <= systeme.horizon, total, np.nan))


def cout_mwh(systeme: Systeme, denominateur: str = "energie") -> Any:
    """The global cost of each MWh of useful heat.

    Args:
        systeme: One system or N, whose need is a kWh at least.
        denominateur: MWh of the whole horizon ("energie"), or discounted as the costs are.

    Returns:
        EUR per MWh, unrounded, float or (N,).

    Raises:
        OutOfRange: No need of heat.
        WrongValue: Unknown `denominateur`.

    Source:
        As `couts`; it does not say whether energy is discounted: a named choice, energy as it is by default.

    Examples:
        >>> cout_mwh(Systeme.of(1000, 0.5, 0.1, 500, 2, 0.0, abonnement=50))
        500.0
    """
    check_choix("denominateur", denominateur, DENOMINATEURS, "denominator")
    if np.any(systeme.besoin < 1):
        raise OutOfRange(
            "besoin : à moins d’un kWh utile par an, il n’y a pas de coût par MWh",
            "besoin (need): below one useful kWh a year there is no cost per MWh",
            argument="besoin",
            value=float(np.min(systeme.besoin)),
        )
    years: Any = systeme.horizon
    if denominateur == "energie_actualisee":
        years = np.zeros(systeme.shape)
        for rank, year in enumerate(_annees(systeme), 1):
            years = years + np.where(rank <= systeme.horizon, 1.0 / year.facteur, 0.0)
    return plain(np.asarray(cout_global(systeme)) / (systeme.besoin * years / KWH_PER_MWH))


def croisement(cumuls: ArrayLike, reference: ArrayLike) -> Any:
    """The year from which a system has cost no more than another one, to the cent, and stays so.

    Args:
        cumuls: Cumulated cost of the system from year 0, EUR, (k,) or (N, k).
        reference: That of the other one, likewise.

    Returns:
        Year, float or (N,), 0 the first; NaN where it costs more in the last one.

    Raises:
        WrongValue: Ranges of several lengths.

    Source:
        As `couts`.

    Examples:
        >>> croisement([900, 950, 1000], [500, 750, 1000]), croisement([1, 2], [1, 2])
        (2.0, 0.0)
    """
    own, other = (np.atleast_1d(np.asarray(one, np.float64)) for one in (cumuls, reference))
    check_lengths({"cumuls": own, "reference": other}, Text("une valeur par année", "one value a year"))
    own, other = np.broadcast_arrays(own, other)
    last = dernier_rang(money.round_half_up(own - other) > 0)
    return plain(np.where(last < own.shape[-1], last.astype(np.float64), np.nan))


# Primary energy and carbon


def energie_achetee(besoin: ArrayLike, rendement: ArrayLike) -> Any:
    """Energy bought for a need of useful heat, kWh a year."""
    return np.asarray(besoin, np.float64) / np.asarray(rendement, np.float64)


def energie_primaire(besoin: ArrayLike, rendement: ArrayLike, facteur: ArrayLike) -> Any:
    """Primary energy of a heating system.

    Args:
        besoin: Useful heat, kWh a year. Scalar or (N,).
        rendement: As `Systeme`. Scalar or (N,).
        facteur: kWh of primary energy per kWh bought. Scalar or (N,).

    Returns:
        kWh of primary energy a year, unrounded, float or (N,).

    Source:
        Mixeur, annex 1, Thermix: « énergie primaire ».

    Examples:
        >>> energie_primaire(18000, 3, 1.9)
        11400.0
    """
    return plain(energie_achetee(besoin, rendement) * np.asarray(facteur, np.float64))


def ges(besoin: ArrayLike, rendement: ArrayLike, facteur_kg_kwh: ArrayLike) -> Any:
    """Emissions of a heating system.

    Args:
        besoin: Useful heat, kWh a year. Scalar or (N,).
        rendement: As `Systeme`. Scalar or (N,).
        facteur_kg_kwh: kg of CO2 per kWh bought. Scalar or (N,).

    Returns:
        Tonnes of CO2 a year, unrounded, float or (N,).

    Source:
        Mixeur, annex 1, Thermix: « tonnes de carbone ».

    Examples:
        >>> ges(18000, 3, 0.079)
        0.474
    """
    return energie.ges(energie_achetee(besoin, rendement), facteur_kg_kwh)
