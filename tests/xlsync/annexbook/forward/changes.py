"""What the schemas of tests change, and what workbooks hold before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tests.evolving import Kinds
from tests.xlsync.sync.desks import MIXEUR, Desk
from xlsync.errors import Notice, XlsyncError
from xlsync.sync import push
from xlsync.workbook import Workbook

REMARKS = "name: observations, label: [Observations, Remarks], type: text, width: 31, owner: member"
MONTHLY = (
    'name: par_mois, label: ["Par mois (€)", "A month (EUR)"], type: amount, displayed: 2, width: 12, '
    "total: sum, "
    'formula: \'=IF([annee]="","",[montant]/12)\''
)


def everything(kinds: Kinds) -> None:
    """Something of each sort comes to the Mixeur: columns, fields, a group, tables, a sheet, a chart."""
    kinds.add("mixeur", "contributions", "utilisateurs", REMARKS)
    kinds.add("mixeur", "contributions", "date_appel", MONTHLY)
    kinds.edit("mixeur", *GROUPS, *TABLES, *SHEETS)


GROUPS = (
    (
        "  - group: tete_bareme\n",
        """  - group: contacts
    title: [Contacts, Contacts]
    items:
      - {name: contact_nom, label: [Nom du contact, Name of the contact], type: text, owner: member}
      - {name: contact_depuis, label: [Contact depuis, Contact since], type: date}
      - name: contact_annees
        label: [Années de contact, Years of contact]
        type: integer
        displayed: 0
        formula: '=IF(contact_depuis="","",annee_bareme-YEAR(contact_depuis))'
  - group: tete_bareme
""",
    ),
    (
        "      - {name: utilisateurs_prorates,",
        """      - {name: arrondi_du, label: [Arrondi, Rounding], type: choice, choices: [centime, euro]}
      - {name: utilisateurs_prorates,""",
    ),
)
TABLES = (
    (
        "  - name: contributions\n    title",
        """  - name: seuils
    title: [Seuils de population, Thresholds]
    excel: tblSeuils
    total_label: [Total, Total]
    rows:
      source: fixed
      fixed:
        - {palier: bas, libelle: Petit}
        - {palier: haut, libelle: Grand}
    columns:
      - {name: palier, label: [Palier, Step], type: text, key: true, generated: fixed, width: 12}
      - {name: libelle, label: [Libellé, Label], type: text, generated: fixed, width: 20}
      - {name: seuil, label: [Seuil, Threshold], type: integer, displayed: 0, total: sum, width: 14}
  - name: paiements
    title: [Paiements par année, Payments by year]
    excel: tblPaiements
    rows: {source: table, table: contributions}
    columns:
      - {name: annee, label: [Année, Year], type: year, key: true, generated: key, width: 9}
      - {name: recu, label: ["Reçu (€)", "Received (EUR)"], type: amount, displayed: 2, width: 14}
      - name: reste
        label: ["Reste (€)", "Left (EUR)"]
        type: amount
        displayed: 2
        formula: '=IF([annee]="","",SUMIFS(contributions[montant],contributions[annee],[annee])-[recu])'
  - name: comptes
    title: [Comptes ouverts, Accounts opened]
    layout: columns
    excel: tblComptes
    header: "Exercice {annee}"
    total_label: [Total, Total]
    rows: {source: table, table: contributions}
    columns:
      - {name: annee, label: [Exercice, Year], type: year, key: true, generated: key, width: 30}
      - {name: ouverts, label: [Comptes ouverts, Accounts], type: integer, displayed: 0, total: sum}
  - name: contributions
    title""",
    ),
)
SHEETS = (
    (
        "items: [{fields: regles}, {table: contributions}]",
        "items: [{fields: regles}, {fields: contacts}, {table: seuils}, {table: contributions}]",
    ),
    (
        "  - name: Barème\n    title",
        """  - name: Paiements
    title: [Paiements, Payments]
    items: [{table: paiements}]
  - name: Comptes
    title: [Comptes, Accounts]
    landscape: true
    items: [{table: comptes}]
  - name: Barème
    title""",
    ),
    (
        '      - chart:\n          title: ["Contributions dues par année"',
        """      - chart:
          title: [Paiements reçus, Payments received]
          kind: column
          categories: paiements[annee]
          series:
            - {name: [Reçu, Received], values: "paiements[recu]"}
          x_title: [Année, Year]
          y_title: [€, EUR]
      - chart:
          title: ["Contributions dues par année\"""",
    ),
)


def opened(kinds: Kinds, kind: str = "mixeur") -> Workbook:
    return Workbook.open(kinds.template(kind))


def told(error: XlsyncError) -> str:
    """The sentence of a refusal, on plain spaces."""
    return error.text.fr.replace("\xa0", " ")


def said(book: Workbook) -> dict[str, object]:
    """Everything in the cells, the tables and the names, but what says where a workbook comes from."""
    cells = {
        (sheet.name, *at): (cell.value or None, cell.formula)
        for sheet in book.worksheets()
        for at, cell in sheet.cells.items()
        if cell.value not in (None, "") or cell.formula is not None
    }
    tables = {
        name: (
            str(table.ref),
            table.sheet,
            [(one.name, one.id, one.formula, one.totals_formula) for one in table.columns],
        )
        for name, table in book.tables.items()
    }
    return {
        "cells": cells,
        "tables": tables,
        "names": {(one.name, one.sheet): one.text.replace("'", "") for one in book.names},
    }


def look(cell) -> tuple[str, ...]:
    return (
        cell.number_format,
        *map(repr, (cell.font, cell.fill, cell.alignment, cell.border, cell.protection)),
    )


DUE = ("contributions", "annee=2025", "montant")


def held(desk: Desk, convention: str = MIXEUR) -> dict[tuple[str, str, str], Any]:
    """Every input and figure of a workbook."""
    return {place: cell.value for place, cell in desk.annex(convention).cells.items()}


def changed(desk: Desk, convention: str = MIXEUR) -> Workbook:
    return Workbook.open(desk.path(convention))


def plain(notices: Iterable[Notice]) -> list[str]:
    """What is said, on plain spaces."""
    return [notice.text.fr.replace("\xa0", " ") for notice in notices]


RENAMED = ('["Utilisateurs", "Users"]', '["Utilisateurs actifs", "Active users"]')
DOUBLED = (
    '=IF(annee_bareme="","",MIXEUR.CONTRIBUTION("collectivite",annee_bareme,[habitants]))',
    '=IF(annee_bareme="","",2*MIXEUR.CONTRIBUTION("collectivite",annee_bareme,[habitants]))',
)


def doubled(changing: Kinds) -> None:
    text = (changing.folder / "annexes" / "mixeur.yaml").read_text(encoding="utf-8")
    whole = re.search(r"""'(=IF\(annee_bareme="","",MIXEUR[^']*)'""", text)
    assert whole is not None
    changing.edit("mixeur", (whole[1], whole[1].replace("MIXEUR.", "2*MIXEUR.")))
    changing.update("mixeur")


def refused(desk: Desk, convention: str = MIXEUR) -> str:
    """What push says of a workbook that it cannot bring forward; the file is as it was."""
    before = desk.path(convention).read_bytes()
    done = push(desk.path(convention), desk.store)
    assert (done.clean, done.written) == (False, False)
    assert desk.path(convention).read_bytes() == before
    assert len(done.problems) == 2
    return done.problems[1].what.fr.replace("\xa0", " ")
