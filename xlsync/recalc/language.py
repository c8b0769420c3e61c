"""The language in which a workbook was computed, where the file tells."""

from __future__ import annotations

import re
from typing import Literal

from xlsync.workbook import Workbook
from xlsync.workbook.markup import decode_part

Language = Literal["en", "fr"]

PARTS = ("docProps/app.xml", "docProps/core.xml")
"""The parts that tell a language."""
_WORKSHEETS: dict[str, Language] = {"Worksheets": "en", "Feuilles de calcul": "fr"}
_BORROWED = "12.0000"


def language_of(workbook: Workbook) -> Language | None:
    """The language of texts that are numbers, dates, booleans, and of the order of texts.

    Excel names the kinds of sheets, in `docProps/app.xml`, in the language of its menus; LibreOffice writes a
    language in `docProps/core.xml`. Libraries borrow the English words of Excel 2007 whatever their users
    speak: with its version number, they tell nothing. Menus in English may stand beside French numbers: that
    cannot be seen.

    Returns:
        "fr" or "en"; None for another language, and where nothing tells.
    """
    application = _part(workbook, PARTS[0])
    if _found("Application", application).startswith("LibreOffice"):
        spoken = _found("language", _part(workbook, PARTS[1]))[:2]
        return "fr" if spoken == "fr" else "en" if spoken == "en" else None
    headings = _found("HeadingPairs", application)
    language = next((_WORKSHEETS[name] for name in _strings(headings) if name in _WORKSHEETS), None)
    return None if language == "en" and _found("AppVersion", application) == _BORROWED else language


def signs_of(workbook: Workbook) -> str:
    """How CHAR and CODE number signs: as Windows does, as a Macintosh where its Excel wrote the workbook."""
    application = _found("Application", _part(workbook, PARTS[0]))
    return "mac_roman" if "Macintosh" in application else "cp1252"


def _part(workbook: Workbook, name: str) -> str:
    part = workbook.package.find(name)
    return decode_part(workbook.package.read(part), part) if part else ""


def _found(element: str, text: str) -> str:
    """What stands in the first element of that name, without regard to its prefix."""
    match = re.search(rf"<(?:\w+:)?{element}(?:\s[^>]*)?>(.*?)</(?:\w+:)?{element}\s*>", text, re.DOTALL)
    return match[1].strip() if match else ""


def _strings(headings: str) -> list[str]:
    return [text.strip() for text in re.findall(r"<(?:\w+:)?lpstr>([^<]*)<", headings)]
