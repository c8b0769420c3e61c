"""The sheet « Lisez-moi »: what the workbook is, how to read it, what each sheet holds."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from udfs.errors import Text
from xlsync.annexbook.hidden import COMPUTED_CHOICES, COMPUTED_LIST, INPUT_CHOICES, INPUT_LIST
from xlsync.annexbook.names import REPEATED, repeated_name
from xlsync.annexbook.styles import (
    CONFLICT_FILL,
    CONFLICT_INK,
    DEROGATION_FILL,
    DEROGATION_INK,
    FOOTER,
    PARTIES,
    RULE,
    Styles,
)
from xlsync.annexes import Column, Schema

README = "Lisez-moi"
OWN_SHEETS = (
    (README, "Ce mode d’emploi"),
    ("Conflits", "Les cellules changées des deux côtés, et votre choix"),
)

PARAGRAPHS = (
    "Ce classeur porte les annexes chiffrées d’une convention. Les montants sont calculés par des fonctions "
    "(PRET, MIXEUR, MOBY, ACOMPTES, CEE, ENERGIE, INTRACTING, CREDITS, CONVENTION) et par des formules "
    "ordinaires.",
    "Sans le complément, Excel montre les valeurs déjà calculées tant qu’on ne recalcule pas ces cellules. "
    "La commande « xlsync recalc --write » les recalcule sans Excel et remet les vraies valeurs.",
    "Chaque chiffre dit d’où il vient : « xlsync explain FICHIER CELLULE ». La feuille Paramètres donne les "
    "valeurs en vigueur et l’article de chacune.",
)


def draw_readme(book: Workbook, sheet: Worksheet, styles: Styles, schema: Schema) -> None:
    """Writes the whole sheet; the stamps, cells named like their property, are filled in by `build`."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 82)
    title, parties = styles.heading_of_sheet()
    sheet.write(0, 0, schema.title.fr, title)
    sheet.write_formula(1, 0, PARTIES, parties)
    row = 3
    for paragraph in PARAGRAPHS:
        sheet.merge_range(row, 0, row, 1, paragraph, styles.text)
        sheet.set_row(row, 32)
        row += 1
    row = _legend(sheet, styles, row + 1)
    row = _contents(sheet, styles, schema, row + 1)
    row = _choices(book, sheet, styles, row + 1)
    _stamps(book, sheet, styles, row + 1)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer(FOOTER)


def _legend(sheet: Worksheet, styles: Styles, row: int) -> int:
    sheet.write(row, 0, "Couleurs", styles.caption)
    typed = Column("saisie", Text("", ""), "text")
    computed = Column("calcul", Text("", ""), "text", formula="=1")
    conflict = styles.make(bg_color=CONFLICT_FILL, font_color=CONFLICT_INK, bold=True, border=1)
    derogation = styles.make(bg_color=DEROGATION_FILL, font_color=DEROGATION_INK, bold=True, border=1)
    legend = (
        (
            "Saisie",
            styles.cell(typed),
            "À remplir ou à corriger ; une liste déroulante donne les choix possibles.",
        ),
        (
            "Calcul",
            styles.cell(computed),
            "Calculé ; une valeur tapée dessus sera signalée comme dérogation.",
        ),
        (
            "Conflit",
            conflict,
            "Changé dans le classeur et dans le modèle : choisir dans la feuille Conflits.",
        ),
        (
            "Dérogation",
            derogation,
            "Valeur gardée à la place d’une formule : son motif est dans la feuille Conflits.",
        ),
    )
    for offset, (name, style, meaning) in enumerate(legend, start=1):
        sheet.write(row + offset, 0, name, style)
        sheet.write(row + offset, 1, meaning, styles.label)
    return row + len(legend) + 1


def _contents(sheet: Worksheet, styles: Styles, schema: Schema, row: int) -> int:
    sheet.write(row, 0, "Feuilles", styles.caption)
    link = styles.link(bottom=1, bottom_color=RULE)
    entries = [*OWN_SHEETS[:1], *((item.name, item.title.fr) for item in schema.sheets), *OWN_SHEETS[1:]]
    for offset, (name, title) in enumerate(entries, start=1):
        sheet.write_url(row + offset, 0, f"internal:'{name}'!A1", link, name)
        write = sheet.write_formula if title.startswith("=") else sheet.write_string
        write(row + offset, 1, title, styles.label)
    return row + len(entries) + 1


def _choices(book: Workbook, sheet: Worksheet, styles: Styles, row: int) -> int:
    """The words to choose from in the sheet Conflits, which its drop-downs read here."""
    sheet.write(row, 0, "Choix de la feuille Conflits", styles.caption)
    for name, choices in ((INPUT_LIST, INPUT_CHOICES), (COMPUTED_LIST, COMPUTED_CHOICES)):
        for offset, (word, meaning) in enumerate(choices, start=1):
            sheet.write_string(row + offset, 0, word, styles.label)
            sheet.write_string(row + offset, 1, meaning, styles.label)
        book.define_name(name, f"='{README}'!$A${row + 2}:$A${row + 1 + len(choices)}")
        row += len(choices)
    return row + 1


def _stamps(book: Workbook, sheet: Worksheet, styles: Styles, row: int) -> None:
    sheet.write(row, 0, "Provenance", styles.caption)
    for offset, (name, label) in enumerate(REPEATED, start=1):
        sheet.write(row + offset, 0, label, styles.label)
        sheet.write_blank(row + offset, 1, None, styles.label)
        book.define_name(repeated_name(name), f"='{README}'!$B${row + offset + 1}")
