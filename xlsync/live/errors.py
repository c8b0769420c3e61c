"""What work on an open workbook refuses."""

from __future__ import annotations

from xlsync.errors import XlsyncError


class ExcelBusy(XlsyncError):
    """Excel answers nobody: a cell is being typed in, or a window waits for an answer."""


class NotReachable(XlsyncError):
    """No workbook is open, or it has no file whose folder could hold the model."""


class NotApplied(XlsyncError):
    """The open workbook did not take the changes; the sentence says what it holds now."""
