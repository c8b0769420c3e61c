"""The reference of the words of a schema, written from the classes that a schema is read into.

`python -m xlsync.annexes.reference` writes `reference.md`; a test does the same and compares.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, is_dataclass
from inspect import cleandoc, getdoc
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from udfs.errors import Text
from xlsync.annexes import expressions, formulas
from xlsync.annexes.nodes import words_of, written_of
from xlsync.annexes.schema import Part, Schema
from xlsync.annexes.words import Among, Way

HERE = Path(__file__).resolve().parent
PAGE = HERE / "reference.md"
EXAMPLE = HERE / "example"

HEAD = """# Words of a schema

Written by `python -m xlsync.annexes.reference` from the classes that read a schema: not edited by hand.

A kind of convention is one YAML file, `<kind>.yaml`, which says a [schema](#schema); `common.yaml` says, as a
[part](#part), what every kind has. A word that is not here is refused, with the line that says it."""

SCALARS = {str: "text", bool: "true or false", int: "whole number", float: "number", object: "value"}


def reference() -> str:
    """The whole page, in Markdown."""
    sections = [HEAD, *map(_section, _classes())]
    for title, module in (("Formulas", formulas), ("Expressions", expressions)):
        sections.append(f"## {title}\n\n{cleandoc(module.__doc__ or '')}")
    sections.append(_example())
    return "\n\n".join(sections) + "\n"


def _classes() -> list[type]:
    """Every class of declarations, each after the one that first names it."""
    found: list[type] = [Schema, Part]
    for kind in found:
        for written in written_of(kind).values():
            found += [one for one in dict.fromkeys(_declarations(written)) if one not in found]
    return found


def _declarations(written: Any) -> Iterator[type]:
    if is_dataclass(written) and isinstance(written, type):
        if written is not Text:
            yield written
        return
    for part in get_args(written):
        yield from _declarations(part)


def _section(kind: type) -> str:
    intro, meanings = _told(kind)
    rows = ["| word | written | left out | what it says |", "| --- | --- | --- | --- |"]
    lists: list[str] = []
    for word, found in words_of(kind).items():
        written = written_of(kind)[found.name]
        said = _cell(meanings[found.name])
        rows.append(f"| `{word}` | {_written(written)} | {_left_out(found)} | {said} |")
        lists += [_choices(word, note) for note in _notes(written) if isinstance(note, Among)]
    return "\n\n".join([f"## {kind.__name__}", intro, "\n".join(rows), *lists])


def _told(kind: type) -> tuple[str, dict[str, str]]:
    """The opening of a docstring, and what its attributes say."""
    intro, _, attributes = (getdoc(kind) or "").partition("\n\nAttributes:\n")
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8,}.*)*)", attributes, re.MULTILINE)
    return intro, {name: " ".join(said.split()) for name, said in found}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _written(written: Any) -> str:
    origin, parts = get_origin(written), get_args(written)
    if origin is Annotated:
        note = parts[1]
        return note.said if isinstance(note, Way) else "one of a list"
    if origin in (Union, types.UnionType):
        return " or ".join(_written(part) for part in parts if part is not type(None))
    if origin is Literal:
        return ", ".join(f"`{text}`" for text in parts)
    if origin is tuple:
        return "`word: text` pairs" if get_origin(parts[0]) is tuple else f"list: {_written(parts[0])}"
    if origin is dict:
        return "`word: value` pairs"
    if written is Text:
        return "`[French, English]`"
    return SCALARS.get(written) or f"[{written.__name__.lower()}](#{written.__name__.lower()})"


def _notes(written: Any) -> tuple[Any, ...]:
    return get_args(written)[1:] if get_origin(written) is Annotated else ()


def _left_out(found: Field[Any]) -> str:
    """What a word means when it is not said."""
    if found.default is MISSING and found.default_factory is MISSING:
        return "**required**"
    if "opposite" in found.metadata:
        return f"true, false with `{found.metadata['opposite']}: true`"
    if found.default in ((), "", None, MISSING):
        return ""
    return f"`{str(found.default).lower() if isinstance(found.default, bool) else found.default}`"


def _choices(word: str, among: Among) -> str:
    lines = [
        f"- `{name}`: {meaning}" if name else f"- left out: {meaning}"
        for name, meaning in among.meanings.items()
    ]
    return "\n".join([f"`{word}` is one of:", "", *lines])


def _example() -> str:
    """A small kind, whole, as its files stand."""
    parts = [f"## A small kind, whole\n\nThe files of `{EXAMPLE.relative_to(HERE.parent.parent)}`."]
    for path in sorted(EXAMPLE.rglob("*.*")):
        language = {".yaml": "yaml", ".csv": "csv"}[path.suffix]
        text = path.read_text(encoding="utf-8").rstrip()
        parts.append(f"`{path.relative_to(EXAMPLE)}`\n\n```{language}\n{text}\n```")
    return "\n\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
