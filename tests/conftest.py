"""What every test shares: the kinds, hypothesis that judges values and never time, Ctrl-C that is heard."""

from __future__ import annotations

import signal

from hypothesis import settings

from tests.kinds import convention, essai, essai_templates, kind, templates

__all__ = ["convention", "essai", "essai_templates", "kind", "templates"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run started in the background ignores it, and so would the servers that tests start and stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)
