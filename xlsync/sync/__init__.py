"""Workbooks and the model kept together: status, pull, push, sync (see docs.md).

Names are loaded when first asked for: what only compares does without what writes.
"""

from typing import TYPE_CHECKING

from xlsync import loaded_when_asked

if TYPE_CHECKING:
    from xlsync.sync.commands import pull, push, status, synchronise
    from xlsync.sync.report import Difference, FileReport, Override
    from xlsync.sync.reverting import revert

__all__ = ["Difference", "FileReport", "Override", "pull", "push", "revert", "status", "synchronise"]

__getattr__ = loaded_when_asked(
    __name__,
    {
        "pull": "commands",
        "push": "commands",
        "status": "commands",
        "synchronise": "commands",
        "Difference": "report",
        "FileReport": "report",
        "Override": "report",
        "revert": "reverting",
    },
)
