"""A model small enough to read, with something of every type of column."""

import datetime

from xlsync.model import ConventionData, Model, convention_data, template

INTRACTING = "intracting/exemple"
MIXEUR = "mixeur/exemple"


def advance() -> ConventionData:
    """An Intracting convention with three payments, as Annexe 2-C prints them."""
    return convention_data(
        INTRACTING,
        {
            "titre": "Commune d’exemple",
            "date_signature": datetime.date(2024, 3, 30),
            "montant_enveloppe": 1045373,
            "montant_ari": 500000,
        },
        {
            "versements": [
                payment(1, 2024, 170000, 13),
                payment(2, 2025, 170000, 12),
                payment(3, 2026, 160000, 11),
            ],
            "bilan": [{"annee": 2026, "economies_constatees": 41126.5}],
        },
    )


def payment(versement: int, annee: int, montant: float, duree: int) -> dict[str, object]:
    return {
        "versement": versement, "annee_versement": annee, "montant": montant, "duree_ans": duree,
        "differe_ans": 0, "taux": 0.02, "periodicite": "Annuelles", "profil": "Echéances constantes",
    }  # fmt: skip


def model() -> Model:
    return Model().add(advance()).add(template("mixeur", "exemple"))
