"""The three-way merge of a workbook and the model, as a pure function (see docs.md)."""

from xlsync.merge.choices import read_choice
from xlsync.merge.data import (
    MODEL,
    WORKBOOK,
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
from xlsync.model.changes import Where

__all__ = [
    "MODEL",
    "WORKBOOK",
    "Cells",
    "Change",
    "Choice",
    "Conflict",
    "Merged",
    "Proposal",
    "Rename",
    "UnusedChoice",
    "Where",
    "applied",
    "merge",
    "owners",
    "read_choice",
]
