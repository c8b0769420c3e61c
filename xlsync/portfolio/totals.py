"""What a year adds up to over many conventions: every figure that they compute for it, as lists."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from udfs.errors import Text
from xlsync.annexes import Column, Schema, Table, kinds, schema
from xlsync.model import ConventionData, Model
from xlsync.model.etat_dette import EtatDette, etat_dette
from xlsync.portfolio.agenda import HEADINGS as DUE_HEADINGS
from xlsync.portfolio.agenda import due_row
from xlsync.portfolio.computing import Computed, compute
from xlsync.portfolio.dues import DONE, VOID, Due, deadline_tables, dues_of
from xlsync.portfolio.listing import AMOUNT, INTEGER, NUMBER, RATE, TEXT, YEAR, Heading, Listing, total
from xlsync.store import Store
from xlsync.workbook.values import ErrorValue

CONVENTION = Heading("convention", Text("Convention", "Agreement"))
MEMBER = Heading("membre", Text("Membre", "Member"))
COUNT = Heading("echeances", Text("Échéances", "Deadlines"), INTEGER, is_summed=True)
SUMS = (
    Heading("du", Text("Dû (€)", "Due (EUR)"), AMOUNT, is_summed=True),
    Heading("fait", Text("Fait (€)", "Done (EUR)"), AMOUNT, is_summed=True),
    Heading("attendu", Text("Attendu (€)", "Expected (EUR)"), AMOUNT, is_summed=True),
)


def totals(store: Store, names: Iterable[str], year: int) -> tuple[list[Listing], list[Due], Computed]:
    """The lists of a year: what is due, by convention, kind, payer and day; debt, subsidies, figures.

    Args:
        store: The store.
        names: Conventions, in order.
        year: The year.

    Returns:
        The lists, what is due in the year, and what was computed, with the conventions that could not be.
    """
    last = datetime.date(year, 12, 31)
    found = compute(store, names, lambda kind: [*deadline_tables(kind), *yearly_tables(kind)], last)
    due = [one for one in dues_of(found, last) if one.year == year and one.amount is not None and one.counts]
    due.sort(key=lambda one: (one.day is None, one.day or one.convention, one.convention, one.code, one.rank))
    return [*_sums(due), *_debts(found, year), *_figures(found, year)], due, found


def yearly_tables(schema: Schema) -> list[Table]:
    """The tables of a kind with a record a year, among others, that compute something."""
    return [
        table
        for table in schema.tables
        if not table.blocks
        and any(column.key and column.type == "year" for column in table.columns)
        and any(column.formula and column.type in COMPUTED for column in table.columns)
    ]


COMPUTED = {"amount": AMOUNT, "number": NUMBER, "rate": RATE, "integer": INTEGER}
"""Types of computed columns that are figures, and how a list shows them."""


# --- what is due


def _sums(due: Sequence[Due]) -> Iterator[Listing]:
    by: list[tuple[str, Text, Text, Heading, Callable[[Due], object]]] = [
        (
            "par_type",
            Text("Par type", "By kind"),
            Text("Sommes dues, par type de convention", "Sums due, by kind"),
            Heading("type", Text("Type", "Kind")),
            lambda one: one.kind,
        ),
        (
            "par_convention",
            Text("Par convention", "By agreement"),
            Text("Sommes dues, par convention", "Sums due, by agreement"),
            CONVENTION,
            lambda one: one.convention,
        ),
        (
            "par_payeur",
            Text("Par payeur", "By payer"),
            Text("Sommes dues, par payeur", "Sums due, by payer"),
            Heading("payeur", Text("Payé par", "Paid by")),
            lambda one: one.payer,
        ),
        (
            "par_mois",
            Text("Par mois", "By month"),
            Text("Sommes dues, par mois", "Sums due, by month"),
            Heading("mois", Text("Mois", "Month")),
            month_of,
        ),
    ]
    for code, name, title, heading, key in by:
        yield Listing(code, name, title, (heading, COUNT, *SUMS), list(_grouped(due, key)))
    yield Listing(
        "echeances",
        Text("Échéances", "Deadlines"),
        Text("Sommes dues, par date", "Sums due, by day"),
        DUE_HEADINGS,
        [due_row(one) for one in due],
    )
    yield Listing(
        "subventions",
        Text("Subventions", "Subsidies"),
        Text("Subventions de l’année", "Subsidies of the year"),
        DUE_HEADINGS,
        [due_row(one) for one in due if one.is_subsidy],
    )


def month_of(due: Due) -> str:
    """The month of a sum, "à dater" where its day is not known."""
    return f"{due.day:%Y-%m}" if due.day else "à dater"


def _grouped(due: Sequence[Due], key: Callable[[Due], object]) -> Iterator[list[object]]:
    for name, group in groupby(sorted(due, key=lambda one: str(key(one))), key=lambda one: str(key(one))):
        of_it = [one for one in group if one.state != VOID]
        done = total(one.amount for one in of_it if one.state == DONE)
        whole = total(one.amount for one in of_it)
        yield [name, len(of_it), whole, done, whole - done]


# --- the debt

DEBT = (
    ("montant_origine", Text("Capital emprunté (€)", "Amount borrowed (EUR)"), "MtEmprOrig"),
    (
        "crd_ouverture",
        Text("CRD au 1er janvier (€)", "Outstanding on 1 January (EUR)"),
        "MtCapitalRestDu_01_01",
    ),
    ("capital", Text("Capital remboursé (€)", "Principal repaid (EUR)"), "MtCapitalExer"),
    ("interets_66111", Text("Intérêts réglés, 66111 (€)", "Interest paid, 66111 (EUR)"), "MtIntExer"),
)
ACCRUED = (
    ("icne_precedent", Text("ICNE N−1 (€)", "Accrued interest N−1 (EUR)")),
    ("icne", Text("ICNE N (€)", "Accrued interest N (EUR)")),
    ("rattachement_66112", Text("Rattachement des ICNE, 66112 (€)", "Accrual, 66112 (EUR)")),
    ("charge_6611", Text("Charge d’intérêts, 6611 (€)", "Interest charge, 6611 (EUR)")),
    ("annuite", Text("Annuité (€)", "Debt service (EUR)")),
    ("crd_cloture", Text("CRD au 31 décembre (€)", "Outstanding on 31 December (EUR)")),
)


def _debts(found: Computed, year: int) -> Iterator[Listing]:
    """A line a loan: payments, accrued interest of both years, charge, balances, by the accounts of M57."""
    model = Model()
    for data in found.conventions.values():
        if data.schema.loans:
            model = model.put(data)
    if not any(schema(kind).loans for kind in kinds()):
        return
    state, before = etat_dette(model, year), etat_dette(model, year - 1)
    found.problems += state.problemes
    yield Listing(
        "dette",
        Text("Dette", "Debt"),
        Text(f"État de la dette {year}", f"State of debt of {year}"),
        (
            CONVENTION,
            Heading("emprunt", Text("Emprunt", "Loan")),
            *(Heading(code, label, AMOUNT, is_summed=True) for code, label, _ in DEBT),
            *(Heading(code, label, AMOUNT, is_summed=True) for code, label in ACCRUED),
        ),
        list(_loans(state, before)),
    )


def _loans(state: EtatDette, before: EtatDette) -> Iterator[list[object]]:
    """Cents: sums and differences of two are rounded again."""
    accrued = {(line["convention"], line["emprunt"]): line["MtICNE"] for line in before.lignes}
    for line in state.lignes:
        was, now = accrued.get((line["convention"], line["emprunt"]), 0.0), line["MtICNE"]
        paid, principal = line["MtIntExer"], line["MtCapitalExer"]
        yield [
            line["convention"],
            line["emprunt"],
            *(line[name] for _, _, name in DEBT),
            was,
            now,
            round(now - was, 2),
            round(paid + now - was, 2),
            round(paid + principal, 2),
            line["MtCapitalRestDu_31_12"],
        ]


# --- the figures of the year, kind by kind


def _figures(found: Computed, year: int) -> Iterator[Listing]:
    by_kind: dict[str, list[ConventionData]] = {}
    for name in found.tables:
        data = found.conventions[name]
        by_kind.setdefault(data.kind, []).append(data)
    for kind, members in by_kind.items():
        for table in yearly_tables(schema(kind)):
            listing = _table(found, members, table, year)
            if listing.rows:
                yield listing


def _table(found: Computed, members: Sequence[ConventionData], table: Table, year: int) -> Listing:
    kind = members[0].kind
    keys = [column for column in table.columns if column.key]
    of_year = next(column.name for column in keys if column.type == "year")
    shown = [column for column in table.columns if column.formula and column.type in COMPUTED]
    rows = [
        [data.id, _member(data), *(_value(row.get(column.name)) for column in (*keys, *shown))]
        for data in members
        for row in found.tables[data.id][table.name]
        if row[of_year] == year
    ]
    title = Text(f"{schema(kind).title.fr} : {table.title.fr}", f"{schema(kind).title.en}: {table.title.en}")
    return Listing(
        f"{kind}_{table.name}",
        Text(f"{kind} {table.name}", f"{kind} {table.name}"),
        title,
        (CONVENTION, MEMBER, *(_heading(column) for column in (*keys, *shown))),
        [row for row in rows if any(value is not None for value in row[2 + len(keys) :])],
    )


def _heading(column: Column) -> Heading:
    kind = YEAR if column.type == "year" else COMPUTED.get(column.type, TEXT)
    return Heading(column.name, column.label, kind, is_summed=column.type == "amount" and not column.key)


def _member(data: ConventionData) -> str:
    return str(data.value("conventions", "", "membre") or "")


def _value(value: Any) -> Any:
    """A figure, or the text of a key; errors and blanks are blanks."""
    return None if isinstance(value, bool | ErrorValue) or value == "" else value
