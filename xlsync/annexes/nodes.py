"""From a YAML file to the declarations, word by word, each remembered with its line.

What a file may say is what the classes declare: a word is a field of a dataclass, its annotation says how the
word is written. Nothing here knows of columns or tables.
"""

from __future__ import annotations

import types
from collections.abc import Collection
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from udfs.errors import Text
from xlsync.annexes.words import Among, Way
from xlsync.errors import SchemaError, listed

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Made = TypeVar("Made")

_SCALARS: dict[type, tuple[str, str]] = {
    bool: ("true ou false", "true or false"),
    int: ("un nombre entier", "a whole number"),
    float: ("un nombre", "a number"),
    str: ("un texte", "a text"),
}


class Lines:
    """Where each thing that was read stands: file and line of the whole, and of each of its words."""

    def __init__(self) -> None:
        self._of: dict[int, dict[str, tuple[Path, int]]] = {}

    def put(self, thing: object, places: dict[str, tuple[Path, int]]) -> None:
        """Remembers the places of a declaration, "" for the whole."""
        self._of[id(thing)] = places

    def follow(self, old: object, new: object) -> None:
        """A declaration made of another stands where that one does."""
        self._of[id(new)] = self._of[id(old)]

    def refuse(self, thing: object, word: str, fr: str, en: str) -> NoReturn:
        """Refuses what a word of a declaration says, or the whole when it does not say that word.

        Raises:
            SchemaError: always.
        """
        places = self._of[id(thing)]
        refuse(*places.get(word, places[""]), fr, en)

    def know(self, thing: object, word: str, name: str, known: Collection[str], fr: str, en: str) -> None:
        """Refuses a name that does not exist; the sentence lists those that do, the listed first.

        Raises:
            SchemaError: with its line.
        """
        if name not in known:
            self.refuse(thing, word, *_unknown(name, known, fr, en))


def refuse(file: Path, line: int, fr: str, en: str) -> NoReturn:
    """Refuses a line of a schema.

    Raises:
        SchemaError: always.
    """
    raise SchemaError(
        f"{file.name}, ligne {line} : {fr}", f"{file.name}, line {line}: {en}", file=file, line=line
    )


def read(path: Path, kind: type[Made], lines: Lines) -> Made:
    """What a file declares.

    Args:
        path: A YAML file.
        kind: The class of what it declares.
        lines: Where to remember the places of what is read.

    Raises:
        SchemaError: no YAML, a word that is unknown, missing, said twice or wrongly written.
    """
    loader = Loader(path.read_bytes())
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        refuse(path, mark.line + 1 if mark else 1, f"YAML illisible : {said}", f"unreadable YAML: {said}")
    made: Made = _Reader(path, loader, lines).value(node, kind, "")
    return made


@cache
def words_of(kind: type) -> dict[str, Field[Any]]:
    """The words that a declaration may say, each with its field."""
    return {found.metadata.get("word", found.name): found for found in fields(kind)}


@cache
def written_of(kind: type) -> dict[str, Any]:
    """How each field of a declaration is written: its annotation."""
    return get_type_hints(kind, include_extras=True)


class _Reader:
    """One file being read; a node is read as an annotation says, `word` names it in sentences."""

    def __init__(self, path: Path, loader: Any, lines: Lines) -> None:
        self.path, self.loader, self.lines = path, loader, lines

    def value(self, node: yaml.Node | None, kind: Any, word: str) -> Any:
        """What a node says."""
        origin = get_origin(kind)
        if origin is Annotated:
            base, *notes = get_args(kind)
            return self._noted(node, self.value(node, base, word), notes, word)
        if origin in (Union, types.UnionType):
            return self._one_of(node, get_args(kind), word)
        if kind is Text:
            return self._text(node, word)
        if is_dataclass(kind):
            return self._declaration(node, kind, word)
        if origin is tuple:
            return self._many(node, get_args(kind)[0], word)
        if origin is dict:
            return {key.value: self.loader.construct_object(one) for key, one in self._pairs(node, word)}
        return self._scalar(node, kind, word)

    def _refuse(self, node: yaml.Node | None, fr: str, en: str) -> NoReturn:
        refuse(self.path, _line(node), fr, en)

    def _expect(self, node: yaml.Node | None, word: str, fr: str, en: str) -> NoReturn:
        self._refuse(node, f"{word} : {fr} attendu", f"{word}: {en} is expected")

    # --- declarations

    def _declaration(self, node: yaml.Node | None, kind: Any, word: str) -> Any:
        given: dict[str, yaml.Node] = {}
        words, written = words_of(kind), written_of(kind)
        for key, one in self._pairs(node, word):
            if key.value not in words:
                self._refuse(key, *_unknown(key.value, words, "mot inconnu", "unknown word"))
            given[key.value] = one
        for name, found in words.items():
            if name not in given and found.default is MISSING and found.default_factory is MISSING:
                self._refuse(node, f"il manque « {name} »", f"“{name}” is missing")
        values = {
            words[name].name: self.value(one, written[words[name].name], name) for name, one in given.items()
        }
        for found in words.values():
            if found.name not in values and "opposite" in found.metadata:
                values[found.name] = not values.get(found.metadata["opposite"], False)
        made = kind(**values)
        places = {name: (self.path, _line(one)) for name, one in given.items()}
        self.lines.put(made, {"": (self.path, _line(node)), **places})
        return made

    def _pairs(self, node: yaml.Node | None, word: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._expect(node, word or self.path.stem, "« mot: valeur »", "“word: value”")
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                self._refuse(key, f"« {key.value} » est dit deux fois", f"“{key.value}” is said twice")
            seen.add(key.value)
        return list(node.value)

    def _many(self, node: yaml.Node | None, kind: Any, word: str) -> tuple[Any, ...]:
        if get_origin(kind) is tuple:
            pairs = self._pairs(node, word)
            return tuple((key.value, self._scalar(one, str, key.value)) for key, one in pairs)
        if not isinstance(node, yaml.SequenceNode):
            self._expect(node, word, "une liste", "a list")
        return tuple(self.value(one, kind, word) for one in node.value)

    # --- scalars

    def _one_of(self, node: yaml.Node | None, kinds: tuple[Any, ...], word: str) -> Any:
        """A union: one of its literal texts, else what its other member says."""
        literal = [text for kind in kinds if get_origin(kind) is Literal for text in get_args(kind)]
        if isinstance(node, yaml.ScalarNode) and node.value in literal:
            return node.value
        (plain,) = (kind for kind in kinds if kind is not type(None) and get_origin(kind) is not Literal)
        return self.value(node, plain, word)

    def _text(self, node: yaml.Node | None, word: str) -> Text:
        if not (isinstance(node, yaml.SequenceNode) and len(node.value) == 2):
            self._expect(node, word, "[texte français, texte anglais]", "[French, English]")
        return Text(*(self._scalar(one, str, word) for one in node.value))

    def _scalar(self, node: yaml.Node | None, kind: Any, word: str) -> Any:
        fr, en = _SCALARS[kind]
        if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
            self._expect(node, word, fr, en)
        if kind is str:
            return node.value
        found = self.loader.construct_object(node)
        accepted = (int, float) if kind is float else kind
        if not isinstance(found, accepted) or (isinstance(found, bool) and kind is not bool):
            self._expect(node, word, f"« {node.value} » : {fr}", f"“{node.value}”: {en}")
        return found

    def _noted(self, node: yaml.Node | None, value: Any, notes: list[Any], word: str) -> Any:
        for note in notes:
            if isinstance(note, Among) and value not in note.meanings:
                known = list(filter(None, note.meanings))
                self._refuse(node, *_unknown(value, known, f"{word} : mot inconnu", f"{word}: unknown word"))
            if isinstance(note, Way):
                value = note.plain(value)
                if not note.accepts(value):
                    fr, en = note.expected.fr, note.expected.en
                    self._expect(node, word, f"« {value} » : {fr}", f"“{value}”: {en}")
        return value


def _unknown(name: str, known: Collection[str], fr: str, en: str) -> tuple[str, str]:
    told = listed(name, known)
    return f"{fr} « {name} » ; il existe : {told}", f"{en} “{name}”; there are: {told}"


def _line(node: yaml.Node | None) -> int:
    return 1 if node is None else node.start_mark.line + 1
