"""One cell written anew: its attributes kept, its content replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from xlsync.workbook.markup import opening, parse_attributes, with_attribute
from xlsync.workbook.values import ErrorValue, Value, encode_text, escape, number_text


class OldCell(NamedTuple):
    """A cell as it stands: its start tag, and the texts of its `f` element and of what follows.

    Attributes:
        tag: Start tag, closed or not.
        formula: The whole `f` element, or nothing.
        rest: The rest of its content.
    """

    tag: str
    formula: str
    rest: str


@dataclass(frozen=True, slots=True)
class SetValue:
    """A constant in place of whatever the cell holds."""

    value: Value
    style: int | None = None


@dataclass(frozen=True, slots=True)
class SetFormula:
    """A formula, with the value that a reader without an engine shows, or with the one already there."""

    formula: str
    cached: Value = None
    style: int | None = None
    keep_cached: bool = False


@dataclass(frozen=True, slots=True)
class SetCached:
    """Another computed value for a formula that stays as it is; None removes it."""

    value: Value


@dataclass(frozen=True, slots=True)
class SetMarkup:
    """The cell as given, or no cell at all."""

    markup: str


Edit = SetValue | SetFormula | SetCached | SetMarkup


def render(edit: Edit, prefix: str, name: str, old: OldCell | None) -> str:
    """Markup of a cell after an edit.

    Args:
        edit: What to do.
        prefix: Prefix of the part's elements, with the colon.
        name: Name of the cell, for one that is not there yet.
        old: The cell as it stands.

    Raises:
        UnwritableValue: No cell can hold that value.
    """
    if isinstance(edit, SetMarkup):
        return edit.markup
    tag = old.tag if old else f'<{prefix}c r="{name}">'
    if isinstance(edit, SetValue):
        kind, content = _constant(edit.value, prefix)
        return _cell(_restyled(_plain(tag), edit.style), prefix, kind, content)
    if isinstance(edit, SetCached):
        kind, content = _cached(edit.value, prefix)
        tag = with_attribute(tag, "vm", None)
        return _cell(tag, prefix, kind, (old.formula if old else "") + content)
    if edit.keep_cached and old:
        return f"{tag}{_reworded(old.formula, edit.formula, prefix)}{old.rest}</{prefix}c>"
    formula = f"<{prefix}f>{escape(edit.formula)}</{prefix}f>"
    kind, content = _cached(edit.cached, prefix)
    return _cell(_restyled(_plain(tag), edit.style), prefix, kind, formula + content)


def _reworded(element: str, formula: str, prefix: str) -> str:
    """A formula element with another text; it no longer shares it, but stays an array, or volatile."""
    found = opening(element, "f")
    tag = element[: found[1]].removesuffix("/>").removesuffix(">").rstrip() + ">" if found else f"<{prefix}f>"
    if "shared" in tag and parse_attributes(tag).get("t") == "shared":
        for name in ("t", "ref", "si"):
            tag = with_attribute(tag, name, None)
    return f"{tag}{escape(formula)}</{prefix}f>"


def _plain(tag: str) -> str:
    """Without the attributes that speak of an array formula or of a rich value."""
    return with_attribute(with_attribute(tag, "cm", None), "vm", None)


def _restyled(tag: str, style: int | None) -> str:
    return tag if style is None else with_attribute(tag, "s", str(style))


def _cell(tag: str, prefix: str, kind: str | None, content: str) -> str:
    tag = with_attribute(tag, "t", kind)
    opening = tag[:-2].rstrip() if tag.endswith("/>") else tag[:-1].rstrip()
    return f"{opening}>{content}</{prefix}c>" if content else f"{opening}/>"


def _constant(value: Value, prefix: str) -> tuple[str | None, str]:
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = encode_text(value)
        return "inlineStr", f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return _cached(value, prefix)


def _cached(value: Value, prefix: str) -> tuple[str | None, str]:
    if value is None:
        return None, ""
    if isinstance(value, bool):
        return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, ErrorValue):
        return "e", f"<{prefix}v>{escape(value)}</{prefix}v>"
    if isinstance(value, str):
        return "str", f"<{prefix}v>{encode_text(value)}</{prefix}v>"
    return None, f"<{prefix}v>{number_text(value)}</{prefix}v>"
