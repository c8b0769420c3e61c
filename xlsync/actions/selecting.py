"""The conventions that a command is about: conventions, whole kinds, those that satisfy a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse
from xlsync.errors import XlsyncError

if TYPE_CHECKING:
    from udfs.errors import Text
    from xlsync.model import Model
    from xlsync.store import Store


def selected(model: Model, words: Iterable[str] | None, where: str | None = None) -> list[str]:
    """The conventions that a command is about, in alphabetical order within each word.

    Args:
        model: The model, as the command sees it.
        words: Conventions, and kinds for all theirs; every one of the model when there are none.
        where: Condition that they satisfy too (`xlsync.model.conditions`). It is read for each kind: one that
            does not have what it names has no convention that satisfies it.

    Raises:
        UnknownConvention: A word that is neither a convention of the model nor a kind.
        Misuse: A condition that no kind among them can read; or none is selected, and the sentence says which
            there are.
    """
    return _selected(model.conventions(), lambda: model, words, where)


def selected_of(store: Store, words: Iterable[str] | None, where: str | None = None) -> list[str]:
    """The same of the last revision of a store, in alphabetical order; a condition alone reads its model.

    Arguments and refusals: as `selected`.
    """
    return sorted(_selected(store.conventions(), store.read, words, where))


def part_selected(model: Model, words: Iterable[str] | None, where: str | None = None) -> Model:
    """The model with the conventions selected only. Arguments and refusals: as `selected`."""
    return model.part(selected(model, words, where)) if words or where is not None else model


def _selected(
    known: list[str], model: Callable[[], Model], words: Iterable[str] | None, where: str | None
) -> list[str]:
    asked = list(words or ())
    names = list(dict.fromkeys(_named(known, asked))) if asked else known
    if where is not None:
        satisfied = _satisfying(model(), names, where)
        names = [name for name in names if name in satisfied]
    if not names and (asked or where is not None):
        raise _nothing(known, asked, where)
    return names


def _named(known: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    from xlsync.annexes import kinds
    from xlsync.model.model import unknown_convention

    there = set(known)
    for word in words:
        if word in kinds():
            yield from (name for name in known if name.partition("/")[0] == word)
        elif word in there:
            yield word
        else:
            raise unknown_convention(word, known)


def _satisfying(model: Model, names: Iterable[str], where: str) -> set[str]:
    """Those of the kinds that can read the condition.

    Raises:
        Misuse: No kind can: what each of them says.
    """
    from xlsync.model import kind_of
    from xlsync.model.conditions import condition

    found: set[str] = set()
    refusals: dict[Text, list[str]] = {}
    kinds = list(dict.fromkeys(kind_of(name) for name in names))
    for kind in kinds:
        try:
            asked = condition(kind, where)
        except XlsyncError as error:
            refusals.setdefault(error.text, []).append(kind)
        else:
            found.update(asked.satisfied(model))
    if kinds and sum(map(len, refusals.values())) == len(kinds):
        raise _unread(refusals)
    return found


def _unread(refusals: Mapping[Text, Sequence[str]]) -> Misuse:
    """What kinds say of a condition that none of them can read; once what they all say."""
    said = [(text, ", ".join(kinds)) for text, kinds in refusals.items()]
    if len(said) == 1:
        return Misuse(said[0][0].fr, said[0][0].en)
    return Misuse(
        " ; ".join(f"{kinds} : {text.fr}" for text, kinds in said),
        "; ".join(f"{kinds}: {text.en}" for text, kinds in said),
    )


def _nothing(known: Sequence[str], words: Sequence[str], where: str | None) -> Misuse:
    from xlsync.model.model import told_conventions

    asked = " ".join([*words, *([] if where is None else [where])])
    fr, en = f"aucune convention : « {asked} »", f"no agreement: “{asked}”"
    told = told_conventions(known)
    return Misuse(f"{fr} ; le modèle contient : {told}", f"{en}; the model holds: {told}")
