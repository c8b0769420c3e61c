import pytest

from xlsync import conventions
from xlsync.annexes import kinds
from xlsync.conventions.loader import published_rows, read, rows, shipped
from xlsync.errors import CannotRead, UnknownConvention
from xlsync.model import load, published


@pytest.fixture
def folder(tmp_path):
    """One convention written by hand."""
    home = tmp_path / "moby" / "exemple"
    home.mkdir(parents=True)
    files = {
        "conventions": 'field,value\ntitre,"Collèges, ""exemple"""\ndate_signature,2022-11-21\nstatut,\n',
        "champs": "field,value\nnombre_etablissements,2\n",
        "acomptes": "rang,part,date\n2,0.4,2023-07-15\n1,0.3,2022-10-15\n",
        "published": "table,key,column,published,computed,explained\n"
        "acomptes,rang=2,ttc,8390.40,,\nchamps,,total_ht,17480,17480.4,arrondi par établissement\n",
    }
    for name, text in files.items():
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
    with conventions.also_in(tmp_path):
        yield tmp_path


def test_texts_are_read_as_written(folder):
    texts = read("moby/exemple")
    assert texts.fields["conventions"] == {
        "titre": 'Collèges, "exemple"', "date_signature": "2022-11-21", "statut": None,
    }  # fmt: skip
    assert texts.tables == {
        "acomptes": [
            {"rang": "2", "part": "0.4", "date": "2023-07-15"},
            {"rang": "1", "part": "0.3", "date": "2022-10-15"},
        ]
    }


def test_the_model_gives_them_their_types(folder):
    data = load("moby/exemple")
    assert data.fields["nombre_etablissements"] == 2
    assert [row["rang"] for row in data.records("acomptes")] == [2, 1]


def test_published_figures_name_their_cells(folder):
    first, second = published("moby/exemple")
    assert (first.table, first.key, first.column, first.published) == ("acomptes", {"rang": 2}, "ttc", 8390.4)
    assert first.explained == ""
    assert (second.key, second.explained) == ({}, "arrondi par établissement")


def test_conventions_are_found_by_their_folder(folder):
    assert "moby/exemple" in shipped()
    with pytest.raises(UnknownConvention, match="moby/exemple"):
        read("moby/autre")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("acomptes", b"rang,part\n1\n", "1 valeurs pour 2 colonnes"),
        ("acomptes", "rang,libellé\n1,é\n".encode("cp1252"), "UTF-8"),
        ("champs", b"nom,valeur\na,b\n", "field, value"),
        ("published", b"table,key\na,b\n", "explained"),
    ],
)
def test_a_file_that_is_something_else_is_named(folder, name, content, said):
    path = folder / "moby" / "exemple" / f"{name}.csv"
    path.write_bytes(content)
    load_one = published_rows if name == "published" else read
    with pytest.raises(CannotRead, match=name) as caught:
        load_one("moby/exemple")
    assert said in caught.value.text.fr


@pytest.mark.parametrize("line", ["acomptes,rang=2,inconnue,1,,", "inconnue,,a,1,,", "acomptes,deux,ttc,1,,"])
def test_a_published_figure_of_nothing_is_refused(folder, line):
    path = folder / "moby" / "exemple" / "published.csv"
    path.write_text(f"table,key,column,published,computed,explained\n{line}\n", encoding="utf-8")
    with pytest.raises(CannotRead, match="schéma"):
        published("moby/exemple")


def test_blank_lines_and_empty_files_hold_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf-8")
    assert rows(path) == []
    path.write_text("a,b\n\n1,\n", encoding="utf-8")
    assert rows(path) == [{"a": "1", "b": None}]


def test_the_folder_is_left_when_it_is_no_longer_asked_for(folder):
    before = conventions.loader.FOLDERS[:-1]
    assert "moby/exemple" in shipped()
    with conventions.also_in(folder / "moby"):
        assert "moby/exemple" in shipped()
    assert conventions.loader.FOLDERS[-1] == folder
    assert conventions.loader.FOLDERS[:-1] == before


def test_one_convention_of_each_kind_is_shipped():
    assert [convention.split("/")[0] for convention in shipped()] == list(kinds())
