"""CSV as it comes: separators, encodings, files that are not whole."""

from __future__ import annotations

import datetime

import pytest

from tests.xlsync.tables.written import FIRST, HEAD, INSTALMENTS, SECOND, plain, rows_of, told, write
from xlsync.tables.forms import read_tables


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
