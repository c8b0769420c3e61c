"""`tarif` as people run it: Mixeur 2027, entered without a file of the program, then used everywhere.

Expected amounts: article 7.2 and annex 2, so much an inhabitant and never less than the minimum; 0.012 and
3 000 are the tariff of the example, so that 300 000 inhabitants owe 3 600 and 200 000 owe 3 000.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.running import fingerprint, refused, xlsync
from xlsync.annexbook.annex import read_file
from xlsync.workbook import Workbook

MIXEUR = "mixeur/aunis-sud"
BOOK = "annexes/mixeur-aunis-sud.xlsx"
SOURCE = ("--document", "Décision de la communauté", "--article", "annexe 2", "--decided", "10/10/2026")
RATE = ("tarif", "set", "mixeur.taux_par_habitant", "--from", "01/01/2027", "--value", "0,012 €", *SOURCE)
FLOOR = ("tarif", "set", "mixeur.plancher_collectivite", "--from", "2027-01-01", "--value", "3 000", *SOURCE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model, whose member has 300 000 then 200 000 inhabitants, and its annex."""
    folder = tmp_path_factory.mktemp("model")
    assert xlsync("build", MIXEUR, folder=folder).code in (0, 1)
    assert xlsync("set", MIXEUR, "montant_exceptionnel=", folder=folder).code == 0
    for year, inhabitants in ((2026, 300_000), (2027, 300_000), (2028, 200_000)):
        line = ("statut=collectivite", f"habitants={inhabitants}")
        assert xlsync("set", MIXEUR, "contributions", year, *line, folder=folder).code == 0
    assert xlsync("set", MIXEUR, "annee_bareme=2027", folder=folder).code == 0
    assert xlsync("push", BOOK, folder=folder).code in (0, 1)
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


def figures(path: Path, table: str, column: str) -> list[object]:
    found = read_file(path).computed.items()
    return [cell.value for (own, _, name), cell in found if (own, name) == (table, column)]


def test_mixeur_2027(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = folder / BOOK
    assert figures(path, "contributions", "montant")[1:] == [3_000, 3_000, 2_500]
    entered = xlsync(*RATE, folder=folder)
    assert entered.code == 0
    assert "par habitant, à partir du 01/01/2027 : 0,012" in entered.out.replace("\u00a0", " ")
    assert xlsync(*FLOOR, folder=folder).code == 0

    seen = xlsync("status", BOOK, folder=folder)
    assert seen.code == 1
    assert "rien dans le classeur, 0,012" in seen.out.replace("\u00a0", " ").replace("\n", " ")
    assert "rien dans le classeur" in xlsync("check", BOOK, folder=folder).out.replace("\u00a0", " ")

    pushed = xlsync("push", BOOK, folder=folder)
    assert "0,012 (Décision de la communauté, annexe 2) dans le modèle" in pushed.out.replace("\u00a0", " ")
    assert figures(path, "contributions", "montant")[1:] == [3_000, 3_600, 3_000]
    assert figures(path, "tarifs", "montant")[0] == 0.012
    assert figures(path, "tarifs", "minimum")[0] == 3_000
    assert figures(path, "bareme", "contribution")[:4] == [3_000, 3_000, 3_000, 4_500]
    assert "rien dans le classeur" not in xlsync("status", BOOK, folder=folder).out

    away = tmp_path_factory.mktemp("colleague")
    shutil.copy(path, away / "copie.xlsx")
    again = xlsync("recalc", "copie.xlsx", "--json", folder=away)
    assert again.code == 0
    assert again.document["files"][0]["different"] == []
    cell = read_file(away / "copie.xlsx").computed["contributions", "annee=2027", "montant"].address
    said = xlsync("explain", "copie.xlsx", cell, folder=away)
    assert "= 3600" in said.out
    assert "Décision de la communauté, annexe 2" in said.out

    assert xlsync("build", MIXEUR, "--out", "neufs", folder=folder).code in (0, 1)
    assert figures(folder / "neufs" / path.name, "contributions", "montant")[1:] == [3_000, 3_600, 3_000]


def test_a_year_that_nothing_decides_is_provisional_in_cells_and_titles(folder: Path) -> None:
    """Mixeur, annex 2, decided on 10/10/2023 for 2025: every later year waits for a decision."""
    path = folder / BOOK

    def title() -> object:
        return Workbook.open(path).sheet("Annexe 2").values[1, 1]

    scale = "Annexe 2 – Montants des contributions au titre de l’année 2027"
    assert figures(path, "contributions", "decision") == ["dérogatoire", *["provisoire"] * 3]
    assert figures(path, "tarifs", "decision") == ["provisoire"] * 4
    assert title() == f"{scale} (provisoires)"
    assert xlsync(*RATE, folder=folder).code == 0
    assert xlsync("push", BOOK, folder=folder).code in (0, 1)
    assert figures(path, "contributions", "decision") == ["dérogatoire", "décidé", "décidé", "provisoire"]
    assert figures(path, "tarifs", "decision") == ["décidé", *["provisoire"] * 3]
    assert title() == f"{scale} (provisoires en partie)"
    for status in ("structure", "structure_territoire_participant", "partenaire"):
        same = {"structure": "2500", "structure_territoire_participant": "1500", "partenaire": "1000"}[status]
        line = (f"mixeur.forfait.{status}", "--from", "2027-01-01", "--value", same, *SOURCE)
        assert xlsync("tarif", "set", *line, folder=folder).code == 0
    assert xlsync("push", BOOK, folder=folder).code in (0, 1)
    assert figures(path, "tarifs", "decision") == ["décidé"] * 4
    assert title() == scale
    assert figures(path, "contributions", "montant")[1:] == [3_000, 3_600, 2_500]


def test_a_version_for_one_convention_and_one_entry_of_a_table(folder: Path) -> None:
    entry = ("tarif", "set", "mixeur.forfait.structure", "--from", "2027-01-01", "--value", "2600", *SOURCE)
    assert xlsync(*entry, "--for", MIXEUR, folder=folder).code == 0
    listed = xlsync("tarif", "list", "mixeur.forfait", "--json", folder=folder).document["versions"]
    assert [(one["layer"], one["convention"], one["from"]) for one in listed] == [
        ("program", "", "2025-01-01"),
        ("model", MIXEUR, "2027-01-01"),
    ]
    assert listed[1]["value"] == (
        '{"structure": "2600", "structure_territoire_participant": "1500", "partenaire": "1000"}'
    )


def test_a_table_is_read_from_a_file(folder: Path) -> None:
    (folder / "grille.csv").write_text("tranche;prix\n1;30 000,50\n2 et plus;25 000\n", encoding="utf-8-sig")
    line = ("tarif", "set", "moby.grille_cee", "--from", "2027-09-01", "--table", "grille.csv", *SOURCE)
    entered = xlsync(*line, "--json", folder=folder)
    assert entered.document["version"]["value"] == '{"1": "30000.5", "2 et plus": "25000"}'
    (folder / "grille.csv").write_text("tranche;prix\n2;30000\n5 et plus;25000\n", encoding="utf-8")
    refused(xlsync(*line, folder=folder))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_versions_go_out_and_come_back(folder: Path, tmp_path: Path, form: str) -> None:
    for line in (RATE, (*FLOOR, "--note", "essai", "--for", MIXEUR)):
        assert xlsync(*line, folder=folder).code == 0
    wanted = xlsync("tarif", "list", "mixeur", "--json", folder=folder).document
    assert xlsync("export", "--out", "sortie", "--format", form, folder=folder).code == 0
    other = tmp_path / "other"
    other.mkdir()
    assert xlsync("build", MIXEUR, folder=other).code in (0, 1)
    taken = xlsync("import", folder / "sortie", "--json", folder=other)
    assert taken.code in (0, 1), taken.err
    assert taken.document["versions"] == 2
    assert xlsync("tarif", "list", "mixeur", "--json", folder=other).document == wanted


def test_a_tariff_is_shown_and_undone_like_any_revision(folder: Path) -> None:
    before = xlsync("tarif", "list", "mixeur", "--json", folder=folder).document
    assert xlsync(*RATE, folder=folder).code == 0
    shown = xlsync("show", "head", folder=folder)
    assert "mixeur.taux_par_habitant" in shown.out
    assert "0.012" in shown.out
    assert xlsync("revert", "head", folder=folder).code == 0
    assert xlsync("tarif", "list", "mixeur", "--json", folder=folder).document == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*RATE[:2], "mixeur.taux_par_habitan", *RATE[3:]), "mixeur.taux_par_habitant"),
        (RATE[:7], "--document"),
        ((*RATE[:6], "douze", *SOURCE), "nombre attendu"),
        ((*RATE[:5], *SOURCE), "--value"),
        ((*RATE, "--for", "mixeur/inconnue"), MIXEUR),
        ((*RATE[:4], "un jour", *RATE[5:]), "date illisible"),
        (("tarif", "list", "mixer"), "mixeur"),
        (("tarif", "list", "--value", "1"), "--value"),
        (("tarif", "sets"), "set"),
    ],
)
def test_what_is_refused_changes_nothing(folder: Path, words: tuple[str, ...], said: str) -> None:
    before = fingerprint(folder)
    outcome = xlsync(*words, folder=folder)
    refused(outcome)
    assert said in outcome.err
    assert fingerprint(folder) == before


def test_without_a_store_the_program_lists_its_own(tmp_path: Path) -> None:
    listed = xlsync("tarif", "list", "mixeur.gti", "--json", folder=tmp_path).document["versions"]
    assert {one["layer"] for one in listed} == {"program"}


def test_the_impact_of_what_was_entered_and_of_what_is_only_tried(folder: Path) -> None:
    for line in (RATE, FLOOR):
        assert xlsync(*line, folder=folder).code == 0
    entered = xlsync("tarif", "impact", "mixeur", "--out", "effet.xlsx", "--json", folder=folder).document
    amounts = [(one["year"], one["before"], one["after"]) for one in entered["lines"]]
    assert amounts == [(2027, 3_000, 3_600), (2028, 2_500, 3_000)]
    assert (folder / "effet.xlsx").is_file()
    before = xlsync("tarif", "list", "mixeur", "--json", folder=folder).document
    line = ("tarif", "impact", "mixeur.plancher_collectivite", "--from", "2028-01-01", "--value", "4 000")
    tried = xlsync(*line, "--out", "effet.xlsx", folder=folder)
    assert "3 000,00  4 000,00  1 000,00" in tried.out.replace("\u00a0", " ")
    assert xlsync("tarif", "list", "mixeur", "--json", folder=folder).document == before
    refused(xlsync("tarif", "impact", "mixeur", "--out", BOOK, folder=folder))
    refused(xlsync("tarif", "impact", "intracting.taux", folder=folder))


def test_versions_of_files_that_the_model_cannot_take(folder: Path) -> None:
    path = folder / "mixeur.versions_parametres.csv"
    head = "convention;code;pour;debut;valeur;document;article\n"
    line = "mixeur;mixeur.taux_par_habitant;{};01/01/2028;0,013;{};annexe 2\n"
    path.write_text(head + line.format("mixeur/inconnue", "Décision"), encoding="utf-8")
    outcome = xlsync("import", path, folder=folder)
    refused(outcome)
    assert MIXEUR in outcome.err
    slip = line.format("", "Décision").replace("habitant", "habitan")
    path.write_text(head + line.format("", "") + slip, encoding="utf-8")
    outcome = xlsync("import", path, folder=folder)
    assert outcome.code == 2
    said = (outcome.out + outcome.err).replace("\u00a0", " ")
    assert "document : une version sans source n’est pas prise" in said
    assert "voisins : mixeur.taux_par_habitant" in said
    path.write_text(head + line.format("", "Décision"), encoding="utf-8")
    assert xlsync("import", path, folder=folder).code == 0
    (_, kept) = xlsync("tarif", "list", "mixeur.taux_par_habitant", "--json", folder=folder).document[
        "versions"
    ]
    assert (kept["from"], kept["value"]) == ("2028-01-01", "0.013")


def test_add_says_that_versions_are_not_taken(folder: Path) -> None:
    assert xlsync(*RATE, folder=folder).code == 0
    assert xlsync("export", MIXEUR, "--out", "sortie", folder=folder).code == 0
    added = xlsync("add", "mixeur/copie", "--from", "sortie", folder=folder)
    assert added.code in (0, 1)
    assert "xlsync import" in added.err
