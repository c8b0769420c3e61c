"""Help pages in the language of the run, and the words that typer leaves in English."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from udfs.errors import names_alike
from xlsync.actions.misuse import Misuse
from xlsync.actions.session import Session
from xlsync.cli.texts import both, in_language

COMMON = (
    ("--json", both("Un document JSON sur la sortie standard.", "One JSON document on standard output.")),
    ("--lang fr|en", both("Langue des messages.", "Language of the messages.")),
    (
        "--store URL",
        both(
            "Adresse ou chemin du modèle (XLSYNC_STORE, puis .xlsync/model.db cherché vers le haut).",
            "Address or path of the model (XLSYNC_STORE, then .xlsync/model.db searched upward).",
        ),
    ),
    ("--help", both("Affiche cette aide.", "Shows this help.")),
)
NAME_WIDTH = 26


class Command(TyperCommand):
    """A command whose help speaks the language of the run."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        parameters: list[Any] = [one for one in self.get_params(ctx) if one.name != "help"]
        arguments = [one for one in parameters if one.param_type_name == "argument"]
        options = [one for one in parameters if one.param_type_name == "option"]
        words = [_usage_word(one) for one in arguments]
        return _page(
            ctx,
            [*words, "[OPTIONS]"],
            self.help or "",
            [
                ("Arguments", "Arguments", [(_metavar(one), one.help or "") for one in arguments]),
                ("Options", "Options", [(_option(one), one.help or "") for one in options]),
                ("Options communes", "Common options", COMMON),
            ],
        )


class Group(TyperGroup):
    """The program: help in the language of the run, and one sentence for an unknown command."""

    def get_help(self, ctx: Any) -> str:
        """The help page, with a line a command."""
        commands = [(name, command.help or "") for name, command in self.commands.items()]
        about = both(
            "Annexes des conventions de transition énergétique : calculées, tenues dans un seul modèle, "
            "échangées avec les classeurs sans rien perdre.",
            "Annexes of energy-transition conventions: computed, kept in one model, exchanged with "
            "workbooks without losing anything.",
        )
        version = ("--version", both("Affiche la version.", "Shows the version."))
        sections = [
            ("Commandes", "Commands", commands),
            ("Options communes", "Common options", (*COMMON, version)),
        ]
        return _page(ctx, ["COMMANDE" if _lang(ctx) == "fr" else "COMMAND", "…"], about, sections)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of that name.

        Raises:
            Misuse: There is none; the sentence gives the nearest names.
        """
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = ", ".join(names_alike(args[0], self.commands))
            raise Misuse(
                f"commande inconnue : « {args[0]} »" + (f" ; commandes proches : {near}" if near else ""),
                f"unknown command: “{args[0]}”" + (f"; near commands: {near}" if near else ""),
            )
        return super().resolve_command(ctx, args)


def _page(
    ctx: Any,
    words: Iterable[str],
    about: str,
    sections: Iterable[tuple[str, str, Iterable[tuple[str, str]]]],
) -> str:
    lang = _lang(ctx)
    usage = in_language(both("Utilisation : ", "Usage: "), lang)
    blocks = [f"{usage}{ctx.command_path} {' '.join(words)}", _paragraphs(in_language(about, lang))]
    for title_fr, title_en, entries in sections:
        lines = [_entry(name, in_language(text, lang)) for name, text in entries]
        if lines:
            blocks.append("\n".join([title_en if lang == "en" else title_fr, *lines]))
    return "\n\n".join(blocks)


def _lang(ctx: Any) -> str:
    return ctx.obj.lang if isinstance(ctx.obj, Session) else "fr"


def _width() -> int:
    return min(100, max(60, shutil.get_terminal_size().columns))


def _paragraphs(text: str) -> str:
    return "\n\n".join(textwrap.fill(part, _width()) for part in text.split("\n\n"))


def _entry(name: str, text: str) -> str:
    """A name and its text, on the line below when the name is long."""
    margin = " " * (NAME_WIDTH + 2)
    filled = textwrap.fill(text, _width(), initial_indent=margin, subsequent_indent=margin)
    if len(name) > NAME_WIDTH - 2:
        return f"  {name}\n{filled}" if text else f"  {name}"
    return f"  {name:<{NAME_WIDTH}}{filled[NAME_WIDTH + 2 :]}".rstrip()


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _usage_word(parameter: Any) -> str:
    word = _metavar(parameter) + ("…" if parameter.nargs != 1 else "")
    return word if parameter.required else f"[{word}]"


def _option(parameter: Any) -> str:
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag else f"{names} {_metavar(parameter)}"
