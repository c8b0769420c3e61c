"""Years of a convention closed with their figures, and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json
from xlsync.actions.report import REMAINING, Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.errors import Text
    from xlsync.model import ConventionData, Where
    from xlsync.store import Store


def close(session: Session, convention: str, year: int | None = None) -> Report:
    """Keep the computed figures of a year: what would alter one is refused from then on.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        year: The year; without it, the closed years and their figures.

    Returns:
        1, nothing being kept, where a figure cannot be computed.

    Raises:
        AlreadyThere: The year is closed.
        Misuse: The convention has no figure in that year.
    """
    if year is None:
        return _listed(session, convention)
    figures: dict[Where, str] = {}
    lacking: list[Text] = []

    def closing(store: Store, on: str | None) -> list[ConventionData]:
        from xlsync.annexbook.closing import on_last_day, with_closed, year_figures
        from xlsync.annexbook.linked import Held, linked

        store.convention(convention, on)
        view = on_last_day(year)
        seen = linked(store.convention(convention, on, view), Held(store, on, view))
        found, missing = year_figures(seen, year, store.versions_for(convention, on))
        lacking[:] = missing
        figures.clear()
        figures.update(found)
        if not found and not missing:
            raise Misuse(
                f"{convention} n’a aucun chiffre calculé en {year}",
                f"{convention} has no computed figure in {year}",
            )
        return [] if missing else [with_closed(store.convention(convention, on), year, found)]

    revision = edited(session, closing, "close", f"{convention} exercice {year} clos")
    if lacking:
        said = [f"  {one.in_language(session.lang)}" for one in lacking]
        head = session.text(
            f"{convention} : l’exercice {year} n’est pas clos, il lui manque des chiffres",
            f"{convention}: the year {year} is not closed, figures are missing",
        )
        problems = [one.in_language(session.lang) for one in lacking]
        return Report(
            {"convention": convention, "year": year, "figures": [], "problems": problems, "revision": None},
            [head, *said],
            REMAINING,
        )
    shown = _figures(opened(session), convention, figures, session)
    return Report(
        {
            "convention": convention,
            "year": year,
            "figures": shown,
            "problems": [],
            "revision": revision_json(revision),
        },
        [
            session.text(
                f"{convention} : exercice {year} clos, {len(figures)} chiffres gardés",
                f"{convention}: year {year} closed, {len(figures)} figures kept",
            )
        ],
    )


def _listed(session: Session, convention: str) -> Report:
    from xlsync.annexbook.closing import closed_years

    store = opened(session)
    store.convention(convention)
    found = [
        {
            "year": one.year,
            "program": one.program,
            "figures": _figures(store, convention, one.figures, session),
        }
        for one in closed_years(store.cells(convention))
    ]
    return Report({"convention": convention, "years": found}, list(_lines(found, session)))


def _figures(
    store: Store, convention: str, figures: Mapping[Where, str], session: Session
) -> list[dict[str, Any]]:
    from xlsync.annexbook.closing import figure_name, shown_figure

    cells = {cell[1:]: text for cell, text in store.cells(convention).items()}
    return [
        {
            "table": place[0],
            "key": place[1],
            "column": place[2],
            "label": figure_name(convention, place, cells).in_language(session.lang),
            "value": text,
            "shown": shown_figure(convention, place, text, cells),
        }
        for place, text in sorted(figures.items())
    ]


def _lines(found: list[dict[str, Any]], session: Session) -> Iterator[str]:
    if not found:
        yield session.text("aucun exercice clos", "no closed year")
    headings = [
        session.text(*pair) for pair in (("Exercice", "Year"), ("Chiffre", "Figure"), ("Valeur", "Value"))
    ]
    rows = [(str(one["year"]), each["label"], each["shown"]) for one in found for each in one["figures"]]
    if rows:
        yield from table(headings, rows, session)
