"""The sheet « Conflits »: title, how to use it, headings, one blank line that carries the cell formats."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlsync.annexbook.conflict_sheet import state_of
from xlsync.annexbook.hidden import (
    COMPUTED_LIST,
    CONFLICT_COLUMNS,
    CONFLICT_HEADER,
    GRANTED,
    INPUT_LIST,
    TYPED_OVER,
    ConflictColumn,
)
from xlsync.annexbook.styles import FOOTER, INPUT_FILL, INPUT_INK, NOTE_INK, PETROL, RULE, Styles
from xlsync.workbook.values import column_letters

TITLE = "Conflits à régler"
ADVICE = (
    "Une ligne par cellule changée à la fois dans ce classeur et dans le modèle, ou calculée et remplacée "
    "par une valeur. Rien n’est perdu : chaque côté garde sa valeur jusqu’à votre choix.",
    "Pour chaque ligne, remplir « Choix » : classeur, modèle ou base (liste déroulante), ou taper la valeur "
    "à retenir. Pour une formule remplacée : rétablir, ou déroger avec un motif et un article.",
    "Enregistrer, fermer, puis lancer « xlsync sync » : les choix sont appliqués et les lignes réglées "
    "disparaissent. Le [+] au-dessus des colonnes montre les formules en entier ; trier des lignes entières.",
)
HELP = (
    "classeur : garder la valeur d’ici. modèle : prendre celle du modèle. base : revenir à la dernière "
    "valeur commune. Ou taper la valeur à retenir. Formule remplacée : rétablir, ou déroger avec un motif."
)
LAST_ROW = 1000
A4 = 9


def draw_conflicts(sheet: Worksheet, styles: Styles) -> None:
    """Draws the whole sheet, without a line."""
    title, _ = styles.heading_of_sheet()
    sheet.write_string(0, 0, TITLE, title)
    sheet.set_row(0, 24)
    for row, text in enumerate(ADVICE, start=1):
        sheet.write_string(row, 0, text, styles.make())
    sheet.write_string(len(ADVICE) + 1, 0, state_of([]), styles.make(bold=True, font_color=PETROL))
    for at, column in enumerate(CONFLICT_COLUMNS):
        sheet.write_string(CONFLICT_HEADER - 1, at, column.title, _heading(styles, column))
        sheet.write_blank(CONFLICT_HEADER, at, None, _cell(styles, column))
        sheet.set_column(at, at, column.width, None, {} if column.printed else {"level": 1, "hidden": True})
    sheet.set_column(len(CONFLICT_COLUMNS), len(CONFLICT_COLUMNS), None, None, {"collapsed": True})
    sheet.set_row(CONFLICT_HEADER - 1, 44)
    _choices(sheet)
    _page(sheet)


def _heading(styles: Styles, column: ConflictColumn) -> Format:
    if column.printed:
        return styles.heading
    return styles.make(
        font_size=8, font_color=NOTE_INK, text_wrap=True, align="center", bottom=1, bottom_color=RULE
    )


def _cell(styles: Styles, column: ConflictColumn) -> Format:
    """Cell format of a column: a link, a text, a value, something to write, or something for the program."""
    common = {"num_format": "@", "text_wrap": True, "border": 1, "border_color": RULE}
    if not column.printed:
        wrap = column.name == "formula"
        return styles.make(num_format="@", font_size=7, font_color=NOTE_INK, valign="top", text_wrap=wrap)
    if column.name == "cell":
        return styles.link(**common, indent=1)
    if column.name in ("choice", "reason", "article"):
        return styles.make(
            **common, bg_color=INPUT_FILL, font_color=INPUT_INK, bold=column.name == "choice", indent=1
        )
    if column.name in ("base", "workbook", "model"):
        return styles.make(**common, align="center", bold=column.name != "base")
    return styles.make(**common, indent=1)


def _choices(sheet: Worksheet) -> None:
    """The drop-down of each line: what may be chosen depends on what happened.

    It finds its line by `ROW()`: LibreOffice leaves a relative reference behind when a row is inserted above.
    """
    at = {column.name: rank for rank, column in enumerate(CONFLICT_COLUMNS)}
    letter = column_letters(at["situation"] + 1)
    situation = f"INDEX(${letter}$1:${letter}${LAST_ROW},ROW())"
    computed = f'OR({situation}="{TYPED_OVER}",{situation}="{GRANTED}")'
    sheet.data_validation(
        CONFLICT_HEADER, at["choice"], LAST_ROW - 1, at["choice"],
        {"validate": "list", "source": f"=IF({computed},{COMPUTED_LIST},{INPUT_LIST})",
         "input_title": "Votre choix", "input_message": HELP, "show_error": False},
    )  # fmt: skip
    sheet.ignore_errors({"number_stored_as_text": f"A{CONFLICT_HEADER + 1}:N{LAST_ROW}"})


def _page(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.freeze_panes(CONFLICT_HEADER, 0)
    sheet.repeat_rows(CONFLICT_HEADER - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L&9Choix à faire entre le classeur et le modèle&R&9Imprimé le &D")
    sheet.set_footer(FOOTER)
