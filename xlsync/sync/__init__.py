"""Workbooks and the model kept together: status, pull, push, sync (see docs.md)."""

from xlsync.sync.commands import pull, push, status, synchronise
from xlsync.sync.report import Difference, FileReport, Override
from xlsync.sync.reverting import revert

__all__ = ["Difference", "FileReport", "Override", "pull", "push", "revert", "status", "synchronise"]
