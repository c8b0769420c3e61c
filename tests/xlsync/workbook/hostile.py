"""Workbooks built to harm whoever reads them, or broken on their way, each from a sound one."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from tests.xlsync.workbook.templates import parts, rezip

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEGABYTE = 1024 * 1024


def packed(contents: dict[str, bytes], level: int = 6) -> bytes:
    """A file from parts, at a level of compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_sheet(data: bytes, rows: bytes, level: int = 6) -> bytes:
    """The file with other rows in its first sheet."""
    text = b'<worksheet xmlns="' + MAIN.encode() + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
    return packed({**parts(data), SHEET: text}, level)


def _edited(data: bytes, part: str, old: str, new: str) -> bytes:
    held = parts(data)
    text = held[part].decode()
    assert old in text, (part, old)
    return rezip({**held, part: text.replace(old, new, 1).encode()})


def _many_sheets(data: bytes) -> bytes:
    sheets = "".join(f'<sheet name="f{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1000, 21_000))
    return _edited(data, "xl/workbook.xml", "</sheets>", f"{sheets}</sheets>")


def _entities(data: bytes) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE w [<!ENTITY e0 "ha">{levels}]><workbook'
    return _edited(data, "xl/workbook.xml", "<workbook", declared)


def _outside_entity(data: bytes) -> bytes:
    declared = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook'
    return _edited(data, "xl/workbook.xml", "<workbook", declared)


def _shared_long_text(data: bytes) -> bytes:
    held = parts(data)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001)).encode()
    strings = next(name for name in held if name.endswith("sharedStrings.xml"))
    long = b"<si><t>" + b"x" * 32_767 + b"</t></si><si>"
    return with_sheet(packed({**held, strings: held[strings].replace(b"<si>", long, 1)}), rows)


def _damaged(data: bytes, part: str) -> bytes:
    broken = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        info = opened.getinfo(part)
    broken[info.header_offset + 30 + len(info.filename) + 40] ^= 255
    return bytes(broken)


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "a sheet of spaces": lambda data: packed({**parts(data), SHEET: b" " * (200 * MEGABYTE)}),
    "the same, hardly compressed": lambda data: packed({**parts(data), SHEET: b" " * (200 * MEGABYTE)}, 1),
    "cells without end": lambda data: with_sheet(data, b'<row r="1">' + b"<c/>" * 10_000_000 + b"</row>", 1),
    "rows without end": lambda data: with_sheet(data, b"<row/>" * 8_000_000, 1),
    "twenty thousand sheets of one part": _many_sheets,
    "a long text shared by every cell": _shared_long_text,
    "entities that grow": _entities,
    "an entity outside": _outside_entity,
    "a path that climbs": lambda data: rezip({**parts(data), "xl/../../etc/passwd": b"x"}),
    "six thousand parts": lambda data: rezip({**parts(data), **{f"xl/p{n}.xml": b"" for n in range(6000)}}),
    "cut short": lambda data: data[: len(data) * 2 // 3],
    "a damaged theme": lambda data: _damaged(data, "xl/theme/theme1.xml"),
    "encrypted": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9,
    "something else": lambda _: b"nom;montant\n",
    "a sheet that ends early": lambda data: packed({**parts(data), SHEET: parts(data)[SHEET][:-40]}),
}
"""How each is made from a sound workbook."""

VALUES = (
    "", "-1", "0", "1e400", "NaN", "999999999999", "A0", "ZZZ99", "A1:", "B2:A1", "#REF!", "x", "1:1048577",
    "A1:XFD1048576", "'", "[", "_xlfn.", "Ω",
)  # fmt: skip
_PLACES = {"attribute": rb'="([^"]*)"', "text": rb">([^<>]+)<"}
_ELEMENT = rb"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>"


KINDS = ("attribute", "attribute", "attribute", "text", "text", "cut", "twice", "drop", "byte", "flip")


def mutated(data: bytes, draw: random.Random) -> bytes:
    """A sound workbook with one thing wrong, anywhere."""
    kind = draw.choice(
        ("attribute", "attribute", "attribute", "text", "text", "cut", "twice", "drop", "byte", "flip")
    )
    if kind == "flip":
        flipped = bytearray(data)
        flipped[draw.randrange(len(flipped))] ^= 1 << draw.randrange(8)
        return bytes(flipped)
    held = parts(data)
    name = draw.choice([one for one in held if one.endswith((".xml", ".rels")) and held[one]])
    if kind == "drop":
        del held[name]
    else:
        held[name] = _spoilt(held[name], kind, draw)
    return packed(held, 1)


def _spoilt(content: bytes, kind: str, draw: random.Random) -> bytes:
    if kind == "byte":
        at = draw.randrange(len(content))
        return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
    found = list(re.finditer(_PLACES.get(kind, _ELEMENT), content))
    if not found:
        return content
    one = draw.choice(found)
    if kind in _PLACES:
        start, end = one.span(1)
        return content[:start] + draw.choice(VALUES).encode() + content[end:]
    return content[: one.start()] + (one[0] * 2 if kind == "twice" else b"") + content[one.end() :]
