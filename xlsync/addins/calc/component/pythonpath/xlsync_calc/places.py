"""Where the function server and the installation of the add-in leave what the add-in reads."""

from __future__ import annotations

import json
import os
import sys

INSTALLED = "calc.json"
SERVER = "server.json"


def user_directory():
    """The folder of the user that the function server writes in."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = os.environ.get("XDG_STATE_HOME") or os.path.join(home, ".local", "state")
    return os.path.join(base, "xlsync")


def read(name):
    """A JSON document of that folder, None where there is none or it is not whole."""
    try:
        with open(os.path.join(user_directory(), name), encoding="utf-8") as file:
            document = json.load(file)
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
