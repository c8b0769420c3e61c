"""What an action refuses of its arguments."""

from __future__ import annotations

from xlsync.errors import XlsyncError


class Misuse(XlsyncError):
    """What cannot be obeyed as it is asked: unknown word, missing or contradictory arguments."""
