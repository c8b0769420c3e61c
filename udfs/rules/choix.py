"""The text of a closed list that an option takes."""

from __future__ import annotations

from collections.abc import Sequence

from udfs.errors import WrongValue


def check_choix(argument: str, value: str, known: Sequence[str], name_en: str = "") -> None:
    """Refuses a text that an option does not have.

    Args:
        argument: Name of the option.
        value: What is asked for.
        known: What it accepts.
        name_en: Its English name, where it is another.

    Raises:
        WrongValue: Unknown text.
    """
    if value not in known:
        listed = ", ".join(known)
        raise WrongValue(
            f"{argument} : « {value} » est inconnu ; choix : {listed}",
            f"{argument}{f' ({name_en})' if name_en else ''}: “{value}” is unknown; choices: {listed}",
            argument=argument,
            value=value,
        )
