"""What is due when: each deadline has a code of its own, and says how its occurrences are called."""

from __future__ import annotations

from string import Formatter

from xlsync.annexes.checks.rows import occurrences_width
from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Schema
from xlsync.annexes.sources import Deadline

PARTS = ("numero", "serie")
"""The parts of the key of an occurrence that a label may say: the last one, and the one before it."""


def check(schema: Schema, lines: Lines) -> None:
    """Refuses deadlines that could not be told apart, or named.

    Raises:
        SchemaError: with its line.
    """
    seen: set[str] = set()
    for deadline in schema.deadlines:
        if deadline.code in seen:
            fr, en = "deux échéances s’appellent", "two deadlines are called"
            lines.refuse(deadline, "code", f"{fr} « {deadline.code} »", f"{en} “{deadline.code}”")
        seen.add(deadline.code)
        _label(lines, deadline, PARTS[: occurrences_width(schema, lines, deadline)])


def _label(lines: Lines, deadline: Deadline, known: tuple[str, ...]) -> None:
    for text in (deadline.label.fr, deadline.label.en):
        try:
            named = {name for _, name, *_ in Formatter().parse(text) if name is not None}
        except ValueError:
            named = {text}
        if not named <= set(known):
            told = ", ".join(f"{{{name}}}" for name in known)
            lines.refuse(
                deadline, "label", f"label nomme entre accolades : {told}", f"label names in braces: {told}"
            )
