"""The inventory of references beside the schemas that it was derived from: what these have and it lacks.

    python tests/bench/check_places.py XSD_FOLDER SDK_SCHEMAS

XSD_FOLDER holds the schemas of ECMA-376 (`sml.xsd`, `dml-main.xsd`…); SDK_SCHEMAS the JSON schemas of
the Open XML SDK (`data/schemas` of its repository). An attribute or a text counts when its type is one
of references or formulas, or, in the SDK, which keeps no such type, when its name is one of `NAMES`.
Leaves with 1 when a place or a namespace is missing.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from xlsync.workbook.inventory import PLACES, is_known  # noqa: E402

XSD = "{http://www.w3.org/2001/XMLSchema}"
TYPES = {"ST_Ref", "ST_RefA", "ST_CellRef", "ST_Sqref", "ST_Formula"}
NAMES = re.compile(
    r"(sq|source|sync)?ref|ref(Added|ersTo)|fmla\w*|formula|\w*[cC]ellRange|linkedCell|listFillRange|textlink"
    r"|location|topLeftCell|activeCell|rowSource|sourceObject|cell"
)
ROOMS = re.compile(r"spreadsheetml|excel|chart|spreadsheetDrawing|/drawing/20|imageformula")
TEXTS = {"f", "nf", "sqref"}
OTHERWISE = {
    "cfRule/formula", "dataValidation/formula1", "dataValidation/formula2", "cacheField@formula",
    "calculatedItem@formula", "alignment@mergeCell",
}  # fmt: skip
"""Places said under another path, and what is about fields or looks rather than cells."""


def of_xsd(folder: Path) -> Iterator[str]:
    """Places of one schema: `element@attribute`, or the element whose text it is."""
    for path in sorted(folder.glob("*.xsd")):
        tree = etree.parse(path)
        elements: dict[str, set[str]] = {}
        for one in tree.iter(XSD + "element"):
            elements.setdefault(one.get("type", "").rpartition(":")[2], set()).add(one.get("name", ""))
        for kind in tree.iter(XSD + "complexType"):
            owners = elements.get(kind.get("name", ""), set())
            for one in kind.iter(XSD + "attribute"):
                if one.get("type") in TYPES or one.get("name") == "textlink":
                    yield from (f"{owner}@{one.get('name')}" for owner in owners)
            yield from (one.get("name", "") for one in kind.iter(XSD + "element") if one.get("type") in TYPES)
            if any(one.get("base") in TYPES for one in kind.iter(XSD + "extension")):
                yield from owners


def of_sdk(folder: Path) -> Iterator[tuple[str, str]]:
    """Places of the SDK's schemas, with their namespace."""
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8-sig"))
        namespace = schema.get("TargetNamespace", "")
        if not ROOMS.search(namespace):
            continue
        for kind in schema.get("Types", ()):
            name = kind["Name"].rpartition("/")[2].rpartition(":")[2]
            for one in kind.get("Attributes", ()):
                attribute = one["QName"].rpartition(":")[2]
                if "StringValue" in one["Type"] and NAMES.fullmatch(attribute) and name:
                    yield namespace, f"{name}@{attribute}"
            if kind.get("BaseClass") == "OpenXmlLeafTextElement" and name in TEXTS:
                yield namespace, name
            yield namespace, ""


def main() -> int:
    """Compares, prints what is missing."""
    known = {f"{place.element}@{place.attribute}" if place.attribute else place.element for place in PLACES}
    wanted = {("ECMA-376", place) for place in of_xsd(Path(sys.argv[1]))}
    found = set(of_sdk(Path(sys.argv[2])))
    missing = sorted(
        (space, place) for space, place in wanted | found if place and place not in known | OTHERWISE
    )
    unknown = sorted({space for space, _ in found if not is_known(space)})
    for space, place in missing:
        print(f"missing: {place} ({space})")
    for space in unknown:
        print(f"unknown namespace: {space}")
    print(
        f"{len(known)} places, {len(wanted)} of ECMA-376, {len({one for one in found if one[1]})} of the SDK"
    )
    return int(bool(missing or unknown))


if __name__ == "__main__":
    sys.exit(main())
