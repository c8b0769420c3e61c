"""The names and the values that people read: as the annexes of the shipped conventions print them."""

from __future__ import annotations

import pytest

from xlsync.annexbook.printed import Printed, value_of
from xlsync.annexbook.stamp import base_cells
from xlsync.annexes import schema
from xlsync.conventions import shipped
from xlsync.conventions.keys import key_text
from xlsync.model import OVERRIDES, ROW, load

APE_5 = "APE 5 – Ecole élémentaire – Remplacement des circulateurs de chauffage"


@pytest.fixture(scope="module")
def printed() -> Printed:
    """Those of the shipped Intracting convention."""
    data = load("intracting/noyarey")
    return Printed(data.schema, {(one.table, one.key, one.column): one.value for one in base_cells(data)})


@pytest.mark.parametrize(
    ("place", "annex", "record", "heading"),
    [
        (
            ("ape", "id=5", "cout_keur_ht"),
            "Annexe 1 – Programme d’actions de performance énergétique et gains attendus",
            "N° 5 – Ecole élémentaire – Remplacement des circulateurs de chauffage",
            "Coût travaux k€ HT",
        ),
        (
            ("programme", "id=5", "taux_tva"),
            "Annexe 2-A – Programme : coûts, aides et temps de retour",
            "N° 5 – Ecole élémentaire – Remplacement des circulateurs de chauffage",
            "TVA",
        ),
        (("plan", "annee=2027", "aides"), None, "Année 2027", "Aides (€)"),
        (("plan.total", "", "aides"), None, "Total", "Aides (€)"),
        (("versements", "versement=2", "taux"), None, "Versement 2", "Taux d’intérêt annuel fixe"),
        (("indicateurs", "id=5", "superficie_scolaire"), None, APE_5, None),
        (("amortissement", "versement=1;annee=2027", "crd"), None, "Versement 1 – ANNEE 2027", "CRD"),
        (("amortissement.fiche", "versement=1", "duree"), None, "Versement 1", "Durée"),
        (("ape", "id=5", ROW), None, None, "(toute la ligne)"),
        (
            ("champs", "", "prix_chaleur"),
            "Annexe 1 – Coûts de l’énergie retenus pour la simulation",
            "",
            "Réseau de chaleur (€/MWh TTC)",
        ),
    ],
)
def test_where(printed, place, annex, record, heading):
    assert annex in (None, printed.annex(place))
    assert record in (None, printed.record(place))
    assert heading in (None, printed.heading(place))


def test_a_derogation_has_the_names_of_its_cell(printed):
    key = key_text({"table": "plan", "cle": "annee=2027", "colonne": "aides"})
    place = (OVERRIDES, key, "motif")
    assert printed.annex(place) == printed.annex(("plan", "annee=2027", "aides"))
    assert (printed.record(place), printed.heading(place)) == ("Année 2027", "Aides (€) (dérogation : Motif)")
    assert printed.value((OVERRIDES, key, "valeur"), "12.5") == "12,50\xa0€"


def test_every_cell_of_the_model_has_its_names(kind):
    data = load(next(one for one in shipped() if one.startswith(f"{kind}/")))
    names = Printed(data.schema, {(one.table, one.key, one.column): one.value for one in base_cells(data)})
    for cell in base_cells(data):
        place = (cell.table, cell.key, cell.column)
        assert names.annex(place)
        assert names.heading(place)
        assert "=" not in names.record(place).partition(" – ")[0]


@pytest.mark.parametrize(
    ("table", "column", "text", "shown"),
    [
        ("versements", "montant", "170000", "170\xa0000\xa0€"),
        ("versements", "montant", "170000.5", "170\xa0000,50\xa0€"),
        ("versements", "taux", "0.02345", "2,345\xa0%"),
        ("versements", "annee_versement", "2024", "2024"),
        ("ape", "cout_keur_ht", "204", "204,0\xa0k€"),
        ("ape", "cout_keur_ht", "13.5125", "13,5125\xa0k€"),
        ("plan", "arrondi", "-127", "-127\xa0€"),
        ("ape", "elec_kwh", "22500", "22\xa0500"),
        ("ape", "batiment", "Mairie", "Mairie"),
        ("ape", "cout_keur_ht", "à revoir", "à revoir"),
        ("prix_energie", "prix_mwh", "158.3", "158,30\xa0€/MWh"),
        ("calendrier", "date_valeur", "2024-12-02", "02/12/2024"),
        ("calendrier", "date_valeur", None, "(vide)"),
    ],
)
def test_what(table, column, text, shown):
    """As a cell of that format shows it in French, decimals beyond it kept."""
    assert value_of(schema("intracting").table(table).column(column), text) == shown
