"""The commands together: parse, run one, print its report, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from xlsync import __version__
from xlsync.actions import failures
from xlsync.actions.keeping import keeping_issues
from xlsync.actions.misuse import Misuse
from xlsync.actions.report import DONE, REFUSED, Report
from xlsync.actions.session import LANGUAGES, Session
from xlsync.cli.commands import COMMANDS, TAKES_DASHES, function_of, help_of
from xlsync.cli.delivery import called, deliver, tell
from xlsync.cli.helping import Command, Group
from xlsync.cli.options import read, spoken
from xlsync.cli.texts import both
from xlsync.cli.usage import usage

INTERRUPTED = 130


class _Commands(Mapping[str, Any]):
    """The commands by name, each made when it is asked for: its module loads what its action needs."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = _command(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _command(name: str) -> Any:
    alone = _typer(None)
    alone.command(
        name,
        cls=Command,
        help=help_of(name),
        context_settings={"ignore_unknown_options": name in TAKES_DASHES},
    )(function_of(name))
    return typer.main.get_command(alone)


def _typer(group: type[Group] | None) -> typer.Typer:
    return typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def application() -> Group:
    """The program as typer sees it: a group of the commands of `xlsync.cli.commands`."""
    app = _typer(Group)
    app.callback(invoke_without_command=True)(_program)
    group: Any = typer.main.get_command(app)
    group.commands = _Commands()
    return group  # type: ignore[no-any-return]


def _program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help=both("Affiche la version.", "Shows the version."))
    ] = False,
) -> Report | None:
    if version:
        return Report({"version": __version__}, [f"xlsync {__version__}"])
    if context.invoked_subcommand is None:
        return Report({}, [context.get_help()])
    return None


def run(arguments: Sequence[str]) -> int:
    """Run one command line.

    Args:
        arguments: What follows the name of the program.

    Returns:
        0 done, 1 differences or problems remain, 2 misuse or an input that could not be read.
    """
    _speak_utf8()
    session = Session(spoken(arguments, os.environ), tell=tell)
    try:
        line = read(arguments, os.environ)
        session = line.session
        return _finish(_invoke(line.arguments, session), line.json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        failures.trace(error)
        session.say(*(failures.sentence(error, lang) for lang in LANGUAGES))
        return REFUSED


def _invoke(arguments: list[str], session: Session) -> Any:
    try:
        with keeping_issues(session):
            return application().main(arguments, prog_name=called(), standalone_mode=False, obj=session)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        raise usage(error, context.command_path if context else called()) from error
    except typer.Abort as error:
        raise Misuse("interrompu", "interrupted") from error


def _finish(result: Any, as_json: bool) -> int:
    """Exit code of what typer returned: a report, or its own code after `--help`."""
    if isinstance(result, Report):
        return deliver(result, as_json)
    sys.stdout.flush()
    return int(result or DONE)


def _speak_utf8() -> None:
    """Accents in a pipe whatever the code page of Windows."""
    if os.name == "nt":
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
