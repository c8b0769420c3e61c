"""What the add-in itself says, in French and English."""

from __future__ import annotations

NO_SERVER = {
    "fr": "Le serveur de fonctions ne répond pas\u00a0: lancez «\u00a0xlsync serve\u00a0», "
    "puis recalculez avec Ctrl+Maj+F9.",
    "en": "The function server does not answer: run “xlsync serve”, then recalculate with Ctrl+Shift+F9.",
}
BAD_ANSWER = {
    "fr": "Le serveur de fonctions a refusé la demande\u00a0: mettez à jour xlsync et l’extension ensemble "
    "(«\u00a0xlsync addin install calc\u00a0»).",
    "en": "The function server refused the request: update xlsync and the extension together "
    "(“xlsync addin install calc”).",
}
TOO_WIDE = {
    "fr": "La plage donnée pour une seule valeur dépasse cent mille cellules\u00a0: "
    "donnez une plage plus petite.",
    "en": "The range given for a single value has more than a hundred thousand cells: give a smaller one.",
}
NOT_SAVED_YET = {
    "fr": "Enregistrez d’abord le classeur dans un fichier.",
    "en": "Save the workbook into a file first.",
}
CANNOT_CLOSE = {
    "fr": "Le classeur ne peut pas être fermé maintenant\u00a0: terminez ce qui est en cours, "
    "puis recommencez.",
    "en": "The workbook cannot be closed now: finish what is under way, then try again.",
}
CANNOT_SAVE = {
    "fr": "Le classeur n’a pas pu être enregistré\u00a0: {}",
    "en": "The workbook could not be saved: {}",
}
CANNOT_REOPEN = {
    "fr": "Le classeur n’a pas pu être rouvert\u00a0; il est intact à {}",
    "en": "The workbook could not be opened again; it is intact at {}",
}
NO_CELL = {"fr": "Sélectionnez une cellule.", "en": "Select a cell."}
NO_ERROR = {"fr": "Aucune erreur.", "en": "No error."}
NOTHING = {"fr": "Rien à signaler.", "en": "Nothing to report."}
LAST_ERROR = {"fr": "Dernier message d’une fonction\u00a0:", "en": "Last message of a function:"}
CLOSE = {"fr": "Fermer", "en": "Close"}
