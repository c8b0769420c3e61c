"""What typer found wrong in the words of a command line, as one sentence."""

from __future__ import annotations

from typing import Any

from xlsync.actions.misuse import Misuse
from xlsync.errors import may_not_read

UNREADABLE = " is not readable."
"""How typer ends what it says of a file that may not be read, after its name in quotes."""


def usage(error: Any, command: str) -> Misuse:
    """What typer found wrong in the words of the command line, as one sentence.

    Args:
        error: An exception of typer about the usage.
        command: The command as typed, `xlsync build`.
    """
    fr, en = _usage(error)
    return Misuse(f"{fr} (voir {command} --help)", f"{en} (see {command} --help)")


def _usage(error: Any) -> tuple[str, str]:
    parameter = getattr(error, "param", None)
    if parameter is not None:
        name = parameter.metavar or parameter.name.upper()
        shown = parameter.opts[0] if parameter.param_type_name == "option" else name
        if hasattr(error, "param_type"):
            return f"il manque {shown}", f"{shown} is missing"
        if str(error.message).endswith(UNREADABLE):
            path = str(error.message).removesuffix(UNREADABLE).partition(" ")[2].strip("'")
            return (may_not_read(path).fr, may_not_read(path).en)
        return f"valeur refusée pour {shown}", f"value refused for {shown}"
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        near = ", ".join(error.possibilities or ())
        return (
            f"option inconnue : {option}" + (f" ; options proches : {near}" if near else ""),
            f"unknown option: {option}" + (f"; near options: {near}" if near else ""),
        )
    if option is not None:
        return f"option mal employée : {option}", f"option misused: {option}"
    return "trop d’arguments", f"{error.format_message().rstrip('.')}"
