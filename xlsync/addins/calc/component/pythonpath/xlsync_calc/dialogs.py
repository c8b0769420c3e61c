"""The window that shows a text."""

from __future__ import annotations

from xlsync_calc import language, messages

WIDTH, LINE, LEAST, MOST = 330, 9, 6, 26
"""In the units of dialogs, a quarter of a letter wide and an eighth high; lines of text shown."""


def is_shown(frame):
    """True for a window that a person sees."""
    window = frame.ContainerWindow if frame is not None else None
    return window is not None and bool(window.isVisible())


def show(context, frame, title, text):
    """A text in a window of its own, that scrolls and can be copied, until it is closed."""
    lines = max(LEAST, min(MOST, text.count("\n") + 2 + len(text) // 90))
    model = _model(
        context,
        "UnoControlDialogModel",
        Title=title,
        Width=WIDTH,
        Height=LINE * lines + 34,
        PositionX=60,
        PositionY=40,
    )
    _add(
        model,
        "text",
        "UnoControlEditModel",
        PositionX=6,
        PositionY=6,
        Width=WIDTH - 12,
        Height=LINE * lines,
        MultiLine=True,
        ReadOnly=True,
        VScroll=True,
        HScroll=False,
        Text=text,
        HideInactiveSelection=True,
    )
    _add(
        model,
        "close",
        "UnoControlButtonModel",
        PositionX=WIDTH - 62,
        PositionY=LINE * lines + 13,
        Width=56,
        Height=15,
        Label=language.said(messages.CLOSE),
        PushButtonType=2,
        DefaultButton=True,
    )
    dialog = _model(context, "UnoControlDialog")
    dialog.setModel(model)
    toolkit = _model(context, "Toolkit")
    dialog.createPeer(toolkit, frame.ContainerWindow if frame is not None else None)
    dialog.execute()
    dialog.dispose()


def _model(context, name, **properties):
    made = context.ServiceManager.createInstanceWithContext("com.sun.star.awt." + name, context)
    for key, value in properties.items():
        setattr(made, key, value)
    return made


def _add(dialog, name, kind, **properties):
    made = dialog.createInstance("com.sun.star.awt." + kind)
    for key, value in properties.items():
        setattr(made, key, value)
    dialog.insertByName(name, made)
