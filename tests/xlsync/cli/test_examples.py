"""The examples in round figures: lines imported, tariffs of their own, scenarios, lists of members."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.build.opened import Annex
from tests.xlsync.cli.running import xlsync

EXAMPLES = ("sare/exemple", "plan_financement/exemple", "pdes/exemple")
PASTED = {
    "sare.saisies.csv": (
        'convention,N°,Date,Acte,Nombre,Temps passé (h)\nsare/exemple,27,15/09/2026,A1,"1 000",250\n'
    ),
    "pdes.enquete.csv": (
        "convention,N°,Avant ou après,Public,Mode,Réponses,Trajet moyen (km)\n"
        'pdes/exemple,21,après,Élèves,Train,50,"12,5"\n'
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exemples")
    assert xlsync("build", *EXAMPLES, "--out", "annexes", folder=place).code == 0
    return place


def _workbook(folder: Path, convention: str) -> Path:
    return folder / "annexes" / f"{convention.replace('/', '-')}.xlsx"


@pytest.mark.parametrize(
    ("convention", "vary", "watch"),
    [
        ("sare/exemple", "saisies[nombre]=same:uniform(-20%;+20%)", "total_retenu"),
        ("plan_financement/exemple", "travaux[montant_ht]=same:uniform(-10%;+30%)", "plan_effort"),
        ("plan_financement/exemple", "prix_mwh=uniform(-20%;+60%)", "plan_effort"),
        ("pdes/exemple", "publics[effectif_avant]=same:uniform(-10%;+10%)", "tonnes_evitees"),
    ],
)
def test_scenarios_run_on_them(folder: Path, convention: str, vary: str, watch: str) -> None:
    told = xlsync(
        "scenarios", _workbook(folder, convention), "--vary", vary, "--watch", watch,
        "-n", 50, "--json", folder=folder,
    )  # fmt: skip
    assert told.code == 0, told.err
    (cell,) = told.document["watch"][0]["cells"]
    assert cell["errors"] == 0
    assert cell["quantiles"]["5"] < cell["quantiles"]["95"]


def test_lines_pasted_into_a_file_are_imported(folder: Path) -> None:
    """1 000 acts at 8 € fill what is left of 9 600; 50 answers of 250 by train: 80 × 12,5 × 360 km."""
    for name, text in PASTED.items():
        (folder / name).write_text(text, encoding="utf-8")
        assert xlsync("import", name, folder=folder).code == 0
    assert xlsync("build", *EXAMPLES, "--out", "annexes", folder=folder).code == 0
    acts = Annex.open(_workbook(folder, "sare/exemple"))
    assert acts.value("saisies", "id=27", "retenu") == 4000
    trips = Annex.open(_workbook(folder, "pdes/exemple"))
    assert trips.value("bilan", "public=Élèves;mode=Train", "km_apres") == pytest.approx(360000)


def test_a_tariff_of_their_own_replaces_the_one_shipped(folder: Path) -> None:
    """250 kg/1000 km become 300: 100 deliveries, 20 km, there and back, 1,2 t."""
    done = xlsync(
        "tarif", "set", "pdes.facteur_livraison", "--from", "01/09/2025", "--value", "0,3",
        "--document", "Convention", "--article", "annexe 2", folder=folder,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert xlsync("build", "pdes/exemple", "--out", "annexes", folder=folder).code == 0
    trips = Annex.open(_workbook(folder, "pdes/exemple"))
    found = trips.value("bilan", "public=Livraisons;mode=Camionnette", "tonnes_avant")
    assert found == pytest.approx(1.2)


def test_a_list_of_households_makes_their_plans(folder: Path) -> None:
    """Outside Île-de-France: 17 173 € for one person, that ceiling included; 60 000 € for two, above all."""
    (folder / "menages.csv").write_text(
        "membre;opérateur;titre;statut;personnes du ménage;revenu fiscal de référence (€)\n"
        "Ménage un;Espace;Plan un;projet;1;17 173\nMénage deux;Espace;Plan deux;projet;2;60 000\n",
        encoding="utf-8",
    )
    told = xlsync("add", "plan_financement", "--list", "menages.csv", "--json", folder=folder)
    assert told.code == 0, told.err
    assert xlsync("build", "plan_financement", "--out", "annexes", folder=folder).code == 0
    found = {}
    for line in told.document["new"]:
        plan = Annex.open(_workbook(folder, line["convention"]))
        found[plan.value("conventions", "", "membre")] = plan.value("champs", "", "classe_rang")
    assert found == {"Ménage un": 1, "Ménage deux": 4}
