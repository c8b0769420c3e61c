"""LibreOffice Calc: what an add-in tells it of the functions and of the menu, as texts.

Calc stores `SERVICE.METHOD`, so each namespace is a service and each function a method of its interface.
Every parameter is `any` and every result `sequence<sequence<any>>`: the only types that carry numbers, texts,
ranges and error values alike. Before them stands one that nobody sees, for which Calc hands over the workbook
of the cell. Nothing is read nor written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from udfs.errors import Text
from udfs.registry import FUNCTIONS, Argument, Function

IDENTIFIER: Final = "fr.xlsync.conventions"
MODULE: Final = "fr.xlsync.calc"
PROTOCOL: Final = "vnd.fr.xlsync.conventions:"
HANDLER: Final = f"{MODULE}.Menu"
OPENING: Final = f"{MODULE}.Opening"
LIBRARY: Final = "Functions.idl"
COMPONENTS: Final = ("functions.py", "menu.py", "opening.py")
"""The parts that LibreOffice runs, beside those that are described here."""

TITLE: Final = Text("Conventions", "Conventions")
ABOUT: Final = Text("Fonctions des annexes de conventions", "Functions of the annexes of conventions")
ACTIONS: Final[Mapping[str, Text]] = {
    "status": Text("Comparer", "Compare"),
    "pull": Text("Envoyer mes saisies", "Send my inputs"),
    "push": Text("Recevoir", "Receive"),
    "check": Text("Vérifier", "Check"),
    "explain": Text("Expliquer la cellule", "Explain the cell"),
}
"""The entries of the menu, by the action of the function server that each asks for."""

LAST_ERROR: Final = "CONVENTION.DERNIERE_ERREUR"
_LAST_ERROR_HELP: Final = Text(
    "Le dernier message d’une fonction dont la cellule montre une erreur ; seulement dans Calc",
    "The last message of a function whose cell shows an error; in Calc only",
)
_TRIGGER: Final = (
    Text("declencheur", "trigger"),
    Text(
        "(facultatif) n’importe quelle cellule ; avec MAINTENANT(), le message suit chaque recalcul",
        "(optional) any cell; with NOW(), the message follows every recalculation",
    ),
)
_WORKBOOK: Final = ("com::sun::star::beans::XPropertySet", "classeur")
"""Type and name of the parameter that Calc itself fills."""

_CATEGORIES: Final = {"JOURS": "Date&Time", "CONVENTION": "Information", "ENERGIE": "Add-In", "CEE": "Add-In"}
_CONFIGURATION: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="org.openoffice.Office">\n'
    "{body}\n</oor:component-data>\n"
)
_CONFIGURATIONS: Final = ("CalcAddIns.xcu", "Addons.xcu", "ProtocolHandler.xcu", "Jobs.xcu")
_MANIFEST: Final = "http://openoffice.org/2001/manifest"
_DESCRIPTION: Final = "http://openoffice.org/extensions/description/2006"
_MEDIA: Final = "application/vnd.sun.star."


def files(version: str) -> dict[str, str]:
    """Every text of the extension that the registry determines, by path.

    Args:
        version: Version of the extension.

    Examples:
        >>> sorted(files("1.0"))[:3]
        ['Addons.xcu', 'CalcAddIns.xcu', 'Functions.idl']
    """
    return {
        LIBRARY: library(),
        "CalcAddIns.xcu": functions(),
        "Addons.xcu": menu(),
        "ProtocolHandler.xcu": protocol(),
        "Jobs.xcu": jobs(),
        "description.xml": description(version),
        "META-INF/manifest.xml": manifest(),
        "pythonpath/xlsync_calc/catalogue.json": catalogue(),
    }


def namespaces() -> dict[str, dict[str, Function | None]]:
    """Methods of each service; only `DERNIERE_ERREUR`, which Calc alone has, is not in the registry."""
    services: dict[str, dict[str, Function | None]] = {}
    for function in FUNCTIONS.values():
        services.setdefault(function.namespace, {})[_method(function.name)] = function
    namespace, _, method = LAST_ERROR.partition(".")
    services.setdefault(namespace, {})[method] = None
    return services


def library() -> str:
    """The UNO interfaces, one a namespace, in the language of UNO's types."""
    interfaces = "\n".join(
        f"  interface X{service} {{\n"
        + "".join(f"    {_signature(name, one)}\n" for name, one in methods.items())
        + "  };"
        for service, methods in namespaces().items()
    )
    opened = " ".join(f"module {part} {{" for part in MODULE.split("."))
    return f"{opened}\n{interfaces}\n{' '.join(['};'] * len(MODULE.split('.')))}\n"


def functions() -> str:
    """Names and help of functions and arguments, French and English, for the function wizard."""
    services = "".join(
        f'<node oor:name="{service}" oor:op="replace"><node oor:name="AddInFunctions">\n'
        + "".join(_described(service, name, one) for name, one in methods.items())
        + "</node></node>\n"
        for service, methods in namespaces().items()
    )
    return _configuration("CalcAddIns", f'<node oor:name="AddInInfo">\n{services}</node>')


def menu() -> str:
    """The menu « Conventions » and its entries, in the order of their names: Calc sorts by length first."""
    entries = "".join(
        f'<node oor:name="M{rank}" oor:op="replace">'
        f"{_value('URL', PROTOCOL + action)}{_texts('Title', title)}{_value('Target', '_self')}</node>\n"
        for rank, (action, title) in enumerate(ACTIONS.items(), 1)
    )
    return _configuration(
        "Addons",
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">'
        f'<node oor:name="{IDENTIFIER}" oor:op="replace">{_texts("Title", TITLE)}'
        f"{_value('Context', 'com.sun.star.sheet.SpreadsheetDocument')}"
        f'<node oor:name="Submenu">\n{entries}</node></node></node></node>',
    )


def protocol() -> str:
    """Who answers the entries of the menu."""
    return _configuration(
        "ProtocolHandler",
        f'<node oor:name="HandlerSet"><node oor:name="{HANDLER}" oor:op="replace">'
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>'
        "</node></node>",
    )


def jobs() -> str:
    """What runs when a workbook has been opened."""
    return _configuration(
        "Jobs",
        f'<node oor:name="Jobs"><node oor:name="{OPENING}" oor:op="replace">{_value("Service", OPENING)}'
        '</node></node>\n<node oor:name="Events"><node oor:name="OnLoadFinished" oor:op="fuse">'
        f'<node oor:name="JobList"><node oor:name="{OPENING}" oor:op="replace"/></node></node></node>',
    )


def description(version: str) -> str:
    """The identity of the extension, shown by the extension manager."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<description xmlns="{_DESCRIPTION}">\n'
        f"<identifier value={quoteattr(IDENTIFIER)}/><version value={quoteattr(version)}/>\n"
        f'<display-name><name lang="fr">{escape(ABOUT.fr)}</name><name lang="en">{escape(ABOUT.en)}</name>'
        "</display-name>\n</description>\n"
    )


def manifest() -> str:
    """What each part of the extension is."""
    media = {LIBRARY: "uno-typelibrary;type=RDB"}
    media |= dict.fromkeys(_CONFIGURATIONS, "configuration-data")
    media |= dict.fromkeys(COMPONENTS, "uno-component;type=Python")
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{_MEDIA}{kind}"/>\n'
        for path, kind in media.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{_MANIFEST}">\n{entries}</manifest:manifest>\n'
    )


def catalogue() -> str:
    """What the add-in must know without asking the server, as JSON: names, menu, arguments that take a range.

    For each function one letter an argument: `s` a single cell, `r` a range, `f` a cell or a fiche, `v` any
    number of cells.
    """
    kinds = {name: "".join(map(_letter, function.arguments)) for name, function in FUNCTIONS.items()}
    names = {"module": MODULE, "handler": HANDLER, "opening": OPENING, "protocol": PROTOCOL}
    actions = {action: {"fr": title.fr, "en": title.en} for action, title in ACTIONS.items()}
    known = {**names, "last_error": LAST_ERROR, "actions": actions, "functions": kinds}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


def _letter(argument: Argument) -> str:
    if argument.variadic:
        return "v"
    if argument.takes_fiche:
        return "f"
    return "r" if argument.takes_range else "s"


def _method(name: str) -> str:
    return name.partition(".")[2]


def _uno(name: str) -> str:
    """A name with underscores must be upper case."""
    return name.upper()


def _signature(method: str, function: Function | None) -> str:
    arguments = function.arguments if function else ()
    kinds = [("sequence<any>" if one.variadic else "any", one.name) for one in arguments]
    if function is None:
        kinds = [("any", _TRIGGER[0].fr)]
    listed = ", ".join(f"[in] {kind} {_uno(name)}" for kind, name in [_WORKBOOK, *kinds])
    return f"sequence< sequence<any> > {method}({listed});"


def _described(service: str, method: str, function: Function | None) -> str:
    name = f"{service}.{method}"
    shown = Text(name, name)
    described = map(_argument, function.arguments) if function else [(_TRIGGER[0].fr, *_TRIGGER)]
    return (
        f'<node oor:name="{method}" oor:op="replace">{_texts("DisplayName", shown)}'
        + _texts("Description", _sentence(function.help) if function else _LAST_ERROR_HELP)
        + _value("Category", _CATEGORIES.get(service, "Financial"))
        + f'{_texts("CompatibilityName", shown)}<node oor:name="Parameters">'
        + "".join(_parameter(*one) for one in described)
        + "</node></node>\n"
    )


def _argument(argument: Argument) -> tuple[str, Text, Text]:
    """Name, names shown, help; Calc cannot know by itself what may be left out."""
    help_ = argument.help
    if not argument.required:
        help_ = Text(f"(facultatif) {help_.fr}", f"(optional) {help_.en}")
    return argument.name, Text(argument.name, argument.name_en), help_


def _parameter(name: str, shown: Text, help_: Text) -> str:
    texts = _texts("DisplayName", shown) + _texts("Description", help_)
    return f'<node oor:name="{_uno(name)}" oor:op="replace">{texts}</node>'


def _sentence(text: Text) -> Text:
    return Text(text.fr[:1].upper() + text.fr[1:], text.en[:1].upper() + text.en[1:])


def _texts(name: str, text: Text) -> str:
    values: Iterable[tuple[str, str]] = (("en", text.en), ("fr", text.fr))
    listed = "".join(f'<value xml:lang="{lang}">{escape(one)}</value>' for lang, one in values)
    return f'<prop oor:name="{name}">{listed}</prop>'


def _value(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def _configuration(name: str, body: str) -> str:
    return _CONFIGURATION.format(name=name, body=body)
