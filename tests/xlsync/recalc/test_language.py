"""The language that a file tells: parts as Excel, LibreOffice 7.4 and XlsxWriter write them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from xlsync.recalc.language import language_of, signs_of
from xlsync.workbook import Workbook

HEADINGS = (
    '<Properties xmlns:vt="…/docPropsVTypes"><Application>Microsoft Excel</Application><HeadingPairs>'
    '<vt:vector size="4" baseType="variant"><vt:variant><vt:lpstr>{0}</vt:lpstr></vt:variant>'
    "<vt:variant><vt:i4>3</vt:i4></vt:variant><vt:variant><vt:lpstr>{1}</vt:lpstr></vt:variant>"
    "<vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs><TitlesOfParts>"
    '<vt:vector size="1" baseType="lpstr"><vt:lpstr>Worksheets</vt:lpstr></vt:vector></TitlesOfParts>'
    "<AppVersion>{2}</AppVersion></Properties>"
)
CALC = "<Properties><Application>LibreOffice/7.4.7.2$Linux_X86_64</Application></Properties>"
CORE = '<cp:coreProperties xmlns:dc="…">{}</cp:coreProperties>'


def workbook(application: str | None = None, core: str | None = None) -> Workbook:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet()
    read = Workbook.from_bytes(data.getvalue())
    for part, content in (("docProps/app.xml", application), ("docProps/core.xml", core)):
        if content is not None:
            read.package.replace(part, content.encode())
    return read


@pytest.mark.parametrize(
    ("first", "second", "version", "language"),
    [
        ("Feuilles de calcul", "Plages nommées", "16.0300", "fr"),
        ("Feuilles de calcul", "Plages nommées", "12.0000", "fr"),
        ("Graphiques", "Feuilles de calcul", "16.0300", "fr"),
        ("Worksheets", "Named Ranges", "16.0300", "en"),
        ("Worksheets", "Named Ranges", "12.0000", None),
        ("Arbeitsblätter", "Benannte Bereiche", "16.0300", None),
    ],
)
def test_the_words_of_excel(first: str, second: str, version: str, language: str | None) -> None:
    assert language_of(workbook(HEADINGS.format(first, second, version))) == language


def test_a_library_tells_nothing() -> None:
    assert language_of(workbook()) is None


def test_without_the_part() -> None:
    read = workbook()
    read.package.remove("docProps/app.xml")
    assert language_of(read) is None


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("<dc:language>fr-FR</dc:language>", "fr"),
        ("<dc:language>en-US</dc:language>", "en"),
        ("<dc:language>de-DE</dc:language>", None),
        ("<dc:language/>", None),
        ("", None),
    ],
)
def test_the_language_of_libreoffice(spoken: str, language: str | None) -> None:
    assert language_of(workbook(CALC, CORE.format(spoken))) == language


@pytest.mark.parametrize(
    ("application", "signs"), [("Microsoft Macintosh Excel", "mac_roman"), ("Microsoft Excel", "cp1252")]
)
def test_the_signs_of_a_machine(application: str, signs: str) -> None:
    """The names that both Excels write."""
    part = f"<Properties><Application>{application}</Application></Properties>"
    assert signs_of(workbook(part)) == signs
