"""Differences and reasons as sentences."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from udfs.errors import Text
from udfs.figures import english, figure, french
from xlsync.errors import sentence
from xlsync.reconciling.comparing import LINE, Difference
from xlsync.reconciling.headings import AFTER, AMOUNTS, BEFORE, DUE, INTEREST, PAID, PAID_ON, PRINCIPAL, YEAR
from xlsync.reconciling.hints import hint
from xlsync.reconciling.searching import Reason

LABELS = {
    DUE: Text("date d’échéance", "due date"),
    PAID_ON: Text("date de paiement", "day of payment"),
    YEAR: Text("année", "year"),
    BEFORE: Text("capital restant dû avant", "balance before"),
    INTEREST: Text("intérêts", "interest"),
    PRINCIPAL: Text("amortissement", "principal"),
    PAID: Text("échéance", "payment"),
    AFTER: Text("capital restant dû après", "balance after"),
    LINE: Text("ligne", "line"),
}
"""What each column is called."""
THERE, ABSENT = Text("là", "there"), Text("absente", "absent")


def shown(value: object, column: str) -> Text:
    """A cell as people read it."""
    if column == LINE:
        return THERE if value else ABSENT
    if isinstance(value, datetime.date):
        return Text(french(value), english(value))
    if value is None or isinstance(value, str):
        return Text(value or "–", value or "–")
    if column in AMOUNTS and isinstance(value, int):
        return Text(figure(value / 100, "fr", decimals=2), figure(value / 100, "en", decimals=2))
    return Text(str(value), str(value))


def said_difference(one: Difference) -> Text:
    """A cell that is wrong, theirs in the place of ours."""
    where = _where(one)
    if one.column == LINE:
        if one.ours:
            return Text(f"{where.fr} absente du fichier", f"{where.en} absent from the file")
        return Text(f"{where.fr} en trop", f"{where.en} too many")
    label, ours, theirs = LABELS[one.column], shown(one.ours, one.column), shown(one.theirs, one.column)
    looks = hint(one.ours, one.theirs) if _are_cents(one) else None  # type: ignore[arg-type]
    fr, en = (f" ({looks.fr})", f" ({looks.en})") if looks else ("", "")
    return Text(
        f"{where.fr} : {label.fr} {theirs.fr} au lieu de {ours.fr}{fr}",
        f"{where.en}: {label.en} {theirs.en} instead of {ours.en}{en}",
    )


def _are_cents(one: Difference) -> bool:
    return one.column in AMOUNTS and isinstance(one.ours, int) and isinstance(one.theirs, int)


def _where(one: Difference) -> Text:
    if one.rank is None or (one.column == LINE and not one.ours):
        return Text(f"ligne {one.number} du fichier", f"line {one.number} of the file")
    return Text(f"ligne {one.rank}", f"line {one.rank}")


def said_reason(reason: Reason) -> Text:
    """Why two tables differ, as a sentence."""
    wrong = _joined([said_difference(one) for one in reason.wrong], Text(" ; ", "; "))
    follow_fr, follow_en = "", ""
    if reason.following:
        count = reason.following
        follow_fr = f" ; {count} autre{_s(count)} ligne{_s(count)} en découle{'nt' if count > 1 else ''}"
        follow_en = f"; {count} other line{_s(count)} follow{'' if count > 1 else 's'} from it"
    if not reason.changes:
        return sentence(
            f"{wrong.fr}, les autres concordent{follow_fr}", f"{wrong.en}, the others agree{follow_en}"
        )
    made = _joined([one.said for one in reason.changes], Text(" et ", " and "))
    if reason.wrong:
        return sentence(
            f"avec {made.fr}, tout concorde sauf : {wrong.fr}{follow_fr}",
            f"with {made.en}, everything agrees but: {wrong.en}{follow_en}",
        )
    if reason.remaining:
        return sentence(
            f"avec {made.fr}, {_lines_fr(reason.explains)} s’explique{'nt' if reason.explains > 1 else ''}, "
            f"et {_lines_fr(reason.remaining)} diffère{'nt' if reason.remaining > 1 else ''} encore",
            f"with {made.en}, {_lines_en(reason.explains)} explained, "
            f"{_lines_en(reason.remaining)} still apart",
        )
    return sentence(f"avec {made.fr}, tout concorde", f"with {made.en}, everything agrees")


def _joined(texts: Sequence[Text], between: Text) -> Text:
    return Text(between.fr.join(one.fr for one in texts), between.en.join(one.en for one in texts))


def _lines_fr(count: int) -> str:
    return f"{count} ligne{_s(count)}"


def _lines_en(count: int) -> str:
    return f"{count} line{_s(count)}"


def _s(count: int) -> str:
    return "s" if count > 1 else ""
