"""What the commands do with good input."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import udfs
from tests.xlsync.cli.edited import made_stale
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync
from xlsync.actions.set_value import key_text
from xlsync.workbook import Workbook

CONVENTION = "mixeur/aunis-sud"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model of the shipped conventions and one annex workbook."""
    folder = tmp_path_factory.mktemp("built")
    assert xlsync("build", CONVENTION, folder=folder).code in (0, 1)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(built, tmp_path / "work")


def _done(*arguments: object, folder: Path) -> Outcome:
    outcome = xlsync(*arguments, folder=folder)
    assert outcome.code == 0, outcome.err
    return outcome


def _workbook(folder: Path) -> Path:
    return next((folder / "annexes").glob("*.xlsx"))


def test_build_reports_each_workbook(folder: Path) -> None:
    (report,) = xlsync("build", CONVENTION, "--json", folder=folder).document["workbooks"]
    workbook = Workbook.open(folder / report["path"])
    assert report["convention"] == CONVENTION
    assert report["formulas"] == sum(
        cell.formula is not None for sheet in workbook.worksheets() for cell in sheet.cells.values()
    )
    assert set(report["published"]) >= {"compared", "different"}


def test_a_freshly_built_workbook_recalculates_to_itself(folder: Path) -> None:
    before = fingerprint(folder)
    (report,) = _done("recalc", "annexes", "--json", folder=folder).document["files"]
    assert (report["different"], report["not_recalculated"]) == ([], [])
    assert fingerprint(folder) == before


def test_recalc_reports_a_stale_value_then_writes_the_true_one(folder: Path) -> None:
    path = _workbook(folder)
    whole = path.read_bytes()
    value = made_stale(path, path)
    stale = xlsync("recalc", path, "--json", folder=folder)
    assert stale.code == 1
    (different,) = [one for one in stale.document["files"][0]["different"] if one["computed"] == value]
    assert different["cached"] == value + 1
    assert xlsync("recalc", path, "--write", folder=folder).code == 0
    assert path.read_bytes() == whole
    assert xlsync("recalc", path, folder=folder).code == 0


def test_set_is_seen_by_show_and_log(folder: Path) -> None:
    revision = _done("set", CONVENTION, "conventions", "-", "date_fin", "31/12/2027", "--json", folder=folder)
    shown = _done("show", "head", "--json", folder=folder).document
    assert shown["revision"]["id"] == revision.document["revision"]["id"]
    (change,) = shown["changes"]
    assert (change["table"], change["key"], change["column"]) == ("conventions", {}, "date_fin")
    assert change["after"] == "2027-12-31"
    log = _done("log", "--limit", "1", "--json", folder=folder).document["revisions"]
    assert [one["id"] for one in log] == [shown["revision"]["id"]]


def test_set_to_the_same_value_makes_no_revision(folder: Path) -> None:
    line = ["set", CONVENTION, "conventions", "-", "titre", "Titre", "--json"]
    first, second = (_done(*line, folder=folder).document["revision"]["id"] for _ in range(2))
    assert first == second


def test_set_adds_the_row_of_a_new_key(folder: Path) -> None:
    _done("set", CONVENTION, "avenants", "9", "objet", "Prolongation", folder=folder)
    shown = _done("show", "head", "--json", folder=folder).document
    assert [(one["key"], one["before"]) for one in shown["rows"]] == [({"numero": 9}, None)]
    _done("set", CONVENTION, "avenants", "numero=9", "objet", "Prorogation", folder=folder)
    (change,) = _done("show", "head", "--json", folder=folder).document["changes"]
    assert (change["before"], change["after"]) == ("Prolongation", "Prorogation")


def test_set_adds_a_row_that_is_its_key_alone(folder: Path) -> None:
    line = ["set", "intracting/noyarey", "points", "batiment=1,energie=Gaz"]
    key = {"batiment": 1, "energie": "Gaz"}
    document = _done(*line, "--json", folder=folder).document
    assert (document["added"], document["changes"]) == ({"table": "points", "key": key}, [])
    shown = _done("show", "head", "--json", folder=folder).document
    assert [(one["key"], one["before"]) for one in shown["rows"]] == [(key, None)]
    assert "ligne ajoutée" in _done(*line[:3], "1;Bois", folder=folder).out
    refused(xlsync(*line, folder=folder))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("releves", "1;Gaz;C1;2026;1"), "kwh=…"),
        (("calendrier", "1"), "COLONNE=VALEUR"),
        (("point", "1;Gaz"), "champ inconnu"),
    ],
)
def test_set_says_what_a_row_needs(folder: Path, words: tuple[str, str], said: str) -> None:
    done = xlsync("set", "intracting/noyarey", *words, folder=folder)
    refused(done)
    assert said in done.err


def test_a_key_may_be_written_with_commas() -> None:
    assert key_text("versement=V1,annee=2025") == "versement=V1;annee=2025"
    assert key_text("poste=études, travaux") == "poste=études, travaux"


def test_a_value_may_begin_with_a_dash(folder: Path) -> None:
    _done("set", CONVENTION, "conventions", "-", "titre", "-12,50", folder=folder)
    (change,) = _done("show", "head", "--json", folder=folder).document["changes"]
    assert change["after"] == "-12,50"


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_what_is_exported_comes_back_the_same(folder: Path, form: str) -> None:
    _done("export", "--format", form, folder=folder)
    before = _done("log", "--json", folder=folder).document
    outcome = _done("import", "tables", "--json", folder=folder).document
    assert (outcome["problems"], outcome["notices"]) == ([], [])
    assert _done("log", "--json", folder=folder).document == before


def test_a_table_as_a_french_excel_saves_it_is_taken(folder: Path) -> None:
    _done("export", CONVENTION, folder=folder)
    path = folder / "tables" / "mixeur.contributions.csv"
    lines = path.read_text(encoding="utf-8").replace(",", ";").splitlines()
    heads = lines[0].split(";")
    line = dict(zip(heads, lines[1].split(";"), strict=True)) | {"derogation": "1 750,50 €", "annee": "2031"}
    text = "\r\n".join([lines[0].upper(), ";".join(line.values())])
    path.write_bytes(text.encode("cp1252"))
    outcome = _done("import", "tables/mixeur.contributions.csv", "--json", folder=folder).document
    assert outcome["notices"][0]["where"] == path.name
    shown = _done("show", "head", "--json", folder=folder).document
    assert {one["column"]: one["after"] for one in shown["changes"]}["derogation"] == "1750.5"
    assert [one["key"] for one in shown["rows"]] == [{"annee": 2031}]


def test_tables_that_cannot_be_taken_change_nothing_and_each_fault_is_told(folder: Path) -> None:
    _done("export", CONVENTION, folder=folder)
    path = folder / "tables" / "mixeur.contributions.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("statut", "statuts").replace("annee", "statut"), encoding="utf-8")
    before = _done("log", "--json", folder=folder).document
    outcome = xlsync("import", "tables", "--json", "--lang", "en", folder=folder)
    assert outcome.code == 2
    assert [one["what"] for one in outcome.document["problems"]] == [
        "unknown column: “statuts”", "column absent: annee",
    ]  # fmt: skip
    assert _done("log", "--json", folder=folder).document == before
    assert "colonne absente" in xlsync("import", "tables", folder=folder).out
    added = xlsync("add", "mixeur/autre", "--from", "tables", folder=folder)
    assert (added.code, "colonne absente" in added.out) == (2, True)


def test_rows_that_a_file_lacks_stay_until_replaced(folder: Path) -> None:
    _done("export", CONVENTION, folder=folder)
    path = folder / "tables" / "mixeur.contributions.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    before = _done("log", "--json", folder=folder).document
    assert "--replace" in _done("import", "tables", folder=folder).out
    assert _done("log", "--json", folder=folder).document == before
    _done("import", "tables", "--replace", folder=folder)
    shown = _done("show", "head", "--json", folder=folder).document
    assert {(one["table"], one["after"]) for one in shown["rows"]} == {("contributions", None)}


def test_the_state_of_debt_may_go_into_the_folder_of_the_tables(folder: Path) -> None:
    _done("export", folder=folder)
    before = _done("log", "--json", folder=folder).document
    xlsync("export", "--etat-dette", "2026", "--out", "tables", folder=folder)
    outcome = _done("import", "tables", "--json", folder=folder).document
    assert [one["where"] for one in outcome["notices"]] == ["etat_dette_2026.csv"]
    assert CONVENTION in outcome["conventions"]
    assert _done("log", "--json", folder=folder).document == before


def test_revert_head_twice_undoes_twice(folder: Path) -> None:
    for title in ("Un", "Deux"):
        _done("set", CONVENTION, "titre", title, folder=folder)
    first = _done("revert", "head", "--json", folder=folder).document
    second = _done("revert", "head", "--json", folder=folder).document
    log = _done("log", "--json", folder=folder).document["revisions"]
    assert [first["reverted"], second["reverted"]] == [log[2]["id"], log[3]["id"]]
    (change,) = _done("show", "head", "--json", folder=folder).document["changes"]
    assert change["before"] == "Un"
    assert xlsync("revert", "head", folder=folder).code == 2
    again = _done("revert", second["revision"]["id"], "--json", folder=folder).document
    assert (
        _done("show", again["revision"]["id"], "--json", folder=folder).document["changes"][0]["after"]
        == "Un"
    )


def test_set_takes_several_inputs_and_printed_labels(folder: Path) -> None:
    line = ["set", CONVENTION, "Date de fin=31/12/2031", "TITRE=Aunis", "mode_prorata=jours", "--json"]
    document = _done(*line, folder=folder).document
    assert [(one["table"], one["column"]) for one in document["changes"]] == [
        ("conventions", "date_fin"), ("conventions", "titre"), ("champs", "mode_prorata"),
    ]  # fmt: skip
    changes = _done("show", "head", "--json", folder=folder).document["changes"]
    assert {one["column"]: one["after"] for one in changes} == {
        "date_fin": "2031-12-31", "titre": "Aunis", "mode_prorata": "jours",
    }  # fmt: skip


def test_export_of_some_conventions_holds_no_other(folder: Path) -> None:
    files = _done("export", CONVENTION, "--out", "part", "--json", folder=folder).document["files"]
    names = {Path(name).name.partition(".")[0] for name in files}
    assert names == {"mixeur", "datapackage"}


def test_add_takes_the_inputs_of_another_convention(folder: Path) -> None:
    _done("export", CONVENTION, "--out", "part", folder=folder)
    _done("add", "mixeur/voisine", "--from", "part", folder=folder)
    _done("export", "mixeur/voisine", "--out", "voisine", folder=folder)
    for path in (folder / "part").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("mixeur/aunis-sud", "mixeur/voisine")
        assert (folder / "voisine" / path.name).read_text(encoding="utf-8") == text


def test_add_refuses_a_convention_that_is_there(folder: Path) -> None:
    before = fingerprint(folder)
    assert xlsync("add", CONVENTION, folder=folder).code == 2
    assert fingerprint(folder) == before


def test_draw_never_replaces_a_file(folder: Path) -> None:
    _done("draw", "mixeur", folder=folder)
    before = fingerprint(folder)
    assert xlsync("draw", "mixeur", folder=folder).code == 2
    assert fingerprint(folder) == before


def test_check_writes_a_report(folder: Path) -> None:
    outcome = xlsync("check", "annexes", "--rapport", "rapport.xlsx", "--json", folder=folder)
    assert outcome.code == (1 if outcome.document["problems"] else 0)
    assert Workbook.open(folder / "rapport.xlsx").worksheets()


def test_check_finds_a_value_typed_over_a_formula(folder: Path) -> None:
    path = _workbook(folder)
    before = {one["where"] for one in xlsync("check", path, "--json", folder=folder).document["problems"]}
    workbook = Workbook.open(path)
    sheet, place = next(
        (sheet, place)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.formula and isinstance(cell.value, float)
    )
    sheet.set_value(place, 1.0, over_formula=True)
    workbook.save(path)
    outcome = xlsync("check", path, "--json", folder=folder)
    assert outcome.code == 1
    assert {
        one["where"].partition("!")[0] for one in outcome.document["problems"] if one["where"] not in before
    }


def test_explain_says_formula_and_source(folder: Path) -> None:
    path = _workbook(folder)
    workbook = Workbook.open(path)
    where, formula = next(
        (f"{sheet.name}!{chr(64 + place[1])}{place[0]}", cell.formula)
        for sheet in workbook.worksheets()
        for place, cell in sheet.cells.items()
        if cell.formula and "MIXEUR" in cell.formula and place[1] <= 26
    )
    document = _done("explain", path, where, "--json", folder=folder).document
    assert (document["cell"], document["formula"]) == (where, formula)
    assert formula in _done("explain", path, where, folder=folder).out


def test_functions_lists_the_catalogue(tmp_path: Path) -> None:
    document = _done("functions", "--json", folder=tmp_path).document
    assert [one["name"] for one in document["functions"]] == list(udfs.FUNCTIONS)


@pytest.mark.parametrize("name", udfs.FUNCTIONS)
def test_each_function_has_its_page_in_both_languages(name: str, tmp_path: Path) -> None:
    french, english = (_done("functions", name, "--lang", lang, folder=tmp_path).out for lang in ("fr", "en"))
    assert french.startswith(f"{name}(")
    assert english.startswith(f"{name}(")
    assert french != english
