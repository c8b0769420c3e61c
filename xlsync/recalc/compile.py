"""From a template to something that computes it; the parser is that of the `formulas` library."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from xlsync.recalc.frame import Frame
from xlsync.recalc.functions import NATIVE, Native, library
from xlsync.recalc.functions.operators import BINARY, UNARY
from xlsync.recalc.ours import Call, Functions, as_grid, identity, plain
from xlsync.recalc.prepass import UNREADABLE
from xlsync.recalc.values import VALUE, Failure, Grid, Unsupported, elementwise, flag, guarded, integer

Program = Callable[[Frame], Any]
NEVER = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "INDIRECT", "OFFSET", "CELL", "INFO"})
LAZY = frozenset({"IF", "CHOOSE"})
SUPPORTED = tuple(sorted({*NATIVE, *library.LIBRARY, *LAZY}))


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a formula: an operand, an operator, a call or an array of constants."""

    kind: str
    name: str
    children: tuple[Node, ...] = ()


def supports(name: str, functions: Functions) -> bool:
    """Whether a function is computed here: native, of the library, or one of ours."""
    return name not in NEVER and (name in SUPPORTED or identity(name, functions) is not None)


@cache
def _parser() -> Any:
    """The library's parser, made to give its postfix tokens as a tree."""
    from formulas.errors import FormulaError
    from formulas.parser import Parser
    from formulas.tokens.function import Function
    from formulas.tokens.operand import Empty
    from formulas.tokens.operator import Operator

    class Tree(list):  # type: ignore[type-arg]
        """Takes the place of the library's builder: `append` receives tokens in postfix order."""

        def __init__(self, match: Any = None) -> None:
            super().__init__()

        def append(self, token: Any) -> None:
            if isinstance(token, Function | Operator):
                self._gather(token)
            else:
                super().append(Node("empty" if isinstance(token, Empty) else "operand", token.name))

        def _gather(self, token: Any) -> None:
            count = token.get_n_args
            if count > len(self):
                raise FormulaError(token.name)
            children = tuple(self[len(self) - count :])
            del self[len(self) - count :]
            kind = "call" if isinstance(token, Function) else "operator"
            doubled = token.name == "u+" and "-" in token.attr.get("sum_minus", "")
            super().append(Node(kind, "u--" if doubled else token.name, children))

        def finish(self) -> None:
            """Nothing is left to do once the tree is complete."""

    class TreeParser(Parser):  # type: ignore[misc]
        ast_builder = Tree

    return TreeParser()


@cache
def parse(template: str) -> Node:
    """The tree of a template.

    Raises:
        Unsupported: the template is no formula.
    """
    from formulas.errors import FormulaError

    try:
        tree: list[Node] = _parser().ast("=" + template)[1]
    except (FormulaError, IndexError, KeyError, RecursionError):
        raise Unsupported(UNREADABLE) from None
    return tree[0]


def program(template: str, functions: Functions, *, in_array: bool = False) -> Program:
    """What computes a template.

    Args:
        template: From `prepare`.
        functions: Our functions by identity.
        in_array: The formula is an array formula.

    Raises:
        Unsupported: a function that this engine does not compute, by name.
    """
    return _compile(parse(template), functions, in_array)


def _compile(node: Node, functions: Functions, in_array: bool) -> Program:
    if node.kind == "operand":
        return _operand(node.name)
    if node.kind == "empty":
        return lambda frame: None
    if node.kind == "operator":
        return _operator(node, functions, in_array)
    if node.name == "ARRAY":
        return _array(node, functions)
    return _call(node, functions, in_array)


PLACEHOLDER = re.compile(r"A([1-9]\d*)")


def _operand(name: str) -> Program:
    match = PLACEHOLDER.fullmatch(name)
    if match is None:
        raise Unsupported(name)
    position = int(match[1]) - 1
    return lambda frame: frame.operand(position)


def _operator(node: Node, functions: Functions, in_array: bool) -> Program:
    parts = [_compile(child, functions, in_array) for child in node.children]
    if len(parts) == 1 and node.name in UNARY:
        apply: Callable[..., Any] = UNARY[node.name]
    elif len(parts) == 2 and node.name in BINARY:
        apply = BINARY[node.name]
    else:
        raise Unsupported(node.name)
    if in_array:
        return lambda frame: elementwise(apply, *(part(frame) for part in parts))
    return lambda frame: elementwise(apply, *(frame.element(part(frame)) for part in parts))


def _array(node: Node, functions: Functions) -> Program:
    rows = [[_compile(child, functions, True) for child in row.children] for row in node.children]
    return lambda frame: Grid([[cell(frame) for cell in row] for row in rows])


def _call(node: Node, functions: Functions, in_array: bool) -> Program:
    name = node.name.upper()
    if name in NEVER:
        raise Unsupported(name)
    if name == "IF":
        return _if(node, functions, in_array)
    if name == "CHOOSE":
        return _choose(node, functions, in_array)
    if name in NATIVE:
        return _native(NATIVE[name], node, functions, in_array)
    if name in library.LIBRARY:
        parts = [_compile(child, functions, in_array) for child in node.children]
        return lambda frame: library.call(name, [part(frame) for part in parts])
    own = identity(name, functions)
    if own is None:
        raise Unsupported(name)
    return _own(own, node, functions)


def _native(function: Native, node: Node, functions: Functions, in_array: bool) -> Program:
    if not function.accepts(len(node.children)):
        raise Unsupported(function.name)
    parts = [
        _compile(child, functions, in_array or function.kind(position) == "array")
        for position, child in enumerate(node.children)
    ]
    return lambda frame: function(frame, [part(frame) for part in parts], in_array)


def _own(name: str, node: Node, functions: Functions) -> Program:
    parts = [_compile(child, functions, True) for child in node.children]

    def run(frame: Frame) -> Any:
        if frame.date1904:
            raise Unsupported(name)
        arguments, result = frame.state.gathered.made(
            (frame.cell, run), name, functions, lambda: tuple(plain(part(frame)) for part in parts)
        )
        frame.state.calls.append(Call(frame.cell, name, arguments, result))
        return guarded(as_grid, result)

    return run


def _if(node: Node, functions: Functions, in_array: bool) -> Program:
    """Computes only the branch that counts, unless the condition is an array."""
    if not 2 <= len(node.children) <= 3:
        raise Unsupported("IF")
    condition, yes, *others = (_compile(child, functions, in_array) for child in node.children)
    no: Program = others[0] if others else lambda frame: False

    def run(frame: Frame) -> Any:
        tested = condition(frame)
        if in_array and isinstance(tested, Grid) and tested.height * tested.width > 1:
            return elementwise(lambda test, a, b: a if flag(test) else b, tested, yes(frame), no(frame))
        try:
            return yes(frame) if flag(frame.one(tested)) else no(frame)
        except Failure as failure:
            return failure.error

    return run


def _choose(node: Node, functions: Functions, in_array: bool) -> Program:
    """Computes only the value chosen."""
    if len(node.children) < 2:
        raise Unsupported("CHOOSE")
    rank, *choices = (_compile(child, functions, in_array) for child in node.children)

    def run(frame: Frame) -> Any:
        place = guarded(integer, frame.one(rank(frame)))
        if isinstance(place, str):
            return place
        return choices[place - 1](frame) if 1 <= place <= len(choices) else VALUE

    return run
