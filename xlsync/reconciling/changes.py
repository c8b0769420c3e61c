"""What a lender may do otherwise, chosen among what there is: roundings, bases, first period, events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from udfs import calendar
from udfs.errors import Text, UdfError
from udfs.figures import english, french
from udfs.rules.pret import Evenement
from udfs.rules.pret.options import (
    DATES_INTERETS,
    PREMIERES_PERIODES,
    PROFILS,
    SUITES,
    TYPES_DIFFERE,
)
from xlsync.reconciling.roundings import ROUNDINGS
from xlsync.reconciling.variants import OVER_365, Variant


@dataclass(frozen=True, slots=True)
class Change:
    """One thing otherwise.

    Attributes:
        what: Its name.
        said: It, after « avec » and “with”.
        before: As the model has it.
        after: As tried.
        variant: The loan so.
        is_odd: Nobody would choose it: a rate of many decimals, that makes up for something else.
    """

    what: str
    said: Text
    before: object
    after: object
    variant: Variant
    is_odd: bool = False


Tries = Iterator[Change]
Options = dict[str, Text]

COMMON = ("30E/360", "EXACT/360", "EXACT/365", OVER_365, "EXACT/EXACT ISDA", "EXACT/EXACT AFB")
BASES = (*COMMON, *(base for base in calendar.BASES if base not in COMMON))
"""The likeliest first."""
EXCEL = frozenset(base for base in calendar.BASES if len(base) == 1)
"""Bases of Excel: others have names."""
FIRST_PERIODS: Options = {
    "amortissement_maintenu": Text("l’amortissement maintenu", "the principal kept"),
    "echeance_maintenue": Text("l’échéance maintenue", "the payment kept"),
    "echeance_recalculee": Text("l’échéance recalculée", "the payment solved anew"),
}
PROFILES: Options = {
    "echeances_constantes": Text("des échéances constantes", "constant payments"),
    "amortissement_constant": Text("un amortissement constant", "constant principal"),
    "in_fine": Text("un remboursement in fine", "capital repaid at the end"),
}
BETWEEN: Options = {
    "dates_nominales": Text("les intérêts entre dates nominales", "interest between nominal dates"),
    "dates_paiement": Text("les intérêts entre dates de paiement", "interest between days of payment"),
}
DEFERRALS: Options = {
    "partiel": Text("un différé partiel", "a partial deferral"),
    "total": Text("un différé total", "a total deferral"),
}


def roundings(variant: Variant) -> Tries:
    """Every other rounding."""
    for name, rounding in ROUNDINGS.items():
        if name != variant.rounding:
            yield Change("arrondi", rounding.said, variant.rounding, name, replace(variant, rounding=name))


def bases(variant: Variant) -> Tries:
    """Every other base: for interest and payment, then for interest alone."""
    for alone in (False, True):
        for base in BASES:
            if base == variant.base and alone == variant.whole_payment:
                continue
            try:
                other = _with_base(variant, base, alone)
            except UdfError:
                continue
            said = _said_of_base(base, alone and base != variant.base)
            yield Change("base", said, variant.base, base, other, is_odd=base in EXCEL)


def _with_base(variant: Variant, base: str, alone: bool) -> Variant:
    over = base == OVER_365
    other = variant.otherwise(base="30E/360" if over else base)
    return replace(other, over_365=over, whole_payment=alone)


def _said_of_base(base: str, alone: bool) -> Text:
    fr, en = (
        (f"la base {base} d’Excel", f"Excel’s basis {base}")
        if base in EXCEL
        else (f"la base {base}", f"basis {base}")
    )
    if not alone:
        return Text(fr, en)
    return Text(
        f"{fr} pour les intérêts, l’échéance restant celle de périodes entières",
        f"{en} for interest, the payment staying that of whole periods",
    )


def first_bases(variant: Variant) -> Tries:
    """Another base for a broken first period alone."""
    if not variant.conditions.brisee:
        return
    for base in BASES:
        if base != variant.base:
            text = _said_of_base(base, alone=False)
            said = Text(f"{text.fr} pour la première période seule", f"{text.en} for the first period alone")
            other = replace(variant, first=base)
            yield Change("base_premiere_periode", said, variant.base, base, other, is_odd=base in EXCEL)


def first_periods(variant: Variant) -> Tries:
    """Another mode for a broken first period."""
    if variant.conditions.brisee:
        yield from _of_option(variant, "premiere_periode", PREMIERES_PERIODES, FIRST_PERIODS)


def interest_dates(variant: Variant) -> Tries:
    """Interest between the other dates."""
    if variant.conditions.dated:
        yield from _of_option(variant, "interets", DATES_INTERETS, BETWEEN)


def equivalent_rates(variant: Variant) -> Tries:
    """The equivalent rate of a period, in the place of the proportional one."""
    if not variant.conditions.evenements and (
        int(variant.conditions.periodes) > 1 or variant.conditions.brisee
    ):
        said = Text(
            "le taux périodique équivalent (actuariel)", "the equivalent (actuarial) rate of a period"
        )
        yield Change(
            "taux_periodique", said, "proportionnel", "equivalent", replace(variant, equivalent=True)
        )


def profiles(variant: Variant) -> Tries:
    """Another way of repaying."""
    yield from _of_option(variant, "profil", PROFILS, PROFILES)


def deferral_types(variant: Variant) -> Tries:
    """The other deferral."""
    if int(variant.conditions.differe):
        yield from _of_option(variant, "type_differe", TYPES_DIFFERE, DEFERRALS)


def _of_option(variant: Variant, name: str, known: tuple[str, ...], said: Options) -> Tries:
    held = str(getattr(variant.conditions, name))
    for option in known:
        if option != held:
            yield Change(name, said[option], held, option, variant.otherwise(**{name: option}))


def events(variant: Variant) -> Tries:
    """Without its events, without one of them, or an early repayment that goes on otherwise."""
    held = variant.conditions.evenements
    if held:
        said = Text("les événements laissés de côté", "the events left out")
        yield Change("evenements", said, len(held), 0, variant.otherwise(evenements=()))
    for rank, event in enumerate(held):
        others = (*held[:rank], *held[rank + 1 :])
        day = event.date.item()
        if len(held) > 1:
            said = Text(f"l’événement du {french(day)} ôté", f"the event of {english(day)} left out")
            yield Change("evenements", said, event.type, None, variant.otherwise(evenements=others))
        for other, text in _continued(event):
            said = Text(
                f"le remboursement du {french(day)}, {text.fr}", f"the repayment of {english(day)}, {text.en}"
            )
            yield Change(
                "suite", said, event.suite, other.suite, variant.otherwise(evenements=(*others, other))
            )


def indemnities(variant: Variant) -> Tries:
    """Payments of early repayments without their indemnity."""
    if variant.indemnities and any(event.indemnite for event in variant.conditions.evenements):
        said = Text("des échéances sans les indemnités", "payments without the indemnities")
        yield Change("indemnites", said, True, False, replace(variant, indemnities=False))


def _continued(event: Evenement) -> Iterator[tuple[Evenement, Text]]:
    said = {
        "duree_maintenue": Text("durée maintenue", "number of payments kept"),
        "echeance_maintenue": Text("échéance maintenue", "payment kept"),
    }
    if event.type in ("remboursement", "quote_part"):
        yield from ((event._replace(suite=one), said[one]) for one in SUITES if one != event.suite)


CHOICES: tuple[Callable[[Variant], Tries], ...] = (
    roundings,
    first_bases,
    bases,
    first_periods,
    interest_dates,
    equivalent_rates,
    profiles,
    deferral_types,
    events,
    indemnities,
)
"""What is tried whatever the table says, the likeliest first."""
