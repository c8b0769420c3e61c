"""The loans of a convention: which records they are, and their conditions as the functions read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsync.annexes import Loans, Table
from xlsync.annexes.schema import EVENT
from xlsync.errors import UnknownKey, UnknownTable, listed
from xlsync.model.cells import Value
from xlsync.model.data import ConventionData
from xlsync.model.identity import identity, read_key
from xlsync.model.shapes import shape

if TYPE_CHECKING:
    from udfs.rules.pret import Conditions

DATES = ("Date de valeur", "Première échéance")
"""Labels of the two dates in the fiche of a loan; one of them is needed, the first above all."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One loan of a convention, as its fiche.

    Attributes:
        data: The convention.
        loans: What its schema says of loans.
        record: The record that is the loan.
    """

    data: ConventionData
    loans: Loans
    record: dict[str, Value]

    @property
    def table(self) -> Table:
        """The table of its record."""
        return self.data.schema.table(self.loans.table)

    @property
    def key(self) -> str:
        """The identity of its record."""
        return identity(shape(self.data.kind, self.table.name), self.record)

    @property
    def title(self) -> str:
        """The heading of its record, as printed."""
        return self.table.header.format(**self.record)

    @property
    def fiche(self) -> list[list[Value]]:
        """Labels and values."""
        return [[label, self.value(place)] for label, place in self.loans.fiche]

    def value(self, place: str) -> Value:
        """An input of the loan."""
        table, _, column = place.rpartition(".")
        if table:
            return self.data.value(table, self.key, column)
        return self.record[column] if column in self.record else self.data.fields[column]

    @property
    def events(self) -> list[list[Value]]:
        """What happens to the loan, as the functions read it."""
        own = {name: self.record[name] for name in self.table.keys}
        return [
            [record[name] for name in EVENT]
            for record in self.data.records(self.loans.events)
            if all(record[name] == key for name, key in own.items())
        ]

    @property
    def year(self) -> int | None:
        """When it is to be paid out, before its dates are known."""
        year = self.value(self.loans.year)
        assert year is None or isinstance(year, int)
        return year

    @property
    def dated(self) -> bool:
        """A date places its table in time."""
        return any(self.value(place) for label, place in self.loans.fiche if label in DATES)

    def conditions(self, arrondi: str = "centime") -> Conditions:
        """As the functions of cells read the fiche.

        Args:
            arrondi: "centime" for the definitive table, "theorique" for the other.

        Raises:
            UdfError: something that a loan cannot be.
        """
        from udfs.registry import calling
        from udfs.registry.binding import bind
        from udfs.registry.catalogue import find
        from udfs.rules.pret import Conditions

        function, fiche = find("PRET.ECHEANCE"), [["Arrondi", arrondi], *self.fiche]
        return Conditions.of(**calling.values(function, bind(function, [fiche, self.events], {})))


def loans_of(data: ConventionData) -> Iterator[Loan]:
    """The loans of a convention; none in a kind without loans.

    Examples:
        >>> from xlsync.model import load
        >>> [loan.key for loan in loans_of(load("intracting/noyarey"))]
        ['versement=1', 'versement=2', 'versement=3']
    """
    if (loans := data.schema.loans) is not None:
        yield from (Loan(data, loans, record) for record in data.records(loans.table))


def loan_named(data: ConventionData, written: str) -> Loan:
    """The loan that a person names: by its key, or by the heading that is printed over it.

    Raises:
        UnknownTable: a kind without loans.
        UnknownKey, WrongValue: no such loan; the sentence lists them.
    """
    if data.schema.loans is None:
        raise UnknownTable(
            f"{data.id} : cette sorte de convention n’a pas d’emprunt",
            f"{data.id}: this kind of agreement has no loan",
            kind=data.kind,
        )
    found = list(loans_of(data))
    for loan in found:
        if loan.title.casefold() == written.strip().casefold():
            return loan
    table = shape(data.kind, data.schema.loans.table)
    key = identity(table, read_key(table, written))
    for loan in found:
        if loan.key == key:
            return loan
    known = listed(written, [loan.key for loan in found])
    raise UnknownKey(
        f"{data.id} : pas d’emprunt « {written} » ; il existe : {known}",
        f"{data.id}: no loan “{written}”; there are: {known}",
        table=table.name,
        key=written,
    )
