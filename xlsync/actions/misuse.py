"""What the command line itself refuses."""

from __future__ import annotations

from xlsync.errors import XlsyncError


class Misuse(XlsyncError):
    """A command line that cannot be obeyed: unknown word, missing or contradictory arguments."""
