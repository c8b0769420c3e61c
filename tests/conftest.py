"""What every test shares: hypothesis judges values, never time, and Ctrl-C is heard."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run started in the background ignores it, and so would the servers that tests start and stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)
