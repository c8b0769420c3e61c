"""The function server started in the background, detached from LibreOffice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

from xlsync_calc import places

PATIENCE = 6.0
PAUSE = 0.05


def start():
    """Starts the server that the installation recorded; False where none was recorded or it cannot run."""
    installed = places.read(places.INSTALLED)
    if installed is None or not isinstance(installed.get("command"), list):
        return False
    try:
        process = subprocess.Popen(
            installed["command"],
            cwd=os.path.expanduser("~"),
            env=_environment(installed.get("path")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_detached(),
        )
    except (OSError, ValueError):
        return False
    threading.Thread(target=process.wait, daemon=True).start()  # or it stays as a zombie once it has ended
    return True


def wait(attempt, patience=PATIENCE):
    """Tries until something comes back or patience runs out; the last failure is then None."""
    end = time.monotonic() + patience
    while True:
        found = attempt()
        if found is not None or time.monotonic() >= end:
            return found
        time.sleep(PAUSE)


def _environment(path):
    """The environment without what LibreOffice sets for its own Python."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "URE_", "UNO_")) and name != "LD_LIBRARY_PATH"
    }
    return dict(kept, PYTHONPATH=path) if path else kept


def _detached():
    if sys.platform == "win32":
        names = ("DETACHED_PROCESS", "CREATE_NEW_PROCESS_GROUP", "CREATE_NO_WINDOW")
        flags = 0
        for name in names:
            flags |= getattr(subprocess, name)
        return {"creationflags": flags}
    return {"start_new_session": True}
