"""The figures of a convention that no file holds, by place."""

from __future__ import annotations

from typing import Any

from xlsync.annexbook.figures import computed_figures
from xlsync.model import ConventionData

Figures = dict[tuple[str, str, str], Any]
"""By table, key and column, as `xlsync.model.Where`."""


def figures_of(data: ConventionData) -> Figures:
    """Each computed cell."""
    return {place: value for place, (_, value) in computed_figures(data, ()).items()}
