"""What a lender may do otherwise, solved from its table: capital, duration, rate, dates, last line."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from udfs import calendar
from udfs.errors import Text
from udfs.figures import english, french
from udfs.money import decimal15
from udfs.rules.pret.periodes import periodes
from xlsync.reconciling.aligning import Pair
from xlsync.reconciling.changes import Change, Tries
from xlsync.reconciling.comparing import Comparison
from xlsync.reconciling.headings import AFTER, BEFORE, DUE, INTEREST, PAID, PAID_ON, PRINCIPAL
from xlsync.reconciling.lender import LenderTable, TheirLine
from xlsync.reconciling.rates import solved_rate
from xlsync.reconciling.variants import (
    ABSORBS,
    FOLLOWING,
    LEAVES,
    NOMINAL,
    SCALE,
    SETTLES,
    Variant,
    shown_dates,
)

NEAR = 31
"""Days by which a date may have slipped."""
CLOSE = 3
"""Days up to which dates have slipped; farther, another day of the month was chosen."""
SHORTEST_MONTH = 28
MOVED = (NOMINAL, FOLLOWING, "precedent", "suivant_modifie")
PLAIN = 10**4
"""Rates of two decimals in percent, times it, are whole."""
SLIPS = (1, -1, 2, -2)
"""Days by which dates may have slipped before they were moved to a working day."""
MONTHS = {1: 12, 3: 4, 6: 2, 12: 1}
"""Payments a year, by the months between two of them."""
_OF_RULE = {
    NOMINAL: Text("des dates non ajustées aux jours ouvrés", "dates not moved to working days"),
    FOLLOWING: Text("des dates au jour ouvré suivant", "dates moved to the next working day"),
    "precedent": Text("des dates au jour ouvré précédent", "dates moved to the working day before"),
    "suivant_modifie": Text(
        "des dates au jour ouvré suivant, sans changer de mois",
        "dates moved to the next working day within the month",
    ),
}

Solver = Callable[[Variant, LenderTable, Comparison], Tries]


def capital(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """The capital that the table starts from."""
    first = table.lines[0]
    theirs = table.capital or first.amount(BEFORE)
    if theirs is None and AFTER in first.amounts and PRINCIPAL in first.amounts:
        theirs = first.amounts[AFTER] + first.amounts[PRINCIPAL]
    ours = float(variant.conditions.capital)
    if theirs is None or theirs <= 0 or theirs == round(ours * 100):
        return
    amount = theirs / 100
    said = Text(f"un capital de {french(amount)} €", f"a capital of € {english(amount)}")
    yield Change("capital", said, ours, amount, variant.otherwise(capital=amount))


def duration(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """As many payments as the table has, and as often."""
    held, count = variant.conditions, len(table.lines)
    often = _often(table.lines)
    if often is not None and often != int(held.periodes):
        said = Text(f"{count} échéances, {often} par an", f"{count} payments, {often} a year")
        yield Change(
            "periodicite",
            said,
            int(held.periodes),
            often,
            variant.otherwise(periodes=often, nombre=count, differe=0),
        )
    elif count != int(held.nombre) and not held.evenements and count > int(held.differe):
        said = Text(f"{count} échéances", f"{count} payments")
        yield Change("duree", said, int(held.nombre), count, variant.otherwise(nombre=count))


def _often(lines: Sequence[TheirLine]) -> int | None:
    """Payments a year, as most gaps between dates say."""
    days = [day for line in lines if (day := line.dates.get(DUE) or line.dates.get(PAID_ON))]
    gaps = [round((b - a).days / 30.44) for a, b in pairwise(days)]
    return MONTHS.get(max(set(gaps), key=gaps.count)) if gaps else None


def deferral(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """As many first payments without principal as the table has."""
    count = 0
    for line in table.lines:
        principal = line.amount(PRINCIPAL)
        if principal is None or principal > 0:
            break
        count += 1
    held = variant.conditions
    if count == int(held.differe) or count >= int(held.nombre):
        return
    paid = table.lines[0].amount(PAID) if count else None
    total = bool(count) and not paid
    words = ("total", "total") if total else ("partiel", "partial")
    said = Text(
        f"un différé {words[0]} de {count} échéances" if count else "aucun différé",
        f"a {words[1]} deferral of {count} payments" if count else "no deferral",
    )
    yield Change(
        "differe", said, int(held.differe), count,
        variant.otherwise(differe=count, type_differe="total" if total else "partiel"),
    )  # fmt: skip


def rate(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """The one rate that makes the interest of every line."""
    held = decimal15(float(variant.conditions.taux))
    solved = solved_rate(variant, found)
    if solved is None or solved == held:
        return
    shown = float(solved * 100)
    said = Text(f"un taux de {french(shown)} %", f"a rate of {english(shown)} %")
    other = variant.otherwise(taux=float(solved))
    is_odd = (solved * PLAIN).denominator != 1
    yield Change("taux", said, float(held), float(solved), other, is_odd=is_odd)


def value_date(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """Another value date: the one that dates say, or that the interest of a broken first period says."""
    held = variant.conditions
    if np.isnat(held.date_valeur):
        return
    if np.isnat(held.premiere):
        days = _from_first_due(variant, table)
    else:
        days = _from_first_interest(variant, table)
    for day in days:
        said = Text(f"une date de valeur au {french(day)}", f"a value date of {english(day)}")
        yield Change(
            "date_valeur", said, held.date_valeur.item(), day, variant.otherwise(date_valeur=str(day))
        )


def _from_first_due(variant: Variant, table: LenderTable) -> Iterator[datetime.date]:
    first = table.lines[0].dates.get(DUE)
    if first is None:
        return
    held = variant.conditions.date_valeur.item()
    day = calendar.add_months(np.datetime64(first), -variant.conditions.mois).item()
    if day != held and abs((day - held).days) <= NEAR:
        yield day


def _from_first_interest(variant: Variant, table: LenderTable) -> Iterator[datetime.date]:
    theirs = table.lines[0].amount(INTEREST)
    held = variant.conditions
    slips = np.array([slip for slip in range(-NEAR, NEAR + 1) if slip])
    days = held.date_valeur + slips
    days = days[days < held.premiere]
    if theirs is None or not days.size or held.evenements or variant.equivalent:
        return
    batch = variant.otherwise(date_valeur=days).conditions
    years = periodes(batch, int(held.nombre)).annees[0]
    scale = float(SCALE) if variant.over_365 else 1.0
    interest = float(held.capital) * float(held.taux) * scale * years * 100
    near = days[np.abs(interest - theirs) <= 1.0]
    yield from sorted((day.item() for day in near), key=lambda day: abs((day - held.date_valeur.item()).days))


def first_payment(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """Another first payment, when the dates of the table say so."""
    first, held = table.lines[0].dates.get(DUE), variant.conditions
    if first is None or not held.dated or np.datetime64(first) == held.dates(1):
        return
    if not np.isnat(held.date_valeur) and np.datetime64(first) <= held.date_valeur:
        return
    said = Text(f"une première échéance au {french(first)}", f"a first payment on {english(first)}")
    other = variant.otherwise(premiere=str(first))
    yield Change("premiere_echeance", said, held.dates(1).item(), first, other)


def shown(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """Dates moved, all alike: those of a column, or of both."""
    if variant.due != NOMINAL:
        return
    due, paid_on = _rule_of(found, DUE), _rule_of(found, PAID_ON)
    due = None if due == variant.due else due
    if paid_on is not None and paid_on != variant.paid_on:
        said, other = _said_of_rule(paid_on), replace(variant, paid_on=paid_on)
        yield Change("dates_paiement", said, variant.paid_on, paid_on, other)
        if due is not None:
            yield Change("dates", _said_of_rule(due), variant.due, due, replace(other, due=due))
    if due is not None:
        yield Change("dates", _said_of_rule(due), variant.due, due, replace(variant, due=due))


def _rule_of(found: Comparison, column: str) -> str | None:
    """The rule that makes the dates of a column."""
    pairs = [pair for pair in found.pairs if _both(pair, column)]
    if column not in found.columns or not pairs:
        return None
    due = np.array([row.dates[DUE] for row, _ in pairs if row], "datetime64[D]")
    theirs = np.array([line.dates[column] for _, line in pairs if line], "datetime64[D]")
    return _rule(due, theirs)


def _both(pair: Pair, column: str) -> bool:
    row, line = pair
    return row is not None and line is not None and bool(row.dates) and column in line.dates


def _rule(due: np.ndarray, theirs: np.ndarray) -> str | None:
    """The rule that makes every date, or every one but one of many."""
    gaps = (theirs - due).astype(int)
    slip = int(np.median(gaps))
    days = {int(str(day)[-2:]) for day in theirs}
    slips = [f"{slip:+d}"] if slip and abs(slip) <= NEAR else []
    one_day = [f"j{max(days)}"] if len(days) == 1 or max(days) >= SHORTEST_MONTH else []
    tries = [
        *MOVED,
        *(slips + one_day if abs(slip) <= CLOSE else one_day + slips),
        *(f"{one:+d} {moved}" for one in SLIPS for moved in MOVED[1:]),
    ]
    allowed = 1 if len(due) > 4 else 0
    same = {rule: int(np.sum(shown_dates(due, rule) == theirs)) for rule in tries}
    best = max(tries, key=lambda rule: same[rule])
    return best if same[best] >= len(due) - allowed else None


def _said_of_rule(rule: str) -> Text:
    if rule in _OF_RULE:
        return _OF_RULE[rule]
    if rule.startswith("j"):
        return Text(f"des dates au {rule[1:]} du mois", f"dates on day {rule[1:]} of the month")
    slip, _, moved = rule.partition(" ")
    days = abs(int(slip))
    fr = f"des dates {days} jour{'s' if days > 1 else ''} plus {'tard' if int(slip) > 0 else 'tôt'}"
    en = f"dates {days} day{'s' if days > 1 else ''} {'later' if int(slip) > 0 else 'earlier'}"
    if not moved:
        return Text(fr, en)
    ends = _OF_RULE[moved]
    return Text(
        f"{fr}, puis {ends.fr.removeprefix('des dates ')}", f"{en}, then {ends.en.removeprefix('dates ')}"
    )


def last_line(variant: Variant, table: LenderTable, found: Comparison) -> Tries:
    """A last payment that stays that of the others."""
    if variant.last != SETTLES or len(found.pairs) - 1 not in found.apart:
        return
    for mode, said in (
        (
            ABSORBS,
            Text(
                "une dernière échéance égale aux autres, ses intérêts portant l’écart",
                "a last payment like the others, its interest taking the difference",
            ),
        ),
        (
            LEAVES,
            Text(
                "une dernière échéance égale aux autres, un reste étant dû",
                "a last payment like the others, something being left",
            ),
        ),
    ):
        yield Change("derniere_echeance", said, SETTLES, mode, replace(variant, last=mode))


SOLVERS: tuple[Solver, ...] = (
    capital,
    duration,
    deferral,
    shown,
    value_date,
    first_payment,
    last_line,
    rate,
)
"""What the table itself says, the likeliest first."""
