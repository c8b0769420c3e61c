"""The language of LibreOffice's own menus: French or English."""

from __future__ import annotations

import uno

CONTEXT = None
"""The component context, once a part of the extension has been loaded."""

_LANG = []


def lang():
    """`fr` where LibreOffice speaks French, `en` elsewhere."""
    if not _LANG:
        _LANG.append("fr" if _locale().lower().startswith("fr") else "en")
    return _LANG[0]


def said(text):
    """The sentence of a text in that language."""
    return text[lang()]


def _locale():
    provider = CONTEXT.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", CONTEXT
    )
    node = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    node.Name, node.Value = "nodepath", "/org.openoffice.Setup/L10N"
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
    return access.getPropertyValue("ooLocale") or ""
