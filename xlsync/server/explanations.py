"""The steps of one call, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

import udfs
from udfs.coerce import to_cell
from xlsync.server.cells import cell_of, json_of
from xlsync.server.refusals import Malformed

DATE: Final = "date"
"""The unit of a value that is a serial, or a list of serials."""


def explained(request: Any) -> dict[str, Any]:
    """The steps of a call.

    Args:
        request: `{"name", "args"}`.

    Raises:
        Malformed: Another shape.
        UdfError: The call has no value.

    Examples:
        >>> explained({"name": "CEE.VOLUME", "args": [58268, 0.005]})["steps"][2]["value"]
        11653600.0
    """
    name, cells = named_call(request)
    return {
        "steps": [
            {
                "label": {"fr": step.label.fr, "en": step.label.en},
                "value": _value(step.value),
                "unit": DATE if _is_date(step.value) else step.unit,
                "source": step.source,
            }
            for step in udfs.explain(name, *map(cell_of, cells))
        ]
    }


def named_call(request: Any) -> tuple[str, list[Any]]:
    """Name and cells of a call.

    Raises:
        Malformed: Another shape.
    """
    if isinstance(request, dict):
        name, cells = request.get("name"), request.get("args", [])
        if isinstance(name, str) and isinstance(cells, list):
            return name, cells
    raise Malformed(
        'un appel s’écrit {"name": texte, "args": liste}', 'a call is {"name": text, "args": list}'
    )


def _is_date(value: Any) -> bool:
    """Whether a step's value is a date, or dates; rules seldom say so of a date by itself."""
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_is_date, value))
    return isinstance(value, date) or getattr(value, "dtype", np.dtype(float)).kind == "M"


def _value(value: Any) -> Any:
    """A step's value; the array of a batch or a range is a list."""
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim):
        return [_value(part) for part in value]
    return json_of(to_cell(value))
