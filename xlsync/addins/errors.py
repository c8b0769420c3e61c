"""What installing an add-in refuses."""

from __future__ import annotations

from xlsync.errors import XlsyncError


class MissingProgram(XlsyncError):
    """The spreadsheet is not on this machine, or not where it usually is."""


class NotInstalled(XlsyncError):
    """The add-in could not be installed or removed."""
