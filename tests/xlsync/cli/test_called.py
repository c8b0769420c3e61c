"""Messages name commands as the reader calls the program."""

from __future__ import annotations

import subprocess
import sys

from tests.shared import ROOT
from tests.xlsync.cli.running import xlsync, xlsync_process


def test_commands_are_named_as_the_program_was_called(tmp_path):
    assert "« xlsync build »" in xlsync("log", folder=tmp_path).err.replace("\u00a0", " ")
    done = xlsync_process("log", folder=tmp_path, XLSYNC_CALLED="python3 run.py")
    assert done.code == 2
    assert "« python3 run.py build »" in done.err.replace("\u00a0", " ")
    wrong = xlsync_process("log", "--ici", folder=tmp_path, XLSYNC_CALLED="python3 run.py")
    assert "python3 run.py log --help" in wrong.err


def test_the_script_of_a_checkout_says_how_it_was_called():
    """`run.py` sets what the messages read; nothing is installed here, only its last step is looked at."""
    code = (
        "import os, sys; sys.argv[0] = 'run.py'; import run; run.install = lambda extra: None; "
        "run.module = lambda *words, **more: print(os.environ['XLSYNC_CALLED']); run.main(['log'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("python3 run.py", "py run.py")
