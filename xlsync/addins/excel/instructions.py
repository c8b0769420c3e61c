"""The page that says how to put the add-in into Excel by hand, in French then in English."""

from __future__ import annotations

from html import escape

from udfs.errors import Text
from udfs.hosts.excel_vba import ACTIONS, DESCRIBE
from xlsync import __version__
from xlsync.addins.excel import configuration
from xlsync.addins.excel.making import NAME
from xlsync.errors import sentence

PAGE = "LISEZ-MOI.html"
TITLE = sentence("Fonctions des conventions dans Excel", "Functions of the conventions in Excel")
STEPS = (
    sentence(
        "Installez Python 3.11 ou plus récent pour Windows, puis, dans une invite de commandes, "
        "« pip install xlsync[excel] ».",
        "Install Python 3.11 or later for Windows, then, in a command prompt, “pip install xlsync[excel]”.",
    ),
    sentence(
        "« xlsync addin install excel » écrit les réglages et, si Excel le permet, fabrique le complément : "
        "c’est alors fini.",
        "“xlsync addin install excel” writes the settings and, where Excel allows it, makes the add-in: "
        "that is all then.",
    ),
    sentence(
        "Sinon, dans Excel : nouveau classeur, Alt+F11, Fichier > Importer un fichier : "
        f"{configuration.XLWINGS}, puis Conventions.bas et ConventionsOuverture.cls.",
        "Otherwise, in Excel: new workbook, Alt+F11, File > Import File: "
        f"{configuration.XLWINGS}, then Conventions.bas and ConventionsOuverture.cls.",
    ),
    sentence(
        f"Toujours dans Alt+F11 : F5, macro {DESCRIBE}, Exécuter : les aides des fonctions sont écrites.",
        f"Still in Alt+F11: F5, macro {DESCRIBE}, Run: the help of the functions is written.",
    ),
    sentence(
        f"Enregistrez le classeur sous {NAME}, type « Complément Excel (.xlam) », dans le dossier "
        "%APPDATA%\\Microsoft\\Excel\\XLSTART, puis redémarrez Excel.",
        f"Save the workbook as {NAME}, type “Excel Add-in (.xlam)”, in the folder "
        "%APPDATA%\\Microsoft\\Excel\\XLSTART, then restart Excel.",
    ),
    sentence(
        f"Réglages : {configuration.FILE} va dans %USERPROFILE%\\.{configuration.PROJECT} ; "
        "INTERPRETER_WIN y "
        "nomme le Python de cette machine.",
        f"Settings: {configuration.FILE} goes into %USERPROFILE%\\.{configuration.PROJECT}; INTERPRETER_WIN "
        "there names the Python of this machine.",
    ),
    sentence(
        "Dans une cellule : =PRET_ECHEANCE(170000;0,02;13) donne 14 980,12. Dans l’onglet Compléments, "
        "le menu "
        f"« Conventions » : {', '.join(title for title, _ in ACTIONS.values())}.",
        "In a cell: =PRET_ECHEANCE(170000,0.02,13) gives 14,980.12. In the tab Add-ins, the menu "
        "“Conventions”: "
        f"{', '.join(title for title, _ in ACTIONS.values())}.",
    ),
    sentence(
        "À l’ouverture d’un classeur écrit pour un autre tableur, le complément propose de convertir ses "
        "formules ; "
        "le menu le fait aussi, et « xlsync convert FICHIER --to excel ».",
        "When a workbook written for another spreadsheet is opened, the add-in offers to convert its "
        "formulas; the "
        "menu does it too, and “xlsync convert FILE --to excel”.",
    ),
    sentence(
        "« xlsync addin remove excel » retire le tout.",
        "“xlsync addin remove excel” takes everything away.",
    ),
)


def page() -> str:
    """The page, as HTML.

    Examples:
        >>> page().count("<li>") == 2 * len(STEPS)
        True
    """
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(TITLE.fr)}</title>\n</head>\n<body>\n{_part('fr')}{_part('en')}"
        f"<p>xlsync {__version__}</p>\n</body>\n</html>\n"
    )


def _part(lang: str) -> str:
    def said(text: Text) -> str:
        return escape(text.in_language(lang))

    steps = "".join(f"<li>{said(step)}</li>\n" for step in STEPS)
    return f'<section lang="{lang}">\n<h1>{said(TITLE)}</h1>\n<ol>\n{steps}</ol>\n</section>\n'
