"""One small module a command; the work itself is in the library packages.

A module is loaded by the command that is asked for: what the others need is not.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

COMMANDS = {
    "build": "build",
    "add": "add",
    "set": "set_value",
    "tarif": "tarif",
    "amend": "amend",
    "close": "close",
    "reopen": "reopen",
    "fields": "fields",
    "draw": "draw",
    "status": "status",
    "pull": "pull",
    "push": "push",
    "sync": "sync",
    "recalc": "recalc",
    "check": "check",
    "explain": "explain",
    "scenarios": "scenarios",
    "convert": "convert",
    "copy": "copy",
    "print": "print_annexes",
    "issue": "issue",
    "issued": "issued",
    "diff": "diff",
    "agenda": "agenda",
    "totals": "totals",
    "log": "log",
    "show": "show",
    "revert": "revert",
    "export": "export",
    "import": "import_tables",
    "readings": "readings",
    "reconcile": "reconcile",
    "functions": "functions",
    "serve": "serve",
    "addin": "addin",
}
"""Module of each command, in the order of the help page; its function bears the name of the module."""

TAKES_DASHES = ("set",)
"""Commands whose arguments may begin with a dash, as negative amounts do."""


def function_of(name: str) -> Callable[..., Any]:
    """The function of a command, whose arguments are those of the command line."""
    function: Callable[..., Any] = getattr(_module(name), COMMANDS[name])
    return function


def help_of(name: str) -> str:
    """What a command does, in both languages."""
    return str(_module(name).HELP)


def _module(name: str) -> Any:
    return import_module(f"{__name__}.{COMMANDS[name]}")
