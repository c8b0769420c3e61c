"""What cannot be taken is refused by name: the file, its line, its column, the cause."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.shared import shared_path
from tests.xlsync.tables.conftest import MOBY
from udfs.errors import Text
from xlsync.annexbook.inputs import read_input
from xlsync.annexes import Column
from xlsync.errors import CannotRead, FileMissing, TablesRefused
from xlsync.model import Model, Shape, load
from xlsync.tables.etat_dette import export_etat_dette
from xlsync.tables.forms import export_tables, read_tables
from xlsync.tables.grid import Grid
from xlsync.tables.headings import headings_of
from xlsync.tables.reading import ReadTable

INSTALMENTS = "moby.acomptes.csv"
HEAD = "convention,rang,libelle,part,date"
FIRST = "moby/ille-et-vilaine,1,Acompte,0.3,2022-10-15"
SECOND = "moby/ille-et-vilaine,2,Solde,0.7,2023-07-15"


def write(folder: Path, *lines: str, name: str = INSTALMENTS, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def told(source: Path, form: str | None = None) -> list[tuple[str, str, str]]:
    """Place, cause in French and in English of each problem of a refusal."""
    with pytest.raises(TablesRefused) as caught:
        read_tables(source, form)
    problems = caught.value.facts["problems"]
    assert all(problem.file and problem.fix.fr and problem.fix.en for problem in problems)
    return [(problem.where, *map(plain, (problem.what.fr, problem.what.en))) for problem in problems]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows_of(source: Path, table: str = "acomptes") -> list[dict[str, object]]:
    (found,) = (one for one in read_tables(source).tables if one.found.name == table)
    assert isinstance(found, ReadTable)
    return [row.values for row in found.rows]


# --- headings


@pytest.mark.parametrize(
    ("lines", "fr", "en"),
    [
        ([FIRST, SECOND], "pas de ligne d’en-tête", "no line of headings"),
        (
            [f"{HEAD},part", f"{FIRST},0.9"],
            "2 colonnes part : 4, 6",
            "2 columns part: 4, 6",
        ),
        (
            [HEAD.replace("libelle", "part"), FIRST],
            "2 colonnes part : 3, 4",
            "2 columns part: 3, 4",
        ),
        (
            [HEAD.replace("libelle", "Échéance"), FIRST],
            "2 colonnes date : 3, 5",
            "2 columns date: 3, 5",
        ),
        (
            ["convention,rang,libelle,part", FIRST.rpartition(",")[0]],
            "colonne absente : date",
            "column absent: date",
        ),
        (
            ["convention,libelle,part,date", FIRST.replace(",1,", ",")],
            "colonne absente : rang",
            "column absent: rang",
        ),
        (
            [HEAD.partition(",")[2], FIRST.partition(",")[2]],
            "colonne absente : convention",
            "column absent: convention",
        ),
        ([f"{HEAD},couleur", f"{FIRST},bleu"], "colonne inconnue : « couleur »", "unknown column: “couleur”"),
        ([f"{HEAD},", f"{FIRST},bleu"], "la colonne 6 n’a pas de titre", "column 6 has no heading"),
    ],
)
def test_headings_that_do_not_fit_are_named(folder, lines, fr, en):
    write(folder, *lines)
    assert told(folder) == [("moby.acomptes", fr, en)]


def test_an_unknown_column_is_told_with_the_names_near_it(folder):
    write(folder, HEAD.replace("libelle", "libele"), FIRST)
    with pytest.raises(TablesRefused) as caught:
        read_tables(folder)
    (problem,) = caught.value.facts["problems"]
    assert plain(problem.fix.fr) == "l’ôter, ou la nommer : libelle"


def test_a_heading_that_two_columns_bear_is_refused_with_both():
    """No shipped table has two such labels: the shape is made for the test."""
    columns = tuple(
        Column(name, Text(f"Montant ({unit})", f"Amount ({unit})"), "amount")
        for name, unit in (("montant_ht", "€ HT"), ("montant_ttc", "€ TTC"))
    )
    key = Column("id", Text("N°", "No."), "integer", key=True, nullable=False)
    grid = Grid(Path("a.csv"), ["convention", "n°", "montant"], [], read_input)
    with pytest.raises(TablesRefused) as caught:
        headings_of(Shape("moby", "essai", (key,), columns), grid)
    (problem,) = caught.value.facts["problems"]
    assert plain(problem.what.fr) == (
        "« montant » désigne plusieurs choses : montant_ht (« Montant (€ HT) »), "
        "montant_ttc (« Montant (€ TTC) ») ; écrire le nom"
    )


def test_a_label_is_understood_without_its_unit(folder):
    heads = "convention;id;appelé le;versé;versé le;montant"
    path = write(folder, heads, "avelo3/programme;1;01/02/2025;;;5", name="avelo3.appels_de_fonds.csv")
    assert rows_of(path, "appels_de_fonds") == [
        {
            "id": 1, "date_appel": datetime.date(2025, 2, 1), "verse": None, "date_versement": None,
            "montant": 5.0,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    [
        "CONVENTION,RANG,LIBELLE,PART,DATE",
        "Convention,Rang,Paiement,Part,Échéance",
        " convention , rang , libellé , part , date ",
        "Agreement,Rank,libelle,share,Due date",
    ],
)
def test_capitals_spaces_accents_and_printed_labels_are_understood(folder, headings):
    write(folder, headings, FIRST)
    assert rows_of(folder) == [
        {"rang": 1, "libelle": "Acompte", "part": 0.3, "date": datetime.date(2022, 10, 15)}
    ]


def test_headings_without_a_column_under_them_may_trail(folder):
    """As Excel writes columns that were formatted once."""
    write(folder, f"{HEAD},,", f"{FIRST},,", ",,,,,,")
    assert len(rows_of(folder)) == 1


# --- separators, encodings, empty files


def test_semicolons_are_understood(folder):
    lines = [line.replace(",", ";") for line in (HEAD, FIRST.replace("0.3", "0,3"))]
    lines[1] = lines[1].replace("0;3", "0,3").replace("2022-10-15", "15/10/2022")
    write(folder, *lines, encoding="utf-8-sig")
    assert rows_of(folder) == [
        {"rang": 1, "libelle": "Acompte", "part": 0.3, "date": datetime.date(2022, 10, 15)}
    ]


def test_the_line_by_which_excel_says_its_separator_is_understood(folder):
    write(folder, "sep=;", HEAD.replace(",", ";"), FIRST.replace(",", ";").replace("0.3", "x"))
    assert told(folder)[0][0] == "moby.acomptes:3"


@pytest.mark.parametrize(
    ("separator", "fr", "en"), [("\t", "tabulation", "tab"), ("|", "barre verticale", "vertical bar")]
)
def test_another_separator_is_named(folder, separator, fr, en):
    write(folder, HEAD.replace(",", separator), FIRST.replace(",", separator))
    assert told(folder) == [("moby.acomptes", f"le séparateur est « {fr} »", f"the separator is “{en}”")]


def test_a_separator_that_is_not_the_one_announced_is_refused(folder):
    package = folder / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    package.write_text(
        text.replace('"encoding": "utf-8"', '"dialect": {"delimiter": ";"}, "encoding": "utf-8"'),
        encoding="utf-8",
    )
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    write(folder, HEAD, FIRST)
    assert told(folder) == [
        (
            "moby.acomptes",
            "le séparateur est « virgule », et « point-virgule » est annoncé",
            "the separator is “comma”, and “semicolon” is announced",
        )
    ]


def test_windows_1252_is_read_and_said(folder):
    write(
        folder,
        HEAD.replace(",", ";"),
        FIRST.replace(",", ";").replace("Acompte", "Échéance 1 – 30 €"),
        encoding="cp1252",
    )
    assert rows_of(folder)[0]["libelle"] == "Échéance 1 – 30 €"
    (notice,) = read_tables(folder).notices
    assert plain(notice.text.fr) == "moby.acomptes.csv : lu en Windows-1252 ; vérifier les accents"


@pytest.mark.parametrize("content", [HEAD.encode("utf-16"), HEAD.encode("utf-16-le"), b"convention\x81\xff"])
def test_another_encoding_is_refused(folder, content):
    (folder / INSTALMENTS).write_bytes(content)
    assert told(folder) == [("moby.acomptes", "ni UTF-8 ni Windows-1252", "neither UTF-8 nor Windows-1252")]


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n"])
def test_an_empty_file_is_refused(folder, content):
    (folder / INSTALMENTS).write_bytes(content)
    assert told(folder) == [
        ("moby.acomptes", "fichier vide, sans ligne d’en-tête", "empty file, no line of headings")
    ]


def test_an_unclosed_quote_is_named_with_its_line(folder):
    write(folder, HEAD, FIRST, SECOND.replace("Solde", '"Solde'))
    assert [place for place, *_ in told(folder)] == ["moby.acomptes"]
    assert "ligne 3 : ce n’est pas du CSV" in told(folder)[0][1]


# --- lines and cells


@pytest.mark.parametrize(
    ("line", "fr"),
    [
        (f"{FIRST},plus", "ligne 3 : 6 valeurs pour 5 colonnes"),
        (FIRST.rpartition(",")[0], "ligne 3 : 4 valeurs pour 5 colonnes"),
        (FIRST.replace("0.3", "abc"), "ligne 3 : part : taux attendu (0,02 ou « 2 % »), reçu « abc »"),
        (FIRST.replace("0.3", "3"), "ligne 3 : part : 3 est hors limites (au moins 0 et au plus 1)"),
        (
            FIRST.replace("2022-10-15", "2022-13-15"),
            "ligne 3 : date : date attendue (31/12/2026), reçu « 2022-13-15 »",
        ),
        (FIRST.replace("moby/ille-et-vilaine", ""), "ligne 3 : convention absente"),
        (FIRST.replace(",1,", ",,"), "ligne 3 : rang : clé absente"),
        (
            FIRST.replace("moby/ille-et-vilaine", "mixeur/aunis-sud"),
            "ligne 3 : convention : « mixeur/aunis-sud » n’est pas du type moby (moby/nom)",
        ),
        (
            FIRST.replace("moby/ille-et-vilaine", "moby/Ille et Vilaine"),
            "ligne 3 : convention : « moby/Ille et Vilaine » n’est pas du type moby (moby/nom)",
        ),
        (SECOND, "ligne 3 : moby/ille-et-vilaine rang=2 est déjà à la ligne 2"),
    ],
)
def test_a_line_that_does_not_fit_is_named(folder, line, fr):
    write(folder, HEAD, SECOND, line)
    assert [(place, said) for place, said, _ in told(folder)] == [("moby.acomptes:3", fr)]


def test_every_fault_of_every_file_is_told_at_once(folder):
    write(folder, HEAD, FIRST.replace("0.3", "x").replace("2022-10-15", "y"), SECOND.replace("0.7", "z"))
    (folder / "moby.devis.csv").write_text("convention,ligne,prix\n", encoding="utf-8")
    assert [place for place, *_ in told(folder)] == [
        "moby.devis", "moby.acomptes:2", "moby.acomptes:2", "moby.acomptes:3",
    ]  # fmt: skip


def test_a_number_that_may_be_thousands_is_refused_beside_semicolons(folder):
    """In the comma files of `export` a dot is the decimal mark, and the scale is two decimals."""
    heads = "convention,ligne,libelle,quantite,prix_unitaire_ht"
    line = "moby/ille-et-vilaine,1,Audit,1.125,10"
    write(folder, heads, line, name="moby.devis.csv")
    assert rows_of(folder, "devis")[0]["quantite"] == 1.13
    write(folder, heads.replace(",", ";"), line.replace(",", ";"), name="moby.devis.csv")
    ((place, said, _),) = told(folder)
    assert place == "moby.devis:2"
    assert said == "ligne 2 : quantite : « 1.125 » est ambigu ; écrire « 1,125 » ou « 1125 »"


def test_the_line_is_the_one_that_an_editor_shows(folder):
    """A text over three lines stands before the fault."""
    write(folder, HEAD, FIRST.replace("Acompte", '"un\ndeux\ntrois"'), SECOND.replace("0.7", "x"))
    assert told(folder)[0][0] == "moby.acomptes:5"


# --- files


@pytest.mark.parametrize(
    "name", ["moby.acompte.csv", "autre.acomptes.csv", "acomptes.csv", "moby.acomptes (1).csv"]
)
def test_a_file_that_is_no_table_is_named(folder, name):
    (folder / "datapackage.json").unlink()
    (folder / INSTALMENTS).rename(folder / name)
    ((place, said, _),) = told(folder)
    assert place == name.removesuffix(".csv")
    assert "inconnu" in said


def test_a_report_alone_is_no_table(folder, tmp_path):
    from xlsync.model.etat_dette import etat_dette

    model = Model().add(load("intracting/noyarey"))
    written = export_etat_dette(etat_dette(model, 2026), tmp_path / "dette")
    with pytest.raises(FileMissing, match="aucune des tables"):
        read_tables(tmp_path / "dette")
    with pytest.raises(CannotRead, match="état calculé"):
        read_tables(written[0])


def test_a_report_in_the_folder_breaks_nothing(folder):
    from xlsync.model.etat_dette import etat_dette

    before = read_tables(folder)
    export_etat_dette(etat_dette(Model().add(load("intracting/noyarey")), 2026), folder)
    found = read_tables(folder)
    assert found.new(MOBY).fields == before.new(MOBY).fields
    assert [len(table.rows) for table in found.tables] == [len(table.rows) for table in before.tables]
    assert [notice.where for notice in found.notices] == ["etat_dette_2026.csv"]
    export_tables(Model().add(load(MOBY)), folder)
    assert [notice.where for notice in read_tables(folder).notices] == ["etat_dette_2026.csv"]


def test_tables_of_another_export_are_said_and_left(folder):
    export_tables(Model().add(load("mixeur/aunis-sud")), folder)
    found = read_tables(folder)
    assert {table.found.kind for table in found.tables} == {"mixeur"}
    assert {notice.where.partition(".")[0] for notice in found.notices} == {"moby"}


def test_a_file_that_went_is_said(folder):
    (folder / INSTALMENTS).unlink()
    (notice,) = read_tables(folder).notices
    assert plain(notice.text.fr) == f"{INSTALMENTS} : absent ; le modèle garde cette table"


# --- the faults that were reported


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("02-import-missing-column", ["colonne absente : date"]),
        ("04-import-duplicate-column", ["2 colonnes part : 4, 6"]),
    ],
)
def test_a_reported_fault_is_refused_by_name(folder, fault, said):
    (folder / INSTALMENTS).write_bytes(shared_path(f"faults/{fault}/{INSTALMENTS}").read_bytes())
    assert [one for _, one, _ in told(folder)] == said


def test_the_reported_file_with_semicolons_is_read(folder):
    expected = rows_of(folder)
    (folder / INSTALMENTS).write_bytes(shared_path(f"faults/21-import-semicolon/{INSTALMENTS}").read_bytes())
    assert rows_of(folder) == expected


# --- the same in workbooks and in Parquet


@pytest.fixture
def book(tmp_path):
    export_tables(Model().add(load(MOBY)), tmp_path / "xlsx", "xlsx")
    return tmp_path / "xlsx" / "moby.xlsx"


def edited(path, change):
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)
    return path


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (lambda book: book["acomptes"].delete_cols(5), "acomptes", "colonne absente : date"),
        (lambda book: book["acomptes"].delete_rows(1), "acomptes", "pas de ligne d’en-tête"),
        (lambda book: book["acomptes"].cell(1, 6, "part"), "acomptes", "2 colonnes part : 4, 6"),
        (
            lambda book: book["acomptes"].cell(1, 6, "couleur"),
            "acomptes!F1",
            "colonne inconnue : « couleur »",
        ),
        (lambda book: book["acomptes"].cell(3, 7, "x"), "acomptes!G1", "la colonne 7 n’a pas de titre"),
        (
            lambda book: book["acomptes"].cell(3, 4, "x"),
            "acomptes!D3",
            "part : taux attendu (0,02 ou « 2 % »), reçu « x »",
        ),
        (lambda book: book["acomptes"].cell(3, 5, "#N/A"), "acomptes!E3", "date : la cellule montre #N/A"),
        (
            lambda book: book["acomptes"].cell(3, 4, "=1/3"),
            "acomptes!D3",
            "part : la formule n’a pas de valeur : enregistrer le classeur dans un tableur",
        ),
        (
            lambda book: book["acomptes"].cell(3, 2, 1),
            "acomptes!A3",
            "moby/ille-et-vilaine rang=1 est déjà à la ligne 2",
        ),
    ],
)
def test_a_cell_of_a_workbook_is_named(book, change, place, said):
    ((where, fr, _),) = told(edited(book, change))
    assert (where, fr) == (place, said)


def test_a_sheet_that_is_no_table_is_named_and_a_blank_one_is_not(book):
    def change(opened):
        opened.create_sheet("Feuil1")
        opened.create_sheet("acompte")["B2"] = "à moi"

    ((where, fr, _),) = told(edited(book, change))
    assert where == "acompte"
    assert fr.startswith("table inconnue pour moby : « acompte » ; il existe : acomptes")


def test_a_sheet_may_bear_the_title_of_its_table(book):
    def change(opened):
        opened["etablissements"].title = "ÉTABLISSEMENTS"

    expected = rows_of(book, "etablissements")
    assert rows_of(edited(book, change), "etablissements") == expected


def test_a_workbook_of_annexes_is_no_workbook_of_tables(tmp_path):
    from xlsync.annexbook.templates import template_path

    ((_, fr, _),) = told(template_path("moby"))
    assert "export --format xlsx" in fr


def test_lines_may_stand_lower_and_blank_ones_between(book):
    def change(opened):
        opened["acomptes"].insert_rows(3)
        opened["acomptes"].insert_rows(1, 2)

    assert len(rows_of(edited(book, change))) == 3


def test_a_parquet_file_is_read_as_strictly(tmp_path):
    pandas = pytest.importorskip("pandas")
    export_tables(Model().add(load(MOBY)), tmp_path, "parquet")
    path = tmp_path / "moby.acomptes.parquet"
    frame = pandas.read_parquet(path)
    frame.drop(columns="date").to_parquet(path, index=False)
    assert told(tmp_path) == [("moby.acomptes", "colonne absente : date", "column absent: date")]
    frame.assign(part=["0,3", "x", "3 %"]).to_parquet(path, index=False)
    assert [place for place, *_ in told(path)] == ["moby.acomptes:3"]
    frame.assign(rang=[1, 1, 2]).to_parquet(path, index=False)
    assert told(path)[0][1] == "ligne 3 : moby/ille-et-vilaine rang=1 est déjà à la ligne 2"
    path.write_bytes(b"PAR1")
    assert "illisible comme Parquet" in told(path)[0][1]
