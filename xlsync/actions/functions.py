"""The catalogue of what a cell can call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsync.actions.report import Report, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from udfs.errors import Text
    from udfs.registry import Argument, Function


def functions(session: Session, name: str | None = None) -> Report:
    """Show every function on a line, or one with its arguments, source and example."""
    from udfs.registry import FUNCTIONS, find

    if name is not None:
        function = find(name)
        return Report({"functions": [_document(function, session)]}, _page(function, session))
    headings = (session.text("Fonction", "Function"), session.text("Calcule", "Computes"))
    rows = [(one.name, one.help.in_language(session.lang)) for one in FUNCTIONS.values()]
    return Report(
        {"functions": [_document(one, session) for one in FUNCTIONS.values()]}, table(headings, rows, session)
    )


def _document(function: Function, session: Session) -> dict[str, Any]:
    return {
        "name": function.name,
        "help": _in(function.help, session),
        "arguments": [_argument(argument, session) for argument in function.arguments],
        "result": {
            "kind": function.result.kind.value,
            "help": _in(function.result.help, session),
            "columns": [_in(column.label, session) for column in function.result.columns],
        },
        "source": _in(function.source, session),
        "example": {"cells": function.example.cells, "value": function.example.value},
    }


def _argument(argument: Argument, session: Session) -> dict[str, Any]:
    return {
        "name": argument.name,
        "name_en": argument.name_en,
        "kind": argument.kind.value,
        "help": _in(argument.help, session),
        "required": argument.required,
        "default": None if argument.required else argument.default,
        "options": argument.options,
    }


def _page(function: Function, session: Session) -> list[str]:
    """The help of one function, to read."""
    lines = [_signature(function, session), "", _in(function.help, session), ""]
    lines += table(
        (session.text("Argument", "Argument"), session.text("Sens", "Meaning")),
        [(_name(argument, session), _meaning(argument, session)) for argument in function.arguments],
        session,
    )
    lines += ["", f"{session.text('Résultat : ', 'Result: ')}{_in(function.result.help, session)}"]
    if function.result.columns:
        columns = ", ".join(_in(column.label, session) for column in function.result.columns)
        lines.append(f"{session.text('Colonnes : ', 'Columns: ')}{columns}")
    return [*lines, f"{session.text('Source : ', 'Source: ')}{_in(function.source, session)}"]


def _signature(function: Function, session: Session) -> str:
    names = [_name(argument, session) for argument in function.arguments]
    shown = [
        name if argument.required else f"[{name}]"
        for name, argument in zip(names, function.arguments, strict=True)
    ]
    return f"{function.name}({'; '.join(shown)})"


def _name(argument: Argument, session: Session) -> str:
    return session.text(argument.name, argument.name_en)


def _meaning(argument: Argument, session: Session) -> str:
    said = _in(argument.help, session)
    return f"{said} ({', '.join(argument.options)})" if len(argument.options) > 1 else said


def _in(text: Text, session: Session) -> str:
    return text.in_language(session.lang)
