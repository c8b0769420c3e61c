"""Printed by LibreOffice: nothing unreadable, every heading whole."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from tests.kinds import essai_known
from tests.shared import need
from tests.xlsync.build.opened import convert
from xlsync.annexbook.templates import also_in, template_path
from xlsync.annexes import kinds, schema

pytestmark = pytest.mark.libreoffice

XHTML = "{http://www.w3.org/1999/xhtml}"
LINE = 12.21
"""Height of a line of Calibri 10 (Carlito has its metrics), in points."""

AROUND = 30
"""Words among which those of a heading are looked for."""

UNREADABLE = ("#NAME?", "###", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "Err:", "#NUM!")

WITHOUT_SYSTEMS = {"thermix"}
"""A blank comparison has no system yet: #N/A, so that no chart draws it, as the sheet says."""


@dataclass(frozen=True)
class Word:
    """A word on a page, and how high it stands."""

    text: str
    top: float
    bottom: float


@pytest.fixture(scope="module")
def printed(essai_templates, tmp_path_factory) -> dict[str, list[Word]]:
    """Words of each template, page after page."""
    folder = tmp_path_factory.mktemp("pdf")
    with essai_known(), also_in(essai_templates):
        sources = {kind: template_path(kind) for kind in kinds()}
    convert(list(sources.values()), "pdf", folder)
    return {kind: _words(folder / f"{kind}.pdf") for kind in sources}


def _words(path: Path) -> list[Word]:
    boxes = path.with_suffix(".xml")
    subprocess.run([need("pdftotext"), "-bbox-layout", str(path), str(boxes)], check=True)
    root = etree.parse(boxes).getroot()
    return [
        Word(word.text, float(word.get("yMin")), float(word.get("yMax")))
        for word in root.iter(f"{XHTML}word")
    ]


def test_nothing_unreadable_is_printed(kind, printed):
    text = " ".join(word.text for word in printed[kind])
    assert [mark for mark in UNREADABLE if mark in text] == (["#N/A"] if kind in WITHOUT_SYSTEMS else [])
    assert len(printed[kind]) > 500


def test_every_heading_is_printed_whole(kind, printed, templates):
    """Its words follow one another, none broken, and its lines fit in the height of its row."""
    book = templates[kind].by_openpyxl()
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            top = table.ref.partition(":")[0]
            height = sheet.row_dimensions[sheet[top].row].height
            for column in table.tableColumns:
                runs = list(_runs(printed[kind], column.name.split()))
                assert runs, (table.name, column.name)
                assert min(map(_height, runs)) <= height, column.name


def _runs(words: list[Word], wanted: list[str]) -> Iterator[list[Word]]:
    """Places where these words stand in order; lines of the heading beside may come between them."""
    for start, first in enumerate(words):
        if first.text == wanted[0]:
            run, rest = [first], iter(words[start + 1 : start + 1 + AROUND])
            run += [
                found for text in wanted[1:] if (found := next((w for w in rest if w.text == text), None))
            ]
            if len(run) == len(wanted):
                yield run


def _height(words: list[Word]) -> float:
    """Points that these words take at full scale, whatever the scale of the page."""
    scale = (words[0].bottom - words[0].top) / LINE
    return (max(word.bottom for word in words) - min(word.top for word in words)) / scale


def test_titles_are_printed(kind, printed, templates):
    text = " ".join(word.text for word in printed[kind])
    for sheet in schema(kind).sheets:
        title = templates[kind].book.sheet(sheet.name).cell("A1").value
        assert " ".join(title.split()) in text, sheet.name
