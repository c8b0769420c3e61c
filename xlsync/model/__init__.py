"""The canonical model: inputs of every convention as typed frames (see docs.md)."""

from xlsync.model.cells import Value, decimal_text, from_text, normalize, parse, to_text
from xlsync.model.changes import (
    ROW,
    Cell,
    CellChange,
    Cells,
    Numbering,
    Where,
    cells_of,
    convention_of,
    differences,
    flatten,
    patched,
    unflatten,
)
from xlsync.model.data import ConventionData, convention_data, from_texts
from xlsync.model.identity import Key, identity, key_values, read_key
from xlsync.model.keeping import check_readable, settled, undoing
from xlsync.model.kept import OVERRIDES
from xlsync.model.model import Model
from xlsync.model.rows import block_keys, cell_keys, record_keys
from xlsync.model.shapes import Shape, kind_of, shape, shapes
from xlsync.model.shipped import Published, load, published, template

__all__ = [
    "OVERRIDES",
    "ROW",
    "Cell",
    "CellChange",
    "Cells",
    "ConventionData",
    "Key",
    "Model",
    "Numbering",
    "Published",
    "Shape",
    "Value",
    "Where",
    "block_keys",
    "cell_keys",
    "cells_of",
    "check_readable",
    "convention_data",
    "convention_of",
    "decimal_text",
    "differences",
    "flatten",
    "from_text",
    "from_texts",
    "identity",
    "key_values",
    "kind_of",
    "load",
    "normalize",
    "parse",
    "patched",
    "published",
    "read_key",
    "record_keys",
    "settled",
    "shape",
    "shapes",
    "template",
    "to_text",
    "undoing",
    "unflatten",
]
