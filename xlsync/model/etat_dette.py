"""The state of debt of a year: one line a loan, under the names of the French budget file.

The names are those of `DATA_EMPRUNT/EMPRUNT` in the XML budget document (TotEM, `DocumentBudgetaire`); the
two in lower case are ours. A schema says which records are loans (`Schema.loans`); their conditions are read
as a cell's fiche is. Amounts come from the definitive table, in cents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from udfs.errors import Text, UdfError
from xlsync.errors import Problem, sentence
from xlsync.model.cells import decimal_text
from xlsync.model.loans import DATES, Loan, loans_of
from xlsync.model.model import Model
from xlsync.model.shapes import CONVENTION

if TYPE_CHECKING:
    from udfs.rules.pret import Conditions, Tableau

Ligne = dict[str, Any]

EMPRUNT = "emprunt"
PROFILES = {"echeances_constantes": "P", "amortissement_constant": "C", "in_fine": "F"}
FREQUENCIES = {1: "A", 2: "S", 4: "T", 12: "M"}
OWN_LOAN, FIXED_RATE = "01", "F"
UNDERLYING, STRUCTURE = "1", "A"
"""A fixed rate in euros: 1-A in the charter of good conduct (circular IOCB1015077C)."""

FIELDS = (
    (CONVENTION, "Convention", "string"),
    (EMPRUNT, "Clé de l’emprunt dans la convention", "string"),
    ("CodTypEmpr", "Type d’emprunt", "string"),
    ("CodProfilAmort", "Profil d’amortissement", "string"),
    ("AnEncaisse", "Année de mobilisation", "integer"),
    ("ObjEmpr", "Objet de l’emprunt", "string"),
    ("MtEmprOrig", "Capital emprunté à l’origine", "number"),
    ("DureeRest", "Durée résiduelle au 31 décembre, en années", "number"),
    ("LibOrgaPreteur", "Organisme prêteur", "string"),
    ("CodPeriodRemb", "Périodicité des remboursements", "string"),
    ("CodTyptxInit", "Type de taux à l’origine", "string"),
    ("TxActua", "Taux actuariel, en %", "number"),
    ("MtIntExer", "Intérêts payés dans l’exercice", "number"),
    ("MtCapitalExer", "Capital remboursé dans l’exercice", "number"),
    ("MtCapitalRestDu_01_01", "Capital restant dû au 1er janvier", "number"),
    ("MtICNE", "Intérêts courus non échus au 31 décembre", "number"),
    ("MtCapitalRestDu_31_12", "Capital restant dû au 31 décembre", "number"),
    ("IndSousJacent", "Indice sous-jacent", "string"),
    ("Structure", "Structure", "string"),
    ("Dt1RembInit", "Date du premier remboursement", "date"),
    ("Txinit", "Taux nominal à l’origine, en %", "number"),
    ("DureeContratInit", "Durée du contrat à l’origine, en années", "number"),
)
"""Name, title and Table Schema type of each column, in the order of the XML."""

AMOUNTS = {
    "MtIntExer": "interets_echus",
    "MtCapitalExer": "capital",
    "MtCapitalRestDu_01_01": "crd_ouverture",
    "MtICNE": "icne",
    "MtCapitalRestDu_31_12": "crd_cloture",
}
"""Measures of the year, by their name in the XML."""


@dataclass(frozen=True, slots=True)
class EtatDette:
    """The state of debt of a year.

    Attributes:
        annee: The year.
        lignes: A dict a loan, by the names of `FIELDS`.
        hors_exercice: Loans that owe and pay nothing in the year, those paid out later among them, dated or
            not: convention and key.
        problemes: Loans whose line cannot be made.
    """

    annee: int
    lignes: list[Ligne] = field(default_factory=list)
    hors_exercice: list[Ligne] = field(default_factory=list)
    problemes: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> dict[str, float]:
        """Sum of each amount of the year, exact."""
        names = ("MtEmprOrig", *AMOUNTS)
        return {name: float(sum(_decimal(line[name]) for line in self.lignes)) for name in names}


def etat_dette(model: Model, annee: int, borne: str | None = None) -> EtatDette:
    """The state of debt of every loan of a model.

    Args:
        model: The conventions; those of a kind without loans give no line.
        annee: Calendar year.
        borne: "exclue" or "incluse": whether accrued interest counts 31 December; what each convention says
            when left out.

    Returns:
        A line a loan that owes or pays something in the year. Interest is that which falls due in the year
        (account 66111), by nominal due date unless the loan counts it between days of payment.

    Examples:
        >>> from xlsync.model import Model, load
        >>> advance = load("intracting/noyarey").set("calendrier", "1", "date_valeur", "13/12/2024")
        >>> state = etat_dette(Model().add(advance), 2026)
        >>> state.lignes[0]["MtCapitalRestDu_31_12"], len(state.problemes)
        (146608.16, 2)
    """
    state = EtatDette(annee)
    for loan in _loans(model):
        if not loan.dated:
            if loan.year is not None and loan.year > annee:
                state.hors_exercice.append({CONVENTION: loan.data.id, EMPRUNT: loan.key})
            else:
                state.problemes.append(_without_date(loan))
            continue
        try:
            line = _line(loan, annee, borne or str(loan.value(loan.loans.bound) or "exclue"))
        except UdfError as error:
            state.problemes.append(_wrong(loan, error.text))
            continue
        if line is None:
            state.hors_exercice.append({CONVENTION: loan.data.id, EMPRUNT: loan.key})
        else:
            state.lignes.append(line)
    return state


# --- the loans of a model


def _loans(model: Model) -> Iterator[Loan]:
    for convention in model.conventions():
        yield from loans_of(model.convention(convention))


def _without_date(loan: Loan) -> Problem:
    table, _, name = dict(loan.loans.fiche)[DATES[0]].rpartition(".")
    declared = loan.data.schema.table(table) if table else loan.table
    label = declared.column(name).label
    place = f"{loan.data.id} {declared.name} {loan.key} {name}"
    what = sentence(
        f"{loan.title} : « {label.fr} » manque, donc ni échéances ni intérêts courus",
        f"{loan.title}: “{label.en}” is missing, hence neither due dates nor accrued interest",
    )
    fix = sentence(
        f"la saisir dans le classeur ({declared.annex}), ou : xlsync set {place} JJ/MM/AAAA",
        f"type it in the workbook ({declared.annex}), or: xlsync set {place} DD/MM/YYYY",
    )
    return Problem(place, what, fix, declared.annex)


def _wrong(loan: Loan, what: Text) -> Problem:
    fix = sentence(
        f"corriger les conditions du prêt ({loan.table.annex})",
        f"correct the terms of the loan ({loan.table.annex})",
    )
    said = Text(f"{loan.title}\N{NO-BREAK SPACE}: {what.fr}", f"{loan.title}: {what.en}")
    return Problem(f"{loan.data.id} {loan.table.name} {loan.key}", said, fix, loan.table.annex)


# --- one line


def _line(loan: Loan, annee: int, borne: str) -> Ligne | None:
    """The line of a loan, None when nothing is owed nor paid in the year."""
    from udfs.rules.pret import (  # the mathematics, which the names of the lines do without
        exercice_of,
        table_of,
    )

    conditions = loan.conditions()
    table = table_of(conditions)
    year = exercice_of(conditions, annee, borne, table)
    amounts = {name: float(getattr(year, measure)) for name, measure in AMOUNTS.items()}
    if not any(amounts.values()):
        return None
    line = {
        CONVENTION: loan.data.id,
        EMPRUNT: loan.key,
        "ObjEmpr": f"{loan.data.fields['titre'] or loan.data.id} – {loan.title}",
        "LibOrgaPreteur": loan.value(loan.loans.lender),
        **_terms(conditions, table, annee),
        **amounts,
    }
    return {name: line[name] for name, _, _ in FIELDS}


def _terms(conditions: Conditions, table: Tableau, annee: int) -> Ligne:
    """What does not depend on the amounts of the year, but for the years left."""
    import numpy as np

    from udfs import calendar

    rate, periods = float(conditions.taux), int(conditions.periodes)
    last_day = np.datetime64(f"{annee}-12-31")
    last_payment = table.date[int(table.nombre) - 1]
    left = calendar.fraction(last_day, np.maximum(last_day, last_payment), "30E/360")
    return {
        "CodTypEmpr": OWN_LOAN,
        "CodProfilAmort": PROFILES[conditions.profil],
        "AnEncaisse": int(str(conditions.debut)[:4]),
        "MtEmprOrig": float(conditions.capital),
        "DureeRest": _decimals(float(left), 2),
        "CodPeriodRemb": FREQUENCIES[periods],
        "CodTyptxInit": FIXED_RATE,
        "TxActua": _decimals(100.0 * ((1.0 + rate / periods) ** periods - 1.0), 6),
        "IndSousJacent": UNDERLYING,
        "Structure": STRUCTURE,
        "Dt1RembInit": str(conditions.dates(1)),
        "Txinit": _decimals(100.0 * rate, 6),
        "DureeContratInit": _decimals(int(conditions.nombre) / periods, 2),
    }


def _decimals(number: float, decimals: int) -> float:
    """Half up, at so many decimals."""
    return float(decimal_text(number, decimals))


def _decimal(amount: float) -> Decimal:
    """The amount that a float means, in whole cents."""
    return Decimal(decimal_text(amount))
