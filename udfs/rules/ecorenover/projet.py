"""The project of one household or of many: works, aids, own funds, loans, energies, brought to one shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import OutOfRange, Text, WrongValue
from udfs.rules.choix import check_choix
from udfs.rules.plages import check_lengths, check_parts

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

MOIS = 12
PROFIL_EGAL = 1.0 / MOIS

REGLES_HAUSSE = ("anniversaire", "janvier")
EMPLOIS_APPORT = ("au_besoin", "au_debut")

_PAR_LOT = Text("une valeur par lot", "one value for each work")
_PAR_AIDE = Text("une valeur par aide", "one value for each aid")
_PAR_PRET = Text("une valeur par prêt", "one value for each loan")
_PAR_ENERGIE = Text("une valeur par énergie", "one value for each energy")


@dataclass(frozen=True, eq=False)
class Projet:
    """What every rule of Écorénover takes: one household, or N of them. Equal to one of the same figures.

    Attributes:
        horizon: Years simulated, (N,).
        mois_travaux: Month of each work, 1 the first of the simulation, (N, k).
        travaux: EUR, same shape.
        mois_aides: Month in which each aid is paid, (N, k).
        aides: EUR, same shape.
        apport: Own funds, EUR, (N,).
        capitaux: Loans, EUR, (N, k).
        taux: Nominal yearly rates, per 1, same shape.
        mois_prets: Month of each drawdown, same shape.
        durees: Payments in all, a month each, same shape.
        assurances: EUR a month, same shape.
        differes: First payments of interest alone, same shape.
        kwh: Yearly consumption before works of each energy, (N, k).
        gains: Part saved, per 1, same shape.
        prix: EUR per kWh at the start, same shape.
        abonnements: Subscriptions no longer paid, EUR a year, same shape.
        hausses: Yearly rise of each price, per 1, same shape.
        profils: Part of the year that January to December take, (N, k, 12).
        entretien: EUR a year, (N,).
        regle_hausse: "anniversaire" or "janvier".
        premier_mois: Calendar month of month 1, 1 to 12, (N,).
        debut_economies: First month with savings, (N,).
        emploi_apport: "au_besoin" or "au_debut".
        ecart_hausse: Added to every rise, per 1, (N,).
        shape: () for one household, (N,) for many; every array above has N of them, 1 for one.
    """

    horizon: Counts
    mois_travaux: Counts
    travaux: Floats
    mois_aides: Counts
    aides: Floats
    apport: Floats
    capitaux: Floats
    taux: Floats
    mois_prets: Counts
    durees: Counts
    assurances: Floats
    differes: Counts
    kwh: Floats
    gains: Floats
    prix: Floats
    abonnements: Floats
    hausses: Floats
    profils: Floats
    entretien: Floats
    regle_hausse: str
    premier_mois: Counts
    debut_economies: Counts
    emploi_apport: str
    ecart_hausse: Floats
    shape: tuple[int, ...]

    @classmethod
    def of(
        cls,
        horizon: ArrayLike,
        mois_travaux: ArrayLike,
        travaux: ArrayLike,
        mois_aides: ArrayLike | None = None,
        aides: ArrayLike | None = None,
        apport: ArrayLike = 0.0,
        capitaux: ArrayLike | None = None,
        taux: ArrayLike | None = None,
        mois_prets: ArrayLike | None = None,
        durees: ArrayLike | None = None,
        assurances: ArrayLike | None = None,
        differes: ArrayLike | None = None,
        kwh: ArrayLike | None = None,
        gains: ArrayLike | None = None,
        prix: ArrayLike | None = None,
        abonnements: ArrayLike | None = None,
        hausses: ArrayLike | None = None,
        profils: ArrayLike | None = None,
        entretien: ArrayLike = 0.0,
        regle_hausse: str = "anniversaire",
        premier_mois: ArrayLike = 1,
        debut_economies: ArrayLike = 1,
        emploi_apport: str = "au_besoin",
        ecart_hausse: ArrayLike = 0.0,
    ) -> Projet:
        """The arguments of the functions, in the order of the cells, broadcast together.

        Args:
            horizon: Years simulated. Scalar or (N,).
            mois_travaux: As the attribute. (k,) or (N, k), as every range below.
            travaux: As the attribute; an amount of 0 needs no month, and so for aids and loans.
            mois_aides: As the attribute.
            aides: As the attribute.
            apport: As the attribute. Scalar or (N,).
            capitaux: As the attribute, in whole cents.
            taux: As the attribute; left out, no interest.
            mois_prets: As the attribute.
            durees: As the attribute, deferred payments included.
            assurances: As the attribute.
            differes: As the attribute.
            kwh: As the attribute.
            gains: As the attribute; negative where the works add consumption of that energy.
            prix: As the attribute.
            abonnements: As the attribute; it rises as the price does.
            hausses: As the attribute.
            profils: Twelve values for each energy, (12 k,) or (N, 12 k), or twelve for all of them; zeros, or
                left out: the twelve months alike.
            entretien: As the attribute. Scalar or (N,).
            regle_hausse: A price rises every twelve months ("anniversaire"), or each January.
            premier_mois: As the attribute. Scalar or (N,).
            debut_economies: As the attribute. Scalar or (N,).
            emploi_apport: Own funds pay what aids and loans do not yet, and what is left comes back with the
                last work ("au_besoin"); or all of it in month 1.
            ecart_hausse: As the attribute. Scalar or (N,).

        Raises:
            WrongValue: Ranges of several lengths; no work; an amount without its month; an unknown option.
            OutOfRange: A loan without a payment that is not deferred; a profile that does not make a year.

        Examples:
            >>> Projet.of(20, [1], [30000], kwh=[[18000], [12000]], prix=[0.11]).shape
            (2,)
        """
        check_choix("regle_hausse", regle_hausse, REGLES_HAUSSE)
        check_choix("emploi_apport", emploi_apport, EMPLOIS_APPORT)
        works = _ensemble(_PAR_LOT, mois_travaux=mois_travaux, travaux=travaux)
        aids = _ensemble(_PAR_AIDE, mois_aides=mois_aides, aides=aides)
        loans = _ensemble(
            _PAR_PRET, capitaux=capitaux, taux=taux, mois_prets=mois_prets, durees=durees,
            assurances=assurances, differes=differes,
        )  # fmt: skip
        energies = _ensemble(
            _PAR_ENERGIE, kwh=kwh, gains=gains, prix=prix, abonnements=abonnements, hausses=hausses
        )
        _refuse_without_works(works["mois_travaux"])
        _refuse_without_month("mois_travaux", works["mois_travaux"], works["travaux"], _PAR_LOT)
        _refuse_without_month("mois_aides", aids["mois_aides"], aids["aides"], _PAR_AIDE)
        _refuse_without_month("mois_prets", loans["mois_prets"], loans["capitaux"], _PAR_PRET)
        _refuse_without_payment(loans)
        ranges = works | aids | loans | energies
        ranges["profils"] = _profils(profils, energies["kwh"].shape[-1])
        scalars = {
            "horizon": horizon,
            "apport": apport,
            "entretien": entretien,
            "premier_mois": premier_mois,
            "debut_economies": debut_economies,
            "ecart_hausse": ecart_hausse,
        }
        alone = {name: np.asarray(one, np.float64) for name, one in scalars.items()}
        many = {name: one.shape[: one.ndim - _own(name)] for name, one in ranges.items()}
        shape = np.broadcast_shapes(*(one.shape for one in alone.values()), *many.values())
        size = shape or (1,)
        arrays: dict[str, Any] = {name: np.broadcast_to(one, size) for name, one in alone.items()}
        arrays |= {
            name: np.broadcast_to(one, (*size, *one.shape[one.ndim - _own(name) :]))
            for name, one in ranges.items()
        }
        for field in fields(cls):
            if field.type == "Counts":  # annotations are texts here
                arrays[field.name] = arrays[field.name].astype(np.int64)
        return cls(**arrays, regle_hausse=regle_hausse, emploi_apport=emploi_apport, shape=shape)

    @property
    def mois(self) -> int:
        """Months of the longest horizon."""
        return MOIS * int(self.horizon.max(initial=0))

    @cached_property
    def _figures(self) -> tuple[Any, ...]:
        values = (getattr(self, field.name) for field in fields(self))
        return tuple((one.shape, one.tobytes()) if isinstance(one, np.ndarray) else one for one in values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Projet) and self._figures == other._figures

    def __hash__(self) -> int:
        return hash(self._figures)


def _own(name: str) -> int:
    """Axes that a range has of its own, beside the households."""
    return 2 if name == "profils" else 1


def _ensemble(each: Text, **ranges: ArrayLike | None) -> dict[str, Floats]:
    """Ranges that go together; one that is left out is 0 everywhere.

    A single 0 beside longer ranges is one left out: some hosts hand it for a blank cell.
    """
    given = {
        name: np.atleast_1d(np.asarray(one, np.float64)) for name, one in ranges.items() if one is not None
    }
    longest = max((one.shape[-1] for one in given.values()), default=0)
    given = {name: one for name, one in given.items() if longest == 1 or not _is_single_zero(one)}
    if not given:
        return {name: np.zeros(0) for name in ranges}
    check_lengths(given, each)
    length = next(iter(given.values())).shape[-1]
    return {name: given.get(name, np.zeros(length)) for name in ranges}


def _refuse_without_works(months: Floats) -> None:
    """A 0 is a blank cell, which some hosts hand so: no month at all is works left out."""
    if not months.any():
        raise WrongValue(
            "mois_travaux : aucun mois ; donner celui d’un lot de travaux au moins",
            "mois_travaux (works_months): no month; give that of one work at least",
            argument="mois_travaux",
        )


def _is_single_zero(values: Floats) -> bool:
    return values.shape == (1,) and values[0] == 0


def _refuse_without_month(name: str, months: Floats, amounts: Floats, each: Text) -> None:
    lacking = (amounts != 0) & (months < 1)
    if lacking.any():
        rank = int(np.argwhere(lacking)[0][-1]) + 1
        raise WrongValue(
            f"{name} : la cellule {rank} de la plage est vide, et son montant ne l’est pas ({each.fr})",
            f"{name}: cell {rank} of the range is blank, and its amount is not ({each.en})",
            argument=name,
        )


def _refuse_without_payment(loans: Mapping[str, Floats]) -> None:
    lacking = (loans["capitaux"] != 0) & (loans["durees"] <= loans["differes"])
    if lacking.any():
        rank = int(np.argwhere(lacking)[0][-1]) + 1
        raise OutOfRange(
            f"durees : le prêt {rank} n’a pas d’échéance après son différé",
            f"durees (terms): loan {rank} has no payment after its deferral",
            argument="durees",
            value=float(np.broadcast_to(loans["durees"], lacking.shape)[lacking][0]),
        )


def _profils(given: ArrayLike | None, energies: int) -> Floats:
    """Parts of the year, (energies, 12) or (N, energies, 12)."""
    flat = np.zeros(1) if given is None else np.atleast_1d(np.asarray(given, np.float64))
    if _is_single_zero(flat):
        return np.full((energies, MOIS), PROFIL_EGAL)
    if flat.shape[-1] not in (MOIS, MOIS * energies):
        raise WrongValue(
            f"profils : {flat.shape[-1]} valeurs ; il en faut douze, ou douze par énergie",
            f"profils (profiles): {flat.shape[-1]} values; twelve are needed, or twelve for each energy",
            argument="profils",
            value=flat.shape[-1],
        )
    rows = flat.reshape(*flat.shape[:-1], -1, MOIS)
    blank = (rows == 0).all(axis=-1, keepdims=True)
    rows = np.where(blank, PROFIL_EGAL, rows)
    check_parts(rows, "profils", "profiles")
    return np.broadcast_to(rows, (*rows.shape[:-2], energies, MOIS))
