"""What a year adds up to over many conventions, as a report, a workbook and CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.figures import figure
from xlsync.actions.findings import problem_json, problem_lines
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.outputs import check_report
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.selecting import selected_of
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.portfolio.computing import Computed
    from xlsync.portfolio.dues import Due
    from xlsync.portfolio.listing import Listing

TOTALS = Text("des totaux", "totals")
MARK = "xlsync_totals"
FORMS = ("plain", "fr")


def totals(
    session: Session,
    year: int,
    conventions: Sequence[str] | None = None,
    out: Path | None = None,
    csv: Path | None = None,
    form: str = "plain",
    subsidies: Path | None = None,
    where: str | None = None,
) -> Report:
    """Add up what conventions compute for a year.

    Args:
        session: The run.
        year: The year.
        conventions: Whose, kinds for all theirs; every convention when left out.
        out: A workbook, new or earlier totals.
        csv: A folder for a CSV a list.
        form: Of the CSV files: "plain" for programs, "fr" for a French spreadsheet.
        subsidies: A CSV for the subsidies, as open data lists them.
        where: Condition that they satisfy.

    Returns:
        1 when something cannot be computed.

    Raises:
        Misuse: a form that is none, a file of another sort.
    """
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise Misuse(
            f"--csv-form : « {form} » inconnu ; il existe : {known}",
            f"--csv-form: unknown “{form}”; there are: {known}",
        )
    if out is not None:
        check_report(out, MARK, TOTALS)
    from xlsync.portfolio.totals import totals as library

    store = opened(session)
    listings, due, found = library(store, selected_of(store, conventions, where), year)
    written = [
        str(path) for path in _written(session, year, listings, (due, found), out, csv, form, subsidies)
    ]
    return Report(
        {
            "year": year,
            "conventions": list(found.tables),
            "lists": {listing.code: _listing_json(listing) for listing in listings},
            "problems": [problem_json(problem, session) for problem in found.problems],
            "files": written,
        },
        [
            *_lines(listings, year, session),
            *problem_lines(found.problems, session),
            *(session.text(f"écrit : {path}", f"written: {path}") for path in written),
        ],
        REMAINING if found.problems else DONE,
    )


def _listing_json(listing: Listing) -> dict[str, Any]:
    codes = [heading.code for heading in listing.headings]
    return {
        "rows": [dict(zip(codes, row, strict=True)) for row in listing.rows],
        "totals": {one.code: listing.sum_of(one.code) for one in listing.headings if one.is_summed},
    }


def _written(
    session: Session,
    year: int,
    listings: Sequence[Listing],
    due: tuple[Sequence[Due], Computed],
    out: Path | None,
    csv: Path | None,
    form: str,
    subsidies: Path | None,
) -> Iterator[Path]:
    from xlsync.files import write_atomic
    from xlsync.portfolio.csv_files import write_csv, write_subsidies

    if out is not None:
        from xlsync.portfolio.charts import bars
        from xlsync.portfolio.workbook import workbook_bytes

        title = Text(f"Sommes dues en {year}, par mois", f"Sums due in {year}, by month")
        content = workbook_bytes(
            listings,
            mark=MARK,
            about=Text(f"Exercice {year}", f"Year {year}"),
            lang=session.lang,
            drawings={"par_mois": partial(bars, columns=("fait", "attendu"), title=title)},
        )
        write_atomic(out, content)
        yield out
    if csv is not None:
        yield from write_csv(listings, csv, f"totaux_{year}", form)
    if subsidies is not None:
        write_subsidies(*due, subsidies)
        yield subsidies


def _lines(listings: Sequence[Listing], year: int, session: Session) -> Iterator[str]:
    """The sums by kind and the totals of the debt; the rest is for the workbook."""
    shown = {listing.code: listing for listing in listings}
    by_kind = shown["par_type"]
    headings = [heading.label.in_language(session.lang) for heading in by_kind.headings]
    rows = [[_cell(value, session) for value in row] for row in by_kind.rows]
    if rows:
        sums = [figure(by_kind.sum_of(one.code), session.lang, decimals=2) for one in by_kind.headings[2:]]
        count = str(round(by_kind.sum_of("echeances")))
        yield from table(headings, [*rows, [session.text("Total", "Total"), count, *sums]], session)
    else:
        yield session.text(f"rien n’est dû en {year}", f"nothing is due in {year}")
    debt = shown.get("dette")
    if debt is not None and debt.rows:
        for heading in debt.headings:
            if heading.is_summed:
                label = heading.label.in_language(session.lang)
                yield f"{label} : {figure(debt.sum_of(heading.code), session.lang, decimals=2)}"


def _cell(value: Any, session: Session) -> str:
    return figure(value, session.lang, decimals=2) if isinstance(value, float) else str(value)
