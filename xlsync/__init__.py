"""Moves tables between the model of the conventions and their annex workbooks (see docs.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def loaded_when_asked(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package whose names are loaded when they are first asked for.

    Args:
        package: Name of the package.
        homes: The module of the package that each name comes from.

    Examples:
        >>> loaded_when_asked("xlsync.recalc", {"Area": "references"})("Area").__name__
        'Area'
    """

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return found
