"""What `xlsync serve` asks of a server that runs already, on the listener of Calc."""

from __future__ import annotations

import http.client
import json
from typing import Any

from xlsync.server.discovery import Description

CODE, STOP = "/v1/code", "/v1/stop"
PATIENCE = 2.0


def pairing_code(server: Description) -> str | None:
    """The code in force, None when no server answers there."""
    answer = _asked(server, "GET", CODE)
    return None if answer is None else str(answer.get("code"))


def stop(server: Description) -> bool:
    """Whether a server answered that it stops."""
    return _asked(server, "POST", STOP) is not None


def _asked(server: Description, method: str, path: str) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection("127.0.0.1", server.calc_port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers={"Authorization": f"Bearer {server.token}"})
        answer = connection.getresponse()
        found = json.loads(answer.read()) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) else None
