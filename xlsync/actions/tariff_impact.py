"""Who pays what before and after versions of parameters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.figures import figure
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.outputs import check_report
from xlsync.actions.report import Report, table
from xlsync.actions.session import Session
from xlsync.actions.tariff_entry import check_convention, version_said
from xlsync.actions.tariff_list import codes, entered_json

if TYPE_CHECKING:
    from xlsync.scenarios.impact import Impact, Line


def impact(
    session: Session,
    code: str | None,
    day: datetime.date | None,
    value: str | None,
    file: Path | None,
    convention: str | None,
    out: Path | None,
) -> Report:
    """The figures that change, convention by convention; with `out`, as a workbook with a chart.

    Args:
        session: The run.
        code: A parameter, or a kind.
        day: First day of the versions meant, or of the trial.
        value: A value to try.
        file: A CSV of a table to try.
        convention: The only one that is looked at.
        out: A workbook, new or an earlier impact.

    Raises:
        Misuse: Words that lack, or no such version.
        WrongValue: An unknown parameter, or a value that does not suit it.
    """
    from xlsync.annexbook.handed import described, said
    from xlsync.annexbook.linked import Held, linked
    from xlsync.scenarios import impact as impacts
    from xlsync.scenarios.impact_report import MARK

    if code is None or (value is not None and file is not None):
        raise Misuse(
            "donnez CODE, et --value ou --table pour un essai",
            "give CODE, and --value or --table for a trial",
        )
    if out is not None:
        check_report(out, MARK, IMPACT)
    codes(code if "." in code else code.partition(".")[0])
    store, kind = opened(session), code.partition(".")[0]
    held = store.versions(kind)
    if value is None and file is None:
        chosen = impacts.starting(held, code, day)
        if not chosen:
            raise Misuse(
                f"le modèle n’a pas de telle version de « {code} » : set l’entre, --value l’essaie",
                f"the model has no such version of “{code}”: set enters it, --value tries it",
            )
        before, after = impacts.without(held, chosen), held
    else:
        if day is None:
            raise Misuse("donnez --from DATE", "give --from DATE")
        trial = version_said(store, code, day, value, file, (*TRIAL, None, None), convention)
        chosen, before, after = (trial,), held, impacts.with_versions(held, [trial])
    if convention is not None:
        check_convention(store, convention, kind)
    names = [convention] if convention else store.read().conventions(kind)
    others = Held(store)
    found = impacts.impact([linked(store.convention(name), others) for name in names], before, after)
    told = [(described(one), said(one)) for one in chosen]
    about = Text(
        " ; ".join(f"{one.fr} : {two.fr}" for one, two in told),
        "; ".join(f"{one.en}: {two.en}" for one, two in told),
    )
    if out is not None:
        from xlsync.files import write_atomic
        from xlsync.scenarios.impact_report import impact_bytes

        write_atomic(out, impact_bytes(found, about=about, lang=session.lang))
    return Report(
        {
            "versions": [entered_json(one) for one in chosen],
            "lines": [_line_json(one, session) for one in found.lines],
            "totals": [
                {"year": year, "before": was, "after": now, "difference": now - was}
                for year, was, now in found.totals
            ],
            "unchanged": found.unchanged,
            "out": None if out is None else str(out),
        },
        list(_impact_lines(found, about, out, session)),
    )


TRIAL = ("Essai", "non décidé")
"""The source of a version that is only tried."""


IMPACT = Text("l’effet d’un tarif", "an impact of a tariff")


def _line_json(one: Line, session: Session) -> dict[str, Any]:
    return {
        "convention": one.convention,
        "table": one.table.in_language(session.lang),
        "column": one.column.in_language(session.lang),
        "row": one.row.in_language(session.lang),
        "year": one.year,
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "renewed": one.renewed,
    }


def _impact_lines(found: Impact, about: Text, out: Path | None, session: Session) -> Iterator[str]:
    yield session.text(about.fr, about.en)
    headings = (
        session.text("Convention", "Agreement"),
        session.text("Chiffre", "Figure"),
        session.text("Ligne", "Row"),
        session.text("Avant", "Before"),
        session.text("Après", "After"),
        session.text("Écart", "Difference"),
    )
    renewed = session.text("reconduite", "renewed")
    rows = [
        (
            one.convention,
            one.column.in_language(session.lang),
            one.row.in_language(session.lang) + (f" ({renewed})" if one.renewed else ""),
            *(_amount(value, session) for value in (one.before, one.after, one.difference)),
        )
        for one in found.lines
    ]
    rows += [
        ("total", "", str(year), *(_amount(value, session) for value in (was, now, now - was)))
        for year, was, now in found.totals
    ]
    if rows:
        yield from table(headings, rows, session)
    else:
        yield session.text("aucun montant ne change", "no amount changes")
    if found.unchanged:
        listed = ", ".join(found.unchanged)
        yield session.text(f"sans changement : {listed}", f"unchanged: {listed}")
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")


def _amount(value: float | None, session: Session) -> str:
    return "–" if value is None else figure(value, session.lang, decimals=2)
