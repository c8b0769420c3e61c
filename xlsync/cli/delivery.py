"""How a report reaches the reader of a command line: one JSON document, or lines."""

from __future__ import annotations

import json
import sys

from xlsync.actions.report import Report, plain


def deliver(report: Report, as_json: bool) -> int:
    """Print the report on standard output and return its exit code."""
    if as_json:
        print(json.dumps(plain(report.document), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        for line in report.lines:
            print(line)
    sys.stdout.flush()
    return report.code
