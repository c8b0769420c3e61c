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
        "Installez Python 3.11 ou plus récent pour Windows. Portez sur cette machine le dossier du projet, "
        "celui qui contient run.py, et ouvrez-y une invite de commandes.",
        "Install Python 3.11 or later for Windows. Bring the folder of the project, the one that holds "
        "run.py, to this machine, and open a command prompt there.",
    ),
    sentence(
        "« py run.py addin install excel » installe ce qu’il faut dans ce dossier, écrit les réglages et, si "
        "Excel le permet, fabrique le complément : c’est alors fini.",
        "“py run.py addin install excel” installs what is needed in that folder, writes the settings and, "
        "where Excel allows it, makes the add-in: that is all then.",
    ),
    sentence(
        "Si la commande dit qu’Excel ne l’a pas permis, suivez les étapes 3 à 6. Dans Excel, créez un "
        "classeur vide et ouvrez l’éditeur de macros (Alt+F11) ; par Fichier > Importer un fichier, prenez "
        f"dans ce dossier {configuration.XLWINGS}, puis Conventions.bas et ConventionsOuverture.cls.",
        "If the command says that Excel did not allow it, follow steps 3 to 6. In Excel, make an empty "
        "workbook and open the macro editor (Alt+F11); by File > Import File, take from this folder "
        f"{configuration.XLWINGS}, then Conventions.bas and ConventionsOuverture.cls.",
    ),
    sentence(
        f"Toujours dans l’éditeur de macros : touche F5, choisissez {DESCRIBE}, puis Exécuter ; les aides "
        "des fonctions sont écrites.",
        f"Still in the macro editor: key F5, choose {DESCRIBE}, then Run; the help of the functions is "
        "written.",
    ),
    sentence(
        f"Enregistrez le classeur sous {NAME}, type « Complément Excel (.xlam) », dans le dossier "
        "%APPDATA%\\Microsoft\\Excel\\XLSTART, puis redémarrez Excel.",
        f"Save the workbook as {NAME}, type “Excel Add-in (.xlam)”, in the folder "
        "%APPDATA%\\Microsoft\\Excel\\XLSTART, then restart Excel.",
    ),
    sentence(
        f"Si l’étape 2 n’a pas écrit %USERPROFILE%\\.{configuration.PROJECT}\\{configuration.FILE}, copiez-y "
        f"{configuration.FILE} et ouvrez-le avec le Bloc-notes : INTERPRETER_WIN doit donner le chemin de "
        ".venv\\Scripts\\python.exe, et PYTHONPATH celui du dossier du projet.",
        f"If step 2 did not write %USERPROFILE%\\.{configuration.PROJECT}\\{configuration.FILE}, copy "
        f"{configuration.FILE} there and open it with Notepad: INTERPRETER_WIN must give the path of "
        ".venv\\Scripts\\python.exe, and PYTHONPATH that of the folder of the project.",
    ),
    sentence(
        "Pour vérifier : dans une cellule, =PRET_ECHEANCE(170000;0,02;13) donne 14 980,12. Dans l’onglet "
        "Compléments, le menu "
        f"« Conventions » : {', '.join(title for title, _ in ACTIONS.values())}.",
        "To check: in a cell, =PRET_ECHEANCE(170000,0.02,13) gives 14,980.12. In the tab Add-ins, the menu "
        "“Conventions”: "
        f"{', '.join(title for title, _ in ACTIONS.values())}.",
    ),
    sentence(
        "À l’ouverture d’un classeur écrit pour un autre tableur, le complément propose de convertir ses "
        "formules ; "
        "le menu le fait aussi, et « py run.py convert FICHIER --to excel ».",
        "When a workbook written for another spreadsheet is opened, the add-in offers to convert its "
        "formulas; the "
        "menu does it too, and “py run.py convert FILE --to excel”.",
    ),
    sentence(
        "« py run.py addin remove excel » retire le complément et ses réglages.",
        "“py run.py addin remove excel” takes away the add-in and its settings.",
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
