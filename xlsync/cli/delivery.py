"""How a report reaches the reader of a command line: one JSON document, or lines."""

from __future__ import annotations

import json
import os
import re
import sys

from xlsync.actions.report import Report, plain

CALLED = "XLSYNC_CALLED"
"""Environment variable: how the reader calls the program, as `run.py` says it; else it is `xlsync`."""

_COMMAND = re.compile(r"(?<=[«“])(\s?)xlsync (?=[a-z])")


def called() -> str:
    """How the reader calls the program."""
    return os.environ.get(CALLED) or "xlsync"


def as_called(text: str) -> str:
    r"""A text whose commands, between quotation marks, are named as the reader types them.

    Examples:
        >>> os.environ[CALLED] = "python3 run.py"
        >>> as_called("« xlsync push » la remet")
        '« python3 run.py push » la remet'
        >>> del os.environ[CALLED]
    """
    return _COMMAND.sub(lambda match: f"{match[1]}{called()} ", text)


def tell(text: str) -> None:
    """Show the reader a line before the report."""
    print(as_called(text), file=sys.stderr, flush=True)


def deliver(report: Report, as_json: bool) -> int:
    """Print the report on standard output and return its exit code."""
    if as_json:
        document = json.dumps(plain(report.document), ensure_ascii=False, indent=2, allow_nan=False)
        print(as_called(document))
    else:
        for line in report.lines:
            print(as_called(line))
    sys.stdout.flush()
    return report.code
