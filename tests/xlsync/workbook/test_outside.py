"""References outside the cells: each place of the inventory, in a package made for it, read back by lxml.

The table of `annex` has its data on rows 5 to 7 and its totals on row 8: with two rows more, what ended on
row 7 ends on row 9, and what stood on row 8 stands on row 10.
"""

import pytest
from lxml import etree

from tests.shared import shared_path
from tests.xlsync.workbook.templates import SHEET, annex, parts, rezip
from xlsync.errors import CannotResize, XlsyncError
from xlsync.workbook import Workbook
from xlsync.workbook.insertion import insert_rows
from xlsync.workbook.inventory import FOLLOWED, PLACES, Place
from xlsync.workbook.relations import add_part, link
from xlsync.workbook.resize_rows import resize_rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
QUOTED = f"'{SHEET}'!"
SHEET_PART, OTHER_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BESIDE = [
    place for place in PLACES if place.kind in FOLLOWED and place.root not in ("table", "Relationships")
]


def read(data: bytes, part: str, element: str, attribute: str = "") -> list[str]:
    """What the elements of that name hold, as another reader finds them."""
    found = etree.fromstring(parts(data)[part]).xpath(f"//*[local-name()='{element}']")
    if not attribute:
        return [one.text for one in found if one.text and one.text.strip()]
    return [
        value for one in found for key, value in one.attrib.items() if etree.QName(key).localname == attribute
    ]


def in_sheet(book: Workbook, markup: str, name: str = SHEET) -> None:
    sheet = book.sheet(name)
    sheet.text = sheet.text.replace("</worksheet>", f"{markup}</worksheet>")


def with_a_part(markup: str, name: str = "xl/made/made1.xml") -> Workbook:
    book = Workbook.from_bytes(annex())
    add_part(book.package, name, markup.encode(), "application/xml")
    link(book.package, SHEET_PART, name, OFFICE + "made")
    return Workbook.from_bytes(book.to_bytes())


def element_of(place: Place, value: str) -> str:
    about = f' {place.attribute}="{value}"' if place.attribute else ""
    about += f' sheet="{SHEET}"' if place.kind == "source" else ""
    inner = f"<{place.element}{about}>{'' if place.attribute else value}</{place.element}>"
    return f"<{place.holder}>{inner}</{place.holder}>" if place.holder else inner


def made(place: Place, value: str) -> tuple[Workbook, str]:
    """A workbook that holds a reference at a place, and the part that does."""
    inner = element_of(place, value)
    if place.root == "worksheet":
        book = Workbook.from_bytes(annex())
        listed = place.listed if place.listed not in ("", place.element) else ""
        in_sheet(book, f"<{listed}>{inner}</{listed}>" if listed else inner)
        return Workbook.from_bytes(book.to_bytes()), SHEET_PART
    if place.root == "workbook":
        book = Workbook.from_bytes(annex())
        book.replace_text(book.text.replace("</workbook>", f"{inner}</workbook>"))
        return Workbook.from_bytes(book.to_bytes()), "xl/workbook.xml"
    outer = inner if place.root == place.element else f"<{place.root}>{inner}</{place.root}>"
    return with_a_part(outer), "xl/made/made1.xml"


VALUES = {
    "ranges": (("B5:B7", "B5:B9"), ("B8 G1", "B10 G1")),
    "place": (("B8", "B10"), ("B7", "B7")),
    "formula": ((f"{QUOTED}$B$5:$B$7", f"{QUOTED}$B$5:$B$9"), (f"{QUOTED}$B$8*2", f"{QUOTED}$B$10*2")),
    "series": ((f"{QUOTED}$B$5:$B$7", f"{QUOTED}$B$5:$B$9"), (f"{QUOTED}$B$8", f"{QUOTED}$B$10")),
    "source": (("B5:B7", "B5:B9"), ("B8", "B10")),
}


@pytest.mark.parametrize("place", BESIDE, ids=lambda place: "-".join(filter(None, place[:4])))
def test_every_place_follows(place):
    for before, after in VALUES[place.kind]:
        book, part = made(place, before)
        resize_rows(book, "tblPlan", 5)
        assert after in read(book.to_bytes(), part, place.element, place.attribute)


@pytest.mark.parametrize("place", BESIDE, ids=lambda place: "-".join(filter(None, place[:4])))
def test_every_place_follows_an_insertion(place):
    value = f"{QUOTED}$B$8" if place.kind in ("formula", "series") else "B8"
    book, part = made(place, value)
    insert_rows(book, SHEET, 2, 3)
    assert value.replace("8", "11") in read(book.to_bytes(), part, place.element, place.attribute)


def test_a_place_is_said_once():
    assert len({place[:4] for place in PLACES}) == len(PLACES)


# --- as programs write them

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def extension(inner: str) -> str:
    return f'<extLst><ext xmlns:x14="{X14}" xmlns:xm="{XM}" uri="{{1}}">{inner}</ext></extLst>'


def grown(markup: str, count: int = 5, name: str = SHEET) -> bytes:
    book = Workbook.from_bytes(annex())
    sheet = book.sheet(name)
    cut = sheet.text.rfind("<extLst>")
    if "<extLst>" in markup and cut > sheet.data.end:
        sheet.text = sheet.text[:cut] + "</worksheet>"
    in_sheet(book, markup, name)
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", count)
    return book.to_bytes()


def validation(sheet: str, sqref: str) -> str:
    """A drop-down list that reads another sheet, as Excel writes it."""
    return extension(
        f'<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>{sheet}</xm:f>'
        f"</x14:formula1><xm:sqref>{sqref}</xm:sqref></x14:dataValidation></x14:dataValidations>"
    )


def test_a_list_that_reads_another_sheet_on_a_table_that_grows():
    data = grown(validation("Synthèse!$A$1:$A$3", "C5:C7"))
    assert read(data, SHEET_PART, "f")[-1] == "Synthèse!$A$1:$A$3"
    assert read(data, SHEET_PART, "sqref") == ["C5:C9"]


def test_a_list_elsewhere_that_reads_the_table():
    data = grown(validation(f"{QUOTED}$A$5:$A$7", "F1"), name="Synthèse")
    assert f"{QUOTED}$A$5:$A$9" in read(data, OTHER_PART, "f")
    assert read(data, OTHER_PART, "sqref") == ["F1"]


def test_sparklines_stay_one_a_cell():
    line = f"<x14:sparkline><xm:f>{QUOTED}B7:D7</xm:f><xm:sqref>G7</xm:sqref></x14:sparkline>"
    down = f"<x14:sparkline><xm:f>{QUOTED}B5:B7</xm:f><xm:sqref>B8</xm:sqref></x14:sparkline>"
    group = f"<x14:sparklineGroup><x14:sparklines>{line}{down}</x14:sparklines></x14:sparklineGroup>"
    data = grown(extension(f"<x14:sparklineGroups>{group}</x14:sparklineGroups>"))
    assert read(data, SHEET_PART, "f")[-2:] == [f"{QUOTED}B7:D7", f"{QUOTED}B5:B9"]
    assert read(data, SHEET_PART, "sqref") == ["G7", "B10"]


def test_the_ends_of_a_data_bar_that_are_formulas():
    bar = (
        '<conditionalFormatting sqref="B5:B7"><cfRule type="dataBar" priority="9"><dataBar>'
        '<cfvo type="num" val="0"/>'
        '<cfvo type="formula" val="$B$8"/><color rgb="FF638EC6"/></dataBar></cfRule></conditionalFormatting>'
    )
    assert read(grown(bar), SHEET_PART, "cfvo", "val")[-2:] == ["0", "$B$10"]


def test_a_rule_reads_its_own_row_wherever_it_is():
    rule = (
        '<conditionalFormatting sqref="{}"><cfRule type="expression" priority="8">'
        "<formula>AND(B5&gt;0,$B$8&gt;0,SUM(B5:B7)&gt;0)</formula></cfRule></conditionalFormatting>"
    )
    assert read(grown(rule.format("B5:B7")), SHEET_PART, "formula")[-1] == "AND(B5>0,$B$10>0,SUM(B5:B7)>0)"
    assert read(grown(rule.format("G1")), SHEET_PART, "formula")[-1] == "AND(B5>0,$B$10>0,SUM(B5:B9)>0)"


def test_the_formula_of_a_column_of_another_table():
    book = Workbook.from_bytes(annex())
    text = (
        f'<table xmlns="{MAIN}" id="9" name="t9" displayName="t9" ref="J1:J3"><autoFilter ref="J1:J3"/>'
        '<tableColumns count="1"><tableColumn id="1" name="x"><calculatedColumnFormula>'
        f"{QUOTED}$B$8*2</calculatedColumnFormula></tableColumn></tableColumns>"
        '<extLst><ext uri="{504A1905-F514-4f6f-8877-14C23A59335A}"><x14:table xmlns:x14="' + X14 + '" '
        'altText="Avenants"/></ext></extLst></table>'
    )
    add_part(book.package, "xl/tables/table9.xml", text.encode(), "application/xml")
    link(book.package, OTHER_PART, "xl/tables/table9.xml", OFFICE + "table")
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", 5)
    data = book.to_bytes()
    assert read(data, "xl/tables/table9.xml", "calculatedColumnFormula") == [f"{QUOTED}$B$10*2"]
    assert read(data, "xl/tables/table9.xml", "table", "ref") == ["J1:J3"]


def test_a_table_with_an_alternative_text_grows():
    book = Workbook.from_bytes(annex())
    part = book.find_table("tblPlan").part
    text = book.package.read(part).decode()
    alternative = f'<extLst><ext uri="1" xmlns:x14="{X14}"><x14:table altText="Plan"/></ext></extLst></table>'
    book.package.replace(part, text.replace("</table>", alternative).encode())
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", 5)
    assert read(book.to_bytes(), part, "table", "ref") == ["A4:E10"]
    assert read(book.to_bytes(), part, "table", "altText") == ["Plan"]


def test_a_link_of_a_shape():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"""<Relationship Id="rId1" Type="{OFFICE}hyperlink" Target="#'Annexe%202'!B8" """
        f"""TargetMode="External"/><Relationship Id="rId2" Type="{OFFICE}hyperlink" """
        f"""Target="#{QUOTED}$B$8" TargetMode="External"/>"""
        "</Relationships>"
    )
    book = with_a_part("<wsDr/>", "xl/drawings/drawing9.xml")
    book.package.add("xl/drawings/_rels/drawing9.xml.rels", relations.encode())
    resize_rows(book, "tblPlan", 5)
    found = read(book.to_bytes(), "xl/drawings/_rels/drawing9.xml.rels", "Relationship", "Target")
    assert found == ["#'Annexe%202'!B10", f"#{QUOTED}$B$10"]


def test_a_chart_of_the_new_kind_forgets_what_it_remembered():
    text = (
        '<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"><cx:chartData>'
        f'<cx:data id="0"><cx:numDim type="val"><cx:f>{QUOTED}$B$5:$B$7</cx:f><cx:nf>{QUOTED}$B$4</cx:nf>'
        '<cx:lvl ptCount="3"><cx:pt idx="0">1</cx:pt></cx:lvl></cx:numDim></cx:data>'
        "</cx:chartData></cx:chartSpace>"
    )
    book = with_a_part(text)
    resize_rows(book, "tblPlan", 5)
    assert read(book.to_bytes(), "xl/made/made1.xml", "f") == [f"{QUOTED}$B$5:$B$9"]
    assert read(book.to_bytes(), "xl/made/made1.xml", "lvl", "ptCount") == []


CACHE = (
    f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="3"><cacheSource type="worksheet">'
    "<worksheetSource {}/></cacheSource></pivotCacheDefinition>"
)


@pytest.mark.parametrize(
    ("source", "stale"),
    [
        (f'ref="A4:E7" sheet="{SHEET}"', True),
        ('name="tblPlan"', True),
        ('name="Montants"', True),
        (f'ref="G1:H4" sheet="{SHEET}"', False),
        ('ref="A4:E7" sheet="Synthèse"', False),
        (f'ref="A4:E7" sheet="{SHEET}" xmlns:r="{OFFICE[:-1]}" r:id="rId1"', False),
    ],
)
def test_a_pivot_table_on_the_lines_is_refreshed_when_it_opens(source, stale):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    book = Workbook.from_bytes(annex())
    add_part(book.package, "xl/pivotCache/d1.xml", CACHE.format(source).encode(), kind)
    resize_rows(book, "tblPlan", 5)
    found = read(book.to_bytes(), "xl/pivotCache/d1.xml", "pivotCacheDefinition", "refreshOnLoad")
    assert found == (["1"] if stale else [])


def test_shapes_controls_and_tables_of_a_real_annex():
    """What a Moby annex gained in Excel, around its instalments on rows 6 to 8 and their total on row 9."""
    book = Workbook.open(shared_path("faults/07-growth-leaves-shapes-behind/avant.xlsx"))
    resize_rows(book, "tblAcomptes", 4)
    data, acomptes = book.to_bytes(), "'Annexe 4 Acomptes'!"
    assert read(data, "xl/drawings/drawing1.xml", "sp", "textlink") == [f"{acomptes}$G$10"]
    assert read(data, "xl/charts/chartEx1.xml", "f") == [f"{acomptes}$B$6:$B$9", f"{acomptes}$G$6:$G$9"]
    found = read(data, "xl/ctrlProps/ctrlProp1.xml", "formControlPr", "fmlaRange")
    assert found == [f"{acomptes}$B$6:$B$9"]
    assert "$G$10" in read(data, "xl/worksheets/sheet6.xml", "cfvo", "val")
    assert f"{acomptes}$G$10*2" in read(data, "xl/tables/table7.xml", "calculatedColumnFormula")


# --- lines that go


def test_what_is_about_a_row_that_goes_goes_with_it():
    book = Workbook.from_bytes(annex())
    book.sheet("Synthèse").set_value("A4", None, over_formula=True)
    links = '<hyperlink ref="C7" location="A1"/><hyperlink ref="C6" location="A1"/>'
    errors = '<ignoredErrors><ignoredError sqref="C7"/></ignoredErrors>'
    in_sheet(book, f"<hyperlinks>{links}</hyperlinks>{errors}")
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", 2)
    data = book.to_bytes()
    assert read(data, SHEET_PART, "hyperlink", "ref") == ["C6"]
    assert "ignoredErrors" not in parts(data)[SHEET_PART].decode()


@pytest.mark.parametrize(
    "markup",
    [
        f'<hyperlinks><hyperlink ref="H1" location="{QUOTED}B7"/></hyperlinks>',
        extension(f"<x14:sparkline><xm:f>{QUOTED}B5:B6</xm:f><xm:sqref>D7</xm:sqref></x14:sparkline>"),
    ],
)
def test_what_cannot_go_by_itself_is_refused_and_nothing_changes(markup):
    with pytest.raises(CannotResize):
        grown(markup, 2)


# --- extensions that nobody knows


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        (f'<z:lien plage="{QUOTED}$B$5:$B$7"/>', True),
        (f"<z:lien>{QUOTED}B8</z:lien>", True),
        ('<z:lien ref="B5:B7"/>', True),
        ('<z:lien ref="G1:G9 H2"/>', False),
        ("<z:lien>Synthèse!A1</z:lien>", False),
        ("<z:lien guide='{B7}-B8 du plan'/>", False),
        (f'<z:lien xmlns:r="{OFFICE[:-1]}" r:id="rId9" version="v8"/>', False),
    ],
)
def test_an_unknown_extension(markup, refused):
    wrapped = f'<extLst><ext uri="2" xmlns:z="urn:exemple:liens">{markup}</ext></extLst>'
    if not refused:
        assert markup in parts(grown(wrapped))[SHEET_PART].decode()
        return
    with pytest.raises(CannotResize, match=r"sheet1\.xml \(lien\)"):
        grown(wrapped)


def test_an_unknown_attribute_of_a_known_element():
    book = with_a_part(
        f'<wsDr xmlns="urn:schemas-microsoft-com:vml" xmlns:z="urn:z"><sp z:lien="{QUOTED}B8"/></wsDr>'
    )
    with pytest.raises(CannotResize, match="inconnue"):
        resize_rows(book, "tblPlan", 5)


# --- parts whose names say nothing


@pytest.mark.parametrize(
    "name", ["xl/feuilles/synthese", "xl/feuilles/synthese.feuille", "xl/feuilles/S.XML"]
)
def test_a_sheet_is_known_by_its_content_type_whatever_its_name(name):
    """ECMA-376 part 2, 9.1.1: a name of a part needs no extension; its content type says what it is."""
    rule = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
        f"<formula>{QUOTED}B8&gt;0</formula></cfRule></conditionalFormatting>"
    )
    held = parts(annex())
    held[name] = held.pop(OTHER_PART).replace(b"</sheetData>", f"</sheetData>{rule}".encode())
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        held[part] = held[part].replace(b"/xl/worksheets/sheet2.xml", f"/{name}".encode())
        held[part] = held[part].replace(b"worksheets/sheet2.xml", f"/{name}".encode())
    book = Workbook.from_bytes(rezip(held))
    resize_rows(book, "tblPlan", 5)
    assert read(book.to_bytes(), name, "formula") == [f"{QUOTED}B10>0"]


@pytest.mark.parametrize(
    "line", ["un<br>deux", "un<br></br>deux<br>trois", "<br>un</br >", "<br>un<br><br/>"]
)
@pytest.mark.parametrize("more", ["", ' xmlns:z="urn:z"'])
def test_a_drawing_in_the_old_format_may_leave_its_line_breaks_open(more, line):
    """Excel writes so the texts of controls and notes; POI reads them through a filter for that alone."""
    namespaces = "".join(
        f' xmlns:{name}="urn:schemas-microsoft-com:{end}"'
        for name, end in (("v", "vml"), ("o", "office:office"), ("x", "office:excel"))
    )
    text = (
        f"<xml{namespaces}{more}><v:shape><v:textbox><div>{line}</div></v:textbox><x:ClientData "
        f'ObjectType="Drop"><x:FmlaLink>{QUOTED}$B$8</x:FmlaLink></x:ClientData></v:shape></xml>'
    )
    book = with_a_part(text, "xl/drawings/vmlDrawing9.vml")
    resize_rows(book, "tblPlan", 5)
    assert parts(book.to_bytes())["xl/drawings/vmlDrawing9.vml"].decode() == text.replace("$B$8", "$B$10")


@pytest.mark.parametrize("markup", ['<a xmlns="urn:q"><b></a>', '<!DOCTYPE a><a xmlns="urn:q"/>'])
def test_a_broken_part_that_nobody_knows_is_refused_by_name(markup):
    book = with_a_part(markup)
    with pytest.raises(XlsyncError, match=r"xl/made/made1\.xml"):
        resize_rows(book, "tblPlan", 5)


@pytest.mark.parametrize(
    ("item", "target"),
    [
        ("%C3%A9t%C3%A9.xml", "été.xml"),
        ("feuille%201.xml", "feuille 1.xml"),
        ("feuille 1.xml", "feuille%201.xml"),
    ],
)
def test_a_part_is_found_however_its_name_is_written(item, target):
    """ECMA-376 part 2, annex A: an IRI becomes the name of a part by percent-encoding."""
    held = parts(annex())
    held[f"xl/worksheets/{item}"] = held.pop(SHEET_PART)
    held[f"xl/worksheets/_rels/{item}.rels"] = held.pop("xl/worksheets/_rels/sheet1.xml.rels")
    for part, name in (("[Content_Types].xml", item), ("xl/_rels/workbook.xml.rels", target)):
        held[part] = held[part].replace(b"worksheets/sheet1.xml", f"worksheets/{name}".encode())
    book = Workbook.from_bytes(rezip(held))
    resize_rows(book, "tblPlan", 5)
    assert book.sheet(SHEET).cell("B10").formula == "SUBTOTAL(109,tblPlan[Montant HT])"


def test_parts_of_a_type_that_their_extension_alone_gives():
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    held = parts(annex())
    held["xl/memoire.tcd"] = CACHE.format('name="tblPlan"').encode()
    types = held["[Content_Types].xml"].decode()
    held["[Content_Types].xml"] = types.replace(
        "<Override", f'<Default Extension="TCD" ContentType="{kind}"/><Override', 1
    ).encode()
    book = Workbook.from_bytes(rezip(held))
    resize_rows(book, "tblPlan", 5)
    assert read(book.to_bytes(), "xl/memoire.tcd", "pivotCacheDefinition", "refreshOnLoad") == ["1"]
