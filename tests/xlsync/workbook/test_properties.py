"""Custom properties in whatever dialect a spreadsheet wrote them."""

import pytest

from xlsync.errors import MissingInWorkbook
from xlsync.workbook.properties import read_properties, write_properties

NS = "http://schemas.openxmlformats.org/officeDocument/2006"
TEXT = (
    f'<Properties xmlns="{NS}/custom-properties" xmlns:vt="{NS}/docPropsVTypes">'
    '<property fmtid="{X}" pid="2" name="a"><vt:lpwstr>un &amp; deux</vt:lpwstr></property>'
    '<property fmtid="{X}" pid="7" name="b"><vt:i4>3</vt:i4></property></Properties>'
)


def test_reads():
    assert read_properties(TEXT) == {"a": "un & deux", "b": 3}


def test_writes_only_what_is_asked():
    new = write_properties(TEXT, {"a": "<é>", "c": True, "d": 1.5, "b": None})
    assert read_properties(new) == {"a": "<é>", "c": True, "d": 1.5}
    assert 'pid="8" name="c"' in new
    assert write_properties(new, {"a": "un & deux", "c": None, "d": None}) == TEXT.replace(
        '<property fmtid="{X}" pid="7" name="b"><vt:i4>3</vt:i4></property>', ""
    )


def test_an_empty_list_opens():
    empty = f'<Properties xmlns="{NS}/custom-properties"/>'
    assert read_properties(write_properties(empty, {"a": "b"})) == {"a": "b"}
    assert f'<vt:lpwstr xmlns:vt="{NS}/docPropsVTypes">b' in write_properties(empty, {"a": "b"})


def test_another_prefix():
    other = TEXT.replace("vt:", "v:").replace("xmlns:vt", "xmlns:v")
    assert "<v:r8>2.5</v:r8>" in write_properties(other, {"b": 2.5})


def test_no_list():
    with pytest.raises(MissingInWorkbook):
        write_properties("<autre/>", {"a": 1})
