"""Whether a reading is estimated, as suppliers say it."""

from __future__ import annotations

from udfs.coerce.cells import plain
from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.readings.headings import ESTIMATED
from xlsync.tables.grid import Grid

_FLAG = Column("estime", Text("Estimé", "Estimated"), "flag")
_ESTIMATED = frozenset({"estime", "estimee", "estimation", "estimated", "e"})
_MEASURED = frozenset(
    {"reel", "reelle", "releve", "relevee", "mesure", "mesuree", "actual", "measured", "read", "r"}
)


def is_estimated(grid: Grid, cell: object, role: str) -> bool | None:
    """What a cell says of a reading: a word, or yes and no under « Estimé » or « Réel ».

    Args:
        grid: The file.
        cell: A cell that is not blank.
        role: "estime" or "reel", the column that it stands in.

    Returns:
        None for what says neither.
    """
    word = plain(cell) if isinstance(cell, str) else ""
    if word in _ESTIMATED | _MEASURED:
        return word in _ESTIMATED
    read = grid.read(cell, _FLAG)
    return None if read.text is None else (read.text == "true") == (role == ESTIMATED)
