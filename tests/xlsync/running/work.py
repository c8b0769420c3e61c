"""What the tests have done elsewhere: functions of a module, as any process finds them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

PREPARED: list[int] = []


def prepare(offset: int) -> None:
    PREPARED[:] = [offset]


def doubled(number: int) -> int:
    """Twice a number and what was prepared; 3 fails, 4 in a way that the program did not foresee."""
    if number == 3:
        raise OSError(2, "absent", "3.xlsx")
    if number == 4:
        raise ZeroDivisionError
    return 2 * number + PREPARED[0]


def killing(number: int) -> int:
    """5 ends the process that works on it."""
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(piece: tuple[int, str]) -> int:
    """Says in a folder which process works on what."""
    number, folder = piece
    (Path(folder) / f"{number}-{os.getpid()}").touch()
    time.sleep(0.2)
    return number
