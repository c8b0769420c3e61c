"""Years of a convention closed with their figures, and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, opened, revision_json
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.selecting import selected_of
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.errors import Text
    from xlsync.model import ConventionData, Where
    from xlsync.store import Store


def close(session: Session, convention: str, year: int | None = None) -> Report:
    """Keep the computed figures of a year: what would alter one is refused from then on.

    Args:
        session: The run.
        convention: "<kind>/<instance>", or a kind for all its conventions, as one revision.
        year: The year; without it, the closed years and their figures.

    Returns:
        1, nothing being kept, where a figure cannot be computed; of a kind, where that is so for one, whose
        year stays open.

    Raises:
        AlreadyThere: The year is closed.
        Misuse: The convention has no figure in that year.
    """
    if year is None:
        return _listed(session, convention)
    if "/" not in convention:
        return _of_kind(session, convention, year)
    figures: dict[Where, str] = {}
    lacking: list[Text] = []

    def closing(store: Store, on: str | None) -> list[ConventionData]:
        from xlsync.annexbook.closing import with_closed

        found, missing = _figures_of(store, on, convention, year)
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


def _figures_of(
    store: Store, on: str | None, convention: str, year: int
) -> tuple[dict[Where, str], list[Text]]:
    """The figures of a year of a convention as it stands on its last day, and why some are missing."""
    from xlsync.annexbook.closing import on_last_day, year_figures
    from xlsync.annexbook.linked import Held, linked

    store.convention(convention, on)
    view = on_last_day(year)
    seen = linked(store.convention(convention, on, view), Held(store, on, view))
    found, missing = year_figures(seen, year, store.versions_for(convention, on))
    return dict(found), list(missing)


def _of_kind(session: Session, kind: str, year: int) -> Report:
    """The year of every convention of a kind; those that cannot be closed are named, the others are."""
    from xlsync.annexbook.closing import closed_years, with_closed

    closed: dict[str, int] = {}
    left: dict[str, list[str]] = {}
    problems: dict[str, list[Text]] = {}

    def closing(store: Store, on: str | None) -> list[ConventionData]:
        made = []
        for one in (closed, left, problems):
            one.clear()
        for name in selected_of(store, [kind]):
            if any(one.year == year for one in closed_years(store.cells(name, on))):
                left.setdefault("already", []).append(name)
                continue
            found, missing = _figures_of(store, on, name, year)
            if missing:
                problems[name] = missing
            elif not found:
                left.setdefault("without", []).append(name)
            else:
                closed[name] = len(found)
                made.append(with_closed(store.convention(name, on), year, found))
        return made

    revision = edited(session, closing, "close", f"{kind} exercice {year} clos")
    said = {name: [one.in_language(session.lang) for one in found] for name, found in problems.items()}
    document = {
        "kind": kind,
        "year": year,
        "closed": [{"convention": name, "figures": count} for name, count in closed.items()],
        "already": left.get("already", []),
        "without": left.get("without", []),
        "problems": [{"convention": name, "what": found} for name, found in said.items()],
        "revision": revision_json(revision) if closed else None,
    }
    return Report(document, list(_kind_lines(document, session)), REMAINING if problems else DONE)


def _kind_lines(document: Mapping[str, Any], session: Session) -> Iterator[str]:
    year = document["year"]
    for one in document["closed"]:
        yield session.text(
            f"{one['convention']} : exercice {year} clos, {one['figures']} chiffres gardés",
            f"{one['convention']}: year {year} closed, {one['figures']} figures kept",
        )
    for one in document["problems"]:
        yield session.text(
            f"{one['convention']} : l’exercice {year} n’est pas clos, il lui manque des chiffres",
            f"{one['convention']}: the year {year} is not closed, figures are missing",
        )
        yield from (f"  {what}" for what in one["what"])
    closed, already, without = (len(document[name]) for name in ("closed", "already", "without"))
    failed = len(document["problems"])
    yield session.text(
        f"exercices clos : {closed} ; déjà clos : {already} ; sans chiffre en {year} : {without} ; "
        f"non clos : {failed}",
        f"years closed: {closed}; closed already: {already}; without a figure in {year}: {without}; "
        f"not closed: {failed}",
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
