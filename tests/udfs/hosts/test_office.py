"""What Excel is told by Office.js: the metadata against the registry, the manifest against its own rules.

The limits of lengths are those that Microsoft documents for the elements of the manifest; Microsoft's own
programs read both in `tests/xlsync/server/office/test_tools.py`.
"""

from __future__ import annotations

import itertools
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from udfs.errors import Text
from udfs.hosts import office
from udfs.hosts.calc import ACTIONS
from udfs.hosts.office_manifest import ENGLISH, SIZES, TIPS
from udfs.registry import FUNCTIONS, Function, Kind

ADDRESS = "https://localhost:8443/addin"
NAMESPACES = {
    "": "http://schemas.microsoft.com/office/appforoffice/1.1",
    "bt": "http://schemas.microsoft.com/office/officeappbasictypes/1.0",
    "ov": "http://schemas.microsoft.com/office/taskpaneappversionoverrides",
}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

described = {lang: office.metadata(lang, ADDRESS)["functions"] for lang in office.LANGUAGES}
every_function = pytest.mark.parametrize(
    ("rank", "function"), [pytest.param(*one, id=one[1].name) for one in enumerate(FUNCTIONS.values())]
)
every_language = pytest.mark.parametrize("lang", office.LANGUAGES)


@pytest.fixture(scope="module")
def manifest() -> ElementTree.Element:
    return ElementTree.fromstring(office.manifest("1.2.3", ADDRESS))


def _resources(manifest: ElementTree.Element, tag: str) -> dict[str, ElementTree.Element]:
    found = manifest.findall(f".//bt:{tag}", NAMESPACES)
    return {one.attrib["id"]: one for one in found if "id" in one.attrib}


@every_language
def test_errors_reach_the_functions_and_entities_do_not(lang: str) -> None:
    metadata = office.metadata(lang, ADDRESS)
    assert metadata["allowErrorForDataTypeAny"] is True
    assert metadata["allowCustomDataForDataTypeAny"] is False
    assert [one["name"] for one in metadata["functions"]] == list(FUNCTIONS)


@every_language
@every_function
def test_a_function_keeps_its_name_and_its_help(rank: int, function: Function, lang: str) -> None:
    found = described[lang][rank]
    assert found["name"] == function.name
    assert found["id"] == function.name.replace(".", "_")
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", found["id"])
    assert function.help.in_language(lang) in found["description"]
    assert function.source.in_language(lang) in found["description"]
    assert found["helpUrl"] == f"{ADDRESS}/help.{lang}.html#{function.name}"
    assert f'id="{function.name}"' in office.help_page(lang)
    assert found["options"] == {"cancelable": True}
    is_array = function.result.kind in (Kind.TABLE, Kind.COLUMN)
    assert found["result"] == ({"dimensionality": "matrix"} if is_array else {})


@every_language
@every_function
def test_parameters_are_those_of_the_registry(rank: int, function: Function, lang: str) -> None:
    parameters = described[lang][rank]["parameters"]
    assert len(parameters) == len(function.arguments)
    for place, (found, argument) in enumerate(zip(parameters, function.arguments, strict=True)):
        assert found["name"] == (argument.name_en if lang == "en" else argument.name)
        assert found["description"] == argument.help.in_language(lang)
        assert found["type"] == "any"
        assert (found.get("dimensionality") == "matrix") == function.takes_range(place)
        assert found.get("repeating", False) == argument.variadic
        left_out = not function.insists_on(argument) and not argument.variadic
        assert found.get("optional", False) == left_out


@every_language
def test_excel_accepts_a_call_that_ends_with_its_fiche(lang: str) -> None:
    found = {one["name"]: one["parameters"] for one in described[lang]}
    assert ["optional" in one for one in found["PRET.ECHEANCE"]][:3] == [False, True, True]
    assert ["optional" in one for one in found["PRET.CRD"]][:4] == [False, False, True, True]


def test_events_reach_the_script_as_a_range_when_they_follow_a_fiche() -> None:
    (balance,) = (one for one in described["fr"] if one["name"] == "PRET.CRD")
    matrices = [one["name"] for one in balance["parameters"] if "dimensionality" in one]
    assert matrices == ["capital", "taux", "evenements"]


@every_language
def test_identities_are_unique(lang: str) -> None:
    for key in ("id", "name"):
        names = [one[key].upper() for one in described[lang]]
        assert len(set(names)) == len(names)


def test_the_script_knows_the_same_ids() -> None:
    ids = re.findall(r'"([A-Z_]+)"', office.identities())
    assert ids == [one["id"] for one in described["fr"]]


def test_every_generated_file_has_its_name() -> None:
    found = office.files("1.2.3", ADDRESS)
    written = [
        f"{kind}.{lang}.{end}"
        for kind, end in (("functions", "json"), ("help", "html"))
        for lang in office.LANGUAGES
    ]
    assert set(found) == {"manifest.xml", "identities.js", *written}
    assert found["manifest.xml"] == office.manifest("1.2.3", ADDRESS)


def test_the_manifest_has_no_namespace(manifest: ElementTree.Element) -> None:
    """Functions then keep the names that they have everywhere; the metadata's `name` is the whole of it."""
    assert not [one for one in manifest.iter() if one.tag.endswith("}Namespace")]
    assert not [one for one in manifest.iter() if one.tag.endswith("}EquivalentAddins")]


def test_every_resid_names_a_resource_and_no_resource_is_left_over(manifest: ElementTree.Element) -> None:
    used = {one.attrib["resid"] for one in manifest.iter() if "resid" in one.attrib}
    declared = [key for tag in ("Image", "Url", "String") for key in _resources(manifest, tag)]
    assert len(declared) == len(set(declared))
    assert used == set(declared)
    assert all(len(key) <= 32 for key in declared)


def test_texts_are_not_longer_than_office_allows(manifest: ElementTree.Element) -> None:
    overrides = [
        *itertools.chain.from_iterable(
            [one, *one.findall("bt:Override", NAMESPACES)] for one in _resources(manifest, "Url").values()
        )
    ]
    assert all(len(one.attrib.get("Value", one.attrib.get("DefaultValue", ""))) <= 2048 for one in overrides)
    for part, longest in (("ShortStrings", 125), ("LongStrings", 250)):
        strings = manifest.find(f".//bt:{part}", NAMESPACES)
        assert strings is not None
        texts = [
            value for one in strings.iter() for key, value in one.attrib.items() if key.endswith("Value")
        ]
        assert texts
        assert max(map(len, texts)) <= longest


def test_every_address_is_https_and_the_server_s(manifest: ElementTree.Element) -> None:
    values = [
        value
        for one in manifest.iter()
        for key, value in one.attrib.items()
        if key in ("DefaultValue", "Value") and "//" in value
    ]
    assert values
    assert all(value.startswith(f"{ADDRESS}/") for value in values)


@pytest.mark.parametrize("address", ["http://localhost:8443/addin", "localhost/addin"])
def test_an_address_without_https_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="HTTPS"):
        office.manifest("1.0.0", address)


def test_french_by_default_english_where_excel_is_english(manifest: ElementTree.Element) -> None:
    assert manifest.findtext("DefaultLocale", namespaces=NAMESPACES) == "fr-FR"
    strings = _resources(manifest, "String")
    for action, label in ACTIONS.items():
        _check_languages(strings[f"{action}.Label"], label)
        _check_languages(strings[f"{action}.Tip"], TIPS[action])
    metadata = _resources(manifest, "Url")["Metadata.Url"]
    _check_languages(metadata, Text(f"{ADDRESS}/functions.fr.json", f"{ADDRESS}/functions.en.json"))


def _check_languages(element: ElementTree.Element, text: Text) -> None:
    assert element.attrib["DefaultValue"] == text.fr
    english = {
        one.attrib["Locale"]: one.attrib["Value"] for one in element.findall("bt:Override", NAMESPACES)
    }
    assert english == dict.fromkeys(ENGLISH, text.en)


def test_the_ribbon_offers_the_pane_and_the_five_actions(manifest: ElementTree.Element) -> None:
    controls = manifest.findall(".//ov:Control", NAMESPACES)
    assert [one.attrib[TYPE] for one in controls] == ["Button", "Menu"]
    assert list(TIPS) == list(ACTIONS)
    names = [one.text for one in manifest.findall(".//ov:FunctionName", NAMESPACES)]
    assert names == list(ACTIONS)
    identifiers = [
        one.attrib["id"] for one in manifest.iter() if "id" in one.attrib and "}Image" not in one.tag
    ]
    assert len(identifiers) == len(set(identifiers))


def test_icons_are_declared_in_the_sizes_that_office_requires(manifest: ElementTree.Element) -> None:
    assert set(SIZES) >= {16, 32, 80}
    for icon in manifest.findall(".//ov:Icon", NAMESPACES):
        found = icon.findall("bt:Image", NAMESPACES)
        assert [(one.attrib["size"], one.attrib["resid"]) for one in found] == [
            (str(size), f"Icon.{size}") for size in SIZES
        ]


def test_one_runtime_serves_the_pane_and_the_functions(manifest: ElementTree.Element) -> None:
    """Page, runtime and pane are one page: otherwise the pane and the cells would not share the token."""
    pages: list[Any] = [
        manifest.find(f".//ov:{path}", NAMESPACES)
        for path in ("Runtime", "Page/ov:SourceLocation", "Action/ov:SourceLocation", "FunctionFile")
    ]
    assert {one.attrib["resid"] for one in pages} == {"Pane.Url"}
    sets = {one.attrib["Name"] for one in manifest.findall(".//Set", NAMESPACES)}
    assert sets == {"SharedRuntime", "CustomFunctionsRuntime"}


@pytest.mark.parametrize(
    ("given", "written"), [("1.2.3", "1.2.3.0"), ("0.4", "0.4.0.0"), ("1.2.3+dev", "1.2.3.0")]
)
def test_the_version_has_four_numbers(given: str, written: str) -> None:
    manifest = ElementTree.fromstring(office.manifest(given, ADDRESS))
    assert manifest.findtext("Version", namespaces=NAMESPACES) == written
