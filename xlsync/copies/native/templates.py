"""A native formula written with the names of the arguments, and the tree that it makes of a call.

`"kwh*prix_mwh/1000"` says ENERGIE.ECONOMIE. `CHOIX(unite,"jours",date+n,"mois",EDATE(date,n))` says one
formula for each option of an argument: the right one where the call gives a constant, else a chain of IF that
ends on #N/A. `VIDE(annees)` asks whether an argument is left out. What is then known is folded away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from udfs.declaration import Argument
from xlsync.copies.native.asked import BLANK, Asked, Beyond, is_blank
from xlsync.recalc.syntax import Call, Const, Name, Node, Op, form_of, parse

CHOICE: Final = "CHOIX"
LEFT_OUT: Final = "VIDE"
NOT_AVAILABLE: Final = Call("NA", ())
HOLIDAYS: Final = "liste_feries"
"""Defined name of the list of holidays that a native copy shows."""

_ACCENTED: Final = {
    "precedent": ("précédent",),
    "suivant_modifie": ("suivant modifié",),
    "jours_ouvres": ("jours ouvrés",),
    "annees": ("années",),
    "collectivite": ("collectivité",),
    "etablissement": ("établissement",),
    "cout": ("coût",),
    "ajustee": ("ajustée",),
    "douziemes": ("douzièmes",),
}
"""What people may also write for an option; capitals never count."""


def names_of(template: str) -> set[str]:
    """The names that a template is written with."""
    return {node.name for node in _nodes(_parsed(template)) if isinstance(node, Name)}


def _parsed(template: str) -> Node:
    return parse(form_of(template, 1, 1))


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for under in _under(tree):
        yield from _nodes(under)


def _under(tree: Node) -> tuple[Node, ...]:
    return tree.arguments if isinstance(tree, Call) else tree.operands if isinstance(tree, Op) else ()


def made(asked: Asked, template: str, extra: Mapping[str, Node] | None = None) -> Node:
    """The tree of a call.

    Args:
        asked: The call.
        template: The formula; its names are arguments, those of `extra`, or `HOLIDAYS`.
        extra: Nodes that are no arguments.

    Returns:
        The formula; #N/A where a required argument is a blank that the formula around does not look for.
    """
    tree = _parsed(template)
    used = list(dict.fromkeys(node.name for node in _nodes(tree) if isinstance(node, Name)))
    known = dict(extra or {})
    known |= {name: asked.node(name) for name in used if name in asked.arguments and name not in known}
    found = folded(_filled(tree, asked.arguments, known))
    given = {**asked.nodes, **(extra or {})}
    lacking: list[Node] = [
        Op("=", (given[name], BLANK))
        for name in used
        if name in given and name in asked.arguments and asked.may_lack(name, given[name])
    ]
    if not lacking:
        return found
    test = lacking[0] if len(lacking) == 1 else Call("OR", tuple(lacking))
    return Call("IF", (test, NOT_AVAILABLE, found))


def _filled(tree: Node, arguments: Mapping[str, Argument], known: Mapping[str, Node]) -> Node:
    if isinstance(tree, Name):
        return known.get(tree.name, tree)
    if isinstance(tree, Call):
        if tree.name == CHOICE:
            return _choice(tree, arguments, known)
        if tree.name == LEFT_OUT and isinstance(tree.arguments[0], Name):
            return is_blank(arguments[tree.arguments[0].name], known[tree.arguments[0].name])
        return Call(tree.name, tuple(_filled(one, arguments, known) for one in tree.arguments))
    if isinstance(tree, Op):
        return Op(tree.sign, tuple(_filled(one, arguments, known) for one in tree.operands))
    return tree


def _choice(tree: Call, arguments: Mapping[str, Argument], known: Mapping[str, Node]) -> Node:
    name = tree.arguments[0]
    assert isinstance(name, Name), "an option is an argument"
    argument, given = arguments[name.name], known[name.name]
    ways = {
        str(option.value): tree.arguments[rank + 1]
        for rank, option in enumerate(tree.arguments)
        if rank % 2 and isinstance(option, Const)
    }
    if isinstance(given, Const):
        if given.value not in ways:
            raise Beyond(
                f"{argument.name} : « {given.value} » ne se dit pas sans complément",
                f"{argument.label_en}: “{given.value}” is not said without the add-in",
            )
        return _filled(ways[given.value], arguments, known)
    found: Node = NOT_AVAILABLE
    for option, way in reversed(ways.items()):
        test = _is_option(argument, given, option)
        found = Call("IF", (test, _filled(way, arguments, known), found))
    return found


def _is_option(argument: Argument, given: Node, option: str) -> Node:
    words = [option, *([option.replace("_", " ")] if "_" in option else []), *_ACCENTED.get(option, ())]
    if argument.default == option:
        words.append("")
    tests: tuple[Node, ...] = tuple(Op("=", (given, Const(word))) for word in words)
    return tests[0] if len(tests) == 1 else Call("OR", tests)


# --- what is known beforehand


def folded(tree: Node) -> Node:
    """The same formula without the branches that constants settle.

    Examples:
        >>> folded(_parsed('IF("a"="b",1,2+taux)')) == _parsed("2+taux")
        True
    """
    if isinstance(tree, Op):
        return _compared(Op(tree.sign, tuple(map(folded, tree.operands))))
    if not isinstance(tree, Call):
        return tree
    arguments = tuple(map(folded, tree.arguments))
    if tree.name == "IF" and isinstance(arguments[0], Const) and isinstance(arguments[0].value, bool):
        kept = arguments[1:3] if len(arguments) > 2 else (*arguments[1:], Const(False))
        return kept[0] if arguments[0].value else kept[1]
    if tree.name in ("AND", "OR"):
        return _joined(tree.name, arguments)
    if tree.name == "NOT" and isinstance(arguments[0], Const) and isinstance(arguments[0].value, bool):
        return Const(not arguments[0].value)
    return Call(tree.name, arguments)


def _joined(name: str, arguments: tuple[Node, ...]) -> Node:
    settled = name == "OR"
    left = [one for one in arguments if not (isinstance(one, Const) and isinstance(one.value, bool))]
    if Const(settled) in [one for one in arguments if one not in left]:
        return Const(settled)
    if not left:
        return Const(not settled)
    return left[0] if len(left) == 1 else Call(name, tuple(left))


def _compared(tree: Op) -> Node:
    if tree.sign not in ("=", "<>") or not all(isinstance(one, Const) for one in tree.operands):
        return tree
    left, right = (_plain(one) for one in tree.operands)
    return Const((left == right) == (tree.sign == "="))


def _plain(node: Node) -> Any:
    assert isinstance(node, Const)
    value = node.value
    if isinstance(value, str):
        return value.casefold()
    return (isinstance(value, bool), value)
