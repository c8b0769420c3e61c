"""Arguments that several formulas give to a function, said once under a name.

A schema says `arguments: {projet: "horizon,lots[mois],lots[montant]"}`; `{projet}` in any of its formulas
stands for that text. Formulas are checked, and workbooks written, with the text in its place.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from xlsync.annexes.nodes import Lines, written_of
from xlsync.annexes.schema import Schema
from xlsync.annexes.words import FORMULA, TOTAL


def repeated(schema: Schema, lines: Lines) -> Schema:
    """The schema with what each name stands for in its formulas.

    Args:
        schema: A kind, its own declarations alone.
        lines: Where each declaration stands.

    Raises:
        SchemaError: a name that no formula gives.
    """
    if not schema.arguments:
        return schema
    filling = _Filling(dict(schema.arguments), lines)
    made: Schema = filling.of(schema)
    for name in filling.texts:
        if name not in filling.given:
            lines.refuse(
                schema, "arguments", f"aucune formule ne donne {{{name}}}", f"no formula gives {{{name}}}"
            )
    return made


class _Filling:
    """Formulas filled in, whatever declaration says them.

    Attributes:
        texts: What each name stands for.
        given: The names that a formula gave.
    """

    def __init__(self, texts: dict[str, str], lines: Lines) -> None:
        self.texts, self.lines = texts, lines
        self.given: set[str] = set()

    def of(self, thing: Any) -> Any:
        """A declaration, or many, with its formulas filled in; the same where there is nothing to fill."""
        if isinstance(thing, tuple):
            parts = tuple(map(self.of, thing))
            return thing if all(new is old for new, old in zip(parts, thing, strict=True)) else parts
        if not is_dataclass(thing) or isinstance(thing, type):
            return thing
        changed = {}
        for field in fields(thing):
            old = getattr(thing, field.name)
            new = self._text(old) if _is_formula(type(thing), field.name) else self.of(old)
            if new is not old:
                changed[field.name] = new
        if not changed:
            return thing
        made = replace(thing, **changed)
        self.lines.follow(thing, made)
        return made

    def _text(self, formula: str) -> str:
        for name, text in self.texts.items():
            if (place := f"{{{name}}}") in formula:
                self.given.add(name)
                formula = formula.replace(place, text)
        return formula


def _is_formula(kind: type, name: str) -> bool:
    return any(note in (FORMULA, TOTAL) for note in get_args(written_of(kind)[name])[1:])
