"""The least of pywin32 that lets xlwings' VBA generator and its calls of functions run without Windows.

Only for a process of its own: it replaces modules and parts of `ctypes`. What it stands for is Windows and
COM; what runs is xlwings' own code.
"""

from __future__ import annotations

import ctypes
import sys
import types
from typing import Any


class _Anything:
    """Any attribute, any call, without effect."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        found = _Anything()
        setattr(self, name, found)
        return found

    def __call__(self, *arguments: Any, **options: Any) -> int:
        return 0


class _ComError(Exception):
    pass


def install() -> None:
    """Puts the stubs in place; xlwings must not have been imported yet."""
    client = _module(
        "win32com.client",
        Dispatch=lambda one: one,
        DispatchEx=lambda one: one,
        VARIANT=lambda kind, value: value,
        gencache=types.SimpleNamespace(EnsureModule=lambda *given, **named: None),
        **{name: type(name, (), {}) for name in ("CDispatch", "DispatchBaseClass", "CoClassBaseClass")},
    )
    client.dynamic = _module("win32com.client.dynamic", CDispatch=client.CDispatch)
    _module("win32com", client=client, server=_module("win32com.server"))
    for name in ("server.dispatcher", "server.policy", "universal"):
        _module(f"win32com.{name}")
    for name in ("win32api", "win32con", "win32gui", "win32process"):
        _module(name)
    _module("win32timezone", TimeZoneInfo=types.SimpleNamespace(utc=lambda: None))
    _module(
        "pythoncom", CoInitialize=lambda: None, IID_IDispatch="", com_error=_ComError, VT_ERROR=10,
        PumpWaitingMessages=lambda: None,
    )  # fmt: skip
    _module(
        "pywintypes", com_error=_ComError, TimeType=type("TimeType", (), {}), IID=str, Time=lambda day: day
    )
    _windows_of_xlwings()


def _module(name: str, **held: Any) -> Any:
    made: Any = types.ModuleType(name)
    made.__dict__.update(held, __file__=__file__)
    sys.modules[name] = made
    return made


def _windows_of_xlwings() -> None:
    for name in ("windll", "oledll"):
        setattr(ctypes, name, _Anything())
    from udfs.hosts.excel import free_xlwings

    xlwings = free_xlwings()
    former, ctypes.PyDLL = ctypes.PyDLL, _Anything  # type: ignore[misc, assignment]
    from xlwings import _xlwindows

    ctypes.PyDLL = former  # type: ignore[misc]
    xlwings._xlwindows = _xlwindows
    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    xlwings.engines.active = xlwings.engines["excel"]
    _module("xlwings.com_server", loop=None)
