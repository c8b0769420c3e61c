"""What Calc is told: types that UNO accepts, help in two languages, the menu, and nothing missing."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from udfs.hosts import calc
from udfs.registry import FUNCTIONS

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MANIFEST = "{http://openoffice.org/2001/manifest}"
FILES = calc.files("1.2.3")
UNO_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
"""The only identifiers with underscores that UNO accepts are upper case."""


def _texts(node: ElementTree.Element, name: str) -> dict[str, str]:
    found = node.find(f"prop[@{OOR}name='{name}']")
    assert found is not None
    return {value.get(LANG, ""): value.text or "" for value in found.findall("value")}


def _nodes(part: str, *names: str) -> ElementTree.Element:
    node = ElementTree.fromstring(FILES[part])
    for name in names:
        found = node.find(f"node[@{OOR}name='{name}']")
        assert found is not None, name
        node = found
    return node


@pytest.mark.parametrize("part", [name for name in FILES if name.endswith((".xcu", ".xml"))])
def test_every_document_is_well_formed(part: str) -> None:
    assert ElementTree.fromstring(FILES[part]) is not None


def test_every_function_is_a_method_with_names_that_uno_accepts() -> None:
    library = calc.library()
    for name, function in FUNCTIONS.items():
        namespace, _, method = name.partition(".")
        interface = re.search(rf"interface X{namespace} {{(.*?)}};", library, re.DOTALL)
        assert interface is not None
        found = re.search(rf"> {method}\((.*)\);", interface[1])
        assert found is not None, name
        workbook, *parameters = [one.split() for one in found[1].split(", ")]
        assert workbook[1:] == ["com::sun::star::beans::XPropertySet", "CLASSEUR"]
        assert [one[-1] for one in parameters] == [one.name.upper() for one in function.arguments]
        assert all(UNO_NAME.fullmatch(one[-1]) for one in [*parameters, [method]])
        assert [one[1] for one in parameters if one[1] != "any"] == ["sequence<any>"] * (
            function.most is None
        )


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_the_wizard_is_told_everything_in_both_languages(name: str) -> None:
    function = FUNCTIONS[name]
    namespace, _, method = name.partition(".")
    node = _nodes("CalcAddIns.xcu", "AddInInfo", namespace, "AddInFunctions", method)
    assert set(_texts(node, "DisplayName").values()) == {name}
    described = _texts(node, "Description")
    assert (described["fr"].lower(), described["en"].lower()) == (
        function.help.fr.lower(),
        function.help.en.lower(),
    )
    parameters = node.find(f"node[@{OOR}name='Parameters']")
    assert parameters is not None
    for argument, parameter in zip(function.arguments, parameters, strict=True):
        assert parameter.get(f"{OOR}name") == argument.name.upper()
        assert _texts(parameter, "DisplayName") == {"fr": argument.name, "en": argument.name_en}
        help_ = _texts(parameter, "Description")
        assert help_["fr"].endswith(argument.help.fr)
        assert help_["en"].endswith(argument.help.en)
        assert help_["fr"].startswith("(facultatif)") != argument.required


def test_the_menu_has_its_five_entries_in_order() -> None:
    menu = _nodes("Addons.xcu", "AddonUI", "OfficeMenuBar", calc.IDENTIFIER)
    entries = menu.find(f"node[@{OOR}name='Submenu']")
    assert entries is not None
    assert [_texts(one, "Title")["fr"] for one in entries] == [
        "Comparer",
        "Envoyer mes saisies",
        "Recevoir",
        "Vérifier",
        "Expliquer la cellule",
    ]
    assert [_texts(one, "URL")[""] for one in entries] == [calc.PROTOCOL + action for action in calc.ACTIONS]
    assert sorted(one.get(f"{OOR}name", "") for one in entries) == [one.get(f"{OOR}name") for one in entries]


def test_the_manifest_lists_every_part_and_no_other() -> None:
    entries = ElementTree.fromstring(FILES["META-INF/manifest.xml"])
    listed = {entry.get(f"{MANIFEST}full-path") for entry in entries}
    described = {name for name in FILES if "/" not in name and name != "description.xml"}
    assert listed == described | set(calc.COMPONENTS)


def test_the_version_is_that_of_the_program() -> None:
    assert '<version value="1.2.3"/>' in FILES["description.xml"]


def test_the_catalogue_says_which_arguments_take_a_range() -> None:
    kinds = json.loads(calc.catalogue())["functions"]
    assert list(kinds) == list(FUNCTIONS)
    assert kinds["PRET.LIGNE"].startswith("ssf")
    assert kinds["CONVENTION.EXPLIQUER"] == "sv"
    assert kinds["CEE.REPARTITION"] == "srr"
