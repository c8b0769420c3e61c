"""The conditions of one loan or of a batch of loans, brought to one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar
from udfs.errors import OutOfRange, WrongValue
from udfs.figures import english, french
from udfs.rules.pret.options import BASES_SANS_DATES, choix

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]
Sorties = tuple[Floats, Floats, Floats, Floats]
"""Where a table is written: crd, interets, amortissement, echeance, each (rows, N); echeance is (1, N) where
it is the same at every payment."""

ARRAYS = ("capital", "taux", "nombre", "periodes", "date_valeur", "premiere", "differe")
OPTIONS = ("arrondi", "profil", "type_differe", "base", "premiere_periode", "interets")

LARGEST_GROWTH = 600.0
"""Logarithm of what a total deferral may multiply a balance by: floats hold it, with room for any capital."""


class Evenement(NamedTuple):
    """What changes a loan on its way.

    Attributes:
        date: When, after the payment due that day if there is one.
        type: "remboursement", "quote_part", "taux" or "reechelonnement".
        montant: Capital repaid, EUR (infinite for all of it); part of the balance repaid, per 1; new yearly
            rate, per 1; payments left.
        suite: After a repayment, "duree_maintenue" keeps the number of payments and "echeance_maintenue" the
            payment.
        indemnite: Paid with a repayment, EUR.
    """

    date: np.datetime64
    type: str
    montant: float
    suite: str = "duree_maintenue"
    indemnite: float = 0.0


Evenements = tuple[Evenement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """What fixes a schedule: what every rule of a loan takes. Compared and hashed by identity.

    Attributes:
        capital: EUR, shape () for one loan or (N,).
        taux: Nominal yearly rate, per 1; same shape.
        nombre: Number of payments, deferred ones included; same shape.
        periodes: Payments a year; same shape.
        date_valeur: Value dates, NaT where unknown; same shape.
        premiere: First payment dates, NaT where unknown; same shape.
        differe: Deferred payments; same shape.
        arrondi: "centime" or "theorique".
        profil: "echeances_constantes", "amortissement_constant" or "in_fine".
        type_differe: "partiel" or "total".
        base: Day-count base.
        premiere_periode: "amortissement_maintenu", "echeance_maintenue" or "echeance_recalculee".
        interets: "dates_nominales" or "dates_paiement".
        evenements: By date; those of the loan, or of every loan of the batch.

    An option of a batch is one text, or an array (N,) of texts.
    """

    capital: Floats
    taux: Floats
    nombre: NDArray[np.int64]
    periodes: NDArray[np.int64]
    date_valeur: Dates
    premiere: Dates
    differe: NDArray[np.int64]
    arrondi: Any
    profil: Any
    type_differe: Any
    base: Any
    premiere_periode: Any
    interets: Any
    evenements: Evenements

    @classmethod
    def of(
        cls,
        capital: ArrayLike,
        taux: ArrayLike,
        nombre_echeances: ArrayLike,
        periodes_par_an: ArrayLike = 1,
        date_valeur: ArrayLike | None = None,
        premiere_echeance: ArrayLike | None = None,
        arrondi: Any = "centime",
        profil: Any = "echeances_constantes",
        differe: ArrayLike = 0,
        type_differe: Any = "partiel",
        base: Any = "30E/360",
        premiere_periode: Any = "amortissement_maintenu",
        interets: Any = "dates_nominales",
        evenements: Sequence[Sequence[Any]] | None = None,
    ) -> Conditions:
        """The arguments of a loan, in the order of the cells, broadcast together.

        Args:
            capital: EUR, in whole cents when rounding to the cent. Scalar or (N,).
            taux: Nominal yearly rate, per 1; 0 is allowed. Scalar or (N,).
            nombre_echeances: Payments in all, deferred ones included. Scalar or (N,).
            periodes_par_an: 1, 2, 4 or 12. Scalar or (N,).
            date_valeur: Value date; without any date the table has none. Scalar or (N,).
            premiere_echeance: Date of the first payment; one period after the value date when left out.
                Scalar or (N,).
            arrondi: "centime" (each interest rounded half up, the last payment absorbs) or "theorique"
                (unrounded).
            profil: "echeances_constantes", "amortissement_constant" or "in_fine".
            differe: Deferred payments. Scalar or (N,).
            type_differe: "partiel" pays their interest, "total" capitalises it.
            base: Day-count base, one of `udfs.calendar.BASES`.
            premiere_periode: For a broken first period, "amortissement_maintenu" keeps the principal of the
                first payment, "echeance_maintenue" the payment, "echeance_recalculee" solves it anew.
            interets: Between "dates_nominales", or "dates_paiement", moved to working days.
            evenements: (date, type, montant, suite, indemnite) each, as `Evenement`; those of every loan.

            Each option is one text, or (N,) texts.

        Raises:
            WrongValue: An unknown option; a base, payment dates or events that need dates, without dates.
            OutOfRange: As many deferred payments as payments; a first payment not after the value date.

        Examples:
            >>> Conditions.of([170000, 160000], 0.02, 13, date_valeur="2024-12-13").shape
            (2,)
        """
        options = [arrondi, profil, type_differe, base, premiere_periode, interets]
        arrays: list[Any] = [
            np.asarray(capital, np.float64),
            np.asarray(taux, np.float64),
            np.asarray(nombre_echeances, np.int64),
            np.asarray(periodes_par_an, np.int64),
            _dates(date_valeur),
            _dates(premiere_echeance),
            np.asarray(differe, np.int64),
        ]
        many = [option for option in options if not isinstance(option, str)]
        if many or any(array.ndim for array in arrays):
            shape = np.broadcast_shapes(*(np.shape(part) for part in (*arrays, *many)))
            arrays = [np.broadcast_to(array, shape) for array in arrays]
            options = [o if isinstance(o, str) else np.broadcast_to(o, shape) for o in options]
        for name, option in zip(OPTIONS, options, strict=True):
            _check_option(name, option)
        events: Evenements = ()
        if evenements:
            events = tuple(sorted((Evenement(*event) for event in evenements), key=lambda e: e.date))
        parts = [*arrays, *options, events]
        conditions = cls(*parts)
        conditions._check()
        return conditions

    @property
    def shape(self) -> tuple[int, ...]:
        """() for one loan, (N,) for a batch."""
        return self.capital.shape

    @property
    def mois(self) -> NDArray[np.int64]:
        """Months between two payments."""
        return 12 // self.periodes

    @property
    def dated(self) -> bool:
        """Whether any loan has dates."""
        if not self.capital.ndim:
            return not (np.isnat(self.date_valeur) and np.isnat(self.premiere))
        return not bool((np.isnat(distinctes(self.date_valeur)) & np.isnat(distinctes(self.premiere))).all())

    @property
    def uniform(self) -> bool:
        """Whether each option is one text for all the loans."""
        return all(isinstance(getattr(self, name), str) for name in OPTIONS)

    def dates(self, rang: ArrayLike) -> Any:
        """Nominal due dates, by rank; rank 0 is where a whole first period starts.

        They fall on the day of the first payment, and on the last day of each month when the first payment
        falls on the last day of its month. When only the value date is known, they fall on its day. A shorter
        month takes its last day.
        """
        known = ~np.isnat(self.premiere)
        anchor = np.where(known, self.premiere, self.date_valeur)
        due = calendar.add_months(anchor, (np.asarray(rang) - known) * self.mois)
        month_end = known & (anchor == _last_day(anchor))
        return np.where(month_end, _last_day(due), due) if np.any(month_end) else due

    @property
    def debut(self) -> Dates:
        """Where the first period starts: the value date, or a period before the first payment."""
        return np.where(np.isnat(self.date_valeur), self.dates(0), self.date_valeur)[()]

    @property
    def brisee(self) -> NDArray[np.bool_]:
        """Where the first period is not one whole period."""
        both = ~(np.isnat(self.date_valeur) | np.isnat(self.premiere))
        if not both.any():
            return both
        whole = self.date_valeur == self.dates(0)
        whole |= self.premiere == calendar.add_months(self.date_valeur, self.mois)
        return np.asarray(both & ~whole, np.bool_)

    def part(self, loans: Any) -> Conditions:
        """Some loans of a batch: a slice, or their indices."""
        arrays: dict[str, Any] = {name: getattr(self, name)[loans] for name in ARRAYS}
        options: dict[str, Any] = {
            name: option if isinstance(option, str) else option[loans]
            for name, option in ((name, getattr(self, name)) for name in OPTIONS)
        }
        return replace(self, **arrays, **options)

    def alone(self, index: int) -> Conditions:
        """One loan of a batch."""
        loan = self.part(index)
        parts: dict[str, Any] = {name: str(getattr(loan, name)) for name in OPTIONS}
        parts |= {name: np.asarray(getattr(loan, name)) for name in ARRAYS}
        return replace(loan, **parts)

    def as_batch(self) -> Conditions:
        """One loan as a batch of one."""
        parts: dict[str, Any] = {name: np.atleast_1d(getattr(self, name)) for name in ARRAYS}
        return replace(self, **parts)

    def groups(self) -> list[tuple[Any, Conditions]]:
        """The loans of a batch by options: their places, and their conditions with one text an option."""
        if self.uniform:
            return [(slice(None), self)]
        options = [np.broadcast_to(getattr(self, name), self.shape) for name in OPTIONS]
        keys, places = np.unique(np.array(options).astype(str), axis=1, return_inverse=True)
        found = []
        for rank, key in enumerate(keys.T):
            loans = np.flatnonzero(places.reshape(-1) == rank)
            texts: dict[str, Any] = {name: str(text) for name, text in zip(OPTIONS, key, strict=True)}
            found.append((loans, replace(self.part(loans), **texts)))
        return found

    def _check(self) -> None:
        if (distinctes(self.differe) >= distinctes(self.nombre)).any():
            raise _refused(
                "differe", "deferral", int(np.max(self.differe)), "le différé laisse au moins une échéance",
                "a deferral leaves at least one payment",
            )  # fmt: skip
        if distinctes(self.differe).any():
            self._check_growth()
        if not self._needs_nothing:
            self._check_dates()

    def _check_growth(self) -> None:
        growth = self.differe * np.log1p(self.taux / self.periodes)
        endless = (growth > LARGEST_GROWTH) & (np.asarray(self.type_differe) == "total")
        if endless.any():
            raise _refused(
                "differe", "deferral", int(np.max(self.differe)),
                "un différé total si long à ce taux donne un capital restant dû sans mesure",
                "a total deferral so long at that rate makes a balance beyond measure",
            )  # fmt: skip

    @property
    def _needs_nothing(self) -> bool:
        """Whether there is no date, and nothing that needs one."""
        if not self.uniform or self.evenements or self.dated:
            return False
        return self.base in BASES_SANS_DATES and bool(self.interets == "dates_nominales")

    def _check_dates(self) -> None:
        late = self.date_valeur >= self.premiere
        if late.any():
            raise _refused(
                "premiere_echeance", "first_payment_date", self.premiere[late].flat[0].item(),
                "la première échéance suit la date de valeur", "the first payment comes after the value date",
            )  # fmt: skip
        undated = np.isnat(self.date_valeur) & np.isnat(self.premiere)
        if undated.any():
            self._check_undated(undated)

    def _check_undated(self, undated: NDArray[np.bool_]) -> None:
        by_day = ~np.isin(self.base, list(BASES_SANS_DATES))
        for argument, english_name, needs in (
            ("base", "day_count", by_day),
            ("interets", "interest_dates", np.asarray(self.interets) == "dates_paiement"),
            ("evenements", "events", np.asarray(bool(self.evenements))),
        ):
            if (undated & needs).any():
                value = getattr(self, argument)
                raise WrongValue(
                    f"{argument} : il faut la date de valeur ou celle de la première échéance",
                    f"{argument} ({english_name}): the value date or the first payment date is needed",
                    argument=argument,
                    value=value,
                )


def distinctes(values: NDArray[Any]) -> NDArray[Any]:
    """The values of a batch; one of them where the same stands for every loan."""
    return values[:1] if values.ndim and values.strides[0] == 0 else values


def _check_option(name: str, option: Any) -> None:
    known = choix(name)
    if isinstance(option, str):
        if option in known:
            return
        unknown = option
    else:
        wrong = option[~np.isin(option, known)]
        if wrong.size == 0:
            return
        unknown = str(wrong[0])
    raise WrongValue(
        f"{name} inconnu : « {unknown} » ; choix : {', '.join(known)}",
        f"unknown {name} “{unknown}”; choices: {', '.join(known)}",
        argument=name,
        value=unknown,
    )


def _refused(argument: str, name_en: str, value: Any, fr: str, en: str) -> OutOfRange:
    return OutOfRange(
        f"{argument} : {fr} ; reçu {french(value)}",
        f"{argument} ({name_en}): {en}; got {english(value)}",
        argument=argument,
        value=value,
    )


def _last_day(dates: Any) -> Any:
    month: Any = np.asarray(dates, "datetime64[M]") + 1
    return month.astype("datetime64[D]") - 1


def _dates(dates: ArrayLike | None) -> Dates:
    return np.asarray("NaT" if dates is None else dates, "datetime64[D]")
