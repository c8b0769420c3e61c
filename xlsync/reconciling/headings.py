"""The headings of a lender's table, French or English: what each column says."""

from __future__ import annotations

import re
from functools import lru_cache

from udfs.coerce.cells import plain

RANK, DUE, PAID_ON, YEAR, LOAN = "rang", "date", "date_paiement", "annee", "pret"
BEFORE, INTEREST, PRINCIPAL, PAID, AFTER = "crd", "interets", "amortissement", "echeance", "crd_apres"
BALANCE, INSTALMENT, FEES = "solde", "terme", "frais"
"""A balance that its heading does not place; a word that is a number, a date or an amount; what is not
compared."""
AMOUNTS = (BEFORE, INTEREST, PRINCIPAL, PAID, AFTER)
"""Amounts that are compared, by the names of the columns of the PRET functions."""
DATES = (DUE, PAID_ON)
IGNORED = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FEES = _words(
    "frais commission commissions assurance assurances insurance fee fees charges indemnite indemnites "
    "indemnity penalty penalties adi"
)
_NOT_READ = _words(
    "cumul cumule cumulee cumules cumulees cumulative cumulated taux rate jours days valeur index"
)
_LOAN = _words("tranche pret emprunt loan contrat contract")
_NUMBER = _words("n no num numero number rang rank ordre")
_SETTLED = _words("paiement reglement prelevement payment debit paid")
_BALANCE = _words("crd restant restante balance outstanding remaining encours solde")
_BEFORE = _words("avant debut initial initiale ouverture opening before start starting beginning begin")
_AFTER = _words("apres fin final finale cloture closing after end ending nouveau new")
_INTEREST = _words("interet interets interest interests int")
_PRINCIPAL = _words(
    "amortissement amortissements amort amorti amortie amortization amortisation principal capital"
)
_PAID = _words(
    "annuite annuites annuity mensualite mensualites trimestrialite semestrialite montant amount service "
    "total repayment remboursement versement flux"
)
_INSTALMENT = _words(
    "echeance echeances ech instalment instalments installment installments payment payments paiement "
    "periode period due"
)
_YEAR = _words("annee year exercice an")
_UNITS = _words("eur euro euros de du des d la le l les of the en a au par in")


@lru_cache(maxsize=1024)
def read_heading(text: str) -> str:
    """What a heading says, "" for what is not read.

    Examples:
        >>> [read_heading(one) for one in ("Capital restant dû avant échéance (€)", "N°", "Intérêts")]
        ['crd', 'rang', 'interets']
        >>> [read_heading(one) for one in ("Closing balance", "Due date", "Principal", "Échéance")]
        ['crd_apres', 'date', 'amortissement', 'terme']
    """
    words = set(re.findall(r"[a-z0-9]+", plain(text))) - _UNITS
    if text.strip() == "#":
        return RANK
    if not words or words & _NOT_READ:
        return IGNORED
    if words & _FEES:
        return FEES
    if words & {"date", "dates"}:
        return PAID_ON if words & _SETTLED and not words & _INSTALMENT - _SETTLED else DUE
    if words & _BALANCE or words == {"capital", "initial"}:
        return _balance(words)
    return _flow(words)


def _balance(words: set[str]) -> str:
    if words & _BEFORE:
        return BEFORE
    return AFTER if words & _AFTER else BALANCE


def _flow(words: set[str]) -> str:
    if words & _INTEREST:
        return PAID if words & _PRINCIPAL else INTEREST
    if words & _PRINCIPAL:
        return PRINCIPAL
    if words & _NUMBER:
        return LOAN if words & _LOAN else RANK
    if words & _LOAN:
        return LOAN
    if words & _PAID:
        return PAID
    if words & _INSTALMENT:
        return INSTALMENT
    return YEAR if words & _YEAR else IGNORED


def score(headings: list[str]) -> int:
    """How much a line looks like the headings of such a table: its amounts first, then what else is known."""
    roles = {read_heading(text) for text in headings if text.strip()} - {IGNORED}
    held = roles & {*AMOUNTS, BALANCE, INSTALMENT}
    return 100 * (len(held) > 1) + len(roles)


READABLE = score(["Intérêts", "Échéance"])
"""What headings are that say two amounts."""
