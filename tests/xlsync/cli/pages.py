"""A page of the documentation as a test runs it: its commands, what it quotes of them, its tables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
LOOP = re.compile(r"for (\w+) in ([^;]+); do (.+?); done$")
CODES = {"refusé": 2, "écarts": 1}
"""What a comment after a command says of its exit code."""


@dataclass(frozen=True)
class Command:
    """One run of the command line.

    Attributes:
        words: What stands after `xlsync`.
        code: The exit code that the page gives it.
    """

    words: tuple[str, ...]
    code: int = 0


@dataclass(frozen=True)
class Step:
    """A block of commands, and the lines that the page quotes of what they print."""

    commands: tuple[Command, ...]
    quoted: tuple[str, ...]


class Page:
    """A page, by its path."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")

    def steps(self) -> list[Step]:
        """The blocks of commands; a block of text right after one quotes it."""
        found: list[Step] = []
        end = -1
        for block in BLOCK.finditer(self.text):
            sort, content = block.groups()
            if sort == "sh":
                found.append(Step(tuple(_commands(content)), ()))
            elif sort == "text" and block.start() == end:
                found[-1] = Step(found[-1].commands, tuple(_quoted(content)))
            end = block.end()
        return found

    def prose(self) -> str:
        """The page without its blocks and its tables."""
        return "\n".join(line for line in BLOCK.sub("", self.text).splitlines() if not line.startswith("|"))

    def tables(self) -> str:
        """Its tables."""
        return "\n".join(line for line in self.text.splitlines() if line.startswith("|"))

    def table(self, first: str) -> list[list[str]]:
        """The table whose first heading is this one: its lines, headings included, backticks off."""
        lines = iter(self.text.splitlines())
        heading = next(line for line in lines if line.startswith(f"| {first} |"))
        next(lines)
        rows = [heading]
        for line in lines:
            if not line.startswith("|"):
                break
            rows.append(line)
        return [[cell.replace("`", "").strip() for cell in row.strip("|").split("|")] for row in rows]


def plain(text: str) -> str:
    """One space for any blank."""
    return " ".join(text.split())


def _commands(block: str) -> Iterator[Command]:
    for line in block.splitlines():
        loop = LOOP.match(line)
        if loop is None:
            yield _command(line)
            continue
        name, values, body = loop.groups()
        for value in values.split():
            yield _command(body.replace(f"${name}", value))


def _command(line: str) -> Command:
    written, _, comment = line.partition(" # ")
    program, *words = shlex.split(written)
    assert program == "xlsync", line
    return Command(tuple(words), CODES[comment.strip()] if comment else 0)


def _quoted(block: str) -> Iterator[str]:
    for line in block.splitlines():
        for piece in line.split("…"):
            if plain(piece):
                yield plain(piece)
