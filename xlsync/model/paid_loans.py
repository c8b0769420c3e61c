"""Conditions of a loan that is paid out: nothing changes them from a date but an event, at its date."""

from __future__ import annotations

from collections.abc import Mapping

from xlsync.annexes import schema
from xlsync.errors import WrongValue
from xlsync.model.changes import Where
from xlsync.model.shapes import kind_of

VALUE_DATE = "Date de valeur"
"""Label of the fiche under which the day stands when a loan is paid out."""


def refuse_changed_condition(convention: str, before: Mapping[Where, str], place: Where, effect: str) -> None:
    """Refuses that an amendment changes a condition of a loan that is paid out by the time it takes effect.

    Under its heading, the new condition would count from the first day of the loan: payments made would
    change. An event counts from its date.

    Args:
        convention: "<kind>/<instance>".
        before: Its cells just before the amendment takes effect.
        place: The cell that changes.
        effect: Day from which the amendment counts, ISO; "" where no document gives it: from the beginning.

    Raises:
        WrongValue: it is such a condition; the sentence names the table of events.

    Source:
        Intracting, articles 6.2, 6.3 and 9: what changes the table of a payment on its way.
    """
    declared = schema(kind_of(convention))
    loans = declared.loans
    if loans is None or not effect or place[0] != loans.table:
        return
    of_fiche = dict(loans.fiche)
    table, _, column = of_fiche[VALUE_DATE].rpartition(".")
    paid_out = before.get((table or loans.table, place[1], column))
    if place[2] not in of_fiche.values() or paid_out is None or paid_out >= effect:
        return
    label, events = declared.table(loans.table).column(place[2]).label, declared.table(loans.events).title
    raise WrongValue(
        f"« {label.fr} » : {place[1]} est versé avant la date d’effet, et cette condition compterait depuis "
        f"le début ; entrez un événement à sa date, sous le même avenant (table « {loans.events} », "
        f"{events.fr})",
        f"“{label.en}”: {place[1]} is paid out before the date of effect, and this condition would count "
        f"from the beginning; enter an event at its date, under the same amendment (table “{loans.events}”, "
        f"{events.en})",
        argument=place[2],
        value=place[1],
    )
