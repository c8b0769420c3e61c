"""Excel by Office.js: what its add-in is made of, written from the registry.

    metadata      functions.<lang>.json   what Excel asks about each function
    identities    identities.js           what the script binds to the server
    manifest      manifest.xml            what the user installs
    help_page     help.<lang>.html        where « Aide sur cette fonction » leads

Pure description: nothing is read nor written here. A function keeps one identity, `PRET.ECHEANCE`, which is
also its name in Excel: the manifest has no namespace; the id, where dots are not allowed, is `PRET_ECHEANCE`.
Parameters are all of type `any`, so that every cell reaches the coercion that all hosts share.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final

from udfs.errors import Text
from udfs.hosts.names import spell
from udfs.hosts.office_manifest import manifest
from udfs.registry import FUNCTIONS, Argument, Function, Kind

__all__ = ["ADDRESS", "LANGUAGES", "address_on", "files", "help_page", "identities", "manifest", "metadata"]


def address_on(port: int) -> str:
    """Where a function server on that port publishes the add-in.

    Examples:
        >>> address_on(9443)
        'https://localhost:9443/addin'
    """
    return f"https://localhost:{port}/addin"


ADDRESS: Final = address_on(8443)
"""Where it publishes the add-in unless told otherwise."""

LANGUAGES: Final = ("fr", "en")


def files(version: str, address: str = ADDRESS) -> dict[str, str]:
    """Every generated file of the add-in, by name; the others are static.

    Args:
        version: Version of the add-in, `1.2.3`.
        address: Where the files are published, without a final slash.

    Examples:
        >>> sorted(files("1.0.0"))[:3]
        ['functions.en.json', 'functions.fr.json', 'help.en.html']
    """
    found = {"manifest.xml": manifest(version, address), "identities.js": identities()}
    for lang in LANGUAGES:
        found[f"functions.{lang}.json"] = json.dumps(metadata(lang, address), ensure_ascii=False, indent=1)
        found[f"help.{lang}.html"] = help_page(lang)
    return found


def metadata(lang: str, address: str = ADDRESS) -> dict[str, Any]:
    """The custom functions metadata, equal to what Microsoft's tool writes from JSDoc comments.

    Args:
        lang: Language of the names of arguments and of the help, "fr" or "en".
        address: Where the help page is published.

    Examples:
        >>> first = metadata("fr")["functions"][0]
        >>> first["id"], first["name"], first["parameters"][0]["dimensionality"]
        ('PRET_ECHEANCE', 'PRET.ECHEANCE', 'matrix')
    """
    return {
        "allowCustomDataForDataTypeAny": False,
        "allowErrorForDataTypeAny": True,
        "functions": [_function(function, lang, address) for function in FUNCTIONS.values()],
    }


def identities() -> str:
    """The module that tells the script which functions there are: their ids, as in the catalogue."""
    ids = json.dumps([spell(name, "excel") for name in FUNCTIONS], indent=2)
    return f"/** Ids of the functions, as in the metadata. */\nexport const IDENTITIES = {ids};\n"


def help_page(lang: str) -> str:
    """One page on all the functions, an anchor each, readable without the server's token."""
    title = _TITLE.in_language(lang)
    sections = "\n".join(_section(function, lang) for function in FUNCTIONS.values())
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="taskpane.css">\n</head>\n'
        f'<body class="help">\n<main>\n<h1>{escape(title)}</h1>\n{sections}\n</main>\n</body>\n</html>\n'
    )


def _function(function: Function, lang: str, address: str) -> dict[str, Any]:
    return {
        "description": _sentence(function, lang),
        "helpUrl": f"{address}/help.{lang}.html#{function.name}",
        "id": spell(function.name, "excel"),
        "name": function.name,
        "options": {"cancelable": True},
        "parameters": [_parameter(function, rank, lang) for rank in range(len(function.arguments))],
        "result": _dimensionality(function.result.kind in (Kind.TABLE, Kind.COLUMN)),
    }


def _parameter(function: Function, rank: int, lang: str) -> dict[str, Any]:
    """One parameter. A repeating one is optional by nature: the tool does not say it twice."""
    argument = function.arguments[rank]
    described = {"name": _name(argument, lang), "description": argument.help.in_language(lang), "type": "any"}
    ends: dict[str, Any] = {"repeating": True} if argument.variadic else {}
    if not argument.variadic and not function.insists_on(argument):
        ends["optional"] = True
    return described | _dimensionality(function.takes_range(rank)) | ends


def _dimensionality(matrix: bool) -> dict[str, str]:
    return {"dimensionality": "matrix"} if matrix else {}


def _name(argument: Argument, lang: str) -> str:
    return argument.name_en if lang == "en" else argument.name


def _sentence(function: Function, lang: str) -> str:
    """What the function computes, what it returns, where that comes from."""
    computes, returns, source = (
        text.in_language(lang) for text in (function.help, function.result.help, function.source)
    )
    pattern = Text("{}. Résultat : {}. Source : {}.", "{}. Result: {}. Source: {}.")
    return pattern.in_language(lang).format(computes, returns, source)


_TITLE = Text("Fonctions des conventions", "Functions of the conventions")
_OPTIONAL = Text("facultatif", "optional")
_RETURNS = Text("Résultat", "Result")
_SOURCE = Text("Source", "Source")


def _section(function: Function, lang: str) -> str:
    """Name, help, arguments, result and source of one function, as HTML."""
    name = escape(function.name)
    terms = "\n".join(_term(argument, lang) for argument in function.arguments)
    tail = "".join(
        f"<p><b>{label.in_language(lang)}</b> — {escape(text.in_language(lang))}</p>\n"
        for label, text in ((_RETURNS, function.result.help), (_SOURCE, function.source))
    )
    return (
        f'<section id="{name}" class="function">\n<h2>{name}</h2>\n'
        f"<p>{escape(function.help.in_language(lang))}</p>\n"
        f"<dl>\n{terms}\n</dl>\n{tail}</section>"
    )


def _term(argument: Argument, lang: str) -> str:
    optional = "" if argument.required else f" <small>({_OPTIONAL.in_language(lang)})</small>"
    chips = "".join(f"<code>{escape(one)}</code>" for one in argument.options)
    options = f'<div class="options">{chips}</div>' if len(argument.options) > 1 else ""
    said = escape(argument.help.in_language(lang))
    return f"<dt>{escape(_name(argument, lang))}{optional}</dt><dd>{said}{options}</dd>"
