"""The three-way merge of a workbook and the model, as a pure function (see docs.md)."""

from xlsync.merge.choices import read_choice
from xlsync.merge.data import (
    MODEL,
    WORKBOOK,
    Cell,
    Cells,
    Change,
    Choice,
    Conflict,
    Merged,
    Proposal,
    Rename,
    UnusedChoice,
    applied,
)
from xlsync.merge.merging import merge
from xlsync.merge.owners import owners

__all__ = [
    "MODEL",
    "WORKBOOK",
    "Cell",
    "Cells",
    "Change",
    "Choice",
    "Conflict",
    "Merged",
    "Proposal",
    "Rename",
    "UnusedChoice",
    "applied",
    "merge",
    "owners",
    "read_choice",
]
