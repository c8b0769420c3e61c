"""What each function says of itself: one declaration, read by every host. See `docs.md`."""

from udfs.declaration import REQUIRED, Argument, Bounds, Column, Example, Function, Kind, Result
from udfs.registry.catalogue import FUNCTIONS, find

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
