"""`check` finds each fault with its cell, what to do and the article; and nothing where nothing is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.xlsync.build.opened import Annex, convert
from xlsync.annexbook.checking import check
from xlsync.annexbook.templates import template_path
from xlsync.annexes import kinds
from xlsync.errors import Problem, UnknownKind
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.headers import set_name_text

Edit = Callable[[Annex], None]


@pytest.fixture
def faulty(tmp_path) -> Callable[[str, Edit], list[Problem]]:
    """Problems of a template after an edit."""

    def run(kind: str, edit: Edit) -> list[Problem]:
        annex = Annex.open(template_path(kind))
        edit(annex)
        path = tmp_path / f"{kind}.xlsx"
        annex.book.save(path)
        return check([path])

    return run


def put(annex: Annex, place: tuple[str, str, str], value: object) -> str:
    """Types over a cell, whatever it holds; returns its address."""
    cell = annex.cell(*place)
    annex.book.sheet(cell.sheet).set_value((cell.row, cell.at), value, over_formula=True)
    return cell.address


TYPED = [
    ("a text in a number", "intracting", ("ape", "id=1", "elec_kwh"), "six mille", "nombre", "Annexe 1"),
    ("a number in a choice", "intracting", ("ape", "id=1", "type_energie"), 12, "attendu", "Annexe 1"),
    (
        "an unknown choice",
        "intracting",
        ("ape", "id=1", "type_energie"),
        "Fioul",
        "n’est pas accepté",
        "Annexe 1",
    ),
    (
        "an unknown choice of a field",
        "mixeur",
        ("champs", "", "mode_prorata"),
        "mois",
        "n’est pas accepté",
        "Article 7.3",
    ),
    ("a text in a date", "moby", ("conventions", "", "date_fin"), "fin juin", "date", ""),
    ("a blank that must be filled", "intracting", ("ape", "id=3", "phase"), None, "obligatoire", "Annexe 1"),
    ("a blank field", "intracting", ("champs", "", "montant_ari"), None, "obligatoire", "Article 3.2"),
    (
        "a rate above its bound",
        "intracting",
        ("versements", "versement=1", "taux"),
        2,
        "hors limites",
        "Article 4, Annexe 2-C",
    ),
    (
        "a negative amount",
        "avelo3",
        ("frais_fixes", "action=Audit", "montant"),
        -1,
        "hors limites",
        "Article 5.1",
    ),
    ("a fraction of a year", "intracting", ("ape", "id=1", "phase"), 2024.5, "année", "Annexe 1"),
    (
        "an error typed in",
        "intracting",
        ("ape", "id=1", "elec_kwh"),
        ErrorValue("#N/A"),
        "montre #N/A",
        "Annexe 1",
    ),
]


@pytest.mark.parametrize(
    ("kind", "place", "value", "said", "source"), [one[1:] for one in TYPED], ids=[one[0] for one in TYPED]
)
def test_a_wrong_input(kind, place, value, said, source, faulty):
    where = []
    found = [
        one
        for one in faulty(kind, lambda annex: where.append(put(annex, place, value)))
        if one.where == where[0]
    ]
    assert [said in problem.what.fr for problem in found] == [True]
    assert found[0].source == source
    assert found[0].what.en
    assert found[0].fix.fr
    assert Path(found[0].file).name == f"{kind}.xlsx"


def test_a_duplicate_key_is_told_on_both_rows(faulty):
    annex = Annex.open(template_path("intracting"))
    both = [annex.cell("ape", f"id={rank}", "id").address for rank in (1, 2)]
    found = faulty("intracting", lambda annex: put(annex, ("ape", "id=2", "id"), 1))
    told = [problem for problem in found if "deux lignes" in problem.what.fr]
    assert [problem.where for problem in told] == both
    assert {problem.what.fr for problem in told} == {
        "deux lignes ont la clé «\u00a0N° 1\u00a0»\u00a0: aucune n’est lue"
    }


def test_a_blank_key_is_told(faulty):
    where: list[str] = []
    found = faulty("intracting", lambda annex: where.append(put(annex, ("ape", "id=20", "id"), None)))
    assert [problem.what.fr for problem in found if problem.where == where[0]] == [
        "clé vide ou illisible\u00a0: la ligne n’est pas lue"
    ]


def test_an_altered_formula(faulty):
    cell = Annex.open(template_path("intracting")).cell("ape", "id=4", "elec_keur")

    def edit(annex: Annex) -> None:
        annex.book.sheet(cell.sheet).set_formula((cell.row, cell.at), f"{cell.formula}*1.1", 8.0)

    (problem,) = faulty("intracting", edit)
    assert problem.where == cell.address
    assert "a été changée" in problem.what.fr
    assert "_xldudf_ENERGIE_ECONOMIE" in problem.fix.fr
    assert problem.source == "Annexe 1"


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("intracting", ("ape", "id=4", "elec_keur")),
        ("intracting", ("ape.total", "", "tot_kwh")),
        ("intracting", ("amortissement", "versement=2;annee=2030", "interets")),
        ("intracting", ("amortissement.fiche", "versement=2", "echeance")),
        ("intracting", ("indicateurs", "id=3", "gain")),
        ("moby", ("grille", "tranche=2", "cee_ht")),
        ("mixeur", ("contributions", "annee=2025", "montant")),
        ("avelo3", ("champs", "", "total_cee")),
    ],
)
def test_a_value_typed_over_a_formula(kind, place, faulty):
    where: list[str] = []
    value = Annex.open(template_path(kind)).cell(*place).value
    found = faulty(kind, lambda annex: where.append(put(annex, place, 12345 if value == "" else value)))
    assert [problem.where for problem in found] == where
    assert "une valeur remplace la formule" in found[0].what.fr


def test_an_error_that_a_cell_shows(faulty):
    cell = Annex.open(template_path("mixeur")).cell("contributions", "annee=2025", "montant")

    def edit(annex: Annex) -> None:
        annex.book.sheet(cell.sheet).set_cached((cell.row, cell.at), ErrorValue("#NUM!"))

    (problem,) = faulty("mixeur", edit)
    assert (problem.where, "#NUM!" in problem.what.fr) == (cell.address, True)


@pytest.mark.parametrize("below", [1, 3])
def test_a_line_typed_under_a_table(below, faulty):
    def edit(annex: Annex) -> None:
        place = annex.places.tables["perimetre"]
        annex.book.sheet(place.sheet).set_value((place.bottom + below, place.left + 1), "métier")

    (problem,) = faulty("mixeur", edit)
    assert "sous le tableau" in problem.what.fr
    assert (
        problem.where
        == f"Annexe 1!B{Annex.open(template_path('mixeur')).places.tables['perimetre'].bottom + below}"
    )


BROKEN = [
    (
        "intracting",
        ("champs", "", "montant_ari"),
        500001,
        "somme des versements",
        "Article 3.2, Annexe 2-C",
        "Annexe 2-C!B",
    ),
    (
        "intracting",
        ("champs", "", "montant_enveloppe"),
        400000,
        "ne dépasse pas l’enveloppe",
        "Articles 3.1 et 3.2",
        "Engagements!B",
    ),
    ("moby", ("acomptes", "rang=1", "part"), 0.2, "parts des acomptes", "Annexe 4", "Annexe 4 Acomptes!C"),
    (
        "mixeur",
        ("contributions", "annee=2025", "derogation"),
        1800,
        "montant dérogatoire",
        "Annexe 2",
        "Contributions!",
    ),
    ("moby", ("champs", "", "nombre_etablissements"), 3, "autant d’établissements", "Annexe 3", "Annexe 3!"),
]


@pytest.mark.parametrize(("kind", "place", "value", "said", "article", "where"), BROKEN)
def test_a_broken_invariant_has_its_cell_and_its_article(kind, place, value, said, article, where, faulty):
    found = [one for one in faulty(kind, lambda annex: put(annex, place, value)) if said in one.what.fr]
    assert [problem.source for problem in found] == [article]
    assert found[0].where.startswith(where), found[0].where
    assert "≠" in found[0].what.fr or ">" in found[0].what.fr


def test_a_missing_table_and_a_missing_field(faulty):
    def edit(annex: Annex) -> None:
        part = annex.book.find_table("tblDevis").part
        text = annex.book.package.read(part).decode()
        annex.book.package.replace(part, text.replace("tblDevis", "tblAutre").encode())
        set_name_text(annex.book, "numero_devis", "'Annexe 4 Devis'!$C$5:$C$6")

    found = {problem.what.fr for problem in faulty("moby", edit)}
    assert found == {
        "il manque au classeur\u00a0: «\u00a0Lignes du devis\u00a0»",
        "il manque au classeur\u00a0: «\u00a0Devis n°\u00a0»",
    }


def test_a_workbook_of_another_world_is_refused(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.save(tmp_path / "autre.xlsx")
    with pytest.raises(UnknownKind, match=r"autre\.xlsx"):
        check([tmp_path / "autre.xlsx"])


def test_without_its_properties_a_workbook_is_known_by_its_name(kind, tmp_path):
    """Some mail programs drop document properties; the defined name is the second anchor."""
    book = Workbook.open(template_path(kind))
    book.set_custom_properties(dict.fromkeys(book.custom_properties))
    book.save(tmp_path / "courrier.xlsx")
    assert check([tmp_path / "courrier.xlsx"]) == []


def test_several_files_one_after_the_other(tmp_path):
    for kind in ("moby", "mixeur"):
        annex = Annex.open(template_path(kind))
        put(annex, ("conventions", "", "titre"), None)
        annex.book.save(tmp_path / f"{kind}.xlsx")
    found = check([tmp_path / "moby.xlsx", tmp_path / "mixeur.xlsx"])
    assert [Path(problem.file).stem for problem in found] == ["moby", "mixeur"]


# --- formulas written otherwise


def test_a_formula_that_reads_the_same_cells_is_the_same():
    from xlsync.annexbook.formulas import expected_formulas, same_formula
    from xlsync.recalc import book_of

    annex = Annex.open(template_path("intracting"))
    view = book_of(annex.book)
    expected = {str(one.cell): one for one in expected_formulas(annex.places, "office")}
    keur = expected[annex.cell("ape", "id=1", "elec_keur").address]
    row = "tblApe[[#This Row],[Économies électricité kWh/an]]"
    assert row in keur.formula
    for other in (
        keur.formula.replace("IF(", "if(").replace("tblApe", "TBLAPE").replace("_xldudf_", "_XLDUDF_"),
        keur.formula.replace(",", " , "),
        keur.formula.replace("_xldudf_ENERGIE_ECONOMIE", "ENERGIE.ECONOMIE"),
        keur.formula.replace(row, "tblApe[@[Économies électricité kWh/an]]"),
        keur.formula.replace(row, f"F{keur.row}"),
    ):
        assert same_formula(other, keur, view), other
    for other in (
        keur.formula.replace(row, f"F{keur.row + 1}"),
        keur.formula.replace("/1000", "/1001"),
        keur.formula.replace('"Éclairage"', '"Eclairage"'),
        keur.formula.replace("prix_elec_batiments", "prix_elec_eclairage"),
    ):
        assert not same_formula(other, keur, view), other


@pytest.mark.libreoffice
def test_workbooks_saved_by_libreoffice_check_clean(essai, tmp_path):
    """LibreOffice writes formulas its own way, functions that it does not know in lower case."""
    sources = [Path(shutil.copy(template_path(kind), tmp_path)) for kind in kinds()]
    saved = tmp_path / "enregistré"
    saved.mkdir()
    convert(sources, "xlsx:Calc MS Excel 2007 XML", saved)
    files = [saved / f"{kind}.xlsx" for kind in kinds()]
    assert [(one.file, one.where, one.what.fr) for one in check(files)] == []
    ours, theirs = (
        Annex.open(folder / "intracting.xlsx").cell("ape", "id=1", "elec_keur").formula
        for folder in (tmp_path, saved)
    )
    assert ours != theirs
