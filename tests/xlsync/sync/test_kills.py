"""Fifty commands killed at random moments, ten of them between the file and the revision: nothing is lost."""

from __future__ import annotations

import os
import random

import pytest

from tests.xlsync.sync.kills import kills


@pytest.mark.skipif(os.name != "posix", reason="processes that fork, signals of POSIX")
def test_commands_killed_at_random_moments(desk):
    found = kills(desk, 50, random.Random(7))
    assert found.faults == []
    assert sum(found.killed.values()) > 25
    assert found.recovered > 0
