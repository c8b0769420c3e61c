"""Entry point: `xlsync`, or `python -m xlsync`."""

from __future__ import annotations

import gc
import os
import sys
import warnings

OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""700 by default: a collection every few modules while a command starts, and nothing to collect there."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    # NumPy's linear algebra starts a thread a processor when it is loaded: no annex multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from xlsync.cli.app import run

    if not sys.warnoptions:  # notices meant for developers of the libraries
        warnings.simplefilter("ignore")
    code = run(sys.argv[1:])
    gc.freeze()  # the end of the process would look through all that was loaded, once more
    sys.exit(code)


if __name__ == "__main__":
    main()
