"""From conditions to a table: which route computes the rows, and how the columns are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from udfs import calendar, money
from udfs.rules.pret import centime, centime_lot, theorique, vecteurs
from udfs.rules.pret.calcul import CALCULS, CENTIME
from udfs.rules.pret.conditions import Conditions, Dates, Floats, Sorties
from udfs.rules.pret.deroulement import derouler
from udfs.rules.pret.evenements import Ligne, derouler_avec_evenements
from udfs.rules.pret.periodes import entieres
from udfs.rules.pret.plan import plan_de
from udfs.rules.pret.tableau import Tableau, payment_date

NO_DATE = np.datetime64("NaT", "D")
FILL: dict[str, Callable[[Conditions, Sorties], Floats]] = {
    "centime": centime_lot.lignes,
    "theorique": theorique.lignes,
}


def table_of(conditions: Conditions) -> Tableau:
    """The table of loans already brought to one shape.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime"; a date that no cell can hold; an event
            out of the loan.

    Examples:
        >>> table_of(Conditions.of(170000, 0.02, 13)).echeance[0]
        np.float64(14980.12)
    """
    table = rows_of(conditions)
    if conditions.dated:
        calendar.readable(table.date, "nombre_echeances")
    return table


def rows_of(conditions: Conditions) -> Tableau:
    """The same, its dates not yet looked at."""
    if not conditions.shape:
        return _alone(conditions)
    if conditions.evenements:
        return _one_by_one(conditions)
    rows, size = int(conditions.nombre.max(initial=0)), conditions.capital.size
    groups = conditions.groups()
    if len(groups) == 1 and isinstance(groups[0][0], slice):
        return _batch(conditions, rows)
    columns = _blank(rows, size)
    for loans, part in groups:
        _paste(columns, loans, _batch(part, rows))
    return _table(columns[:6], conditions.nombre, columns[6:])


def montant_de(conditions: Conditions) -> Any:
    """The payment: the constant one, or the first that is not deferred.

    Returns:
        EUR, float for one loan, else (N,).
    """
    if conditions.evenements:
        rows_of(conditions)
    if not conditions.shape:
        return _montant_seul(conditions)
    payments = np.empty(conditions.shape)
    for loans, part in conditions.groups():
        payments[loans] = _montants(part)
    return payments


def unrounded_payment(conditions: Conditions) -> float:
    """The constant payment of one loan, or its constant principal, before any rounding, in euros."""
    rows, batch = int(conditions.nombre), conditions.as_batch()
    return float(theorique.lignes(batch, vecteurs.sorties(rows, 1))[0])


def _montants(conditions: Conditions) -> Any:
    rows = int(conditions.nombre.max(initial=0))
    outputs = vecteurs.sorties(rows, conditions.capital.size)
    amounts = FILL[conditions.arrondi](conditions, outputs)
    if conditions.profil != "echeances_constantes":
        return np.take_along_axis(outputs[3], conditions.differe[None], 0)[0]
    return amounts / 100.0 if conditions.arrondi == "centime" else amounts


def _montant_seul(conditions: Conditions) -> float:
    if conditions.arrondi == "theorique":
        return float(_montants(conditions.as_batch())[0])
    if _simple(conditions):
        return centime.echeance_seule(*_exact(conditions), int(conditions.nombre)) / 100
    rows, place = derouler(plan_de(conditions), CENTIME), int(conditions.differe)
    if conditions.profil == "echeances_constantes":
        return rows.montant / 100  # type: ignore[no-any-return]
    return (rows.interets[place] + rows.amortissement[place]) / 100  # type: ignore[no-any-return]


# A batch


def _table(before: Sequence[Any], nombre: Any, after: Sequence[Any]) -> Tableau:
    """A table from its columns, those before the number of rows and those after it."""
    columns = [*before, nombre, *after]
    return Tableau(*columns)


def _batch(conditions: Conditions, rows: int) -> Tableau:
    """Loans uniform in their options, their table padded to so many rows."""
    size = conditions.capital.size
    same = size > 1 and conditions.arrondi == "theorique" and theorique.echeance_constante(conditions, rows)
    outputs = vecteurs.sorties(rows, size, same)
    if size:
        FILL[conditions.arrondi](conditions, outputs)
    ranks = np.arange(1.0, rows + 1.0)[:, None]
    rang: Any = np.broadcast_to(ranks, (rows, size))
    if conditions.nombre.min(initial=rows) < rows:
        rang = np.where(ranks <= conditions.nombre, ranks, np.nan)
    dates = _dates(conditions, rows)
    nothing = np.broadcast_to(0.0, (size, rows))
    rates = np.broadcast_to(conditions.taux[:, None], (size, rows))
    early = np.broadcast_to(np.False_, (size, rows))
    amounts = [
        column.T if len(column) == rows else np.broadcast_to(column.T, (size, rows)) for column in outputs
    ]
    after = [dates.debut.T, dates.fin.T, rates, nothing, early]
    return _table([rang.T, dates.date.T, *amounts], conditions.nombre, after)


class _Dates(NamedTuple):
    date: Dates
    debut: Dates
    fin: Dates


def _dates(conditions: Conditions, rows: int) -> _Dates:
    """Dates of each row, (rows, N)."""
    shape = (rows, conditions.capital.size)
    if not conditions.dated:
        none = np.broadcast_to(NO_DATE, shape)
        return _Dates(none, none, none)
    ranks = np.arange(1, rows + 1)[:, None]
    due = np.where(ranks <= conditions.nombre, conditions.dates(ranks), NO_DATE)
    ends = payment_date(due) if conditions.interets == "dates_paiement" else due
    starts = np.concatenate([conditions.debut[None], ends[:-1]])
    return _Dates(due, np.where(np.isnat(due), NO_DATE, starts), ends)


def _blank(rows: int, size: int) -> list[Any]:
    """The columns of a table with nothing in it, (N, rows), without the number of rows."""
    number, day = np.full((size, rows), np.nan), np.full((size, rows), NO_DATE)
    columns = [number, day, number, number, number, number, day, day, number]
    return [*(column.copy() for column in columns), np.zeros((size, rows)), np.zeros((size, rows), bool)]


def _paste(columns: list[Any], loans: Any, table: Tableau) -> None:
    found = [column for name, column in table._asdict().items() if name != "nombre"]
    for column, part in zip(columns, found, strict=True):
        column[loans, : part.shape[-1]] = part


def _one_by_one(conditions: Conditions) -> Tableau:
    """A batch whose loans have events."""
    tables = [_alone(conditions.alone(i)) for i in range(conditions.capital.size)]
    counts = np.array([int(table.nombre) for table in tables], np.int64)
    columns = _blank(int(counts.max(initial=0)), counts.size)
    for i, table in enumerate(tables):
        _paste(columns, i, table)
    return _table(columns[:6], counts, columns[6:])


# One loan


def _simple(conditions: Conditions) -> bool:
    """Whether a loan is one of constant payments over equal periods, from the first one."""
    return conditions.profil == "echeances_constantes" and not conditions.differe and entieres(conditions)


def _exact(conditions: Conditions) -> tuple[int, int, int]:
    """Capital in cents, numerator and denominator of the rate of a period."""
    cents = centime.cents_de("capital", "principal", float(conditions.capital))
    rate = money.decimal15(float(conditions.taux))
    return cents, rate.numerator, rate.denominator * int(conditions.periodes)


def _alone(conditions: Conditions) -> Tableau:
    if conditions.evenements:
        return _from_rows(derouler_avec_evenements(conditions), conditions)
    if conditions.arrondi == "theorique":
        table = _batch(conditions.as_batch(), int(conditions.nombre))
        return _table([c[0] for c in table[:6]], conditions.nombre, [c[0] for c in table[7:]])
    nombre = int(conditions.nombre)
    if _simple(conditions):
        columns: Any = centime.lignes_seules(*_exact(conditions), nombre)
    else:
        rows = derouler(plan_de(conditions), CENTIME)
        paid = [a + b for a, b in zip(rows.interets, rows.amortissement, strict=True)]
        columns = (rows.crd, rows.interets, rows.amortissement, paid)
    amounts = money.amounts(np.array(columns))
    ranks, none = np.arange(1.0, nombre + 1.0), NO_DATE.repeat(nombre)
    dates = _Dates(none, none, none)
    if conditions.dated:
        dates = _Dates(*(column[:, 0] for column in _dates(conditions.as_batch(), nombre)))
    rates, nothing, early = conditions.taux.repeat(nombre), np.zeros(nombre), np.zeros(nombre, bool)
    after = [dates.debut, dates.fin, rates, nothing, early]
    return _table([ranks, dates.date, *amounts], conditions.nombre, after)


def _from_rows(rows: list[Ligne], conditions: Conditions) -> Tableau:
    """The table of rows computed one by one."""
    unit = CALCULS[conditions.arrondi].unite

    def euros(amounts: list[Any]) -> Any:
        return np.array([float(amount / unit) for amount in amounts])

    return Tableau(
        np.arange(1.0, len(rows) + 1.0),
        np.array([row.date for row in rows], "datetime64[D]"),
        euros([row.crd for row in rows]),
        euros([row.interets for row in rows]),
        euros([row.amortissement for row in rows]),
        euros([row.interets + row.amortissement + row.indemnite for row in rows]),
        np.asarray(len(rows)),
        np.array([row.debut for row in rows], "datetime64[D]"),
        np.array([row.fin for row in rows], "datetime64[D]"),
        np.array([float(row.taux) for row in rows]),
        euros([row.indemnite for row in rows]),
        np.array([row.anticipe for row in rows]),
    )
