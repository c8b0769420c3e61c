"""The five actions of the menu on the workbook of a window."""

from __future__ import annotations

import uno
from com.sun.star.uno import Exception as UnoError
from com.sun.star.util import CloseVetoException

from xlsync_calc import dialogs, language, messages
from xlsync_calc.calls import CALLS, catalogue
from xlsync_calc.client import SLOW, Unavailable

ACTIONS = catalogue()["actions"]
"""The title of each action, in each language."""

UNREADABLE = 2
"""Exit code of a command that could not read its file."""

WRITES = ("pull", "push")
"""Actions that write the file, which must then be closed meanwhile."""


class Refused(Exception):
    """The action cannot be done; `said` is a sentence in each language."""

    def __init__(self, said, fact=""):
        super().__init__(said["en"])
        self.said = {lang: text.format(fact) for lang, text in said.items()}


class Asked:
    """An action asked for in one window."""

    def __init__(self, context, frame):
        self._context, self._frame = context, frame
        self._shown = dialogs.is_shown(frame)

    def run(self, action):
        """Does it, shows what came out where somebody sees it.

        Returns:
            Whether it was done, and the text.
        """
        try:
            done, text = self._answer(action)
        except (Refused, Unavailable) as refusal:
            done, text = False, language.said(refusal.said)
        if self._shown:
            dialogs.show(self._context, self._frame, language.said(ACTIONS[action]), text)
        return done, text

    def _answer(self, action):
        document = self._frame.Controller.Model
        cell = _selected(document) if action == "explain" else None
        if action == "explain" and cell is None:
            raise Refused(messages.NO_CELL)
        _save(document)
        url = document.URL
        reopen = self._close(document) if action in WRITES else None
        try:
            answer = _asked(action, url, cell)
        finally:
            if reopen is not None:
                reopen()
        text = answer.get("text") or language.said(messages.NOTHING)
        if action in ("status", "explain") and CALLS.last_error:
            text = "\n\n".join(
                [text.rstrip(), language.said(messages.LAST_ERROR), language.said(CALLS.last_error)]
            )
        return answer.get("exit") != UNREADABLE, text

    def _close(self, document):
        """Closes the workbook; what comes back opens it again at the same place."""
        url, place, hidden = document.URL, document.CurrentController.ViewData, not self._shown
        desktop = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self._context
        )
        # LibreOffice would end with its last window
        keeper = desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, (_property("Hidden", True),)
        )
        try:
            document.close(True)
        except CloseVetoException as error:
            keeper.close(True)
            raise Refused(messages.CANNOT_CLOSE) from error

        def reopen():
            opened = desktop.loadComponentFromURL(url, "_blank", 0, (_property("Hidden", hidden),))
            keeper.close(True)
            if opened is None:
                raise Refused(messages.CANNOT_REOPEN, uno.fileUrlToSystemPath(url))
            opened.CurrentController.restoreViewData(place)
            self._frame = opened.CurrentController.Frame

        return reopen


def _save(document):
    """Saves what changed, as the pane of Excel does before each action.

    Raises:
        Refused: It has no file of its own, or LibreOffice refuses.
    """
    if not document.hasLocation() or not document.URL.startswith("file:"):
        raise Refused(messages.NOT_SAVED_YET)
    if not document.isModified():
        return
    try:
        document.store()
    except UnoError as error:
        raise Refused(messages.CANNOT_SAVE, error.Message) from error


def _asked(action, url, cell):
    """The answer of the server about a file.

    Raises:
        Unavailable: No answer.
    """
    asked = {"action": action, "path": uno.fileUrlToSystemPath(url), "lang": language.lang()}
    if cell is not None:
        asked["cell"] = cell
    return CALLS.client.request("/v1/documents", asked, SLOW)


def _selected(document):
    """The cell where the cursor is, `Sheet!A1`."""
    selection = document.CurrentSelection
    if selection is None or not hasattr(selection, "RangeAddress"):
        return None
    address = selection.RangeAddress
    sheet = document.Sheets.getByIndex(address.Sheet)
    name = sheet.getCellByPosition(address.StartColumn, address.StartRow).AbsoluteName
    return "{}!{}".format(sheet.Name, name.rpartition(".")[2].replace("$", ""))


def _property(name, value):
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made
