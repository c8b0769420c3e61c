"""An issue to change at will, and a receipt."""

import datetime

from udfs.parameters import EnteredVersion
from xlsync.store.issues import Issue
from xlsync.store.writes import Write

RATE = EnteredVersion(
    "mixeur.taux_par_habitant", datetime.date(2027, 1, 1), "0.012", "Décision", "annexe 2", "2026-10-10"
)
WRITE = Write(
    "mixeur/exemple",
    "01M8N3FVVMZ01TNV27NA6Z48MM",
    "annexes/mixeur-exemple.xlsx",
    "push",
    "Gestion",
    "0" * 64,
    "1" * 64,
    ("docProps/custom.xml", "xl/worksheets/sheet1.xml"),
)


def issue(**facts: object) -> Issue:
    known = {
        "convention": "mixeur/exemple",
        "revision": "01M8N3FVVMZ01TNV27NA6Z48MM",
        "recipient": "Mairie d’Aulnay",
        "day": datetime.date(2026, 11, 30),
        "file": "mixeur-exemple.xlsx",
        "author": "Gestion",
        "program": "0.1.0",
        "parameters": "0" * 64,
        "versions": (RATE,),
    }
    return Issue(**{**known, **facts})
