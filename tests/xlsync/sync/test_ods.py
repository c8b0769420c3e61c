"""An .ods read as the workbook that it comes from."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import pytest

from tests.xlsync.build.opened import convert
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY
from xlsync.annexbook.cells import Reader
from xlsync.annexbook.identify import identify
from xlsync.annexbook.locating import locate
from xlsync.annexbook.ods import MIME, read_ods
from xlsync.annexes import schema
from xlsync.errors import (
    EncryptedWorkbook,
    FileMissing,
    NotAWorkbook,
    UnsafeWorkbook,
    UnsupportedWorkbook,
    XlsyncError,
)
from xlsync.sync import pull, push, status
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.contents import merged_areas

HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods(path, sheet: str, before: str = HEAD, after: str = TAIL, **parts: bytes):
    """A document with the XML of its sheets."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        archive.writestr("content.xml", before + sheet + after)
        for name, content in {"META-INF__manifest": MANIFEST, **parts}.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    path.write_bytes(stream.getvalue())
    return path


def cell(kind: str, about: str = "", text: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {about}><text:p>{text}</text:p></table:table-cell>'


def rows(*lines: str) -> str:
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return f'<table:table table:name="Feuille">{body}</table:table>'


BLANKS = '<table:table-cell table:number-columns-repeated="{}"/>'


def row(times: str, cells: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def known(book: Workbook):
    """Value of each cell that the schema knows, and whether it holds a formula."""
    places = locate(identify(book).schema, book)
    return {
        (one.table, str(one.key), one.column.name): (one.value or None, one.formula is not None, one.address)
        for one in Reader(book, places).cells()
    }


@pytest.mark.libreoffice
def test_an_ods_says_what_its_workbook_says(desk, tmp_path):
    names = (INTRACTING, MIXEUR, MOBY)
    convert([desk.path(one) for one in names], "ods", tmp_path)
    for one in names:
        workbook = Workbook.open(desk.path(one))
        document = read_ods(tmp_path / f"{desk.path(one).stem}.ods")
        mine, theirs = known(workbook), known(document)
        assert mine.keys() == theirs.keys()
        for place, (value, is_formula, address) in mine.items():
            assert theirs[place][1:] == (is_formula, address)
            assert theirs[place][0] == (pytest.approx(value) if isinstance(value, float) else value), place
        for name in ("xlsync_revision", "xlsync_store", "xlsync_base", "xlsync_convention"):
            assert document.custom_properties[name] == workbook.custom_properties[name]


@pytest.mark.libreoffice
@pytest.mark.parametrize(("typed", "text"), [("1895-05-12", None), ("9999-12-31", "9999-12-31")])
def test_a_date_typed_in_libreoffice(desk, tmp_path, typed, text):
    """LibreOffice knows days before 1900, which no cell of Excel holds."""
    desk.type_in(INTRACTING, ("conventions", "", "date_effet"), datetime.date(2031, 7, 15))
    convert([desk.path(INTRACTING)], "ods", tmp_path)
    with zipfile.ZipFile(tmp_path / f"{desk.path(INTRACTING).stem}.ods") as archive:
        content, meta = archive.read("content.xml").decode(), archive.read("meta.xml")
    assert 'office:date-value="2031-07-15"' in content
    changed = content.replace('"2031-07-15"', f'"{typed}"')
    report = status(ods(desk.folder / "retour.ods", "", changed, "", meta=meta), desk.store)
    assert [one.workbook for one in report.workbook_changes] == ([text] if text else [])
    assert ["12/05/1895" in one.what.fr for one in report.problems] == ([] if text else [True])


@pytest.mark.libreoffice
def test_a_push_refuses_it(desk, tmp_path):
    convert([desk.path(MIXEUR)], "ods", tmp_path)
    path = tmp_path / f"{desk.path(MIXEUR).stem}.ods"
    desk.set(MIXEUR, ("conventions", "", "titre"), "Autre titre")
    before = path.read_bytes()
    (problem,) = push(path, desk.store).problems
    assert "jamais écrit" in problem.what.fr
    assert path.read_bytes() == before


def test_each_type_of_value(tmp_path):
    line = "".join(
        [
            cell("float", 'office:value="1.5"', "1,5"),
            cell("percentage", 'office:value="0.2"', "20 %"),
            cell("date", 'office:date-value="2024-12-02"', "02/12/24"),
            cell("boolean", 'office:boolean-value="true"', "VRAI"),
            cell("string", "", "été"),
            cell("time", 'office:time-value="PT12H00M00S"', "12:00"),
            cell("float", 'table:formula="of:=[.A1]*2" office:value="3"', "3"),
            cell("string", 'table:formula="of:=nul()" calcext:value-type="error"', "#NAME?"),
            '<table:table-cell table:number-columns-repeated="2"/>',
            cell("float", 'office:value="9" table:number-columns-repeated="2"', "9"),
        ]
    )
    sheet = read_ods(ods(tmp_path / "a.ods", rows(line))).sheet("Feuille")
    found = [sheet.cell((1, column)).value for column in range(1, 13)]
    assert found == [1.5, 0.2, 45628.0, True, "été", 0.5, 3.0, ErrorValue("#NAME?"), None, None, 9.0, 9.0]
    assert isinstance(sheet.cell("H1").value, ErrorValue)
    assert [sheet.cell(name).formula for name in ("A1", "G1", "H1")] == [None, "A1*2", "nul()"]


def test_a_table_that_lost_its_range_is_found_by_its_headings(tmp_path):
    labels = [column.label.fr for column in schema("moby").table("etablissements").columns]
    line = "".join(cell("string", "", label) for label in labels)
    first = cell("float", 'office:value="1"') + cell("string", "", "Collège A")
    names = (
        '<table:named-expressions><table:named-expression table:name="xlsync_convention" '
        'table:expression="&quot;moby/essai&quot;"/></table:named-expressions>'
    )
    book = read_ods(ods(tmp_path / "a.ods", rows("", line, first) + names))
    assert str(book.find_table("tblEtablissements").ref) == "A2:D3"
    assert identify(book).convention == "moby/essai"


def without_ranges(source, target) -> None:
    """The document without the ranges that name its tables."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "content.xml":
                content, times = re.subn(
                    rb"<table:database-ranges>.*?</table:database-ranges>", b"", content, flags=re.DOTALL
                )
                assert times == 1
            after.writestr(name, content)


@pytest.mark.libreoffice
def test_every_table_is_found_again_by_its_labels(desk, tmp_path):
    """Laid out by rows, by columns (2-C, Annexe 3, the grid of Moby) or by blocks (2-E)."""
    names = (INTRACTING, MOBY)
    convert([desk.path(one) for one in names], "ods", tmp_path)
    for one in names:
        source = tmp_path / f"{desk.path(one).stem}.ods"
        bare = desk.folder / source.name
        without_ranges(source, bare)
        mine, theirs = read_ods(source).tables, read_ods(bare).tables
        assert {name: str(table.ref) for name, table in theirs.items()} == {
            name: str(table.ref) for name, table in mine.items()
        }
        assert known(read_ods(source)) == known(read_ods(bare))
        assert status(bare, desk.store).clean


@pytest.mark.libreoffice
def test_a_table_that_cannot_be_found_is_a_problem(desk, tmp_path):
    convert([desk.path(INTRACTING)], "ods", tmp_path)
    bare = desk.folder / "retour.ods"
    without_ranges(tmp_path / f"{desk.path(INTRACTING).stem}.ods", bare)
    with zipfile.ZipFile(bare) as archive:
        content = archive.read("content.xml").decode()
    found = ods(tmp_path / "b.ods", "", content.replace("Année de versement", "Quand"), "")
    with zipfile.ZipFile(bare) as archive, zipfile.ZipFile(found, "a") as other:
        other.writestr("meta.xml", archive.read("meta.xml"))
    report = status(found, desk.store)
    assert not report.workbook_changes
    assert any(one.where.startswith("Annexe 2-C – ") for one in report.problems)
    assert pull(found, desk.store).committed is None


def test_a_panic_of_the_library_is_one_refusal(tmp_path, monkeypatch):
    """The panics of python-calamine are no `Exception`: one such file must not end a run."""

    class PanicException(BaseException):
        """As python-calamine raises it."""

    def panics(*_):
        raise PanicException("index out of bounds")

    monkeypatch.setattr("xlsync.annexbook.ods._put", panics)
    with pytest.raises(UnsupportedWorkbook, match="index out of bounds"):
        read_ods(ods(tmp_path / "a.ods", rows(cell("string", "", "a"))))


def test_values_that_no_cell_of_excel_holds(tmp_path):
    """A date before 1900 stays the text that a person would type; what is too large is an error there too."""
    line = "".join(
        [
            cell("date", 'office:date-value="1895-05-12"', "12/05/1895"),
            cell("date", 'office:date-value="9999-12-31"', "31/12/9999"),
            cell("date", 'office:date-value="1900-02-28"', "28/02/1900"),
            cell("float", 'office:value="1e400"', "inf"),
            cell("string", "", "x" * 32_768),
        ]
    )
    sheet = read_ods(ods(tmp_path / "a.ods", rows(line))).sheet("Feuille")
    found = [sheet.cell((1, column)).value for column in range(1, 6)]
    assert found == ["12/05/1895", 2_958_465, 59, ErrorValue("#NUM!"), ErrorValue("#VALUE!")]
    assert [isinstance(value, ErrorValue) for value in found] == [False, False, False, True, True]


def test_computed_values_are_kept_as_they_are(tmp_path):
    """An empty text, a text that looks like an error, a boolean, seventeen digits; and an error typed."""
    line = "".join(
        [
            cell("string", 'table:formula="of:=&quot;&quot;"'),
            cell("string", 'table:formula="of:=&quot;#N/A&quot;"', "#N/A"),
            cell("boolean", 'table:formula="of:=1&gt;0" office:boolean-value="true"', "VRAI"),
            cell("float", 'table:formula="of:=0.1+0.2" office:value="0.30000000000000004"', "0,3"),
            cell("string", 'calcext:value-type="error"', "#N/A"),
        ]
    )
    cells = read_ods(ods(tmp_path / "a.ods", rows(line))).sheet("Feuille").cells
    found = [cells[1, column] for column in range(1, 6)]
    assert [one.value for one in found] == ["", "#N/A", True, 0.1 + 0.2, "#N/A"]
    assert [isinstance(one.value, ErrorValue) for one in found] == [False, False, False, False, True]
    assert [one.formula for one in found] == ['""', '"#N/A"', "1>0", "0.1+0.2", None]


def test_names_and_ranges_that_excel_would_refuse(tmp_path):
    """A longer name of a sheet, a heading twice, a range without any row, one inside another."""
    name = "Récapitulatif des contributions de l’année"
    sheet = rows(cell("string", "", "a") * 2, cell("float", 'office:value="1"') * 2).replace("Feuille", name)
    ranges = "".join(
        f"<table:database-range table:name='{one}' "
        f"table:target-range-address=\"$'{name}'.A1:$'{name}'.{end}\"/>"
        for one, end in (("tout", "B2"), ("titres", "B1"))
    )
    ranges = f"<table:database-ranges>{ranges}</table:database-ranges>"
    book = read_ods(ods(tmp_path / "a.ods", sheet + ranges))
    assert [entry.name for entry in book.sheets] == [name]
    assert {one.name: str(one.ref) for one in book.tables.values()} == {"tout": "A1:B2", "titres": "A1:B1"}
    assert [column.name for column in book.find_table("tout").columns] == ["a", "a"]


def test_what_merged_cells_cover_is_read_where_it_is(tmp_path):
    merged = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    covered = cell("string", "", "dessous").replace("table-cell", "covered-table-cell")
    blank = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    after = cell("float", 'office:value="7"', "7")
    lines = (cell("string", merged, "a") + covered + after, blank + after)
    sheet = read_ods(ods(tmp_path / "a.ods", rows(*lines))).sheet("Feuille")
    found = {place: one.value for place, one in sheet.cells.items() if one.value is not None}
    assert found == {(1, 1): "a", (1, 2): "dessous", (1, 3): 7, (2, 3): 7}
    assert [str(area) for area in merged_areas(sheet)] == ["A1:B2"]


def test_blanks_repeated_to_the_end_of_the_sheet_cost_nothing(tmp_path):
    """As LibreOffice writes the format of a whole column, of a row, of what covers a column."""
    covered = '<table:covered-table-cell table:number-columns-repeated="16384"/>'
    lines = [
        row("2", cell("float", 'office:value="1"') + BLANKS.format(16383)),
        row("524287", BLANKS.format(16384)),
        row("524287", covered),
    ]
    sheet = f'<table:table table:name="Feuille">{"".join(lines)}</table:table>'
    found = read_ods(ods(tmp_path / "a.ods", sheet)).sheet("Feuille")
    assert {place: one.value for place, one in found.cells.items()} == {(1, 1): 1, (2, 1): 1}


@pytest.mark.parametrize("count", ["abc", "-1", "", "9" * 5000])
def test_a_count_that_is_none_is_one_refusal(count, tmp_path):
    line = cell("string", f'table:number-columns-repeated="{count}"', "a")
    with pytest.raises(XlsyncError):
        read_ods(ods(tmp_path / "a.ods", rows(line)))


@pytest.mark.parametrize(
    "line",
    [
        row("1048577", cell("string", "", "a")),
        row("1", cell("string", 'table:number-columns-repeated="16385"', "a")),
        row("1", BLANKS.format(16384) + cell("string", "", "a")),
        row("1048575", BLANKS.format(2)) + row("1", BLANKS.format(1000) + cell("string", "", "a")),
    ],
)
def test_a_sheet_larger_than_any_is_refused_before_room_is_made_for_it(line, tmp_path):
    sheet = f'<table:table table:name="Feuille">{line}</table:table>'
    with pytest.raises(UnsafeWorkbook):
        read_ods(ods(tmp_path / "a.ods", sheet))


@pytest.mark.parametrize("sheet", ["", rows(cell("string", "", "a")) * 2])
def test_no_sheet_or_two_of_one_name_is_refused(sheet, tmp_path):
    with pytest.raises(UnsafeWorkbook):
        read_ods(ods(tmp_path / "a.ods", sheet))


def test_hidden_rows_and_merged_cells_are_seen(tmp_path):
    merged = 'table:number-columns-spanned="2" table:number-rows-spanned="1"'
    sheet = (
        '<table:table table:name="Feuille">'
        f"<table:table-row>{cell('string', merged, 'a')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell("string", "", "b")}</table:table-row>'
        "</table:table>"
    )
    text = read_ods(ods(tmp_path / "a.ods", sheet)).sheet("Feuille").text
    assert '<mergeCell ref="A1:B1"/>' in text
    assert '<row r="2" hidden="1">' in text


@pytest.mark.parametrize(
    ("about", "error"),
    [
        ({"before": "<!DOCTYPE a [<!ENTITY b 'c'>]>" + HEAD}, UnsafeWorkbook),
        ({"after": "</office:spreadsheet>"}, XlsyncError),
        ({"META-INF__manifest": b"<manifest><encryption-data/></manifest>"}, EncryptedWorkbook),
    ],
)
def test_refused(about, error, tmp_path):
    with pytest.raises(error):
        read_ods(ods(tmp_path / "a.ods", rows(cell("string", "", "a")), **about))


def test_a_cell_repeated_beyond_any_sheet_is_refused(tmp_path):
    many = 'table:number-columns-repeated="16384"'
    line = (
        f'<table:table-row table:number-rows-repeated="1048576">{cell("string", many, "a")}</table:table-row>'
    )
    sheet = f'<table:table table:name="Feuille">{line}</table:table>'
    with pytest.raises(UnsafeWorkbook):
        read_ods(ods(tmp_path / "a.ods", sheet))


def test_something_else(tmp_path):
    (tmp_path / "a.ods").write_bytes(b"du texte")
    with pytest.raises(NotAWorkbook):
        read_ods(tmp_path / "a.ods")
    with zipfile.ZipFile(tmp_path / "b.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(NotAWorkbook):
        read_ods(tmp_path / "b.ods")
    with pytest.raises(FileMissing):
        read_ods(tmp_path / "absent.ods")
