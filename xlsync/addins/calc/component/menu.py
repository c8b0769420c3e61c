"""The menu « Conventions »: each entry is an address of our own protocol, answered here.

A workbook in a window is answered by a window. One that has none, as a macro opens it, is answered by the
result of the dispatch: the same text.
"""

from __future__ import annotations

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.frame import XDispatchProvider, XNotifyingDispatch
from com.sun.star.frame.DispatchResultState import FAILURE, SUCCESS
from com.sun.star.lang import XInitialization, XServiceInfo
from xlsync_calc import dialogs, documents, language
from xlsync_calc.calls import catalogue

_DESCRIBED = catalogue()
SERVICE, PROTOCOL = _DESCRIBED["handler"], _DESCRIBED["protocol"]


class Menu(unohelper.Base, XDispatchProvider, XNotifyingDispatch, XInitialization, XServiceInfo):
    """Dispatches the entries of the menu in one window."""

    def __init__(self, context):
        language.CONTEXT = context
        self._context = context
        self._frame = None

    def initialize(self, arguments):
        self._frame = arguments[0] if arguments else None

    def queryDispatch(self, url, target, flags):
        return self if _action(url) in documents.ACTIONS else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def dispatch(self, url, arguments):
        self.dispatchWithNotification(url, arguments, None)

    def dispatchWithNotification(self, url, arguments, listener):
        """In a window the work waits until the menu has closed: the window itself may have to close."""
        if dialogs.is_shown(self._frame):
            work = _Later(lambda: self._answered(_action(url), listener))
            later = self._context.ServiceManager.createInstanceWithContext(
                "com.sun.star.awt.AsyncCallback", self._context
            )
            later.addCallback(work, None)
        else:
            self._answered(_action(url), listener)

    def addStatusListener(self, listener, url):
        event = uno.createUnoStruct("com.sun.star.frame.FeatureStateEvent")
        event.FeatureURL, event.IsEnabled, event.Source = url, True, self
        listener.statusChanged(event)

    def removeStatusListener(self, listener, url):
        """Nothing changes: nobody is told anything later."""

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (SERVICE, "com.sun.star.frame.ProtocolHandler")

    def _answered(self, action, listener):
        done, text = documents.Asked(self._context, self._frame).run(action)
        if listener is not None:
            event = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
            event.State, event.Result, event.Source = SUCCESS if done else FAILURE, text, self
            listener.dispatchFinished(event)


class _Later(unohelper.Base, XCallback):
    def __init__(self, work):
        self._work = work

    def notify(self, data):
        self._work()


def _action(url):
    return url.Complete[len(PROTOCOL) :] if url.Complete.startswith(PROTOCOL) else ""


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Menu, SERVICE, (SERVICE, "com.sun.star.frame.ProtocolHandler"))
