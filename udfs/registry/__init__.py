"""What each function says of itself: one declaration, read by every host. See `docs.md`."""

from udfs.registry.catalogue import FUNCTIONS, find
from udfs.registry.declaration import REQUIRED, Argument, Bounds, Column, Example, Function, Kind, Result

__all__ = [
    "FUNCTIONS",
    "REQUIRED",
    "Argument",
    "Bounds",
    "Column",
    "Example",
    "Function",
    "Kind",
    "Result",
    "find",
]
