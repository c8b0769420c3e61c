"""Commands and actions say the same arguments: a command is its action with words typed in a terminal."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import xlsync.actions
from udfs.hosts import calc, excel_vba
from xlsync import live
from xlsync.actions.menu import ACTIONS
from xlsync.actions.session import Session
from xlsync.cli.commands import COMMANDS, function_of

LEFT_OF_ACTIONS = ("addin", "serve")
"""Commands whose work stands in rooms that actions may not import."""

MODULES = {name: module for name, module in COMMANDS.items() if name not in LEFT_OF_ACTIONS}


@pytest.mark.parametrize("name", MODULES)
def test_a_command_hands_its_arguments_to_the_action_of_the_same_name(name: str) -> None:
    command = function_of(name)
    action = getattr(import_module(f"xlsync.actions.{MODULES[name]}"), command.__name__)
    (context, *asked), (session, *taken) = (
        list(inspect.signature(function).parameters.values()) for function in (command, action)
    )
    assert context.name == "context"
    assert session.annotation == Session.__name__
    assert [(one.name, one.default) for one in asked] == [(one.name, one.default) for one in taken]


def test_a_command_without_action_has_no_module_among_them() -> None:
    assert not [name for name in LEFT_OF_ACTIONS if find_spec(f"xlsync.actions.{name}")]


def test_every_action_of_the_room_is_a_command() -> None:
    """A module of the room that takes a session first and bears its function's name is asked by someone."""
    actions = set()
    for path in Path(xlsync.actions.__file__).parent.glob("*.py"):
        function = getattr(import_module(f"xlsync.actions.{path.stem}"), path.stem, None)
        if inspect.isfunction(function) and function.__module__ == f"xlsync.actions.{path.stem}":
            actions.add(path.stem)
    assert actions == set(MODULES.values())


def test_the_menus_ask_for_these_actions() -> None:
    assert list(calc.ACTIONS) == list(ACTIONS)
    assert list(excel_vba.ACTIONS) == [*ACTIONS, "convert"]
    assert all(callable(getattr(live, action)) for action in excel_vba.ACTIONS)
