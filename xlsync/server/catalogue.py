"""The catalogue of functions as add-ins show it."""

from __future__ import annotations

from functools import cache
from typing import Any

from udfs.errors import Text
from udfs.registry import FUNCTIONS, Argument, Function
from xlsync.server.cells import json_of


@cache
def catalogue() -> dict[str, Any]:
    """Every function with its names, help, arguments, result, source and example, in both languages."""
    return {"functions": [_function(function) for function in FUNCTIONS.values()]}


def _function(function: Function) -> dict[str, Any]:
    result = function.result
    return {
        "name": function.name,
        "namespace": function.namespace,
        "help": _text(function.help),
        "arguments": [_argument(argument) for argument in function.arguments],
        "result": {
            "kind": result.kind.value,
            "help": _text(result.help),
            "columns": [{"name": column.name, "label": _text(column.label)} for column in result.columns],
        },
        "source": _text(function.source),
        "example": {
            "cells": json_of(function.example.cells),
            "value": json_of(function.example.value),
            "digits": function.example.digits,
        },
    }


def _argument(argument: Argument) -> dict[str, Any]:
    return {
        "name": {"fr": argument.name, "en": argument.name_en},
        "kind": argument.kind.value,
        "help": _text(argument.help),
        "required": argument.required,
        "default": None if argument.required else json_of(argument.default),
        "options": list(argument.options),
        "range": argument.takes_range,
        "fiche": argument.takes_fiche,
        "in_fiche": argument.in_fiche,
        "variadic": argument.variadic,
    }


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
