"""Which workbook a cell calls from, as the server is told: the path of its file."""

from __future__ import annotations

import time

FRESH = 1.0
"""Seconds for which what the server last said of its tariffs is believed."""


class Origins:
    """The paths of workbooks, each asked of LibreOffice once in a while rather than at each call.

    Attributes:
        path_of: What gives the path of the file of a document, "" where it has none.
    """

    def __init__(self):
        self.path_of = str
        self._paths, self._until = {}, 0.0
        self._next_look = {}

    def of(self, workbook):
        """The path of the file of a document, "" where it has none.

        The documents are held meanwhile: another one never takes the place of one that is remembered.
        """
        if workbook is None:
            return ""
        if time.monotonic() >= self._until:
            self._paths.clear()
            self._until = time.monotonic() + FRESH
        path = self._paths.get(workbook)
        if path is None:
            path = self._paths[workbook] = self.path_of(workbook)
        return path

    def is_due(self, origin):
        """Whether the server must be asked before what is remembered is believed."""
        return time.monotonic() >= self._next_look.get(origin, 0.0)

    def seen(self, origin):
        """The server has just answered, or it is not there to ask."""
        self._next_look[origin] = time.monotonic() + FRESH
