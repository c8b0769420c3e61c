"""Lists as CSV files: for programs, for a French spreadsheet, and subsidies under the names of open data."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from udfs.figures import shown
from xlsync.files import leaving_nothing, write_all_atomic, write_atomic
from xlsync.model.cells import decimal_text
from xlsync.portfolio.computing import Computed
from xlsync.portfolio.dues import Due
from xlsync.portfolio.listing import AMOUNT, Heading, Listing
from xlsync.tables.csv_files import csv_bytes, guarded

FRENCH, PLAIN = "fr", "plain"
BOM = b"\xef\xbb\xbf"
"""Three bytes by which Excel knows UTF-8."""

SCDL = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision",
    "nomBeneficiaire", "idBeneficiaire", "objet", "montant", "nature",
    "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention",
)  # fmt: skip
"""Columns of the open-data schema of subsidies (Socle commun des données locales, « subventions » 2.1)."""


def write_csv(listings: Iterable[Listing], folder: Path, prefix: str, form: str) -> list[Path]:
    """Writes a file a list, `<prefix>_<code>.csv`.

    Args:
        listings: The lists.
        folder: Where they go, created if need be.
        prefix: Beginning of the names.
        form: "plain": names, points and ISO days, commas between; "fr": printed headings, decimal commas,
            semicolons and the mark of UTF-8, as a French Excel opens it.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    made_of = {
        folder / f"{prefix}_{listing.code}.csv": _french(listing) if form == FRENCH else _plain(listing)
        for listing in listings
    }
    with leaving_nothing() as made:
        made.folder(folder)
        write_all_atomic(made_of.items())
    return list(made_of)


def _plain(listing: Listing) -> bytes:
    lines = [
        [_text(value, heading) for value, heading in zip(row, listing.headings, strict=True)]
        for row in listing.rows
    ]
    return csv_bytes([[heading.code for heading in listing.headings], *lines])


def _french(listing: Listing) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(heading.label.fr for heading in listing.headings)
    for row in listing.rows:
        writer.writerow(
            _french_text(value, heading) for value, heading in zip(row, listing.headings, strict=True)
        )
    return BOM + stream.getvalue().encode()


def _text(value: Any, heading: Heading) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _cents(value) if heading.kind == AMOUNT else decimal_text(value)
    return guarded(str(value))


def _cents(value: float) -> str:
    return f"{shown(value, 2):z.2f}"


def _french_text(value: Any, heading: Heading) -> str:
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    text = _text(value, heading)
    return text.replace(".", ",") if isinstance(value, int | float) else text


def write_subsidies(due: Sequence[Due], found: Computed, path: Path) -> None:
    """Writes subsidies as open data lists them; nothing is written of what the model does not know.

    Raises:
        CannotWrite: the file cannot be written.
    """
    lines = [[guarded(text) for text in _subsidy(one, found)] for one in due if one.is_subsidy]
    write_atomic(path, csv_bytes([list(SCDL), *lines]))


def _subsidy(due: Due, found: Computed) -> list[str]:
    data = found.conventions[due.convention]

    def said(name: str) -> str:
        return str(data.value("conventions", "", name) or "")

    signed = data.value("conventions", "", "date_signature")
    by_operator = due.payer == said("operateur")
    giver, taker = ("operateur", "membre") if by_operator else ("membre", "operateur")
    return [
        said(giver), said(f"{giver}_siret"), signed.isoformat() if isinstance(signed, datetime.date) else "",
        due.convention, said(taker), said(f"{taker}_siret"), said("titre"), _cents(due.amount or 0.0),
        "aide en numéraire", "échelonné" if len(_payments(due, found)) > 1 else "unique",
        due.day.isoformat() if due.day else "", "", "", "",
    ]  # fmt: skip


def _payments(due: Due, found: Computed) -> list[str]:
    """The ranks of the payments of the same subsidy."""
    tables = found.tables[due.convention].values()
    return [str(row["rang"]) for rows in tables for row in rows if row.get("code") == due.code]
