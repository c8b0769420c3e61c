"""The rules under the articles of the Mixeur agreement: articles 7.2, 7.3 and annex 2."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money, parameters
from udfs.errors import NotAvailable, OutOfRange, WrongValue
from udfs.rules.choix import check_choix

Floats = NDArray[np.float64]

STATUTS = ("collectivite", "structure", "structure_territoire_participant", "partenaire")


class Grille(NamedTuple):
    """The tariffs in force, one row a status; EUR a year, NaN where a column does not apply."""

    statut: NDArray[Any]
    par_habitant: Floats
    forfait: Floats
    minimum: Floats
    maximum: Floats
    comptes_inclus: Floats
    utilisateur_supplementaire: Floats


def grille(date: Any = None) -> Grille:
    """The tariffs in force.

    Args:
        date: A date of the version wanted; omitted, the only version there is.

    Returns:
        Columns of four rows, one a status, in the order of `STATUTS`.

    Raises:
        NotAvailable: No tariff at that date.

    Source:
        Mixeur, annex 2.

    Examples:
        >>> grille().forfait.tolist()
        [nan, 2500.0, 1500.0, 1000.0]
    """

    def authority(name: str) -> Floats:
        return np.array([parameters.number(name, date), np.nan, np.nan, np.nan])

    def by_status(name: str, statuses: tuple[str, ...]) -> Floats:
        return np.array([parameters.number(name, date, s) if s in statuses else np.nan for s in STATUTS])

    return Grille(
        np.array(STATUTS, object),
        authority("mixeur.taux_par_habitant"),
        by_status("mixeur.forfait", STATUTS[1:]),
        authority("mixeur.plancher_collectivite"),
        authority("mixeur.plafond_collectivite"),
        by_status("mixeur.comptes_inclus", STATUTS),
        by_status("mixeur.prix_utilisateur", STATUTS),
    )


def _price(statut: str, january: NDArray[np.datetime64]) -> Any:
    """Price per inhabitant of a collectivité, flat price of the others."""
    if statut == "collectivite":
        return _of_year("taux_par_habitant", january)
    return _of_year("forfait", january, statut)


def _of_year(name: str, january: NDArray[np.datetime64], *keys: str) -> Any:
    """A parameter on the first day of years, whose refusal names the argument `annee` that they come from."""
    try:
        return parameters.number(f"mixeur.{name}", january, *keys)
    except NotAvailable as error:
        raise NotAvailable(
            f"annee : {error.text.fr}", f"annee (year): {error.text.en}", argument="annee", value=error.value
        ) from None


# Article 7.3: the first year is prorated from the first of the month after signature


class Part(NamedTuple):
    """Part of a year, as a fraction of whole numbers."""

    due: NDArray[Any]
    total: NDArray[Any]


def prorata(date_signature: ArrayLike, prorata: str = "douziemes") -> Any:
    """Part of the first year that is due.

    Args:
        date_signature: Scalar or (N,).
        prorata: "douziemes" (months left, the natural reading of "1er du mois suivant") or "jours".

    Returns:
        Between 0 and 1; 0 for a signature in December.

    Raises:
        WrongValue: Unknown basis.

    Source:
        Mixeur, article 7.3.

    Examples:
        >>> prorata(np.datetime64("2025-06-18"))
        0.5
    """
    part = first_year(np.asarray(date_signature, "datetime64[D]"), prorata)
    result = np.asarray(part.due / part.total, np.float64)
    return float(result) if result.ndim == 0 else result


def first_year(signature: NDArray[np.datetime64], basis: str) -> Part:
    """Months or days from the first of the next month to the end of the year."""
    check_choix("prorata", basis, ("douziemes", "jours"))
    year = signature.astype("datetime64[Y]")
    month = signature.astype("datetime64[M]")
    if basis == "douziemes":
        months = ((year + 1).astype("datetime64[M]") - month - 1).astype(np.int64)
        return Part(months, np.full_like(months, 12))
    end = (year + 1).astype("datetime64[D]")
    return Part(
        (end - (month + 1).astype("datetime64[D]")).astype(np.int64),
        (end - year.astype("datetime64[D]")).astype(np.int64),
    )


# Annex 2: the amount


class Entrees(NamedTuple):
    """What the amount is computed from: float arrays of one shape, or fractions in object arrays."""

    base: Any
    """Price per inhabitant, or flat amount."""
    quantite: Any
    """Inhabitants, partner structures, or 1."""
    plancher: Any
    plafond: Any
    utilisateurs: Any
    """Users beyond the accounts included."""
    prix_utilisateur: Any
    du: Any
    total: Any


class Montants(NamedTuple):
    """Steps of the amount: of a full year, then due."""

    base: Any
    utilisateurs: Any
    exigible: Any


def amounts_of(entrees: Entrees, utilisateurs_prorates: bool, plafond_avec_utilisateurs: bool) -> Montants:
    """The rule itself, on floats or on fractions."""
    part = entrees.du / entrees.total
    base = np.maximum(entrees.base * entrees.quantite, entrees.plancher)
    users = entrees.utilisateurs * entrees.prix_utilisateur
    if plafond_avec_utilisateurs:
        users = np.minimum(users, np.maximum(entrees.plafond - base, 0))
    base = np.minimum(base, entrees.plafond)
    return Montants(base, users, base * part + users * (part if utilisateurs_prorates else 1))


def contribution(
    statut: ArrayLike,
    annee: ArrayLike,
    habitants: ArrayLike | None = None,
    utilisateurs: ArrayLike | None = None,
    date_signature: ArrayLike | None = None,
    prorata: str = "douziemes",
    structures: ArrayLike = 1,
    derogation: ArrayLike | None = None,
    utilisateurs_prorates: bool = True,
    plafond_avec_utilisateurs: bool = False,
) -> Any:
    """The contribution due for a year, to the cent.

    Args:
        statut: One of `STATUTS`. Scalar or (N,).
        annee: Year of the contribution. Scalar or (N,).
        habitants: Inhabitants, for a collectivité. Scalar or (N,).
        utilisateurs: Users; omitted, the accounts that the status includes. Scalar or (N,).
        date_signature: Omitted, or in an earlier year: the full year is due. Scalar or (N,).
        prorata: "douziemes" or "jours", for the year of signature.
        structures: Partner organisations; 1 for the other statuses. Scalar or (N,).
        derogation: Amount that replaces the base, prorated like it; 0 is free. Scalar or (N,).
        utilisateurs_prorates: Whether users beyond the accounts are prorated too (the article prorates "this
            amount", users included).
        plafond_avec_utilisateurs: Whether the cap of a collectivité bounds the users too (as written, it
            bounds the part per inhabitant).

    Returns:
        EUR net of tax, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: A signature after the year, or several structures for another status than partenaire.
        WrongValue: Unknown status, or a collectivité without inhabitants.
        NotAvailable: No tariff for that year.

    Source:
        Mixeur, articles 7.2 and 7.3, annex 2.

    Examples:
        >>> contribution("structure", 2025, date_signature=np.datetime64("2025-06-18"), derogation=1750)
        875.0
        >>> contribution("collectivite", 2025, 2_500_000)
        20000.0
    """
    entrees = inputs(statut, annee, habitants, utilisateurs, date_signature, prorata, structures, derogation)
    guess = amounts_of(entrees, utilisateurs_prorates, plafond_avec_utilisateurs).exigible

    def exact(i: int) -> Fraction:
        one = Entrees(*(np.array([_fraction(column.reshape(-1)[i])], object) for column in entrees))
        return Fraction(amounts_of(one, utilisateurs_prorates, plafond_avec_utilisateurs).exigible[0])

    return money.round_guess(guess, exact)


def _fraction(x: Any) -> Any:
    """The number that a float means; infinity, which bounds nothing, stays."""
    return x if np.isinf(x) else money.decimal15(x)


def inputs(
    statut: ArrayLike,
    annee: ArrayLike,
    habitants: ArrayLike | None,
    utilisateurs: ArrayLike | None,
    date_signature: ArrayLike | None,
    prorata: str,
    structures: ArrayLike,
    derogation: ArrayLike | None,
) -> Entrees:
    """The arguments and the parameters of their year, in arrays of one shape."""
    signature = np.asarray("NaT" if date_signature is None else date_signature, "datetime64[D]")
    arrays: Any = np.broadcast_arrays(
        np.asarray(statut),
        np.asarray(annee, np.int64),
        _optional(habitants),
        _optional(utilisateurs),
        signature,
        np.asarray(structures, np.float64),
        _optional(derogation),
    )
    status, year, people, users, signature, count, instead = arrays
    _check(status, year, people, signature, count, instead)
    base, quantity, floor, cap, included, price = (np.full(status.shape, np.nan) for _ in range(6))
    january = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    for name in np.unique(status):
        where = status == name
        dates = january[where]
        base[where] = _price(str(name), dates)
        quantity[where] = people[where] if name == "collectivite" else count[where]
        floor[where], cap[where] = _bounds(str(name), dates)
        included[where] = _of_year("comptes_inclus", dates, str(name))
        price[where] = _of_year("prix_utilisateur", dates, str(name))
    granted = ~np.isnan(instead)
    part = _part(year, signature, prorata)
    return Entrees(
        np.where(granted, instead, base),
        np.where(granted, 1.0, quantity),
        np.where(granted, 0.0, floor),
        np.where(granted, np.inf, cap),
        np.maximum(np.where(np.isnan(users), included, users) - included, 0.0),
        price,
        part.due,
        part.total,
    )


def _optional(x: ArrayLike | None) -> Floats:
    return np.asarray(np.nan if x is None else x, np.float64)


def _bounds(statut: str, dates: NDArray[np.datetime64]) -> tuple[Any, Any]:
    """Floor and cap of the base amount: only a collectivité has them."""
    if statut != "collectivite":
        return 0.0, np.inf
    return _of_year("plancher_collectivite", dates), _of_year("plafond_collectivite", dates)


def _part(year: NDArray[np.int64], signature: NDArray[np.datetime64], basis: str) -> Part:
    """Part of the year that is due: all of it unless the year is that of signature."""
    first = first_year(signature, basis)
    signed = signature.astype("datetime64[Y]").astype(np.int64) + 1970 == year
    signed &= ~np.isnat(signature)
    return Part(
        np.where(signed, first.due, 1).astype(np.float64), np.where(signed, first.total, 1).astype(np.float64)
    )


def _check(
    status: NDArray[Any],
    year: NDArray[np.int64],
    people: Floats,
    signature: NDArray[np.datetime64],
    count: Floats,
    instead: Floats,
) -> None:
    """Refuse what no article prices."""
    unknown = ~np.isin(status, STATUTS)
    if unknown.any():
        name = status[unknown].flat[0]
        raise WrongValue(
            f"statut inconnu : « {name} » ; choix : {', '.join(STATUTS)}",
            f"unknown statut “{name}”; choices: {', '.join(STATUTS)}",
            argument="statut",
            value=name,
        )
    if ((status == "collectivite") & np.isnan(people) & np.isnan(instead)).any():
        raise WrongValue(
            "habitants : le nombre d’habitants est nécessaire pour une collectivité",
            "habitants: the number of inhabitants is needed for a collectivité",
            argument="habitants",
        )
    if ((status != "partenaire") & (count != 1)).any():
        raise OutOfRange(
            "structures : plusieurs structures n’ont de sens que pour un partenaire",
            "structures: several organisations only make sense for a partenaire",
            argument="structures",
        )
    late = ~np.isnat(signature) & (signature.astype("datetime64[Y]").astype(np.int64) + 1970 > year)
    if late.any():
        day = signature[late].flat[0]
        raise OutOfRange(
            f"date_signature : le {day.item():%d/%m/%Y} est postérieur à l’année de la contribution",
            f"date_signature: {day} is after the year of the contribution",
            argument="date_signature",
            value=day,
        )
