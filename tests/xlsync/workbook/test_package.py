"""Archives: copied raw when honest, refused with one sentence when not."""

import io
import random
import struct
import zipfile
import zlib

import pytest

from tests.xlsync.workbook.templates import annex, fiches, parts, rezip, with_part
from xlsync.errors import (
    EncryptedWorkbook,
    FileMissing,
    MissingInWorkbook,
    NotAWorkbook,
    TruncatedWorkbook,
    UnsafeWorkbook,
    UnsupportedWorkbook,
)
from xlsync.workbook.book import Workbook
from xlsync.workbook.package import Package

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def streams(data: bytes) -> dict[str, bytes]:
    """Compressed streams by part."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for info in opened.infolist():
            lengths = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + 30 + sum(lengths)
            found[info.filename] = data[start : start + info.compress_size]
    return found


def test_other_parts_keep_their_streams_and_their_order():
    data = annex()
    package = Package.from_bytes(data)
    package.replace("docProps/custom.xml", b"<Properties/>")
    package.add("xl/nouveau.xml", b"<a/>")
    new = package.to_bytes()
    before, after = streams(data), streams(new)
    assert list(after) == [*before, "xl/nouveau.xml"]
    assert [name for name in before if before[name] != after[name]] == ["docProps/custom.xml"]
    assert zipfile.ZipFile(io.BytesIO(new)).testzip() is None


def test_nothing_changed_is_the_same_file():
    data = annex()
    package = Package.from_bytes(data)
    for name in package.names():
        package.replace(name, package.read(name))
    assert package.to_bytes() == data


def test_names_ignore_case_and_a_part_can_go():
    package = Package.from_bytes(annex())
    assert package.read("XL/Workbook.xml") == package.read("xl/workbook.xml")
    package.remove("xl/theme/theme1.xml")
    assert "xl/theme/theme1.xml" not in parts(package.to_bytes())
    with pytest.raises(MissingInWorkbook):
        package.read("xl/theme/theme1.xml")


@pytest.mark.parametrize("template", [annex, fiches])
def test_two_templates_are_the_same_file_whatever_the_second(template):
    """XlsxWriter writes the time at which it works into a file, unless it is told another one."""
    assert b"2025-01-01T00:00:00Z</dcterms:created>" in parts(template())["docProps/core.xml"]
    assert template() == template()


def test_streamed_archives_with_descriptors_and_zip64_fields_are_copied():
    buffer = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:
            return buffer.write(piece)

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts(annex()).items():
            with opened.open(name, "w", force_zip64=True) as file:
                file.write(content)
        opened.comment = b"commentaire"
    package = Package.from_bytes(buffer.getvalue())
    package.replace("docProps/custom.xml", b"<Properties/>")
    new = package.to_bytes()
    assert parts(new) == {**parts(annex()), "docProps/custom.xml": b"<Properties/>"}
    assert zipfile.ZipFile(io.BytesIO(new)).comment == b"commentaire"


def test_encrypted():
    with pytest.raises(EncryptedWorkbook):
        Package.from_bytes(OLE2 + "EncryptedPackage".encode("utf-16-le"))
    flagged = bytearray(rezip({"a": b"b"}))
    flagged[6] |= 1
    flagged[flagged.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(EncryptedWorkbook):
        Package.from_bytes(bytes(flagged))


@pytest.mark.parametrize("data", [b"", b"nom;montant\n", OLE2, b"%PDF-1.7"])
def test_something_else(data):
    with pytest.raises(NotAWorkbook):
        Package.from_bytes(data)


def test_another_archive():
    with pytest.raises(NotAWorkbook):
        Workbook.from_bytes(rezip({"a.txt": b"b"}))
    with pytest.raises(UnsupportedWorkbook):
        Workbook.from_bytes(rezip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_cut_short(kept):
    data = annex()
    with pytest.raises(TruncatedWorkbook):
        Package.from_bytes(data[: int(len(data) * kept)])


def test_a_damaged_part_is_found_when_it_is_read():
    data = bytearray(annex())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as opened:
        info = opened.getinfo("xl/worksheets/sheet1.xml")
    data[info.header_offset + 30 + len(info.filename) + 20] ^= 255
    with pytest.raises(TruncatedWorkbook, match="sheet1"):
        Workbook.from_bytes(bytes(data)).sheet("Annexe 2")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/WORKBOOK.XML"])
def test_duplicate_parts(name):
    buffer = io.BytesIO(annex())
    with zipfile.ZipFile(buffer, "a") as opened:
        opened.writestr(name, b"<workbook/>")
    with pytest.raises(UnsafeWorkbook):
        Package.from_bytes(buffer.getvalue())


@pytest.mark.parametrize("name", ["../a.xml", "xl/../../a.xml", "/etc/a.xml", "xl\\..\\a.xml"])
def test_climbing_paths(name):
    with pytest.raises(UnsafeWorkbook):
        Package.from_bytes(rezip({name: b"<a/>"}))


def test_too_many_parts(monkeypatch):
    monkeypatch.setenv("XLSYNC_MAX_PARTS", "3")
    with pytest.raises(UnsafeWorkbook, match="XLSYNC_MAX_PARTS"):
        Package.from_bytes(annex())
    monkeypatch.setenv("XLSYNC_MAX_PARTS", "beaucoup")
    with pytest.raises(UnsafeWorkbook, match="nombre entier"):
        Package.from_bytes(annex())


def test_a_damaged_part_that_is_only_copied_is_not_passed_on(tmp_path):
    """Of a part that no edit reads the checksum is checked all the same before a file is written."""
    data = bytearray(annex())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as opened:
        info = opened.getinfo("xl/theme/theme1.xml")
    data[info.header_offset + 30 + len(info.filename) + 20] ^= 255
    path = tmp_path / "annexe.xlsx"
    path.write_bytes(data)
    book = Workbook.open(path)
    book.sheet("Annexe 2").set_value("B5", 1)
    with pytest.raises(TruncatedWorkbook, match="theme1"):
        book.save(path)
    assert path.read_bytes() == bytes(data)


def test_a_part_that_declares_a_document_type():
    text = parts(annex())["xl/workbook.xml"].replace(b"<workbook", b"<!DOCTYPE workbook><workbook", 1)
    with pytest.raises(UnsafeWorkbook):
        Workbook.from_bytes(with_part(annex(), "xl/workbook.xml", text))


def bomb(declared: int | None = None) -> bytes:
    """A sheet of 64 MiB of spaces in some 64 KiB, whose headers may lie."""
    data = with_part(annex(), "xl/worksheets/sheet1.xml", b" " * (64 << 20))
    if declared is None:
        return data
    lying = bytearray(data)
    size = struct.pack("<L", 64 << 20)
    for found in (data.index(size), data.rindex(size)):
        lying[found : found + 4] = struct.pack("<L", declared)
    return bytes(lying)


def test_a_bomb_is_refused_before_it_inflates():
    with pytest.raises(UnsafeWorkbook, match="XLSYNC_MAX_RATIO"):
        Workbook.from_bytes(bomb()).sheet("Annexe 2")


def test_of_a_bomb_that_lies_no_more_comes_out_than_it_declares():
    with pytest.raises(TruncatedWorkbook):
        Workbook.from_bytes(bomb(100)).sheet("Annexe 2")


def test_many_parts_share_one_limit():
    entry, data = Package.from_bytes(annex()), annex()
    entry._allowed = 10_000
    with pytest.raises(UnsafeWorkbook):
        [entry.read(name) for name in parts(data)]


def test_a_header_that_lies_about_its_size():
    content = parts(annex())["xl/theme/theme1.xml"]
    size, lie = struct.pack("<L", len(content)), struct.pack("<L", len(content) - 1)
    crc = struct.pack("<L", zlib.crc32(content))
    data = annex()
    assert crc in data
    with pytest.raises(TruncatedWorkbook):
        Package.from_bytes(data.replace(size, lie)).read("xl/theme/theme1.xml")


def test_overlapping_parts():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("a", b"x" * 100)
        opened.writestr("b", b"x")
    data = bytearray(buffer.getvalue())
    first = data.index(b"PK\1\2")
    struct.pack_into("<2L", data, first + 20, 120, 120)
    with pytest.raises(UnsafeWorkbook):
        Package.from_bytes(bytes(data))


def test_an_unknown_compression():
    data = bytearray(rezip({"a": b"b"}))
    data[data.index(b"PK\1\2") + 10] = 99
    with pytest.raises(UnsupportedWorkbook):
        Package.from_bytes(bytes(data)).read("a")


def test_a_signed_workbook_is_read_and_not_changed():
    book = Workbook.from_bytes(with_part(annex(), "_xmlsignatures/origin.sigs", b""))
    book.sheet("Annexe 2").set_value("B5", 1)
    with pytest.raises(UnsupportedWorkbook, match="signé"):
        book.to_bytes()


def test_no_such_file(tmp_path):
    with pytest.raises(FileMissing):
        Package.open(tmp_path / "absent.xlsx")


def test_any_changes_leave_an_archive_that_another_reader_finds_whole():
    """What stands is what `zipfile` reads; the streams of the parts that nobody changed are the same."""
    data, draw = annex(), random.Random(1)
    before, contents = streams(data), parts(data)
    for _ in range(50):
        package, expected = Package.from_bytes(data), dict(contents)
        changed = draw.sample(sorted(contents), draw.randrange(1, 6))
        for name in changed:
            if draw.random() < 0.3:
                package.remove(name)
                del expected[name]
            else:
                expected[name] = draw.randbytes(draw.randrange(2000))
                package.replace(name, expected[name])
        new = package.to_bytes()
        with zipfile.ZipFile(io.BytesIO(new)) as opened:
            assert opened.testzip() is None
            assert [info.filename for info in opened.infolist()] == [*expected]
        assert parts(new) == expected
        after = streams(new)
        assert {name: after[name] for name in expected if name not in changed} == {
            name: before[name] for name in expected if name not in changed
        }
        assert package.checksums() == {name: zlib.crc32(content) for name, content in contents.items()}
        assert Package.from_bytes(new).to_bytes() == new


@pytest.mark.parametrize("at", [14, 18, 22])
def test_a_local_header_that_says_otherwise_is_written_as_the_directory_says(at):
    """Its checksum, or one of its sizes; `zipfile` believes the directory, other readers the local header."""
    data = bytearray(annex())
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        info = opened.getinfo("xl/theme/theme1.xml")
    data[info.header_offset + at] ^= 255
    package = Package.from_bytes(bytes(data))
    package.replace("docProps/custom.xml", b"<Properties/>")
    new = package.to_bytes()
    with zipfile.ZipFile(io.BytesIO(new)) as opened:
        start = opened.getinfo("xl/theme/theme1.xml").header_offset
    said = struct.unpack_from("<3L", new, start + 14)
    assert said == (info.CRC, info.compress_size, info.file_size)
    assert parts(new) == {**parts(annex()), "docProps/custom.xml": b"<Properties/>"}
