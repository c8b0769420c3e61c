"""Totals rows whose formula is ours.

XlsxWriter declares a totals row as one of Excel's subtotals, which change with the filter. The total of an
annex is that of all its lines: the declaration becomes a custom formula, equal to that of the cell.
"""

from __future__ import annotations

from lxml import etree

from udfs.hosts.names import Host
from xlsync.annexbook.places import Places
from xlsync.annexbook.render import total_formula
from xlsync.workbook import Package

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def with_totals(data: bytes, places: Places, host: Host) -> bytes:
    """The drawn workbook, each totals row declared with the formula of its cells."""
    package = Package.from_bytes(data)
    owners = {place.table.excel: name for name, place in places.tables.items()}
    for part in package.names():
        if part.startswith("xl/tables/"):
            root = etree.fromstring(package.read(part))
            _declare(root, places, owners[root.get("displayName")], host)
            declared = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            package.replace(part, declared)
    return package.to_bytes()


def _declare(root: etree._Element, places: Places, table: str, host: Host) -> None:
    place = places.tables[table]
    for element, column in zip(root.iter(f"{NAMESPACE}tableColumn"), place.table.columns, strict=False):
        if element.get("totalsRowFunction"):
            element.set("totalsRowFunction", "custom")
            formula = etree.SubElement(element, f"{NAMESPACE}totalsRowFormula")
            formula.text = total_formula(place, column.name, places, host)
