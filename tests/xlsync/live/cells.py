"""Cells of an Excel that stays open, as xlwings calls their functions: stubs stand for Windows.

`Cells` runs this file in a process of its own, a call a line.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from tests.shared import ROOT


class Cells:
    """The cells of that Excel.

    Args:
        folder: Where its Python runs.
    """

    def __init__(self, folder: Path) -> None:
        command = [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {__name__} as m; m.main()",
        ]
        self._process = subprocess.Popen(
            command, cwd=folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def call(self, workbook: str, name: str, *cells: Any, **properties: str) -> Any:
        """What a cell of a workbook shows.

        Args:
            workbook: The full name that Excel says.
            name: The function.
            cells: As JSON.
            properties: Custom properties of the workbook as it is open.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([workbook, name, cells, properties]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


# --- inside that process


def main() -> None:
    """Answers until the input ends."""
    from tests.udfs.hosts import pywin32_stubs

    pywin32_stubs.install()
    import xlwings
    from xlwings import udfs as xlwings_udfs

    from udfs.hosts.names import spell
    from xlsync.live import functions

    xlwings.func, xlwings.arg, xlwings.ret = xlwings_udfs.xlfunc, xlwings_udfs.xlarg, xlwings_udfs.xlret
    xlwings_udfs.get_udf_module = lambda name, book: functions
    for line in sys.stdin:
        workbook, name, cells, properties = json.loads(line)
        open_book = SimpleNamespace(
            FullName=workbook,
            CustomDocumentProperties=lambda wanted, held=properties: SimpleNamespace(Value=held[wanted]),
        )
        rows = xlwings_udfs.call_udf(functions.MODULE, spell(name, "excel"), cells, open_book)
        print(json.dumps(rows[0][0] if len(rows) == len(rows[0]) == 1 else rows), flush=True)
