"""Entry point: `xlsync`, or `python -m xlsync`."""

from __future__ import annotations

import sys
import warnings


def main() -> None:
    """Run the command line and leave with its exit code."""
    from xlsync.cli.app import run

    if not sys.warnoptions:  # notices meant for developers of the libraries
        warnings.simplefilter("ignore")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
