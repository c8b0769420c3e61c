"""The documents as PDF: sizes, order, codes and figures, as poppler reads them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.shared import need
from tests.xlsync.cli.running import Outcome, xlsync
from udfs import parameters
from udfs.figures import figure
from xlsync.annexbook.cells import plain
from xlsync.annexbook.figures import computed_figures
from xlsync.annexbook.published import displayed
from xlsync.annexes import Table, schema
from xlsync.conventions import shipped
from xlsync.conventions.keys import key_text
from xlsync.model import load, published
from xlsync.printing.choosing import annexes_of, printed_columns
from xlsync.printing.measuring import LEAST

pytestmark = pytest.mark.libreoffice

PRINTED = tuple(one for one in sorted(shipped()) if annexes_of(schema(one.partition("/")[0])))
"""Those whose kind has annexes to sign."""
CODES = re.compile(
    r"\b(theorique|douziemes|etablissement|reste_ht|reste_ttc|collectivite|[a-z0-9]+_[a-z0-9_]+)\b"
)
LEAST_HEIGHT = 1.117
"""Height of a word of Liberation Sans over its size: what stands above and under its line."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("soffice")
    place = tmp_path_factory.mktemp("print")
    assert xlsync("build", "--out", "annexes", folder=place).code == 0
    return place


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    return xlsync("print", "--out", "pdf", "--json", folder=folder)


def _read(program: str, *words: object) -> str:
    done = subprocess.run(
        [need(program), *map(str, words)], check=True, capture_output=True, text=True, timeout=120
    )
    return done.stdout


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def _pdf(folder: Path, convention: str) -> Path:
    return folder / "pdf" / f"{convention.replace('/', '-')}.pdf"


def test_each_convention_that_has_annexes_is_a_file(folder: Path, outcome: Outcome) -> None:
    assert outcome.code == 0
    assert [one["convention"] for one in outcome.document["files"]] == list(PRINTED)
    assert outcome.document["errors"] == []
    for one in outcome.document["files"]:
        found = re.search(r"Pages:\s+(\d+)", _read("pdfinfo", folder / one["pdf"]))
        assert found is not None
        assert int(found[1]) == one["pages"], "no page was cut by the spreadsheet"
        assert re.search(r"Page size:\s+(595|841|842)", _read("pdfinfo", folder / one["pdf"]))


@pytest.mark.parametrize("convention", PRINTED)
def test_no_text_is_under_seven_points(convention: str, folder: Path, outcome: Outcome) -> None:
    words = re.findall(
        r'<word [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)"',
        _read("pdftotext", "-bbox-layout", _pdf(folder, convention), "-"),
    )
    assert words
    assert min(float(bottom) - float(top) for top, bottom in words) >= LEAST * LEAST_HEIGHT
    sizes = re.findall(
        r'<fontspec [^>]*size="(\d+)"',
        _read("pdftohtml", "-xml", "-zoom", 1, "-stdout", "-i", _pdf(folder, convention)),
    )
    assert min(map(int, sizes)) >= LEAST


@pytest.mark.parametrize("convention", PRINTED)
def test_annexes_come_in_order_and_no_code_is_there(convention: str, folder: Path, outcome: Outcome) -> None:
    text = _plain(_read("pdftotext", "-layout", _pdf(folder, convention), "-"))
    titles = [
        sheet.title.fr
        for sheet in annexes_of(schema(convention.partition("/")[0]))
        if sheet.printed != "filled"
    ]
    begins = [_plain(re.split(r'"&|\(', title.removeprefix('="'))[0]).strip() for title in titles]
    places = [text.find(one) for one in begins]
    assert -1 not in places
    assert places == sorted(places)
    assert not CODES.findall(text)
    assert not [code for code in parameters.codes() if code in text]
    assert "###" not in text
    assert "Fait à …" in text


@pytest.mark.parametrize("convention", PRINTED)
def test_the_figures_of_the_document_are_there(convention: str, folder: Path, outcome: Outcome) -> None:
    text = _plain(_read("pdftotext", "-layout", _pdf(folder, convention), "-"))
    declared = schema(convention.partition("/")[0])
    shown = {item.table for sheet in annexes_of(declared) for item in sheet.items if item.table}
    figures = computed_figures(load(convention), ())
    for one in published(convention):
        table = one.table.partition(".")[0]
        if table not in shown or one.column not in _columns(declared.table(table)):
            continue
        key = key_text({name: plain(value) for name, value in one.key.items()})
        cell, value = figures[one.table, key, one.column]
        said = displayed(value, cell.column)
        if not isinstance(said, float):
            continue
        decimals = cell.column.displayed if cell.column.displayed is not None else cell.column.decimals
        rate = cell.column.type == "rate"
        assert _plain(figure(said * 100 if rate else said, "fr", decimals=decimals)) in text, one


def _columns(table: Table) -> set[str]:
    names = {column.name for column in printed_columns(table)}
    if table.blocks:
        names |= {column.name for column in (*table.blocks.columns, *table.blocks.fiche)}
    return names


def test_a_file_in_the_way_is_kept_and_the_others_are_printed(folder: Path, outcome: Outcome) -> None:
    other = _pdf(folder, "mixeur/aunis-sud")
    kept = other.read_bytes()
    try:
        other.write_bytes(b"%PDF-1.4 not ours")
        again = xlsync("print", "mixeur", "avelo3", "--out", "pdf", "--json", folder=folder)
        assert again.code == 2
        assert [one["convention"] for one in again.document["files"]] == ["avelo3/programme"]
        assert [one["file"] for one in again.document["errors"]] == ["mixeur/aunis-sud"]
        assert other.read_bytes() == b"%PDF-1.4 not ours"
    finally:
        other.write_bytes(kept)


DOCUMENTS = yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("convention", DOCUMENTS)
def test_lines_come_in_the_order_of_the_document(convention: str, folder: Path, outcome: Outcome) -> None:
    words = _plain(_read("pdftotext", "-layout", _pdf(folder, convention), "-")).split()
    at = 0
    for line in DOCUMENTS[convention]:
        for word in line.split():
            assert word in words[at:], (line, word)
            at = words.index(word, at) + 1


def test_no_row_is_alone_on_a_page(folder: Path, outcome: Outcome) -> None:
    """Annexe 1 of Intracting takes four pages: its last one holds three actions and the total."""
    pages = _read("pdftotext", "-layout", _pdf(folder, "intracting/noyarey"), "-").split("\f")
    last = max(rank for rank, page in enumerate(pages) if "gains attendus (suite)" in page)
    assert len(re.findall(r"^ *(?:18|19|20) .*\b20\d\d\b", pages[last], re.MULTILINE)) == 3
    assert "1 045,5" in _plain(pages[last])
